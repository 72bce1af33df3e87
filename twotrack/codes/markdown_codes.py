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
        "Say it with fewer levels; nobody reads fifty.",
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
        "`{{…}}` holds something that is neither an anchor, a citation, history nor a variable.",
        "Correct it; a literal `{{` is written in code, or `\\{{`.",
    ),
)
