"""Inline elements of RFCXML in Markdown, converted to the HTML that the writer reads."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping

_ATTRIBUTE = re.compile(r"(?P<name>[\w:.-]+)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)')")
_INLINE = re.compile(
    r"<(?P<tag>xref|relref|eref|iref|cref|contact|bcp14)"
    r"(?P<attributes>(?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)\s*(?P<closed>/?)>"
)
_CLOSING = re.compile(r"</(?P<tag>xref|relref|eref|iref|cref|contact|bcp14)\s*>")
_ENDS = {"xref": "a", "relref": "a", "eref": "a", "cref": "span", "bcp14": "span"}
OPEN_INLINE = re.compile(r"<(?:xref|relref|eref|iref|cref|contact)(?:\s[^<>]*)?$")


def inline(words: str) -> str:
    """Convert the inline elements of RFCXML in a line to HTML."""
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
