"""The one conversion: Python-Markdown with the extensions that `mkdocs.yml` names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from twotrack.markdown.document import Document
from twotrack.markdown.line_marks import number_code, put, take
from twotrack.text import Text

_PLAIN = (
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists"),
    *("tables", "toc", "pymdownx.superfences"),
)
_DEFAULT: dict[str, Mapping[str, Any]] = {
    **{name: {} for name in _PLAIN},
    "pymdownx.highlight": {"pygments_lang_class": True},
}


class Converter:
    """A Python-Markdown instance, made on first use and used for every text."""

    def __init__(self, extensions: Mapping[str, Mapping[str, Any]] = _DEFAULT) -> None:
        """Take the extensions by name, each with its settings."""
        self.extensions = extensions
        self._markdown: Any = None

    def html(self, source: str) -> str:
        """Convert Markdown just as an engine does."""
        if self._markdown is None:
            # Late: half of a short command's time would go into importing it.
            from twotrack.markdown.engine import Engine

            self._markdown = Engine(self.extensions)
        converted: str = self._markdown.convert(source)
        self._markdown.reset()
        return converted

    def document(self, text: Text) -> Document:
        """Convert a text whose blocks a scan has found (`Text.starts`), keeping the line of each."""
        document = Document.of_html(self.html(put(text.lines, text.starts)), text)
        take(document.root)
        number_code(document.root, [index + 1 for index in text.fences])
        for link in document.root.xpath('.//a[@class="headerlink"]'):
            link.drop_tree()
        return document


def convert(text: Text, converter: Converter | None = None) -> Document:
    """Convert one text with the given converter, or with the default extensions."""
    return (converter or Converter()).document(text)
