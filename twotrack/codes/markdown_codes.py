"""Codes of the dialect: includes, anchors, references, citations."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "conversion",
        "error",
        "Python-Markdown fails or takes too long, or a text refers to a character that HTML does not allow.",
        "Write the block at the line otherwise. Unclosed brackets and tags take the most time; most failures"
        ' come from HTML with `markdown="1"` that has other HTML in it.',
    ),
    Code(
        "include",
        "error",
        "An `::: include` cannot be carried out: no such page or section, a loop, or words it does not take.",
        "Write `::: include path.md#anchor`, the path relative to `spec/`; `body` and `level=N` may follow.",
    ),
    Code(
        "heading-level",
        "error",
        "An include would put a heading below the sixth level.",
        "Include it higher up, or a section that nests less.",
    ),
    Code(
        "nesting",
        "error",
        "Lists, quotations, definitions or admonitions nest deeper than is taken.",
        "Use fewer levels.",
    ),
    Code(
        "fence-unclosed",
        "error",
        "A code fence is opened and never closed, so that the rest of its container becomes code.",
        "Close it with a line of the same character, at least as many of them as the opening line has.",
    ),
    Code(
        "fence-header",
        "warning",
        "The first line of a code fence has words that are no language and no options; they are not shown.",
        "Write the language alone, or options such as `{.json #fig-x}`.",
    ),
    Code(
        "html-unclosed",
        "error",
        "An HTML element is opened and never closed: the rest of the page becomes part of it, unconverted.",
        "Close it.",
    ),
    Code(
        "html-markdown",
        "warning",
        "Markdown between the tags of an HTML element is shown as it is written.",
        'Write `markdown="1"` in the opening tag, or HTML inside.',
    ),
    Code(
        "html-adjacent",
        "warning",
        "Text right below an HTML element is HTML for CommonMark and Markdown for Python-Markdown.",
        "Insert a blank line between the element and the text.",
    ),
    Code(
        "definition-nested",
        "error",
        "A definition inside a list item has more than one paragraph, which Python-Markdown reads as code.",
        "Put the definition list outside the item, or write one paragraph.",
    ),
    Code(
        "heading-empty",
        "error",
        "A heading has no text, or none in an edition that keeps it.",
        "Give it words, or put the heading itself under the condition.",
    ),
    Code(
        "word-lost",
        "error",
        "A word of the source is missing from what it is converted to.",
        "Write the construct on that line another way; this is a fault of the tool as well, so report it.",
        fatal=False,
    ),
    Code(
        "word-moved",
        "error",
        "A word is shown in another kind of block (item, cell, definition, code …) than it is written in.",
        "Put blank lines around the block, or write it another way; report it as a fault of the tool, too.",
        fatal=False,
    ),
    Code(
        "definition-undefined",
        "error",
        "`[text][label]` or `[^label]` has no definition in its own file.",
        "Define the label in that file, or correct it; a literal bracket is written `\\[`.",
    ),
    Code(
        "definition-unused",
        "warning",
        "A footnote or a link label is defined and nothing refers to it, so that its text may be lost.",
        "Refer to it, take it out, or put it under the condition of its reference.",
    ),
    Code(
        "definition-duplicate",
        "error",
        "A label is defined twice in one file, or an abbreviation in two ways on one page.",
        "Keep one of the definitions, or rename the newer one with its references.",
    ),
    Code(
        "anchor-duplicate",
        "error",
        "Two things carry the same anchor, so that a link to it could lead to either.",
        "Rename the newer one; anchors are unique in the whole tree.",
    ),
    Code(
        "reference-unknown",
        "error",
        "A cross reference names an anchor that nothing in the tree carries.",
        "Correct the name, or put `{#name}` on what is meant.",
    ),
    Code(
        "reference-cut",
        "error",
        "A cross reference leads to something that this edition leaves out.",
        "Put the sentence under the same condition as its target, or cite a published document instead.",
    ),
    Code(
        "citation-unknown",
        "error",
        "A citation names a document that is no RFC and is not in `drafts/references.yml`.",
        "Add the document there, or correct the key.",
    ),
    Code(
        "directive-inline",
        "error",
        "`{{…}}` contains something that is neither an anchor, a citation, history nor a variable.",
        "Correct it; a literal `{{` is written in code, or `\\{{`.",
    ),
)
