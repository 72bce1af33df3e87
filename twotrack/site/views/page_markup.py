"""Small pieces of HTML for generated pages, and the URLs of pages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from html import escape, unescape

from twotrack.config.facets import Edition
from twotrack.pages import Page
from twotrack.source.output_map import served_as
from twotrack.text import Text

# Excludes a page from the search of this site and of others: it repeats the text of another page.
UNLISTED: Mapping[str, object] = {"search": {"exclude": True}, "robots": "noindex"}


def url(here: str, there: str, anchor: str = "") -> str:
    """Return the relative URL of a page as seen from another, for pages served as folders."""
    fragment = f"#{anchor}" if anchor else ""
    if here == there and fragment:
        return fragment
    return posixpath.relpath(served_as(there) or ".", served_as(here) or ".") + "/" + fragment


def link(href: str, content: str, classes: str = "tt-link", **attributes: str) -> str:
    """Render a link around HTML. The class comes first, by which `stage` recognises links outside texts."""
    extra = "".join(f' {name.replace("_", "-")}="{escape(value)}"' for name, value in attributes.items())
    return f'<a class="{classes}" href="{escape(href)}"{extra}>{content}</a>'


def table(caption: str, head: Sequence[str], rows: Iterable[str], classes: str = "", name: str = "") -> str:
    """Render a table in a scrollable box; `rows` are whole `<tr>` elements."""
    named = f' id="{name}"' if name else ""
    heads = "".join(f'<th scope="col">{name}</th>' for name in head)
    top = f"<thead><tr>{heads}</tr></thead>\n" if head else ""
    return (
        f'<div class="tt-wide" role="region" aria-label="{escape(plain(caption))}" tabindex="0">\n'
        f'<table class="tt-view {classes}"{named}>\n<caption>{caption}</caption>\n'
        f"{top}<tbody>\n" + "\n".join(rows) + "\n</tbody>\n</table>\n</div>"
    )


def plain(html: str) -> str:
    """Convert a piece of HTML to plain text."""
    return unescape(re.sub(r"<[^>]*>", "", html))


def words(text: str) -> str:
    """Escape plain text for a place with Markdown, such as a heading: it is shown unchanged."""
    return re.sub(r"[\\`*_{}\[\]#~^=|:]", lambda match: f"&#{ord(match[0])};", escape(text, quote=False))


def generated(  # noqa: PLR0913 - the fields of a page
    path: str,
    edition: Edition,
    blocks: Iterable[str],
    meta: Mapping[str, object] | None = None,
    *,
    source: str = "",
    listed: bool = True,
    raw: bool = False,
) -> Page:
    """Build a page from blocks of Markdown or HTML (`raw`: of HTML alone).

    `source` is the file to edit for a change of the page.
    """
    text = Text.of("\n\n".join(blocks) + "\n", source)
    return Page(path, source, edition, meta or {}, text, listed=listed, raw=raw)
