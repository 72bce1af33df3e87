"""`::: ledger`: the entries that concern an edition, as a definition list."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from twotrack.config.facets import Edition, Editions
from twotrack.config.sides import Sides
from twotrack.ledger.entries import Entry, order
from twotrack.ledger.uses import Use
from twotrack.markdown.includes import Expand
from twotrack.problems import Report
from twotrack.text import Origin, Text

NAME = "ledger"


def with_ledger(
    editions: Editions,
    report: Report,
    read: Callable[[], tuple[Mapping[str, Entry], list[Use]]],
    inner: Callable[[Edition], Expand],
) -> Callable[[Edition], Expand]:
    """Return the directives of `inner` with `::: ledger` added; `read` returns the ledger and its uses."""

    def for_edition(edition: Edition) -> Expand:
        expand = inner(edition)

        def carry_out(name: str, argument: str, level: int, where: Origin) -> Text:
            if name != NAME:
                return expand(name, argument, level, where)
            if argument:
                report.add(
                    "ledger-directive", where, f"`::: ledger` takes nothing after it, found {argument!r}"
                )
            known, uses = read()
            return definition_list(concerning(known, uses, edition, editions), editions.sides)

        return carry_out

    return for_edition


def concerning(
    entries: Mapping[str, Entry], uses: Iterable[Use], edition: Edition, editions: Editions
) -> list[Entry]:
    """Return the entries by which an edition's text differs from those of other sides, in the order of ids.

    If the site's edition is of another side, the edition is compared with that one alone.
    """
    side = editions.side(edition)
    across = [other for other in editions.editions.values() if editions.side(other) != side]
    site = [other for other in across if other.name == editions.site]
    others = sum(1 << other.bit for other in site or across)
    named = {use.id for use in uses if use.separates(edition.bit, others)}
    return [entries[name] for name in sorted(named & entries.keys(), key=order)]


def definition_list(entries: Iterable[Entry], sides: Sides | None) -> Text:
    """Return the entries as a definition list; each line's origin is the field it shows."""
    text = Text()
    for entry in entries:
        text.append(f"{entry.id}: {entry.title} {{#{anchor(entry.id)}}}", entry.at("title"))
        for number, (field, line) in enumerate(_lines(entry, sides)):
            if number:
                text.append("", entry.at(field))
            text.append((":   " if not number else "    ") + line, entry.at(field))
        text.append("", entry.where)
    return text


def direction(entry: Entry, sides: Sides | None) -> str:
    """Return the direction of an entry for readers: `to` and the name of a body, or `no`."""
    name = entry.direction.removeprefix("to ")
    return f"to {sides.sides[name].body}" if sides and name in sides.sides else "no"


def anchor(entry: str) -> str:
    """Return the anchor under which an entry is cited."""
    return f"ledger-{entry.lower()}"


def _lines(entry: Entry, sides: Sides | None) -> Iterator[tuple[str, str]]:
    for name, text in entry.sides.items():
        yield name, f"{sides.sides[name].title if sides else name}: {text}"
    yield "reason", f"Reason: {entry.reason}"
    way = f"To be ferried: {direction(entry, sides)}. Status: {entry.status}."
    yield "direction", f"{way} Source: {', '.join(entry.source)}."
    if entry.next:
        yield "next", f"Next: {entry.next}"
