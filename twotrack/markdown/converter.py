"""The Markdown converter: Python-Markdown with the extensions that `mkdocs.yml` names."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import groupby
from typing import TYPE_CHECKING, Any

from twotrack.config.characters import FORBIDDEN
from twotrack.cpu_limit import CpuLimitError, cpu_limit
from twotrack.markdown.document import Document
from twotrack.markdown.line_marks import number_code, put, take
from twotrack.problems import Report
from twotrack.store import Store
from twotrack.text import Text

if TYPE_CHECKING:
    from twotrack.markdown.conversion import Conversion

CODE = "conversion"
_PLAIN = (
    *("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists"),
    *("tables", "toc", "pymdownx.superfences"),
)
_DEFAULT: dict[str, Mapping[str, Any]] = {
    **{name: {} for name in _PLAIN},
    "pymdownx.highlight": {"pygments_lang_class": True},
}
# Seconds of processor time for a page or a block, and the characters for each further second. Ordinary text
# takes a tenth of that; a text that takes longer can take hours.
_PAGE, _BLOCK, _CHARACTERS_PER_SECOND = 3.0, 0.5, 30_000
# The characters of the texts for which other processes are started. They take about half a second.
_WORTH_A_PROCESS = 200_000
# Python-Markdown searches the end of each opening mark up to the end of the block, in quadratic time.
_PAIRS = (("[", "]"), ("<", ">"), ("(", ")"), ("{", "}"))
_MOST_OPEN = 1000
_REFERENCE = re.compile(r"&#(?:[xX]([0-9a-fA-F]+)|([0-9]+));?")
_SURROGATES = range(0xD800, 0xE000)
_HIGHEST = 0x10FFFF


class ConversionError(ValueError):
    """A text that cannot be converted; `line` is the index of the line with the error."""

    def __init__(self, reason: str, line: int = 0) -> None:
        super().__init__(reason)
        self.line = line


class Converter:
    """Python-Markdown instances, made on first use and used for every text.

    Conversions are kept in the store, if there is one, and are not repeated.
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
        # Blocks that cannot be converted -> the reason.
        self._faulty: dict[str, str] = {}

    def html(self, source: str, seconds: float = 0) -> str:
        """Convert Markdown exactly as an engine does.

        Raises ConversionError, also if the conversion takes more than the given seconds.
        """
        if self._plain is None:
            self._plain = self._engine()
        return self._converted(self._plain, source, seconds)

    def _engine(self) -> Any:
        # Late: half of a short command's time would go into importing it.
        from twotrack.markdown.engine import Engine

        return Engine(self.extensions)

    def _converted(self, engine: Any, source: str, seconds: float = 0) -> str:
        try:
            with cpu_limit(seconds or time_for(source)):
                engine.reset()
                html: str = engine.convert(source)
        except CpuLimitError as error:
            raise ConversionError(
                "takes too long; look for many brackets or tags that are not closed"
            ) from error
        except RecursionError as error:
            raise ConversionError("is nested too deep") from error
        except Exception as error:
            reason = " ".join(str(error).split()) or type(error).__name__
            raise ConversionError(f"makes Python-Markdown fail ({type(error).__name__}: {reason})") from error
        return html

    def conversion(self, text: Text) -> Conversion:
        """Convert a text whose blocks a scan has found (`Text.starts`). Raises ConversionError."""
        from twotrack.markdown.conversion import Conversion

        made = self.store.remember(lambda: self._convert(text), *self._key(text))
        return Conversion(made[0], tuple(made[1]), *made[2:])

    def _key(self, text: Text) -> tuple[str, ...]:
        return "conversion", self._settings, put(text.lines, text.starts), str(text)

    def convert_all(self, texts: Iterable[Text]) -> None:
        """Convert texts in several processes, so that `conversion` finds them in the store.

        Nothing is done for a few short texts, and with one processor. Errors are left to `conversion`.
        """
        # Late: a single text is converted without them.
        from twotrack.workers import map_all, worker_count

        if worker_count() == 1:
            return
        missing = {key: text for text in texts if not self.store.has(*(key := self._key(text)))}
        sizes = {id(text): sum(map(len, text.lines)) for text in missing.values()}
        if sum(sizes.values()) < _WORTH_A_PROCESS:
            return
        made = map_all(self._convert_or_none, missing.values(), lambda text: sizes[id(text)])
        for key, result in zip(missing, made, strict=True):
            if result is not None:
                self.store.put(result, *key)

    def keep(self, text: Text, report: Report) -> None:
        """Convert a text, so that `conversion` finds it in the store; if that fails, report the reason."""
        if not self.store.has(*self._key(text)):
            self.document_or_report(text, report)

    def _convert_or_none(self, text: Text) -> list[Any] | None:
        with suppress(ConversionError):
            return self._convert(text)
        return None

    def _convert(self, text: Text) -> list[Any]:
        from twotrack.markdown.conversion import converted

        for block, reason in self._faulty.items():
            # Each edition has its own text of a page: a block that failed in one edition is not tried again.
            before, found, _ = "\n".join(text.lines).partition(block)
            if found:
                raise ConversionError(reason, before.count("\n"))
        if self._collecting is None:
            self._collecting = self._engine()
            self._collecting.collect_links()
        if unclosed := _unclosed(text):
            raise unclosed
        try:
            made = converted(
                self._collecting,
                text,
                self.extensions,
                lambda source: self._converted(self._collecting, source),
            )
        except ConversionError as error:
            raise ConversionError(str(error), self._line_at_fault(text.lines)) from error
        return [made.html, made.links, made.contents, made.title, made.is_exact]

    def document(self, text: Text) -> Document:
        """Convert a text whose blocks a scan has found (`Text.starts`), keeping the line of each.

        Raises ConversionError.
        """
        html = self.conversion(text).document_html()
        for reference in _forbidden_references(html):
            line = next((index for index, line in enumerate(text.lines) if reference in line), 0)
            raise ConversionError(
                f"has the reference {reference} to a character that HTML does not allow", line
            )
        document = Document.of_html(html, text)
        take(document.root)
        number_code(document.root, [index + 1 for index in text.fences])
        for link in document.root.xpath('.//a[@class="headerlink"]'):
            link.drop_tree()
        return document

    def document_or_report(self, text: Text, report: Report) -> Document | None:
        """Convert a text; if that fails, report the reason and return None."""
        try:
            return self.document(text)
        except ConversionError as error:
            report.add(CODE, text.origin(error.line + 1), f"the text {error}")
            return None

    def _line_at_fault(self, lines: list[str]) -> int:
        """Find the index of the first line of the first block that cannot be converted.

        If each block can be converted alone, that is the last block of the shortest part that cannot.
        """
        blocks = list(_blocks(lines))
        for line, block in blocks:
            reason = self._reason(block)
            if reason:
                self._faulty[block] = reason
                return line
        good, bad = 0, len(blocks)
        while bad - good > 1:
            middle = (good + bad) // 2
            if self._reason("\n".join(block for _, block in blocks[:middle])):
                bad = middle
            else:
                good = middle
        return blocks[good][0]

    def _reason(self, source: str) -> str:
        """Return the reason why a part cannot be converted in the time for a block; empty if it can."""
        try:
            self.html(source, time_for(source, _BLOCK))
        except ConversionError as error:
            return str(error)
        return ""


def time_for(source: str, base: float = _PAGE) -> float:
    """Compute the seconds of processor time that a text may take."""
    return base + len(source) / _CHARACTERS_PER_SECOND


def _unclosed(text: Text) -> ConversionError | None:
    """Find the first block of text with so many unclosed marks that its conversion would take minutes."""
    whole = "\n".join(text.lines)
    if not any(whole.count(mark) > _MOST_OPEN for mark, _ in _PAIRS):
        return None
    kinds = text.containers or ["text"] * len(text.lines)
    lines = enumerate(zip(text.lines, kinds, strict=True))
    for is_shown, group in groupby(lines, lambda each: bool(each[1][0].strip()) and each[1][1] != "code"):
        block = list(group)
        written = "\n".join(line for _, (line, _) in block) if is_shown else ""
        for mark, end in _PAIRS:
            count = written.count(mark) - written.count(end)
            if count > _MOST_OPEN:
                reason = f"takes too long: {count} {mark!r} in one block are not closed; put them into code"
                return ConversionError(reason, block[0][0])
    return None


def _blocks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield index of the first line and text of each block that begins at the margin after an empty line."""
    start = 0
    for index in range(1, len(lines)):
        if not lines[index - 1].strip() and lines[index][:1].strip():
            yield start, "\n".join(lines[start:index])
            start = index
    yield start, "\n".join(lines[start:])


def _forbidden_references(html: str) -> Iterator[str]:
    if "&#" not in html:
        return
    for match in _REFERENCE.finditer(html):
        code = int(match[1], 16) if match[1] else int(match[2])
        if code > _HIGHEST or code in _SURROGATES or FORBIDDEN.match(chr(code)):
            yield match[0]


def convert(text: Text, converter: Converter | None = None) -> Document:
    """Convert one text with the given converter, or with the default extensions."""
    return (converter or Converter()).document(text)
