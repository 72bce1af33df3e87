"""Codes of importing source trees of other tools."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "import-source",
        "error",
        "The folder to import is not the tree that the importer reads, or a file in it cannot be read.",
        "Name the folder that the message describes, or correct the file.",
    ),
    Code(
        "import-unconverted",
        "warning",
        "The importer has nothing to write for a construct of the source.",
        "Write the text in the imported file, or add the file that the message names and import again.",
        fatal=False,
    ),
    Code(
        "import-link",
        "warning",
        "A link of the source leads to a page or section that the source does not have.",
        "Correct the link in the source, or in the imported file.",
        fatal=False,
    ),
    Code(
        "import-words",
        "error",
        "Words of a source file are missing in the file that was made of it.",
        "This is a fault of the importer: report it with the line that is named.",
    ),
    Code(
        "import-changed",
        "info",
        "`twotrack new --from-draft` copied a file or changed a line; the path is that in the new project.",
        "Nothing has to be done; the list shows what differs from the source.",
        fatal=False,
    ),
)
