"""Marks at requirements that differ from the norm, on the pages of the site's text."""

from __future__ import annotations

import re
from dataclasses import replace
from html import escape

from twotrack.pages import Page
from twotrack.site.views.page_markup import url
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import REQUIREMENTS_PAGE

_ANCHOR = re.compile(r'<a class="anchor" id="([^"]+)"[^>]*></a>')


def marked(page: Page, context: Context) -> Page:
    """Add a mark after each anchor whose row in `spec/provenance/` is visible to readers."""
    lines = page.text.lines
    found = {
        index: line
        for index, old in enumerate(lines)
        if 'class="anchor"' in old and (line := _marked(old, index, page, context)) != old
    }
    if not found:
        return page
    text = replace(page.text, lines=[found.get(index, line) for index, line in enumerate(lines)])
    return replace(page, text=text)


def _marked(line: str, index: int, page: Page, context: Context) -> str:
    path = page.text.origins[index].path

    def mark(match: re.Match[str]) -> str:
        row = context.provenance.row(path, match[1])
        declared = context.provenance.classes[row.name] if row else None
        if row is None or declared is None or not declared.shown:
            return match[0]
        title = f' title="{escape(row.note)}"' if row.note else ""
        href = f"{url(page.path, REQUIREMENTS_PAGE)}?provenance={row.name}"
        return f'{match[0]}<a class="tt-provenance" href="{href}"{title}>{escape(declared.title)}</a> '

    return _ANCHOR.sub(mark, line)
