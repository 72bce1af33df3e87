"""The source tree for a draft outside any project, with one edition and without pages."""

from __future__ import annotations

from pathlib import Path

from twotrack.config.facets import Edition, Editions
from twotrack.config.lineage import Lineage
from twotrack.source.tree import SPEC, Tree

EDITION = "draft"
"""The name of the only edition, so that conditions have no effect."""

REFERENCES = "references.yml"
"""The file next to the draft that defines references outside the table of RFCs."""


def empty_tree(folder: Path) -> Tree:
    """Make a tree without pages, rooted at the folder of the draft."""
    edition = Edition(EDITION, "Internet-Draft", {}, 0)
    return Tree(folder, Editions({}, Lineage(), {EDITION: edition}, EDITION), {})


def belongs_to_project(path: Path, root: Path) -> bool:
    """Return whether a draft file is below `root` and `root` has a tree of pages."""
    return (root / SPEC).is_dir() and path.resolve().is_relative_to(root.resolve())
