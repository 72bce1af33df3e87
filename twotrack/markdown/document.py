"""The result of a conversion, which the site, drafts and redlines read."""

from __future__ import annotations

from dataclasses import dataclass

import lxml.html
from lxml.html import HtmlElement

from twotrack.markdown.line_marks import LINE
from twotrack.text import Origin, Text


@dataclass(slots=True)
class Document:
    """A converted text: the HTML tree, and the text it was made from.

    `root` is a `<div>` around the output of Python-Markdown. Block elements have the attribute `data-line`,
    the number (from 1) of the line of `text` on which they begin.
    """

    root: HtmlElement
    text: Text

    @classmethod
    def of_html(cls, html: str, text: Text) -> Document:
        """Parse a fragment of HTML that was converted from `text`."""
        return cls(lxml.html.fragment_fromstring(html, create_parent="div"), text)

    def where(self, element: HtmlElement) -> Origin:
        """Find the origin of an element: that of the nearest known line in, above or before it."""
        line = element.get(LINE) or next(iter(element.xpath(f"(.//@{LINE})[1]")), None)
        if line is None:
            line = next((above.get(LINE) for above in element.iterancestors() if above.get(LINE)), None)
        if line is None:
            line = next((e.get(LINE) for e in element.itersiblings(preceding=True) if e.get(LINE)), None)
        return self.text.origin(int(line) if line else 1)
