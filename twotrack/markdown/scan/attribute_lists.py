"""Attribute lists (`{#id .class key="value"}`, `{: …}`), and braces that are text.

Python-Markdown's `attr_list` reads any words in braces at the end of a heading, a cell or a term, and after
an inline element, as attributes. Only `#id`, `.class` and `key=value` are attributes here; other braces are
escaped, so that they remain text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from twotrack.commonmark.code_spans import code_spans, outside_code

_ATTRIBUTE = (
    r"(?:\#[A-Za-z][\w.:-]*|\.[A-Za-z_-][\w:-]*"
    r"|[A-Za-z_:@][\w:.-]*=(?:\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|[^\s\"'{}|]+))"
)
LIST = (
    rf"\{{(?:[ \t]*{_ATTRIBUTE}(?:[ \t]+{_ATTRIBUTE})*"
    rf"|:[ \t]*(?:(?:{_ATTRIBUTE}|[A-Za-z][\w-]*)(?:[ \t]+|(?=\}})))+)[ \t]*\}}"
)
_WHOLE = re.compile(LIST)
_AT_END = re.compile(rf"[ \t]*(?P<list>{LIST})[ \t]*$")
_AT_START = re.compile(rf"(?P<list>{LIST})[ \t]+(?=\S)")
_ID = re.compile(r"#([A-Za-z][\w.:-]*)")
_ONLY_ID = re.compile(r"\{:?[ \t]*#([A-Za-z][\w.:-]*)[ \t]*\}$")
# A group of braces that is neither escaped nor a directive.
_GROUP = re.compile(r"(?<![\\{])\{(?!\{)[^{}\n]*\}(?!\})")
_BEHIND_INLINE = frozenset("`)]*_>~^}")


def trailing_list(text: str) -> tuple[str, str]:
    """Split the attribute list off the end of a text; the list is without braces, or empty."""
    if not text.rstrip().endswith("}"):
        return text, ""
    match = _AT_END.search(text)
    if match is None or _in_code(text, match.start("list")):
        return text, ""
    return text[: match.start()], match["list"][1:-1].lstrip(":").strip()


def leading_list(text: str) -> tuple[str, str]:
    """Split the attribute list off the start of a text; the list keeps its braces, empty if there is none."""
    match = _AT_START.match(text)
    return (text, "") if match is None else (text[match.end() :], match["list"])


def anchor_of(attributes: str) -> str:
    """Extract the id from an attribute list without braces; empty if it has none."""
    unquoted = re.sub(r"\"[^\"]*\"|'[^']*'", "", attributes)
    match = _ID.search(unquoted)
    return match[1] if match else ""


def trailing_anchor(text: str) -> tuple[str, str]:
    """Split `{#id}` off the end of a text; the id is empty if there is none or the list contains more."""
    rest, attributes = trailing_list(text)
    only = _ONLY_ID.match(f"{{{attributes}}}") if attributes else None
    return (text, "") if only is None or not rest.strip() else (rest, only[1])


def is_list(text: str) -> bool:
    """Return whether a text is an attribute list and nothing else."""
    return _WHOLE.fullmatch(text.strip()) is not None


def literal_braces(text: str, *, at_end: bool = False) -> str:
    """Escape the braces that `attr_list` would read as attributes although they are not.

    With `at_end`, the text is a heading, a cell or a term, which has its attributes at its end.
    """
    if "{" not in text:
        return text
    out: list[str] = []
    position = 0
    for part, is_code in outside_code(text):
        out.append(part if is_code else _escaped(part, text, position, at_end=at_end))
        position += len(part)
    return "".join(out)


def _escaped(part: str, text: str, position: int, *, at_end: bool) -> str:
    def escape(match: re.Match[str]) -> str:
        start, end = position + match.start(), position + match.end()
        behind = start > 0 and text[start - 1] in _BEHIND_INLINE
        alone = not text[:start].strip() and not text[end:].strip()
        last = at_end and not text[end:].strip()
        if not (behind or alone or last) or is_list(match[0]):
            return match[0]
        return "\\" + match[0]

    return _GROUP.sub(escape, part)


def literal_title(text: str) -> str:
    """Escape the braces in a heading's text that `attr_list` would read as attributes."""
    if "{" not in text:
        return text
    out: list[str] = []
    position = 0
    for part, is_code in outside_code(text):
        out.append(part if is_code else _escaped_in_title(part, text, position))
        position += len(part)
    return "".join(out)


def _escaped_in_title(part: str, text: str, position: int) -> str:
    def escape(match: re.Match[str]) -> str:
        start = position + match.start()
        before = text[start - 1] if start else " "
        if before in _BEHIND_INLINE:
            return match[0] if is_list(match[0]) else "\\" + match[0]
        return f"\\{match[0][:-1]}\\}}" if before.isspace() else match[0]

    return _GROUP.sub(escape, part)


def cells(row: str) -> Iterator[str]:
    """Yield the cells of a table row that begins with a bar, as Python-Markdown divides it."""
    spans = [(span.start, span.end) for span in code_spans(row)]
    start = 1
    index = 1
    while index < len(row):
        character = row[index]
        if character == "\\":
            index += 1
        elif character == "|" and not any(first <= index < last for first, last in spans):
            yield row[start:index]
            start = index + 1
        index += 1
    if row[start:].strip():
        yield row[start:]


def _in_code(text: str, position: int) -> bool:
    return any(span.start <= position < span.end for span in code_spans(text))
