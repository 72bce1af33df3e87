"""Data files: moved to the places that the dialect reads, references and descriptions with them."""

from __future__ import annotations

import posixpath
import re

from twotrack.importers.matrix.anchors import moved_path
from twotrack.importers.matrix.source_tree import DATA, SourceTree
from twotrack.importers.matrix.tables import PROPOSALS
from twotrack.importers.matrix.text import TextConverter
from twotrack.importers.swagger import line_numbers

FORMATS = "string-formats.yaml"
_REF = re.compile(r"""(\$ref["']?[ \t]*:[ \t]*)(["']?)([^"'\s,}#]+)""")


def convert_data(tree: SourceTree, converter: TextConverter) -> dict[str, str]:
    """Convert the data files, by their new paths below `spec/`."""
    files: dict[str, str] = {}
    for path, text in tree.data.items():
        if path in {FORMATS, PROPOSALS}:
            continue
        made = _with_references(path, text)
        if not path.endswith(".json"):
            published = tree.swagger.get(path)
            numbers = line_numbers(published, made) if published is not None else None
            lines = converter.description(made.split("\n"), f"{DATA}/{path}", numbers)
            made = "\n".join(lines)
        files[moved_path(path)] = made
    return files


def _with_references(path: str, text: str) -> str:
    """Rewrite each relative `$ref` leading from the new place to the new place."""
    here = posixpath.dirname(moved_path(path))

    def moved(match: re.Match[str]) -> str:
        if "://" in match[3]:
            return match[0]
        target = posixpath.normpath(posixpath.join(posixpath.dirname(path), match[3]))
        return match[1] + match[2] + posixpath.relpath(moved_path(target), here or ".")

    return _REF.sub(moved, text)
