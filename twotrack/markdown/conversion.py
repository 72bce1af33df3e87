"""The result of converting a text once; the site's HTML and the documents are both made from it.

The HTML contains two things that only one of them needs. Marks record the line on which each block begins
(`line_marks`); the site's HTML is without them. Each link is a placeholder, because the site writes URLs that
differ from those of the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from twotrack.markdown.engine import CLOSE, OPEN, Engine, attribute_value
from twotrack.markdown.line_marks import LINE, MARK, MARK_CHARACTERS, put
from twotrack.text import Text

_LINK = re.compile(f"{OPEN}(\\d+){CLOSE}")
_OWN = re.compile(f'{MARK.pattern}| {LINE}="\\d+"')
# A text with one of these has no exact HTML; a mark before `[TOC]` hides it from the extension `toc`.
_RESERVED = (LINE, OPEN, CLOSE, *MARK_CHARACTERS, "[TOC]")
_KNOWN = frozenset(
    {
        *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "tables"),
        *("toc", "fenced_code", "pymdownx.highlight", "pymdownx.superfences"),
    }
)
"""Extensions that do not read marks as text. Other extensions may look at how a paragraph begins."""


@dataclass(frozen=True, slots=True)
class Conversion:
    """The output of Python-Markdown for a text.

    `html` contains marks and placeholders. `links` are the URLs of links and images in the order of the text,
    as its author wrote them. `contents` are the tokens of the extension `toc`, and `title` is the text of the
    level 1 heading at the start of the text, if there is one. If `is_exact` is false, `site_html` or `title`
    can differ from the output of an engine that converts the text itself.
    """

    html: str
    links: tuple[str, ...]
    contents: list[dict[str, Any]]
    title: str | None
    is_exact: bool

    def document_html(self) -> str:
        """Build the HTML with the marks, and with the URLs as written."""
        return _with_links(self.html, self.links)

    def site_html(self, url: Callable[[str], str]) -> str:
        """Build the HTML without marks; `url` maps a URL of the source to the URL that the site uses."""
        return _with_links(_OWN.sub("", self.html), [url(link) for link in self.links])


def converted(
    engine: Engine, text: Text, extensions: Iterable[str], convert: Callable[[str], str]
) -> Conversion:
    """Convert a text with an engine whose `links` are collected.

    `extensions` are the names of the extensions of the engine, and `convert` calls it.
    """
    source = put(text.lines, text.starts)
    collector = engine.links
    collector.reset()
    html = convert(source)
    contents = [_without_marks(token) for token in getattr(engine, "toc_tokens", ())]
    exact = collector.is_exact and _KNOWN.issuperset(extensions)
    exact = exact and not any(sign in line for line in text.lines for sign in _RESERVED)
    exact = exact and len(_LINK.findall(html)) == len(collector.links)
    title = None
    if collector.begins_with_title:
        title = contents[0]["name"] if contents else None
        exact = exact and title is not None
    return Conversion(html, tuple(collector.links), contents, title, exact)


def _with_links(html: str, links: Sequence[str]) -> str:
    return _LINK.sub(lambda found: attribute_value(links[int(found[1])]), html)


def _without_marks(token: dict[str, Any]) -> dict[str, Any]:
    """Copy a token of the contents without marks, and with only the keys that engines read."""
    return {
        "level": token["level"],
        "id": token["id"],
        "name": MARK.sub("", token["name"]),
        "children": [_without_marks(child) for child in token["children"]],
    }
