"""Converts Markdown to HTML for a place without Markdown processing: a cell of a raw HTML table.

The result is one line. `{{…}}` is kept for the stage that resolves references, which reads it in
HTML as well as in Markdown; everything else that this stage or Markdown would process is escaped.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from twotrack.cpu_limit import CpuLimitError, cpu_limit
from twotrack.markdown.converter import CODE, time_for
from twotrack.markdown.scan.block_scanner import scan
from twotrack.openapi.render.paragraph import simple_html
from twotrack.problems import Report
from twotrack.source.inline_conditions import UnclosedError, directives
from twotrack.text import Text

_LIST = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]", re.MULTILINE)
_LINK = re.compile(r'<a href="([^"#]*)#([^"]+)"')
_PAGE_LINK = re.compile(r'<a href="(?![a-z][a-z0-9+.-]*:|#|/)([^"#]+)"', re.IGNORECASE)
_PRE = re.compile(r"<pre>.*?</pre>", re.DOTALL)
_ONE_PARAGRAPH = re.compile(r"<p>((?:(?!</?p>).)*)</p>$", re.DOTALL)
# Placeholders for `{{…}}` during conversion: characters that do not occur in text.
_KEEP = "\ufdd2{}\ufdd3"
_KEPT = re.compile("\ufdd2(\\d+)\ufdd3")


@dataclass(slots=True)
class Cells:
    """Converts descriptions, each once."""

    report: Report
    _known: dict[str, str] = field(default_factory=dict)
    _markdown: Any = None

    def html(self, text: Text) -> str:
        """Convert a text to one line of HTML; a single paragraph has no `<p>`."""
        if not text.lines:
            return ""
        source = "\n".join(text.lines)
        known = self._known.get(source)
        if known is None:
            known = self._known[source] = self._convert(source, text)
        return known

    def _convert(self, source: str, text: Text) -> str:
        kept: list[str] = []
        source = _stash(source, kept)
        simple = simple_html(source)
        made = self._parsed(source, text) if simple is None else _joined(simple).strip()
        made = _LINK.sub(_reference, _guard(made))
        page = _PAGE_LINK.search(made)
        if page is not None:
            problem = f"the link to {page[1]} names no anchor on it; write [text](#anchor)"
            self.report.add("data-link", text.origin(1), problem)
        return _KEPT.sub(lambda match: kept[int(match[1])], made)

    def _parsed(self, source: str, text: Text) -> str:
        if _LIST.search(source):
            lines = Text(source.split("\n"), [text.origin(1)] * (source.count("\n") + 1))
            source = "\n".join(scan(lines, self.report).text.lines)
        try:
            with cpu_limit(time_for(source)):
                converted = self._engine().convert(source)
        except (CpuLimitError, Exception) as error:  # noqa: BLE001 - the library raises anything
            reason = (
                "takes too long"
                if isinstance(error, CpuLimitError)
                else f"makes Python-Markdown fail ({error})"
            )
            self.report.add(CODE, text.origin(1), f"the description {reason}")
            return ""
        made = self._one_line(converted)
        single = _ONE_PARAGRAPH.match(made)
        return single[1] if single else made

    def _engine(self) -> Any:
        if self._markdown is None:
            # Imported on first use: half of a short command's time would be spent on it.
            from twotrack.markdown.engine import without_html

            # An unclosed tag in a description would include the rest of the table, so tags are not allowed.
            self._markdown = without_html(["admonition", "tables", "def_list", "sane_lists", "fenced_code"])
        self._markdown.reset()
        return self._markdown

    @staticmethod
    def _one_line(made: str) -> str:
        """Join the lines; line breaks in code become character references."""
        out: list[str] = []
        done = 0
        for match in _PRE.finditer(made):
            out += (_joined(made[done : match.start()]), match[0].rstrip().replace("\n", "&#10;"))
            done = match.end()
        out.append(_joined(made[done:]))
        return "".join(out).strip()


def code(text: str) -> str:
    """Return a text as inline code in HTML that later stages leave unchanged."""
    return f"<code>{_guard(html.escape(text, quote=False))}</code>"


def plain(text: str) -> str:
    """Escape a text for HTML and for attributes, so that later stages leave it unchanged."""
    return _guard(html.escape(text))


def breakable_path(path: str) -> str:
    """Return a path as inline code that breaks, if necessary, before a step and not within a name.

    The HTML is safe within Markdown: it contains no emphasis.
    """
    steps = "<wbr>/".join(map(plain, path.split("/"))).removeprefix("<wbr>")
    return f"<code>{steps.replace('_', '&#95;').replace('*', '&#42;')}</code>"


def _guard(made: str) -> str:
    """Escape syntax that a later stage would process: `{{`, code spans that hide it, and their escapes."""
    return (
        made.replace("{{", "&#123;&#123;")
        .replace("`", "&#96;")
        .replace("\\", "&#92;")
        .replace("](", "]&#40;")
    )


def _stash(source: str, kept: list[str]) -> str:
    """Replace `{{…}}` by placeholders; a directive is within one line, and code is skipped."""
    if "{{" not in source:
        return source
    lines = []
    for line in source.split("\n"):
        out: list[str] = []
        done = 0
        try:
            for found in directives(line):
                out += (line[done : found.start], _KEEP.format(len(kept)))
                kept.append(line[found.start : found.end])
                done = found.end
        except UnclosedError:
            # Left as text: the stage that reads directives does not see it and reports nothing.
            pass
        lines.append("".join([*out, line[done:]]))
    return "\n".join(lines)


def _reference(match: re.Match[str]) -> str:
    page, anchor = match[1], match[2]
    if page.startswith("/") or ":" in page:
        return match[0]
    return f'<a class="xref" data-ref="{anchor}" href="#{anchor}"'


def _joined(made: str) -> str:
    return re.sub(r"\s*\n\s*", " ", made)
