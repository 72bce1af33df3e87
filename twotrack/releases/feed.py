"""An Atom feed (RFC 4287) of releases."""

from __future__ import annotations

from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: its title, date (`2026-07-08`), URL and text. `id` never changes."""

    id: str
    title: str
    date: str
    url: str
    text: str


def feed(title: str, url: str, identifier: str, entries: list[Entry]) -> str:
    """Write the feed at `url`, the newest entry first."""
    ordered = sorted(entries, key=lambda entry: (entry.date, entry.id), reverse=True)
    updated = ordered[0].date if ordered else "1970-01-01"
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<feed xmlns="http://www.w3.org/2005/Atom">',
        f"<title>{escape(title)}</title>",
        f"<id>{escape(identifier)}</id>",
        f'<link rel="self" href={quoteattr(url)}/>',
        f"<updated>{updated}T00:00:00Z</updated>",
        f"<author><name>{escape(title)}</name></author>",
    ]
    for entry in ordered:
        lines += [
            "<entry>",
            f"<title>{escape(entry.title)}</title>",
            f"<id>{escape(entry.id)}</id>",
            f"<link href={quoteattr(entry.url)}/>",
            f"<updated>{entry.date}T00:00:00Z</updated>",
            f"<summary>{escape(entry.text)}</summary>",
            "</entry>",
        ]
    return "\n".join([*lines, "</feed>"]) + "\n"
