"""Python-Markdown without work that cannot change its output.

Every text of every edition, comparison and draft is converted here, so three costly steps of the library are
avoided: it asks every installed package for extensions, tries each inline pattern on each text, and tries to
read each block as a table. `tests/tool/convert` compares the output with that of the library, byte for byte.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Any

import markdown
from markdown import inlinepatterns as known
from markdown.extensions import Extension
from markdown.extensions.tables import TableProcessor
from markdown.treeprocessors import InlineProcessor

# A string that a text must contain for a pattern to match, by pattern; a pattern not listed is always tried.
_NEEDED = {
    known.BACKTICK_RE: "`",
    known.ESCAPE_RE: "\\",
    known.REFERENCE_RE: "[",
    known.LINK_RE: "[",
    known.IMAGE_LINK_RE: "![",
    known.IMAGE_REFERENCE_RE: "![",
    known.AUTOLINK_RE: "<",
    known.AUTOMAIL_RE: "<",
    known.HTML_RE: "<",
    known.ENTITY_RE: "&",
    known.LINE_BREAK_RE: "  \n",
    r"\[\^([^\]]*)\]": "[^",
}


class Engine(markdown.Markdown):
    """A Markdown converter with extensions by name, each with its settings."""

    def __init__(self, extensions: Mapping[str, Mapping[str, Any]]) -> None:
        super().__init__(
            extensions=list(extensions),
            extension_configs={name: dict(settings) for name, settings in extensions.items()},
        )
        self.treeprocessors.register(_Inline(self), "inline", 20)
        blocks = self.parser.blockprocessors
        if "table" in blocks and type(blocks["table"]) is TableProcessor:
            blocks.register(_Tables(self.parser, blocks["table"].config), "table", 75)  # type: ignore[attr-defined]

    def build_extension(self, ext_name: str, configs: Mapping[str, Any]) -> Extension:
        """Make an extension as the library does, but search the installed packages only if needed.

        Raises ImportError if there is no extension of that name.
        """
        short = f"markdown.extensions.{ext_name}"
        try:
            module = import_module(short if "." not in ext_name else ext_name)
        except ModuleNotFoundError as error:
            if error.name not in {short, ext_name}:
                raise
            # A name that some package registers.
            return super().build_extension(ext_name, configs)
        made: Extension = module.makeExtension(**configs)
        return made


def extension_faults(extensions: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    """Collect the reasons why extensions cannot be loaded with their settings, by extension.

    If extensions fail only in combination, the reason has the key "".
    """
    together = _fault(extensions)
    if not together:
        return {}
    reasons = {name: _fault({name: settings}) for name, settings in extensions.items()}
    return {name: reason for name, reason in reasons.items() if reason} or {"": together}


def _fault(extensions: Mapping[str, Mapping[str, Any]]) -> str:
    try:
        Engine(extensions)
    except ImportError as error:
        return f"it is not installed ({error})"
    except KeyError as error:
        return f"unknown setting {error}"
    except Exception as error:  # noqa: BLE001 - an extension is any package's code
        return " ".join(f"{error}".split()) or type(error).__name__
    return ""


class _Tables(TableProcessor):
    """The library's processor; the first row of a block without a bar is not divided into cells."""

    def test(self, parent: Any, block: str) -> bool:
        return "|" in block and super().test(parent, block)


class _Inline(InlineProcessor):
    """The library's processor; a pattern is not tried on a text that lacks a string it needs.

    It overrides a private step of the library: if that is renamed, conversion is slower and still correct.
    """

    def run(self, tree: Any, ancestors: list[str] | None = None) -> Any:
        # A list, because the registry sorts, or checks that it is sorted, at every access.
        patterns: Any = [*self.md.inlinePatterns]
        self.inlinePatterns = patterns
        self._needed = [_NEEDED.get(pattern.pattern) for pattern in patterns]
        return super().run(tree, ancestors)

    def _InlineProcessor__applyPattern(  # noqa: N802 - the name that the library's own gets
        self, pattern: known.Pattern, data: str, index: int, start: int = 0
    ) -> tuple[str, bool, int]:
        needed = self._needed[index]
        if needed is not None and needed not in data:
            return data, False, 0
        made: tuple[str, bool, int] = super()._InlineProcessor__applyPattern(  # type: ignore[misc]
            pattern, data, index, start
        )
        return made
