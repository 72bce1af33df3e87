"""Codes of the site area."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "site-download",
        "error",
        "A folder under `downloads` in `spec/editions.yml` does not exist, or contains Markdown.",
        "Correct the path, which is relative to the project's root, or move the file elsewhere.",
    ),
    Code(
        "site-clash",
        "error",
        "Two sources have one URL, or a source has that of a page or file that the site generates.",
        "Rename or move a file that the message names, or give versions different slugs.",
    ),
    Code(
        "site-engine",
        "error",
        "MkDocs reports a warning or an error of its own: a broken link, a setting, a plugin.",
        "Correct what the message names; it is MkDocs's own text.",
    ),
    Code(
        "output",
        "error",
        "An output cannot be written: its folder contains files of others, lies in the source"
        " tree, or the operating system refuses.",
        "Name a folder that does not exist, is empty, or was written by the same command; or move the files"
        " that the message names.",
    ),
)
