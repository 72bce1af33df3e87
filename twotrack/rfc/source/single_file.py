"""A draft that belongs to no project: the tree that conversion needs, with one edition and no pages."""

from __future__ import annotations

from pathlib import Path

from twotrack.config.facets import Edition, Editions
from twotrack.config.lineage import Lineage
from twotrack.source.tree import SPEC, Tree

EDITION = "draft"
"""The name of the only edition; conditions have nothing to decide in it."""

REFERENCES = "references.yml"
"""The file beside the draft that defines what is not in the table of RFCs."""


def empty_tree(folder: Path) -> Tree:
    """Return a tree without pages, rooted at the folder of the draft."""
    edition = Edition(EDITION, "Internet-Draft", {}, 0)
    return Tree(folder, Editions({}, Lineage(), {EDITION: edition}, EDITION), {})


def belongs_to_project(path: Path, root: Path) -> bool:
    """Return whether a draft file is below `root` and `root` has a tree of pages."""
    return (root / SPEC).is_dir() and path.resolve().is_relative_to(root.resolve())
