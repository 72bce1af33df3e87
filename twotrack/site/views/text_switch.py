"""The switch at the top of a page: the current text, and links to the others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from twotrack.site.views.page_markup import link
from twotrack.text import Text

_BLOCKS = ('<nav class="tt-switch"', '<p class="tt-outside"')
_TITLE = re.compile(r"#[ \t]+\S")


class Choice(NamedTuple):
    """A text of a page: its name in a URL, its label, its URL, a remark."""

    name: str
    label: str
    href: str
    remark: str = ""


def switch(choices: Sequence[Choice], current: str, main: str) -> str:
    """Render the switch, with the current text marked; `main` is the choice that the site shows.

    It consists of plain links and needs no JavaScript.
    """
    items = []
    for choice in choices:
        remark = f' <span class="tt-remark">{choice.remark}</span>' if choice.remark else ""
        content = f"{choice.label}{remark}"
        if choice.name == current:
            shown = f'<span class="tt-current" aria-current="true">{content}</span>'
        else:
            shown = link(choice.href, content, data_text=choice.name)
        items.append(f"<li>{shown}</li>")
    return (
        f'<nav class="tt-switch" aria-label="Which text" data-text="{current}"'
        f' data-main="{main}"><ul>{"".join(items)}</ul></nav>'
    )


def with_block(text: Text, block: str) -> Text:
    """Insert a block of HTML after the title of a page, or at the start if the page has no title."""
    lines = text.lines
    at = next((index for index, line in enumerate(lines) if line.strip()), 0)
    at = at + 1 if at < len(lines) and _TITLE.match(lines[at]) else 0
    put = ["", block, ""]
    where = text.origin(at)
    moved = len(put)
    return Text(
        [*lines[:at], *put, *lines[at:]],
        [*text.origins[:at], *(where for _ in put), *text.origins[at:]],
        {(index + moved if index >= at else index): column for index, column in text.starts.items()},
        [index + moved if index >= at else index for index in text.fences],
    )


def block_of(text: Text) -> str | None:
    """Return the block that `with_block` inserted, if it is a switch or a note that there is no switch."""
    return next((line for line in text.lines if line.startswith(_BLOCKS)), None)
