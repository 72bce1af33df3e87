"""A redline as a page of its own. Nothing is fetched, nothing needs JavaScript, the keyboard reaches all."""

from __future__ import annotations

from importlib.resources import files

from lxml.html import Element, HtmlElement

from twotrack.redline.formats.html_body import Links, body, count
from twotrack.redline.formats.html_inline import add_text, child_of, serialize
from twotrack.redline.formats.labels import place_of, title_of, where
from twotrack.redline.one_sided import overview
from twotrack.redline.records import Change, Redline

_COUNTED = {
    "insert": "inserted",
    "delete": "deleted",
    "replace": "changed in words",
    "move": "moved",
    "split": "split",
    "merge": "merged",
    "format": "changed in form",
}


def to_html(redline: Redline, a: str = "A", b: str = "B", links: Links | None = None) -> str:
    """Return a redline as a whole page; `a` and `b` name the two texts."""
    head = Element("head")
    child_of(head, "meta", {"charset": "utf-8"})
    child_of(head, "meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"})
    # Should a text carry an image from elsewhere, it is not fetched.
    child_of(
        head,
        "meta",
        {
            "http-equiv": "Content-Security-Policy",
            "content": "default-src 'none'; style-src 'unsafe-inline'; img-src data:",
        },
    )
    add_text(child_of(head, "title"), f"Changes from {a} to {b}")
    add_text(child_of(head, "style"), stylesheet())
    page = Element("html", {"lang": "en"})
    page.append(head)
    main = child_of(page, "body", {"class": "redline-page"})
    add_text(child_of(main, "h1"), f"Changes from {a} to {b}")
    for heading, lines in overview(redline, a, b):
        details = child_of(main, "details", {"class": "redline-pages"})
        add_text(child_of(details, "summary"), heading)
        listing = child_of(details, "ul")
        for line in lines:
            add_text(child_of(listing, "li"), line)
    main.append(summary(redline))
    if redline.changes:
        fold = child_of(main, "input", {"type": "checkbox", "id": "redline-fold", "class": "redline-fold"})
        label = child_of(main, "label", {"for": fold.get("id") or ""})
        add_text(label, "Show only sections with changes")
    child_of(main, "main").append(body(redline, links or Links()))
    return f"<!DOCTYPE html>\n{serialize(page)}\n"


def to_fragment(redline: Redline, links: Links | None = None) -> str:
    """Return the text of B with all changes, to be put into a page that has `redline.css`."""
    return serialize(body(redline, links or Links()))


def summary(redline: Redline) -> HtmlElement:
    """Return the number of changes of each kind and the list of all, each a link to its place."""
    nav = Element("nav", {"class": "redline-summary", "aria-label": "Changes"})
    counted = ", ".join(f"{number} {_COUNTED[kind]}" for kind, number in count(redline.changes).items())
    add_text(child_of(nav, "p"), f"Blocks: {counted}." if counted else "Nothing changed.")
    if redline.changes:
        details = child_of(nav, "details")
        add_text(child_of(details, "summary"), "All changes")
        listing = child_of(details, "ol")
        for number, change in enumerate(redline.changes, 1):
            _listed(child_of(listing, "li"), change, number)
    return nav


def _listed(item: HtmlElement, change: Change, number: int) -> None:
    link = child_of(item, "a", {"href": f"#change-{number}"})
    add_text(link, title_of(change))
    place = place_of(change.block, change.section)
    origin = where(change.origin_b or change.origin_a)
    add_text(item, f" {place}" + (f" ({origin})" if origin else ""))
    for requirement in change.requirements:
        add_text(item, " ")
        add_text(child_of(item, "span", {"class": "requirement"}), str(requirement))
    if change.ledger:
        add_text(item, f" {', '.join(change.ledger)}")


def stylesheet() -> str:
    """Return the style sheet that both this page and the site use."""
    return (files("twotrack") / "site" / "assets" / "redline.css").read_text(encoding="utf-8")
