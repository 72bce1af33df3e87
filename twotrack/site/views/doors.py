"""Links to the texts, shown on the start page: each with a sentence about it."""

from __future__ import annotations

from html import escape

from twotrack.site.views.page_markup import link, url
from twotrack.site.views.view_context import Context

START = "index.md"


def doors(context: Context) -> str:
    """Render links to the start of each text, relative to the site's start page; '' if there is one text."""
    texts = [text for text in context.texts if START in text.compared]
    if not texts:
        return ""
    site = context.site
    rows = [(_first_part(context), site.edition.title, f"The complete text: {_pages(len(site.pages))}.")]
    for text in texts:
        side, pages = text.side, _pages(len(text.site.pages))
        what = f"The {escape(side.meaning)} part" if side.meaning else "The text of this side"
        rows.append(
            (f"{side.folder}/{START}", text.site.edition.title, f"{what}, as a text of its own: {pages}.")
        )
    for text in texts:
        changes = sum(one.shown.changes for one in text.compared.values())
        about = f"The pages of both with their {changes} differences marked and explained, for authors."
        title = "How the two differ" if len(texts) == 1 else f"How {text.side.title} differs"
        rows.append((f"{text.redlines}/{START}", title, about))
    items = "".join(
        f"<li>{link(url(START, path), escape(title))} <span>{about}</span></li>"
        for path, title, about in rows
    )
    return f'<nav class="tt-doors" aria-label="Texts"><ul>{items}</ul></nav>'


def _first_part(context: Context) -> str:
    """Return the first page after the start page, in the order of the domains."""
    for domain in context.site.tree.editions.domains:
        for path in sorted(context.site.pages, key=lambda path: (not path.endswith("/index.md"), path)):
            if path != START and context.site.tree.editions.domain(path) == domain:
                return path
    return START


def _pages(count: int) -> str:
    return f"{count} page{'' if count == 1 else 's'}"
