"""Count the blocks of each page and domain that an edition of another track keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import reduce

from twotrack.config.facets import Domain, Editions
from twotrack.redline.records import Redline
from twotrack.source.tree import SPEC


@dataclass(frozen=True, slots=True)
class Kept:
    """The number of blocks of a text, and of those that an edition keeps.

    `changed` counts the kept blocks with other words, `added` the blocks that only the edition has, and
    `entries` contains the ledger entries with the reasons.
    """

    blocks: int = 0
    kept: int = 0
    changed: int = 0
    added: int = 0
    entries: frozenset[str] = frozenset()

    def __add__(self, other: Kept) -> Kept:
        """Return the kept part of two texts together."""
        return Kept(
            self.blocks + other.blocks,
            self.kept + other.kept,
            self.changed + other.changed,
            self.added + other.added,
            self.entries | other.entries,
        )


def kept(changes: Redline) -> Kept:
    """Return the kept part of a page, from the redline of the page against the edition's text of it."""
    gone = changed = added = 0
    for change in changes.changes:
        if change.kind == "delete":
            gone += len(change.before)
        elif change.kind == "insert":
            added += len(change.after)
        else:
            changed += len(change.before)
    entries = frozenset(name for change in changes.changes for name in change.ledger)
    return Kept(len(changes.a), len(changes.a) - gone, changed, added, entries)


def scope(pages: Mapping[str, Kept], declared: Editions) -> list[tuple[Domain, Kept]]:
    """Return every declared domain, and its kept part; `pages` are named by their source path."""
    found: dict[str, list[Kept]] = {}
    for page, part in pages.items():
        domain = declared.domain(page.removeprefix(f"{SPEC}/"))
        if domain is not None:
            found.setdefault(domain.name, []).append(part)
    nothing = Kept()
    return [
        (domain, reduce(Kept.__add__, found.get(domain.name, ()), nothing)) for domain in declared.domains
    ]
