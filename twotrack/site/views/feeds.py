"""Feeds of the ledger and of each draft, for readers who want to be notified of changes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from lxml import etree

from twotrack.ledger.ledger_directive import anchor
from twotrack.problems import Report
from twotrack.rfc.front.dates import MONTHS
from twotrack.rfc.read.draft_texts import revisions
from twotrack.rfc.source import submissions
from twotrack.site.atom_feed import SUFFIX, Entry, feed
from twotrack.site.views.page_markup import plain, url
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import DRAFTS_FOLDER, DRAFTS_PAGE, LEDGER_PAGE

LEDGER_FEED = LEDGER_PAGE.replace(".md", SUFFIX)


def feed_assets(context: Context) -> dict[str, str | bytes]:
    """Build the feeds: of the ledger, and of each draft that was submitted."""
    found: dict[str, str | bytes] = {}
    entries = list(_ledger(context))
    if entries:
        title = f"{_site_name(context)}: ledger of differences"
        found[LEDGER_FEED] = _feed(context, title, LEDGER_FEED, entries)
    for draft in context.project.drafts(Report()).by_key.values():
        meta = draft.file.meta
        name = submissions.base_name(meta.text("docname", "docName") or Path(draft.path).stem)
        path = f"{DRAFTS_FOLDER}/{name}{SUFFIX}"
        submitted = list(_revisions(context, name, path))
        if submitted:
            found[path] = _feed(context, meta.text("title") or name, path, submitted)
    return found


def _ledger(context: Context) -> Iterator[Entry]:
    for entry in context.entries.values():
        text = plain(context.inline(entry.reason, entry.where))
        rest = f" Next: {plain(context.inline(entry.next, entry.where))}" if entry.next else ""
        title = f"{entry.id}: {plain(context.inline(entry.title, entry.where))} ({entry.status})"
        place = _link(context, LEDGER_FEED, url("index.md", LEDGER_PAGE, anchor(entry.id)))
        yield Entry(entry.id, title, entry.changed, place, text + rest, entry.opened)


def _revisions(context: Context, name: str, path: str) -> Iterator[Entry]:
    """Yield an entry for each submitted revision whose date is known."""
    root = context.site.tree.root
    for number in revisions(root, name):
        file = root / submissions.FOLDER / f"{name}-{number}.xml"
        date = _date(file)
        if date:
            place = _link(context, path, url("index.md", DRAFTS_PAGE, name))
            yield Entry(number, f"{name}-{number}", date, place, f"Revision {number} was submitted.")


def _date(path: Path) -> str:
    """Return the date in the front matter of an RFCXML file; empty if there is none."""
    try:
        tree = etree.parse(str(path), etree.XMLParser(resolve_entities=False, no_network=True))
    except (OSError, etree.XMLSyntaxError):
        return ""
    node = tree.find("front/date")
    year, month = (node.get(key) if node is not None else None for key in ("year", "month"))
    if node is None or not year or month not in MONTHS:
        return ""
    return f"{int(year):04}-{MONTHS.index(month) + 1:02}-{int(node.get('day') or 1):02}"


def _feed(context: Context, title: str, path: str, entries: list[Entry]) -> bytes:
    return feed(title, f"{_site_name(context)}/{path}", _link(context, path, path), entries)


def _link(context: Context, path: str, target: str) -> str:
    """Return the URL of `target` in the site; relative to the feed `path` if the site has no URL."""
    base = str(context.project.mkdocs.data.get("site_url") or "")
    return f"{base.rstrip('/')}/{target}" if base else "../" * path.count("/") + target


def _site_name(context: Context) -> str:
    return str(context.project.mkdocs.data.get("site_name") or "Specification")
