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
from xml.etree.ElementTree import Element

from markdown import Markdown
from markdown.serializers import RE_AMP
from markdown.treeprocessors import Treeprocessor
from markdown.util import ETX, STX

from twotrack.markdown.line_marks import LINE, MARK, MARK_CHARACTERS, put
from twotrack.text import Text

# Two noncharacters around the number of a link.
_OPEN, _CLOSE = "\ufdd2", "\ufdd3"
_LINK = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_OWN = re.compile(f'{MARK.pattern}| {LINE}="\\d+"')
# A text with one of these has no exact HTML; a mark before `[TOC]` hides it from the extension `toc`.
_RESERVED = (LINE, _OPEN, _CLOSE, *MARK_CHARACTERS, "[TOC]")
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
    engine: Markdown, text: Text, extensions: Iterable[str], convert: Callable[[str], str]
) -> Conversion:
    """Convert a text with an instance of Python-Markdown that `prepare` has prepared.

    `extensions` are the names of the extensions of the instance, and `convert` calls it.
    """
    source = put(text.lines, text.starts)
    collector: Any = engine.treeprocessors[_NAME]
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


def prepare(engine: Markdown) -> None:
    """Make an instance of Python-Markdown collect links; marks do not change its heading ids."""
    engine.treeprocessors.register(_Collector(engine), _NAME, -1)
    if "toc" in engine.treeprocessors:
        toc: Any = engine.treeprocessors["toc"]
        slugify = toc.slugify
        toc.slugify = lambda value, separator: slugify(MARK.sub("", value), separator)


_NAME = "twotrack-links"
_URLS = {"a": "href", "img": "src"}


class _Collector(Treeprocessor):
    """Replaces each URL with a placeholder, after all other processors of the tree."""

    def __init__(self, engine: Markdown) -> None:
        super().__init__(engine)
        self.reset()

    def reset(self) -> None:
        """Forget the previous text. The processor is not run for an empty text."""
        self.links: list[str] = []
        self.is_exact = True
        self.begins_with_title = False

    def run(self, root: Element) -> None:
        """Replace the URLs of a tree."""
        first = next(iter(root), None)
        self.begins_with_title = first is not None and first.tag == "h1"
        if first is not None and first.tag == "h1" and next(first.iter("img"), None) is not None:
            # Engines differ in how they read an image in the title of a page.
            self.is_exact = False
        for element in root.iter():
            name = _URLS.get(str(element.tag))
            url = element.get(name) if name else None
            if name is None or url is None:
                continue
            if STX in url or ETX in url:
                # Python-Markdown processes this URL later, such as an e-mail address, which it encodes.
                self.is_exact = self.is_exact and f"{STX}amp{ETX}" in url
                continue
            element.set(name, f"{_OPEN}{len(self.links)}{_CLOSE}")
            self.links.append(url)


def _with_links(html: str, links: Sequence[str]) -> str:
    return _LINK.sub(lambda found: _escaped(links[int(found[1])]), html)


def _escaped(url: str) -> str:
    """Escape a URL as Python-Markdown does in an attribute."""
    url = RE_AMP.sub("&amp;", url) if "&" in url else url
    return url.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def _without_marks(token: dict[str, Any]) -> dict[str, Any]:
    """Copy a token of the contents without marks, and with only the keys that engines read."""
    return {
        "level": token["level"],
        "id": token["id"],
        "name": MARK.sub("", token["name"]),
        "children": [_without_marks(child) for child in token["children"]],
    }
