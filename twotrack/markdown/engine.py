"""Python-Markdown without work that cannot change its output.

Every text of every edition, comparison and draft is converted here, so four costly steps of the library are
avoided: it asks every installed package for extensions, tries each inline pattern on each text, tries to
read each block as a table, and reads every tag of raw HTML. `tests/tool/convert` compares the output with
that of the library, byte for byte.

All use of the library is in this module; checked with Markdown 3.10 and 3.11.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib import import_module
from typing import Any
from xml.etree.ElementTree import Element

import markdown
from markdown import inlinepatterns as known
from markdown.extensions import Extension, md_in_html
from markdown.extensions.tables import TableProcessor
from markdown.extensions.toc import slugify
from markdown.serializers import RE_AMP
from markdown.treeprocessors import InlineProcessor, Treeprocessor
from markdown.util import ETX, STX

from twotrack.markdown.line_marks import MARK

__all__ = ["CLOSE", "OPEN", "Engine", "attribute_value", "extension_faults", "slugify", "without_html"]

OPEN, CLOSE = "\ufdd2", "\ufdd3"
"""Two noncharacters around the number of a link, in place of its URL."""

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
        before = self.preprocessors
        if "html_block" in before and type(before["html_block"]) is md_in_html.HtmlBlockPreprocessor:
            before.register(_HtmlBlocks(self), "html_block", 20)
        self.links = _LinkCollector(self)

    def collect_links(self) -> None:
        """Replace URLs with placeholders, and collect them in `links`; marks change no heading id."""
        self.treeprocessors.register(self.links, "twotrack-links", -1)
        if "toc" in self.treeprocessors:
            toc: Any = self.treeprocessors["toc"]
            own = toc.slugify
            toc.slugify = lambda value, separator: own(MARK.sub("", value), separator)

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


# A block without Markdown, up to an empty line, in which everything is written in the only usual way. The
# library copies such a block as it is. `hr`, and elements whose content is not read as HTML, are left out.
_PLAIN_BLOCK = re.compile(
    r"""(?: [^<&]+
      | &(?: [a-zA-Z][a-zA-Z0-9]* | \#[0-9]+ | \#x[0-9a-fA-F]+ );
      | <(?: /(?:TAGS)
           | (?:TAGS)(?: [ ](?!markdown)[a-z][a-z-]*(?: ="[^"<>`]*" )? )*
         )>
      )++""".replace(
        "TAGS",
        "a|b|br|caption|code|col|colgroup|dd|del|details|div|dl|dt|em|i|kbd|li|ol|p|pre|q|s|small|span|strong|sub"
        "|summary|sup|table|tbody|td|tfoot|th|thead|tr|ul|var",
    ),
    re.VERBOSE,
)
_TAG = re.compile("<(/?)([a-z]+)")


class _Extractor(md_in_html.HTMLExtractorExtra):
    """The library's parser of raw HTML; most tables made of data are copied without reading their tags."""

    mdstack: list[str]

    def parse_starttag(self, i: int) -> int:
        if self.offset == 0 and not (self.inraw or self.intail or self.mdstack or self.inline_stack):
            end = self.rawdata.find("\n\n", i)
            if end > 0 and self._is_plain(i, end):
                stored = self.md.htmlStash.store(f"{self.rawdata[i:end]}\n")
                self.cleandoc += ("\n", stored, "\n\n")
                return end
        return super().parse_starttag(i)

    def _is_plain(self, start: int, end: int) -> bool:
        """Return whether one block-level element with plain content is all that there is up to `end`."""
        if _PLAIN_BLOCK.fullmatch(self.rawdata, start, end) is None:
            return False
        stack: list[str] = []
        tags = _TAG.findall(self.rawdata, start, end)
        first = tags[0][1]
        if first not in self.block_level_tags or not self.md.is_block_level(first):
            return False
        for number, (closes, tag) in enumerate(tags, 1):
            if not closes:
                stack.append(tag)
            elif tag in stack:
                while stack.pop() != tag:
                    pass
                if not stack:
                    return number == len(tags) and self.rawdata[end - 1] == ">"
        return False


class _HtmlBlocks(md_in_html.HtmlBlockPreprocessor):
    """The library's processor, with the parser above."""

    def run(self, lines: list[str]) -> list[str]:
        parser = _Extractor(self.md)
        parser.feed("\n".join(lines))
        parser.close()
        return "".join(parser.cleandoc).split("\n")


_URLS = {"a": "href", "img": "src"}


class _LinkCollector(Treeprocessor):
    """Replaces each URL with a placeholder, after all other processors of the tree."""

    def __init__(self, engine: markdown.Markdown) -> None:
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
            element.set(name, f"{OPEN}{len(self.links)}{CLOSE}")
            self.links.append(url)


def attribute_value(url: str) -> str:
    """Escape a URL as the library does in an attribute."""
    url = RE_AMP.sub("&amp;", url) if "&" in url else url
    return url.replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def without_html(extensions: list[str]) -> markdown.Markdown:
    """Make a converter that reads HTML as text: an unclosed tag could include what follows the text."""
    made = markdown.Markdown(extensions=extensions)
    made.preprocessors.deregister("html_block")
    made.inlinePatterns.deregister("html")
    return made
