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
# The link of a rule to itself, with what a script of the site adds.
_MARK = re.compile(
    r'(<a class="anchor" id="[^"]+") href="#[^"]+" tabindex="-1" aria-label="Link to [^"]+"></a>'
)
# What a reference was written as: comparisons and staged folders use it, a page does not.
_REFERENCE = re.compile(r'<a class="xref(?: auto)?" data-ref="[^"]*" ')
# The spaces of highlighted code, which look the same without an element.
_CODE_SPACES = re.compile(r'<span class="w">(\s*)</span>')
_SPACES = re.compile(r"\s*\n\s*")
# Elements in which line breaks are not the same as spaces.
_LINES = re.compile(r"(<(pre|textarea|script|style|svg)\b.*?</\2>)", re.DOTALL)
# Tables of the properties of objects inside objects, one after another; the caption is the path.
_DEEP = (
    r'<div class="tt-scroll" id="[^"]+">\s*<table class="tt-table">\s*<caption><span>(?:(?!</span>).)*</span>'
    r" <code>[^<]*\.[^<]*</code>(?:(?!</table>).)*</table>\s*</div>"
)
_DEEP_ONES = re.compile(rf"{_DEEP}(?:\s*{_DEEP}){{2,}}", re.DOTALL)
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


def with_folds(html: str) -> str:
    """Put each three or more tables of objects inside objects into an element that a reader can close."""
    return _DEEP_ONES.sub(_folded, html) if "tt-scroll" in html else html


def _folded(match: re.Match[str]) -> str:
    count = match[0].count("<caption>")
    return (
        f'<details class="tt-deep" open><summary>{count} objects inside these objects</summary>\n'
        f"{match[0]}\n</details>"
    )


def compact(html: str) -> str:
    """Return shorter HTML that reads the same: without line breaks, with marks of rules as targets only.

    A script makes the marks links; there are hundreds on a page, and without scripts the panel that they open
    does not exist.
    """
    html = _CODE_SPACES.sub(r"\1", _REFERENCE.sub("<a ", _MARK.sub(r"\1></a>", html)))
    pieces = _LINES.split(html)
    # `split` puts the name of the element, its second group, after each element.
    return "".join(
        _SPACES.sub(" ", piece) if index % 3 == 0 else piece
        for index, piece in enumerate(pieces)
        if index % 3 != 2  # noqa: PLR2004 - see above
    )


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
