"""`::: ledger`: the entries that concern an edition, as a definition list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import cache

from twotrack.config.facets import Edition, Editions
from twotrack.ledger.entries import Entry, order, read_ledger
from twotrack.ledger.uses import Use, find_uses
from twotrack.markdown.includes import Expand
from twotrack.problems import Report
from twotrack.source.tree import Tree
from twotrack.text import Origin, Text

NAME = "ledger"
_DIRECTIONS = {"to ietf": "to the IETF", "to matrix": "to Matrix", "none": "no"}


def with_ledger(
    tree: Tree, report: Report, inner: Callable[[Edition], Expand]
) -> Callable[[Edition], Expand]:
    """Return what expands directives for an edition: `::: ledger` here, all others by `inner`."""

    @cache
    def entries() -> tuple[dict[str, Entry], list[Use]]:
        return read_ledger(tree.root, report), find_uses(tree.root, tree.editions, report)

    def for_edition(edition: Edition) -> Expand:
        expand = inner(edition)

        def carry_out(name: str, argument: str, level: int, where: Origin) -> Text:
            if name != NAME:
                return expand(name, argument, level, where)
            if argument:
                report.add(
                    "ledger-directive", where, f"`::: ledger` takes nothing after it, found {argument!r}"
                )
            known, uses = entries()
            return definition_list(concerning(known, uses, edition, tree.editions))

        return carry_out

    return for_edition


def concerning(
    entries: dict[str, Entry], uses: Iterable[Use], edition: Edition, editions: Editions
) -> list[Entry]:
    """Give the entries by which an edition's text differs from that of the other track, in the order of ids.

    Where the site's own edition is of the other track, the edition is held against that one alone.
    """
    track = edition.values.get("track")
    across = [other for other in editions.editions.values() if other.values.get("track") != track]
    site = [other for other in across if other.name == editions.site]
    others = sum(1 << other.bit for other in site or across)
    named = {use.id for use in uses if use.separates(edition.bit, others)}
    return [entries[name] for name in sorted(named & entries.keys(), key=order)]


def definition_list(entries: Iterable[Entry]) -> Text:
    """Return the entries as a definition list; each line's origin is the field it shows."""
    text = Text()
    for entry in entries:
        text.append(f"{entry.id}: {entry.title} {{#{anchor(entry.id)}}}", entry.at("title"))
        for number, (field, line) in enumerate(_lines(entry)):
            if number:
                text.append("", entry.at(field))
            text.append((":   " if not number else "    ") + line, entry.at(field))
        text.append("", entry.where)
    return text


def anchor(entry: str) -> str:
    """Return the anchor under which an entry is cited."""
    return f"ledger-{entry.lower()}"


def _lines(entry: Entry) -> Iterator[tuple[str, str]]:
    yield "matrix", f"Matrix: {entry.matrix}"
    yield "ietf", f"LTS: {entry.ietf}"
    yield "reason", f"Reason: {entry.reason}"
    way = f"To be ferried: {_DIRECTIONS[entry.direction]}. Status: {entry.status}."
    yield "direction", f"{way} Source: {', '.join(entry.source)}."
    if entry.next:
        yield "next", f"Next: {entry.next}"
