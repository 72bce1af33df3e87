"""RFCXML inside Markdown: blocks that pass through as they are, and inline elements.

A block of XML becomes one line of HTML, `<div class="rfcxml" data-xml="…">`, whose content no later pass reads
as Markdown; the writer takes it out again (`twotrack.rfc.write.raw_elements`). `markdown="block"` on an aside or
quotation makes its content Markdown. Inline elements become the HTML that the writer knows for them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

from lxml import etree

from twotrack.commonmark.code_blocks import code_blocks
from twotrack.problems import Report
from twotrack.rfc.model import raw_blocks
from twotrack.source.cut import directive_lines
from twotrack.text import Text

_BLOCK = re.compile(
    r"(?P<before>[ \t>]*(?:(?:[-*+]|\d{1,9}[.)]|:)[ \t]+)?)"
    r"<(?P<tag>table|figure|artwork|artset|sourcecode|aside|blockquote|t|ul|ol|dl|section|note|contact)"
    r"(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<closed>/?)>"
)
_ALWAYS = frozenset({"artset", "artwork", "contact", "note", "section", "sourcecode", "t"})
_ONLY_RFCXML = re.compile(
    r"<(?:t|name|xref|eref|iref|cref|contact|tt|artwork|artset|sourcecode|bcp14|u)[\s/>]|\sanchor="
)
_ONLY_HTML = re.compile(r"<(?:a|abbr|b|caption|code|div|h[1-6]|i|p|pre|span)[\s/>]")
_MARKDOWN = re.compile(r"\smarkdown\s*=\s*[\"']?(?P<value>\w+)[\"']?")
_ATTRIBUTE = re.compile(r"(?P<name>[\w:.-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_AS_QUOTATION = frozenset({"aside", "blockquote"})


def read_blocks(text: Text, report: Report) -> tuple[Text, frozenset[str]]:
    """Return the text with its blocks of RFCXML stowed away, and the anchors in them."""
    if not any("<" in line for line in text.lines):
        return text, frozenset()
    out = Text()
    labels: set[str] = set()
    code = code_blocks(text.lines, directive_lines(text.lines))
    index = 0
    while index < len(text):
        line, origin = text.lines[index], text.origins[index]
        match = _BLOCK.match(line) if "<" in line and index not in code else None
        taken = (
            0 if match is None or line.startswith("    ") else _block(text, index, match, out, labels, report)
        )
        if not taken:
            out.append(line, origin)
            taken = 1
        index += taken
    return out, frozenset(labels)


def _block(  # noqa: PLR0913 - the state of the pass
    text: Text, index: int, match: re.Match[str], out: Text, labels: set[str], report: Report
) -> int:
    """Stow the block that begins at a line; return how many lines it has, 0 if it is none."""
    tag, origin = match["tag"], text.origins[index]
    if match["closed"]:
        return 0
    written = match["before"]
    last, rest = _end(text, index, match)
    if last < 0:
        report.add("rfc-kramdown", origin, f"unclosed <{tag}>; close it with </{tag}>")
        return 1
    lines = text.lines[index : last + 1]
    lines[0] = lines[0][len(written) :]
    lines[-1] = lines[-1][: len(lines[-1]) - len(rest)]
    chunk = "\n".join(lines)
    opening = chunk[: chunk.index(">") + 1]
    markdown = _MARKDOWN.search(opening)
    if markdown and markdown["value"] != "0" and tag in _AS_QUOTATION:
        _quote(text, index, lines, tag, match["attributes"], written, out)
    elif markdown and markdown["value"] != "0":
        report.add("rfc-kramdown", origin, f"Markdown inside <{tag}> is not supported; write it as Markdown")
    elif tag not in _ALWAYS and (_ONLY_HTML.search(chunk) or not _ONLY_RFCXML.search(chunk)):
        return 0
    elif tag in {"section", "note"}:
        report.add(
            "rfc-kramdown", origin, f"<{tag}> in Markdown is not supported; begin a section with a heading"
        )
    else:
        chunk = _MARKDOWN.sub("", chunk, count=1) if markdown else chunk
        _stow(chunk, text, index, last, written, out, labels, report)
    if rest.strip():
        out.append("", text.origins[last])
        out.append(rest.lstrip(), text.origins[last])
    return last + 1 - index


def _end(text: Text, index: int, match: re.Match[str]) -> tuple[int, str]:
    """Return the index of the line on which an element ends, -1 if none does, and what follows it there."""
    tags = re.compile(rf"<(?P<end>/?){match['tag']}(?=[\s/>])[^>]*?(?P<empty>/?)>")
    depth = 0
    for number in range(index, len(text)):
        start = len(match["before"]) if number == index else 0
        for found in tags.finditer(text.lines[number], start):
            depth += -1 if found["end"] else 0 if found["empty"] else 1
            if depth == 0:
                return number, text.lines[number][found.end() :]
    return -1, ""


def _quote(  # noqa: PLR0913 - the state of the pass
    text: Text, index: int, lines: list[str], tag: str, attributes: str, before: str, out: Text
) -> None:
    """Write an aside or quotation whose content is Markdown in kramdown's own way."""
    first, last = lines[0].index(">") + 1, f"</{tag}>"
    content = [lines[0][first:], *lines[1:]]
    content[-1] = content[-1][: content[-1].rindex(last)]
    indent = before if not before.strip() else " " * len(before)
    out.append("", text.origins[index])
    for number, line in enumerate(content):
        if line.strip() or 0 < number < len(content) - 1:
            out.append(
                f"{indent}> {line.strip() if number == 0 else line}".rstrip(), text.origins[index + number]
            )
    kept = _MARKDOWN.sub("", attributes)
    end = text.origins[index + len(lines) - 1]
    out.append(f'{indent}{{: gi="{tag}"{kept}}}', end)
    out.append("", end)


def _stow(  # noqa: PLR0913 - the state of the pass
    chunk: str, text: Text, index: int, last: int, before: str, out: Text, labels: set[str], report: Report
) -> None:
    try:
        element = raw_blocks.parse(chunk)
    except etree.XMLSyntaxError as error:
        line = min(index + max((error.lineno or 1) - 1, 0), last)
        report.add("rfc-kramdown", text.origins[line], f"the XML is not well-formed: {error.msg}")
        return
    labels.update(str(anchor) for each in element.iter() if (anchor := each.get("anchor")))
    packed = raw_blocks.pack(chunk)
    indent = before if not before.strip() or ">" in before else " " * len(before)
    if before.strip() and ">" not in before:
        # The block is the first of an item.
        out.append(before.rstrip(), text.origins[index])
        out.append("", text.origins[index])
    else:
        out.append(indent.rstrip(" \t"), text.origins[index])
    out.append(f'{indent}<div class="{raw_blocks.CLASS}" data-xml="{packed}"></div>', text.origins[index])
    for number in range(index, last + 1):
        # As many lines as it had, so that a fault within it is reported at its own.
        out.append(indent.rstrip(" \t"), text.origins[number])


_INLINE = re.compile(
    r"<(?P<tag>xref|relref|eref|iref|cref|contact|bcp14)"
    r"(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<closed>/?)>"
)
_CLOSING = re.compile(r"</(?P<tag>xref|relref|eref|iref|cref|contact|bcp14)\s*>")
_ENDS = {"xref": "a", "relref": "a", "eref": "a", "cref": "span", "bcp14": "span"}
OPEN_INLINE = re.compile(r"<(?:xref|relref|eref|iref|cref|contact)(?:\s[^<>]*)?$")


def inline(words: str) -> str:
    """Return a line with the inline elements of RFCXML as HTML."""
    words = _INLINE.sub(_element, words)
    return _CLOSING.sub(lambda match: f"</{_ENDS[match['tag']]}>" if match["tag"] in _ENDS else "", words)


def _element(match: re.Match[str]) -> str:
    attributes = {
        found["name"]: html.unescape(found["double"] if found["double"] is not None else found["single"])
        for found in _ATTRIBUTE.finditer(match["attributes"])
    }
    written = _WRITERS[match["tag"]](attributes)
    if match["closed"] and (end := _ENDS.get(match["tag"])):
        written += f"</{end}>"
    return written


def _xref(attributes: Mapping[str, str]) -> str:
    shown = _html(
        {"section": "section", "sectionFormat": "sectionformat", "relative": "relative"}, attributes
    )
    shown += _html({"format": "data-format"}, attributes)
    target = html.escape(attributes.get("target", ""))
    return f'<a class="xref" href="#{target}"{shown}>'


def _eref(attributes: Mapping[str, str]) -> str:
    return (
        f'<a href="{html.escape(attributes.get("target", ""))}"{_html({"brackets": "brackets"}, attributes)}>'
    )


def _iref(attributes: Mapping[str, str]) -> str:
    names = {"item": "data-item", "subitem": "data-subitem", "primary": "data-primary"}
    return f'<span class="iref"{_html(names, attributes)}></span>'


def _cref(attributes: Mapping[str, str]) -> str:
    return f'<span class="cref"{_html({"source": "data-source", "anchor": "id"}, attributes)}>'


def _contact(attributes: Mapping[str, str]) -> str:
    shown = _html({"asciiFullname": "data-ascii"}, attributes)
    return f'<span class="contact"{shown}>{html.escape(attributes.get("fullname", ""), quote=False)}</span>'


def _bcp14(_attributes: Mapping[str, str]) -> str:
    return '<span class="bcp14">'


_WRITERS: dict[str, Callable[[Mapping[str, str]], str]] = {
    "xref": _xref,
    "relref": _xref,
    "eref": _eref,
    "iref": _iref,
    "cref": _cref,
    "contact": _contact,
    "bcp14": _bcp14,
}


def _html(names: Mapping[str, str], attributes: Mapping[str, str]) -> str:
    return "".join(
        f' {theirs}="{html.escape(attributes[ours])}"' for ours, theirs in names.items() if ours in attributes
    )
