"""Atom feeds (RFC 4287). All dates are those of the data, so that a feed is the same in every build."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from lxml import etree

_ATOM = "http://www.w3.org/2005/Atom"
SUFFIX = ".atom"


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry: a key that is unique in its feed and never changes, its title, date, URL and text."""

    key: str
    title: str
    date: str
    url: str
    text: str
    opened: str = ""


def feed(title: str, name: str, url: str, entries: list[Entry]) -> bytes:
    """Write a feed, the newest entry first; `url` is its own URL.

    Ids are computed from `name`, which never changes and does not depend on where the site is published.
    """
    ordered = sorted(entries, key=lambda entry: (entry.date, entry.key), reverse=True)
    default: dict[Any, str] = {None: _ATOM}
    root = etree.Element(f"{{{_ATOM}}}feed", nsmap=default)
    _add(root, "title", title)
    _add(root, "id", _identifier(name))
    _add(root, "link", rel="self", type="application/atom+xml", href=url)
    _add(root, "updated", _instant(ordered[0].date if ordered else "1970-01-01"))
    _add(_add(root, "author"), "name", title)
    for entry in ordered:
        node = _add(root, "entry")
        _add(node, "title", entry.title)
        _add(node, "id", _identifier(f"{name}#{entry.key}"))
        _add(node, "link", rel="alternate", href=entry.url)
        if entry.opened:
            _add(node, "published", _instant(entry.opened))
        _add(node, "updated", _instant(entry.date))
        _add(node, "summary", entry.text)
    etree.indent(root)
    return etree.tostring(root, encoding="utf-8", xml_declaration=True) + b"\n"


def title_of(content: bytes) -> str:
    """Return the title of a feed."""
    return etree.fromstring(content).findtext(f"{{{_ATOM}}}title") or ""


def _add(parent: etree._Element, tag: str, text: str | None = None, **attributes: str) -> etree._Element:
    node = etree.SubElement(parent, f"{{{_ATOM}}}{tag}", attributes)
    node.text = text
    return node


def _identifier(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"twotrack:{name}").urn


def _instant(date: str) -> str:
    return f"{date}T00:00:00Z"
