"""Redlines as parts of a page: links resolved, changes numbered consecutively."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Container
from dataclasses import dataclass
from html import escape, unescape

from twotrack.redline.formats.html_body import Links, body
from twotrack.redline.formats.html_inline import serialize
from twotrack.redline.records import Redline

# Returns the URL of an anchor or page, from a path (empty: any page) and an anchor; None if not found.
Find = Callable[[str, str], str | None]

_LEDGER = "ledger:"
_LINK = re.compile(r'(<a class="[^"]*") href="([^"]*)"')
_CHANGE = re.compile(r'((?: id="| href="#)change-)(\d+)"')


@dataclass(frozen=True, slots=True)
class Shown:
    """A redline as HTML, with the title of its page separate. Its links are still those of the text."""

    html: str
    title: str
    ids: frozenset[str]
    changes: int
    requirements: int


def show(redline: Redline) -> Shown:
    """Render a redline as HTML."""
    root = body(redline, Links(ledger=lambda name: f"{_LEDGER}{name}"))
    title = ""
    ids: set[str] = set()
    for heading in root.xpath("./details/summary/h1"):
        section = heading.getparent().getparent()
        if not title:
            title = serialize(heading)
            ids.update(heading.xpath("descendant-or-self::*/@id"))
        section.remove(heading.getparent())
        # The title's section is the page: it cannot be folded.
        section.tag = "div"
        section.attrib.pop("open", None)
    for link in root.iter("a"):
        # The class first: this is how `stage` distinguishes these links from those in a text.
        href = link.attrib.pop("href", None)
        link.set("class", link.attrib.pop("class", "tt-link"))
        if href is not None:
            link.set("href", href)
    requirements = sum(len(change.requirements) for change in redline.changes)
    ids.update(root.xpath(".//@id"))
    return Shown(serialize(root), title, frozenset(ids), len(redline.changes), requirements)


def resolve_links(html: str, own: Container[str], find: Find, ledger: Callable[[str], str]) -> str:
    """Resolve each link to the place of its target, and remove the URL of a link without a target.

    `own` contains the ids of the page for this HTML, `ledger` returns the URL of an entry.
    """

    def lead(match: re.Match[str]) -> str:
        href = unescape(match[2])
        path, _, anchor = href.partition("#")
        target: str | None = href
        if href.startswith(_LEDGER):
            target = ledger(href.removeprefix(_LEDGER))
        elif not path:
            target = href if anchor in own else find("", anchor)
        elif path.endswith(".md") and "//" not in path:
            target = find(posixpath.normpath(path), anchor)
        return f'{match[1]} href="{escape(target)}"' if target else match[1]

    return _LINK.sub(lead, html)


def numbered(html: str, first: int) -> str:
    """Add numbers to the changes in a redline's HTML, from `first`, for a page with several redlines."""
    return _CHANGE.sub(lambda match: f'{match[1]}{int(match[2]) + first - 1}"', html)
