"""The one conversion: Python-Markdown with the extensions that `mkdocs.yml` names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from twotrack.markdown.document import Document
from twotrack.markdown.line_marks import number_code, put, take
from twotrack.store import Store
from twotrack.text import Text

if TYPE_CHECKING:
    from twotrack.markdown.conversion import Conversion

# What MkDocs always loads, before the configuration's own.
_BUILT_IN = ("toc", "tables", "fenced_code")
_PLAIN = (
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists"),
    *("tables", "toc", "pymdownx.superfences"),
)
_DEFAULT: dict[str, Mapping[str, Any]] = {
    **{name: {} for name in _PLAIN},
    "pymdownx.highlight": {"pygments_lang_class": True},
}


class Converter:
    """Python-Markdown instances, made on first use and used for every text.

    What was converted is kept in the store, if there is one, and not converted again.
    """

    def __init__(
        self, extensions: Mapping[str, Mapping[str, Any]] = _DEFAULT, store: Store | None = None
    ) -> None:
        """Use the extensions by name, each with its settings."""
        self.extensions = extensions
        self.store = store or Store()
        self._settings = json.dumps(extensions, sort_keys=True, default=repr)
        self._plain: Any = None
        self._collecting: Any = None

    def html(self, source: str) -> str:
        """Convert Markdown just as an engine does."""
        if self._plain is None:
            # Late: half of a short command's time would go into importing it.
            from twotrack.markdown.engine import Engine

            self._plain = Engine(self.extensions)
        converted: str = self._plain.convert(source)
        self._plain.reset()
        return converted

    def conversion(self, text: Text) -> Conversion:
        """Convert a text whose blocks a scan has found (`Text.starts`)."""
        from twotrack.markdown.conversion import Conversion

        source = put(text.lines, text.starts)
        made = self.store.remember(
            lambda: self._convert(text), "conversion", self._settings, source, str(text)
        )
        return Conversion(made[0], tuple(made[1]), *made[2:])

    def _convert(self, text: Text) -> list[Any]:
        from twotrack.markdown.conversion import converted, prepare

        if self._collecting is None:
            from twotrack.markdown.engine import Engine

            self._collecting = Engine(self.extensions)
            prepare(self._collecting)
        made = converted(self._collecting, text, self.extensions)
        return [made.html, made.links, made.contents, made.title, made.is_exact]

    def document(self, text: Text) -> Document:
        """Convert a text whose blocks a scan has found (`Text.starts`), keeping the line of each."""
        document = Document.of_html(self.conversion(text).document_html(), text)
        take(document.root)
        number_code(document.root, [index + 1 for index in text.fences])
        for link in document.root.xpath('.//a[@class="headerlink"]'):
            link.drop_tree()
        return document


def open_converter(root: Path, store: Store | None = None) -> Converter:
    """Return a project's converter: the extensions of its `mkdocs.yml`, or the default ones without it."""
    path = root / "mkdocs.yml"
    if not path.exists():
        return Converter(store=store)
    config = read_configuration(path)
    extensions: dict[str, Mapping[str, Any]] = {name: {} for name in _BUILT_IN}
    for entry in config.get("markdown_extensions", ()):
        if isinstance(entry, str):
            extensions.setdefault(entry, {})
        else:
            extensions.update({name: settings or {} for name, settings in entry.items()})
    return Converter(extensions, store)


def read_configuration(path: Path) -> Any:
    """Return what a `mkdocs.yml` holds; values with a tag, such as `!ENV`, are None."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 - a subclass of the safe loader


class _Loader(yaml.SafeLoader):
    """Reads past the tags that MkDocs knows and we need not, such as `!ENV`."""


_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)


def convert(text: Text, converter: Converter | None = None) -> Document:
    """Convert one text with the given converter, or with the default extensions."""
    return (converter or Converter()).document(text)
