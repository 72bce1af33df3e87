"""Changes to the HTML of a page: classes instead of inline styles, contents for pages without Markdown."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import lxml.html

from twotrack.site.mkdocs_internals import table_of_contents

if TYPE_CHECKING:
    from mkdocs.structure.toc import TableOfContents

# Python-Markdown's alignment of the cells of a column; a strict policy for styles would ignore it.
_ALIGNED = re.compile(
    r'<(?P<cell>t[dh]\b[^>]*?) style="text-align: (?P<side>left|center|right);?"(?P<rest>[^>]*)>'
)
_CLASS = re.compile(r' class="([^"]*)"')


def without_inline_styles(html: str) -> str:
    """Replace inline styles for the alignment of cells by classes."""
    return _ALIGNED.sub(_by_class, html)


def _by_class(match: re.Match[str]) -> str:
    cell, side = match["cell"] + match["rest"], f"tt-{match['side']}"
    classes = _CLASS.search(cell)
    if classes:
        return f"<{cell[: classes.end() - 1]} {side}{cell[classes.end() - 1 :]}>"
    return f'<{cell} class="{side}">'


def contents(html: str) -> TableOfContents:
    """Build the table of contents from headings with an id, in the engine's form."""
    top: list[dict[str, Any]] = []
    above: list[dict[str, Any]] = []
    for heading in lxml.html.fragment_fromstring(html, create_parent="div").iter("h1", "h2", "h3"):
        name = " ".join("".join(map(str, heading.itertext())).replace("¶", "").split())
        if not heading.get("id") or not name:
            continue
        token: dict[str, Any] = {
            "level": int(str(heading.tag)[1]),
            "id": heading.get("id", ""),
            "name": escape(name),
            "children": [],
        }
        while above and above[-1]["level"] >= token["level"]:
            above.pop()
        (above[-1]["children"] if above else top).append(token)
        above.append(token)
    return table_of_contents(top)
