"""The ways into the texts, shown on the start page: each with a sentence that says what it is."""

from __future__ import annotations

from html import escape

from twotrack.site.views.page_markup import link, url
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import LTS, REDLINE

START = "index.md"


def doors(context: Context) -> str:
    """Return links to the start of each text, relative to the site's start page; '' if there is one text."""
    site, other = context.site, context.lts
    if other is None or START not in context.counterparts:
        return ""
    first = next((path for path in site.pages if path != START), START)
    changes = sum(one.shown.changes for one in context.compared.values())
    own, theirs = escape(site.edition.title), escape(other.edition.title)
    rows = (
        (url(START, _first_part(context) or first), own, f"The complete text: {_pages(len(site.pages))}."),
        (
            url(START, f"{LTS}/{START}"),
            theirs,
            f"The part that is meant to stay the same for a long time: {_pages(len(other.pages))}.",
        ),
        (
            url(START, f"{REDLINE}/{START}"),
            "How the two differ",
            f"The pages of both with their {changes} differences marked and explained, for authors.",
        ),
    )
    items = "".join(f"<li>{link(href, title)} <span>{about}</span></li>" for href, title, about in rows)
    return f'<nav class="tt-doors" aria-label="Texts"><ul>{items}</ul></nav>'


def _first_part(context: Context) -> str:
    """Return the first page after the start page, in the order of the domains."""
    for domain in context.site.tree.editions.domains:
        for path in sorted(context.site.pages, key=lambda path: (not path.endswith("/index.md"), path)):
            if path != START and context.site.tree.editions.domain(path) == domain:
                return path
    return ""


def _pages(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"
