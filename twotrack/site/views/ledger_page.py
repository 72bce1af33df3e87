"""The ledger as a board: each deliberate difference, its direction of transfer, and its progress."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from html import escape

from twotrack.ledger.entries import STATUSES, Entry
from twotrack.ledger.ledger_directive import anchor
from twotrack.pages import Page
from twotrack.redline.records import Redline
from twotrack.site.views.page_markup import generated, link, plain, table, url
from twotrack.site.views.table_filters import choices, search_field, with_filter
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import LEDGER_PAGE

_ID = "ledger-entries"
_OPENING = """\
Each entry is a deliberate difference between {}: the text of each side, the reason, the direction
in which a change is to be proposed, its owner and the next step. A difference without an entry is an error,
which keeps the list complete."""


def ledger_page(context: Context) -> Iterator[Page]:
    """Yield the page of the ledger, if the tree has one."""
    entries = context.entries
    if not entries:
        return
    sides = context.project.editions.sides
    directions = sides.directions if sides else ("none",)
    names = [side.text for side in sides.sides.values()] if sides else []
    day = today(entries.values(), os.environ.get("SOURCE_DATE_EPOCH"))
    places = _places(context)
    rows = [_row(context, entry, day, places.get(entry.id, [])) for entry in entries.values()]
    head = ("Entry", "Ferried", "Status", "Owner", "Age", "Where in the text", "Next step")
    known = entries.values()
    fields = (
        choices("status", "Status", [s for s in STATUSES if any(e.status == s for e in known)]),
        choices(
            "direction", "To be ferried", [d for d in directions if any(e.direction == d for e in known)]
        ),
        choices("owner", "Owner", sorted({entry.owner for entry in known})),
        search_field("words", "Words"),
    )
    caption = f"All {len(entries)} entries. Ages are as of {day.isoformat()}."
    blocks = [
        "# Ledger of differences {#ledger}",
        _OPENING.format(f"the {' and the '.join(names)}"),
        with_filter(_ID, fields, table(caption, head, rows, "tt-stack tt-board", _ID)),
    ]
    meta = {"title": "Ledger of differences", "order": 1, "layout": "tables", "hide": ["toc"]}
    yield generated(LEDGER_PAGE, context.site.edition, blocks, meta)


def today(entries: Iterable[Entry], epoch: str | None) -> date:
    """Return the date to which ages are computed: SOURCE_DATE_EPOCH, or the newest one in the ledger."""
    newest = max(date.fromisoformat(entry.changed) for entry in entries)
    if epoch and epoch.isdecimal():
        return max(datetime.fromtimestamp(int(epoch), UTC).date(), newest)
    return newest


def _places(context: Context) -> Mapping[str, list[str]]:
    """Map each entry to links to the first change that it explains on each page."""
    found: dict[str, list[str]] = {}
    compared = [(text, *item) for text in context.texts for item in text.compared.items()]
    for text, path, one in compared:
        for name, (number, count) in _first_changes(one.redline).items():
            anchor_of = one.redline.changes[number - 1].anchor or ""
            target = next((t for t in (f"change-{number}", anchor_of) if t in one.shown.ids), "")
            href = url(LEDGER_PAGE, f"{text.redlines}/{path}", target)
            more = f" ({count})" if count > 1 else ""
            found.setdefault(name, []).append(link(href, escape(one.title)) + more)
    return found


def _first_changes(redline: Redline) -> dict[str, tuple[int, int]]:
    """Map each entry to the number of the first change that it explains, and the number of its changes."""
    found: dict[str, tuple[int, int]] = {}
    for number, change in enumerate(redline.changes, 1):
        for name in change.ledger:
            first, count = found.get(name, (number, 0))
            found[name] = (first, count + 1)
    return found


def _row(context: Context, entry: Entry, day: date, places: list[str]) -> str:
    sides = context.project.editions.sides
    known = sides.sides if sides else {}
    fields = [
        *((known[name].title, context.inline(text, entry.where)) for name, text in entry.sides.items()),
        ("Reason", context.inline(entry.reason, entry.where)),
        ("Source", ", ".join(map(escape, entry.source))),
    ]
    if entry.links:
        fields.append(("Links", ", ".join(link(href, escape(_short(href))) for href in entry.links)))
    fold = "".join(f'<p><span class="tt-field">{name}</span><br>{text}</p>' for name, text in fields)
    title = context.inline(entry.title, entry.where)
    heading = f"{link('#' + anchor(entry.id), entry.id, 'tt-id')} {title}"
    details = f'<details class="tt-fold"><summary>Both sides, and why</summary>{fold}</details>'
    age = (day - date.fromisoformat(entry.opened)).days
    cells = (
        ("Ferried", f'<span class="tt-nowrap">{_direction(context, entry)}</span>'),
        ("Status", f'<span class="tt-state tt-{entry.status}">{entry.status}</span>'),
        ("Owner", escape(entry.owner)),
        ("Age", f'<span title="opened {entry.opened}, changed {entry.changed}">{age} d</span>'),
        ("Where in the text", ", ".join(places) or '<span class="tt-quiet">no text of its own</span>'),
        (
            "Next step",
            context.inline(entry.next, entry.where)
            if entry.next
            else '<span class="tt-quiet">nothing</span>',
        ),
    )
    data = {"status": entry.status, "direction": entry.direction, "owner": plain(entry.owner)}
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    rest = "".join(f'<td data-label="{label}">{content}</td>' for label, content in cells)
    return f'<tr id="{anchor(entry.id)}"{attributes}><th scope="row">{heading}{details}</th>{rest}</tr>'


def _direction(context: Context, entry: Entry) -> str:
    sides = context.project.editions.sides
    name = entry.direction.removeprefix("to ")
    return f"→ {escape(sides.sides[name].body)}" if sides and name in sides.sides else "none"


def _short(href: str) -> str:
    return href.partition("://")[2].rstrip("/").rpartition("/")[2] or href
