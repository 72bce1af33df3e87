"""How much of each domain an edition of another track keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from twotrack.convert.document import Document
from twotrack.redline.blocks import blocks_of
from twotrack.redline.compare import redline
from twotrack.redline.tokens import Tokenizer
from twotrack.source.editions import Editions
from twotrack.source.tree import SPEC


@dataclass(frozen=True, slots=True)
class Scope:
    """A domain: its verdict (`in`, `partly`, `out`) and reason, and how many of its blocks of text are kept.

    `changed` counts those of the kept ones that read otherwise, `added` those that only the edition has, and
    `entries` names the ledger entries that say why.
    """

    domain: str
    title: str
    verdict: str
    reason: str
    blocks: int
    kept: int
    changed: int
    added: int
    entries: tuple[str, ...]

    @property
    def share(self) -> float:
        """Which part of the domain is kept, from 0 to 1."""
        return self.kept / self.blocks if self.blocks else 0.0


def scope(base: Mapping[str, Document], edition: Mapping[str, Document], declared: Editions) -> list[Scope]:
    """Give every declared domain's scope: an edition held against the one that it is cut from.

    Both are given as source path -> document.
    """
    gone: dict[str, int] = {}
    come: dict[str, int] = {}
    other: dict[str, int] = {}
    entries: dict[str, set[str]] = {}
    for change in redline(base, edition).changes:
        name = _domain(change.block.page, declared)
        if change.block.kind == "page":
            continue
        counts = {"delete": gone, "insert": come}.get(change.kind, other)
        counts[name] = counts.get(name, 0) + len(change.before or change.after)
        entries.setdefault(name, set()).update(change.ledger)
    total: dict[str, int] = {}
    for block in blocks_of(base, Tokenizer()):
        if block.kind != "page":
            name = _domain(block.page, declared)
            total[name] = total.get(name, 0) + 1
    return [
        Scope(
            domain.name,
            domain.title,
            domain.ietf,
            domain.because,
            total.get(domain.name, 0),
            max(total.get(domain.name, 0) - gone.get(domain.name, 0), 0),
            other.get(domain.name, 0),
            come.get(domain.name, 0),
            tuple(sorted(entries.get(domain.name, ()))),
        )
        for domain in declared.domains
    ]


def _domain(page: str, declared: Editions) -> str:
    domain = declared.domain(page.removeprefix(f"{SPEC}/"))
    return domain.name if domain else ""
