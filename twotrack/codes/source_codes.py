"""Codes of reading the tree: configuration, conditions, cutting."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "config",
        "error",
        "`spec/editions.yml` is missing, is no YAML, or declares something that cannot be.",
        "Correct the line named. CONTRIBUTING.md describes the file.",
    ),
    Code(
        "mkdocs-config",
        "error",
        "`mkdocs.yml` is not YAML, has a wrong setting, or lacks an extension or cannot load one.",
        "Correct the line that the message names.",
    ),
    Code(
        "front-matter",
        "error",
        "The YAML between the `---` lines at the top of a page cannot be read, or is no mapping.",
        "Correct the YAML; a page needs no front matter at all.",
    ),
    Code(
        "unreadable",
        "error",
        "A file or its name is not UTF-8, a file is larger than the limit, or a link leads out of the tree.",
        "Save it as UTF-8, split it, or replace the link by the file.",
    ),
    Code(
        "page-name",
        "error",
        "A Markdown file below spec/ has another ending than `.md`, or a name that begins with a dot.",
        "Rename the file as the message describes.",
    ),
    Code(
        "character",
        "error",
        "A file has a control character other than a tab or line end, or a noncharacter such as U+FFFE.",
        "Remove the character. A form feed is often pasted with text of an RFC.",
    ),
    Code(
        "condition",
        "error",
        "A condition cannot be read, or names a facet or value that `editions.yml` does not declare.",
        "Correct the condition; the message lists the known names.",
    ),
    Code(
        "condition-never",
        "error",
        "No declared edition makes the condition true at its place, so its text can never appear.",
        "Correct the condition, or take the text out.",
        fatal=False,
    ),
    Code(
        "condition-always",
        "error",
        "Every declared edition makes the condition true at its place, so it decides nothing.",
        "Correct the condition, or take its `:::` lines away.",
        fatal=False,
    ),
    Code(
        "block-unclosed",
        "error",
        "A `::: only` block has no `:::` that closes it before the page, or the fence around it, ends.",
        "Close it with a line `:::`.",
    ),
    Code(
        "block-unopened",
        "error",
        "There is no open block at a `:::` or `::: else`.",
        "Take it out, or open the block with `::: only …`; a literal one is written `\\:::`.",
    ),
    Code(
        "block-misnested",
        "error",
        "A block has a second `::: else`, or `::: else` carries words of its own.",
        "Give each block one `::: else`; nest a block inside it for a further choice.",
    ),
    Code(
        "directive-unknown",
        "error",
        "A line begins with `:::` and a word that is no directive.",
        "Use only, else, include, api, event, schema or an index; a literal one is written `\\:::`.",
    ),
    Code(
        "directive-in-quote",
        "error",
        "A directive follows the `>` of a block quote, and is not recognised there.",
        "Put the directive around the quote, or the quote's lines in two quotes.",
    ),
    Code(
        "inline-unclosed",
        "error",
        "A `{{` that opens a directive has no `}}` on the same line.",
        "Close it on the line, or use a `::: only` block; a literal one is written `\\{{`.",
    ),
    Code(
        "cut-empty",
        "warning",
        "A condition leaves a section, item, cell, admonition or table of an edition without content.",
        "Put the whole of it under the condition, or give it words for that edition.",
        fatal=False,
    ),
    Code(
        "variable",
        "error",
        "`{{=name}}` names no variable of the edition.",
        "Use a facet's name, `edition`, `title` or `based_on`.",
    ),
    Code(
        "ledger-id",
        "error",
        "The word after `because` is no ledger id: capital letters, then digits, such as D09.",
        "Name the ledger entry, or take `because` away.",
    ),
)
