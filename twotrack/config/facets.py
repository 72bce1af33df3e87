"""Facets and editions, and the conditions over them, compiled to bit masks.

An edition is a named choice of one value a facet. A condition compiles to a mask with one bit an
edition, so that deciding it for an edition is one `&`, and asking whether it is true nowhere or
everywhere is a comparison.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations
from typing import NamedTuple

from twotrack.config.lineage import Lineage
from twotrack.config.sides import IN, Scope, Sides


@dataclass(frozen=True, slots=True)
class Edition:
    """A named way to cut the tree; `bit` is its place in every mask."""

    name: str
    title: str
    values: Mapping[str, str]
    bit: int


@dataclass(frozen=True, slots=True)
class Domain:
    """A part of the specification: its pages (a file, or a folder ending in `/`), and its scope by side.

    `actors` are the actors that its requirements are about; without any, all are.
    """

    name: str
    title: str
    pages: tuple[str, ...]
    actors: tuple[str, ...] = ()
    scopes: Mapping[str, Scope] = field(default_factory=dict)

    def scope(self, side: str) -> Scope:
        """Return how much of the domain a side takes up; all of it if nothing is declared."""
        return self.scopes.get(side, IN)


@dataclass(frozen=True, slots=True)
class Published:
    """Pages that are cited as a published document by the editions that leave them out.

    `pages` is a file or a folder ending in `/`; `cite` the key of a reference. `url` may have `{page}`, the
    folder that a page is served as, and `{anchor}`.
    """

    pages: str
    cite: str
    url: str

    def address(self, page: str, anchor: str) -> str:
        """Return the URL of an anchor on a page."""
        served = page.removesuffix(".md").removesuffix("index").removesuffix("/")
        return self.url.replace("{page}", served).replace("{anchor}", anchor)


@dataclass(frozen=True, slots=True)
class Format:
    """The name of a `format` of the data, and its definition: `#` and an anchor, or a URL."""

    name: str
    see: str = ""


class EventKind(NamedTuple):
    """A kind of event: its name in the data, its title, and a property that only schemas of the kind have."""

    name: str
    title: str
    property: str = ""


_EVENT_KINDS = (
    EventKind("state", "State event", "state_key"),
    EventKind("message", "Message event", "event_id"),
)
UNKNOWN_KIND = EventKind("event", "Event")


class ProvenanceClass(NamedTuple):
    """A class of requirements by their relation to the norm: its title, whether readers see it, and levels.

    `excludes` lists the levels that a requirement of the class cannot have.
    """

    title: str
    shown: bool
    excludes: tuple[str, ...] = ()


_ADDED = re.compile(r"x-added-?in([A-Z]\w*)?", re.IGNORECASE)
_CHANGED = re.compile(r"x-changed-?in([A-Z]\w*)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Words of the subject: nouns that can be actors, kinds of events, keys of history, folders of data.

    A key of the data such as `x-added-in` or `x-addedInExampleVersion` gives history without being declared.
    """

    actors: tuple[str, ...] = ()
    event_kinds: tuple[EventKind, ...] = _EVENT_KINDS
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    places: Mapping[str, str | Sequence[str]] = field(default_factory=dict)

    def is_added(self, key: str) -> bool:
        """Check whether a key of the data gives the release in which something was added."""
        return key in self.added or _ADDED.fullmatch(key) is not None

    def is_changed(self, key: str) -> bool:
        """Check whether a key of the data gives the changes of something by release."""
        return key in self.changed or _CHANGED.fullmatch(key) is not None


@dataclass(frozen=True)
class Editions:
    """The declarations in `editions.yml`."""

    facets: Mapping[str, tuple[str, ...]]
    lineage: Lineage
    editions: Mapping[str, Edition]
    site: str
    versioned: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[str, ...] = ()
    domains: tuple[Domain, ...] = ()
    published: tuple[Published, ...] = ()
    formats: Mapping[str, Format] = field(default_factory=dict)
    sides: Sides | None = None
    version_facet: str = ""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    notice: str = ""
    provenance: Mapping[str, ProvenanceClass] = field(default_factory=dict)
    downloads: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def everywhere(self) -> int:
        """The mask of all editions."""
        return (1 << len(self.editions)) - 1

    @cached_property
    def _owner(self) -> dict[str, str]:
        """Which facet a bare value belongs to; a value of two facets is left out."""
        facets_of: dict[str, list[str]] = {}
        for facet, values in self.facets.items():
            for value in values:
                facets_of.setdefault(value, []).append(facet)
        return {value: facets[0] for value, facets in facets_of.items() if len(facets) == 1}

    @cached_property
    def _compiled(self) -> dict[str, int]:
        return {}

    def compile(self, condition: str) -> int:
        """Return the mask of editions in which `condition` is true. Raises ConditionError with the reason."""
        known = self._compiled.get(condition)
        if known is None:
            known = self._compiled[condition] = _Compiler(self).compile(condition)
        return known

    def holds(self, condition: str, edition: Edition) -> bool:
        """Check whether `condition` is true in `edition`. Raises ConditionError."""
        return bool(self.compile(condition) >> edition.bit & 1)

    def domain(self, page: str) -> Domain | None:
        """Return the domain that a page below `spec/` belongs to."""
        for domain in self.domains:
            if any(
                page == cover or (cover.endswith("/") and page.startswith(cover)) for cover in domain.pages
            ):
                return domain
        return None

    def cited(self, page: str) -> Published | None:
        """Return the published document that is cited for a page below `spec/` if an edition lacks it."""
        for published in self.published:
            if page == published.pages or (
                published.pages.endswith("/") and page.startswith(published.pages)
            ):
                return published
        return None

    def side(self, edition: Edition) -> str:
        """Return the side that an edition belongs to; empty if there are no sides."""
        return edition.values.get(self.sides.facet, "") if self.sides else ""

    def leaves_out(self, page: str, edition: Edition) -> bool:
        """Check whether an edition leaves a page out because its domain is out of scope for the side."""
        domain = self.domain(page)
        return domain is not None and domain.scope(self.side(edition)).verdict == "out"

    @cached_property
    def distinct(self) -> tuple[Edition, ...]:
        """The editions that differ in their values; of several that do not, the first declared."""
        first: dict[tuple[str, ...], Edition] = {}
        for edition in self.editions.values():
            first.setdefault(tuple(edition.values.values()), edition)
        return tuple(first.values())

    def base(self, edition: Edition, side: str) -> Edition | None:
        """Return the edition of another side that an edition is compared with, or None if there is none.

        It has the same value of every other facet. Of the versions, it has the edition's own or else the
        nearest ancestor of it for which the other side has an edition.
        """
        if self.sides is None:
            return None
        by_values = {tuple(other.values.items()): other for other in self.distinct}
        version = edition.values.get(self.version_facet)
        for candidate in self.lineage.ancestry(version) if version is not None else (None,):
            values = {**edition.values, self.sides.facet: side}
            if candidate is not None:
                values[self.version_facet] = candidate
            if (found := by_values.get(tuple(values.items()))) is not None:
                return found
        return None

    @cached_property
    def pairs(self) -> tuple[tuple[Edition, Edition], ...]:
        """The editions to compare, between all sides: for each side, its editions and their bases elsewhere.

        The side that the site shows is first in a pair, then the order of declaration decides. If no edition
        of the second of two other sides has a base in the first, the bases in the second are used.
        """
        if self.sides is None:
            return ()
        order = [self.sides.main, *(side.name for side in self.sides.others)]
        found: dict[tuple[str, str], tuple[Edition, Edition]] = {}
        for first, second in combinations(order, 2):
            pairs = [(base, edition) for edition, base in self._bases(second, first)]
            if not pairs and first != self.sides.main:
                pairs = list(self._bases(first, second))
            found |= {(a.name, b.name): (a, b) for a, b in pairs}
        return tuple(found.values())

    def _bases(self, side: str, other: str) -> Iterator[tuple[Edition, Edition]]:
        """Yield each edition of a side that has a base in another side, with that base."""
        for edition in self.distinct:
            if self.side(edition) == side and (base := self.base(edition, other)) is not None:
                yield edition, base

    @cached_property
    def uncompared(self) -> tuple[tuple[Edition, str], ...]:
        """The editions of other sides than the site's that no edition of the site's side is compared with.

        Each with the name of the side in which it has no counterpart.
        """
        if self.sides is None:
            return ()
        main = self.sides.main
        return tuple(
            (edition, main)
            for edition in self.distinct
            if self.side(edition) != main and self.base(edition, main) is None
        )

    def atom(self, facet: str, operator: str, value: str) -> int:
        """Return the mask of editions whose value of `facet` has the relation to `value`."""
        mask = 0
        for edition in self.editions.values():
            if self.lineage.compare(edition.values[facet], operator, value):
                mask |= 1 << edition.bit
        return mask

    def bare(self, word: str) -> int:
        """Return the mask of a value named alone, such as `ietf`. Raises ConditionError."""
        facet = self._owner.get(word)
        if facet is None:
            known = ", ".join(self._owner)
            owners = [facet for facet, values in self.facets.items() if word in values]
            if owners:
                text = f"{word!r} is a value of several facets; write {owners[0]} == {word}"
                raise ConditionError(text)
            raise ConditionError(f"unknown facet value {word!r}; expected one of: {known}")
        return self.atom(facet, "==", word)

    def comparison(self, facet: str, operator: str, value: str) -> int:
        """Return the mask of `facet operator value`. Raises ConditionError."""
        if facet not in self.facets:
            raise ConditionError(f"unknown facet {facet!r}; expected one of: {', '.join(self.facets)}")
        if value not in self.facets[facet]:
            known = ", ".join(self.facets[facet])
            raise ConditionError(f"unknown value {value!r} of the facet '{facet}'; expected one of: {known}")
        if operator not in {"==", "!="} and value not in self.lineage.versions:
            raise ConditionError(f"{facet} has no order: compare it with == or !=, not {operator}")
        return self.atom(facet, operator, value)


class ConditionError(ValueError):
    """A condition that cannot be read; the text has the reason and what to do."""


_TOKEN = re.compile(r"\s*(?:(?P<operator>[=!<>]=|[<>])|(?P<paren>[()])|(?P<word>[\w.+-]+))")
_COMPARISONS = frozenset({"==", "!=", "<", "<=", ">", ">="})
_RANK = {"or": 1, "and": 2, "not": 3}


class _Compiler:
    """Operator precedence with two stacks, so that depth costs memory and never recursion."""

    def __init__(self, editions: Editions) -> None:
        self.editions = editions
        self.masks: list[int] = []
        self.pending: list[str] = []

    def compile(self, condition: str) -> int:
        tokens = _tokens(condition)
        if not tokens:
            raise ConditionError("the condition is empty: name a facet's value or compare a facet")
        operand_next = True
        i = 0
        while i < len(tokens):
            word = tokens[i]
            if operand_next and word in {"not", "("}:
                self.pending.append(word)
                i += 1
            elif operand_next:
                i += self._operand(tokens, i)
                operand_next = False
            else:
                operand_next = self._join(word)
                i += 1
        if operand_next:
            raise ConditionError("the condition ends too early")
        self._reduce(0)
        if self.pending:
            raise ConditionError("unclosed `(`")
        return self.masks[0]

    def _operand(self, tokens: list[str], i: int) -> int:
        """Read a value alone or a comparison. Returns how many tokens it took."""
        word = tokens[i]
        if word in {"and", "or"}:
            raise ConditionError(f"{word!r} has nothing before it")
        if word == ")":
            raise ConditionError("`)` closes nothing")
        if word in _COMPARISONS:
            raise ConditionError(f"{word!r} has no facet before it")
        if tokens[i + 1 : i + 2] and tokens[i + 1] in _COMPARISONS:
            if len(tokens) == i + 2:
                raise ConditionError(f"{tokens[i + 1]!r} has no value after it")
            self.masks.append(self.editions.comparison(*tokens[i : i + 3]))
            return 3
        self.masks.append(self.editions.bare(word))
        return 1

    def _join(self, word: str) -> bool:
        """Read what follows an operand. Returns whether another operand has to follow."""
        if word in {"and", "or"}:
            self._reduce(_RANK[word])
            self.pending.append(word)
            return True
        if word == ")":
            if "(" not in self.pending:
                raise ConditionError("`)` closes nothing")
            self._reduce(0)
            self.pending.pop()
            return False
        raise ConditionError(f"expected `and` or `or` before {word!r}")

    def _reduce(self, rank: int) -> None:
        """Carry out the pending operators that bind at least as strongly as `rank`, back to a `(`."""
        while self.pending and self.pending[-1] != "(" and _RANK[self.pending[-1]] >= max(rank, 1):
            operator = self.pending.pop()
            right = self.masks.pop()
            if operator == "not":
                self.masks.append(self.editions.everywhere & ~right)
            else:
                left = self.masks.pop()
                self.masks.append(left & right if operator == "and" else left | right)


def _tokens(condition: str) -> list[str]:
    tokens: list[str] = []
    position = 0
    end = len(condition.rstrip())
    while position < end:
        match = _TOKEN.match(condition, position)
        if match is None:
            raise ConditionError(f"unexpected {condition[position:].strip()!r}")
        tokens.append(match[0].strip())
        position = match.end()
    return tokens
