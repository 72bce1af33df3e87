"""Redlines as parts of a page: their links made to lead somewhere, what did not change folded away."""

from __future__ import annotations

import posixpath
from collections.abc import Callable

from lxml.html import HtmlElement

from twotrack.redline.html_body import Links, body
from twotrack.redline.html_form import summary
from twotrack.redline.html_inline import serialize
from twotrack.redline.records import Redline

# Gives the URL of an anchor or of a page, from `path` (empty: any page) and `anchor`; None where there is none.
Find = Callable[[str, str], str | None]


def redline_body(redline: Redline, ledger: Callable[[str], str]) -> tuple[HtmlElement, str]:
    """Give the redline's HTML without its title, and the title's HTML (empty where it has none)."""
    root = body(redline, Links(ledger=ledger))
    title = ""
    for heading in root.xpath("./details/summary/h1"):
        section = heading.getparent().getparent()
        title = title or serialize(heading)
        section.remove(heading.getparent())
        # The title's section is the page: not to be folded.
        section.tag = "div"
        section.attrib.pop("open", None)
    return root, title


def ids(root: HtmlElement) -> set[str]:
    """Give the ids of a redline."""
    return set(root.xpath(".//@id"))


def settle(root: HtmlElement, find: Find) -> None:
    """Make each link lead where the anchor stands, and take away the URL of one that leads nowhere.

    The class is written first: so `stage` tells these links from those in a text.
    """
    own = ids(root)
    for anchor in root.iter("a"):
        href = anchor.attrib.pop("href", None)
        target = href and _settled(href, own, find)
        anchor.set("class", anchor.attrib.pop("class", "tt-link"))
        if target:
            anchor.set("href", target)


def _settled(href: str, own: set[str], find: Find) -> str | None:
    path, _, anchor = href.partition("#")
    if not path:
        return href if anchor in own else find("", anchor)
    if path.endswith(".md") and "//" not in path:
        return find(posixpath.normpath(path), anchor)
    return href


def overview(redline: Redline) -> str:
    """Give the number of changes and the list of all."""
    return serialize(summary(redline))
