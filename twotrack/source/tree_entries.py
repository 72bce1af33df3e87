"""The files and folders below `spec/`: which are sources, and which cannot be part of a site."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterator
from pathlib import Path

from twotrack.problems import Report
from twotrack.text import Origin

# Suffixes that engines read as Markdown, in any case: their conditions would be published unprocessed.
MARKDOWN_SUFFIXES = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
# Input of the generator, and so not part of the site: pages are passed to the engine one by one.
_SOURCES = (*MARKDOWN_SUFFIXES, ".yml", ".yaml", ".json", ".tsv")
_CODE = "unreadable"
# Hidden files of editors, and of macOS on other file systems.
_OF_PROGRAMS = (".#", "._", ".~")
# Control characters, and bytes of a name that are not UTF-8.
_FORBIDDEN = frozenset({"Cc", "Cs"})


def is_source(path: str) -> bool:
    """Check whether a file of the tree is text or data from which pages are made."""
    return path.lower().endswith(_SOURCES)


def markdown_files(folder: Path, shown: str, report: Report) -> Iterator[str]:
    """Yield the paths of the Markdown files below a folder, sorted, without hidden files.

    Report every entry that cannot be part of a site: a name that cannot be a URL, and a link to a folder or
    to a file outside, which a site engine would follow. Messages call the folder `shown`.
    """
    outside = os.path.realpath(folder)
    for where, folders, files in os.walk(folder):
        below = Path(where).relative_to(folder)
        folders[:] = [name for name in sorted(folders) if _is_visible(name, f"{shown}/", below, report)]
        for name in folders:
            if Path(where, name).is_symlink():
                text = "a link to a folder is not followed; put the folder itself there"
                report.add(_CODE, Origin(f"{shown}/{(below / name).as_posix()}", 0), text)
        for name in sorted(files):
            path = (below / name).as_posix()
            if not _is_visible(name, f"{shown}/", below, report):
                if _is_hidden_page(name):
                    text = "a page's name must not begin with a dot; rename the file, or remove it"
                    report.add("page-name", Origin(f"{shown}/{path}", 0), text)
                continue
            if name.lower().endswith(MARKDOWN_SUFFIXES):
                yield path
            elif not is_source(name) and not _is_inside(Path(where, name), outside):
                text = "the link leads out of the tree; put the file itself there"
                report.add(_CODE, Origin(f"{shown}/{path}", 0), text)


def _is_visible(name: str, shown: str, below: Path, report: Report) -> bool:
    """Check whether an entry is read; report a name with characters that a URL cannot have."""
    if name.startswith("."):
        return False
    if not any(unicodedata.category(character) in _FORBIDDEN for character in name):
        return True
    readable = (below / name).as_posix().encode("utf-8", "backslashreplace").decode()
    readable = "".join(
        f"\\x{ord(character):02x}" if unicodedata.category(character) == "Cc" else character
        for character in readable
    )
    text = "the name contains a control character or is not UTF-8; rename it"
    report.add(_CODE, Origin(f"{shown}{readable}", 0), text)
    return False


def _is_hidden_page(name: str) -> bool:
    """Check whether an entry is a hidden Markdown file that no editor or system has made."""
    return (
        name.startswith(".")
        and name.isprintable()
        and not name.startswith(_OF_PROGRAMS)
        and name.lower().endswith(MARKDOWN_SUFFIXES)
    )


def _is_inside(path: Path, folder: str) -> bool:
    """Check whether a path leads into a folder, which is given without links."""
    return os.path.commonpath([folder, os.path.realpath(path)]) == folder
