"""kramdown's attribute lists: `{: #id .class key="value" name}` and their definitions `{:name: …}`."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_PART = re.compile(
    r"""\s*(?:\#(?P<id>[A-Za-z][\w.:-]*)|\.(?P<cls>[\w-]+)
    |(?P<key>[A-Za-z][\w:.-]*)=(?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'|(?P<bare>[^\s"'}]+))
    |(?P<name>[A-Za-z][\w-]*))""",
    re.VERBOSE,
)

_INLINE = re.compile(r"`|\{\{|\]\(")

BUILT_IN: dict[str, dict[str, str]] = {
    "aside": {"gi": "aside"},
    "compact": {"spacing": "compact"},
    "markers": {"sourcecode-markers": "true"},
    "noabbrev": {},
    "notoc": {"toc": "exclude"},
    "quote": {"gi": "blockquote"},
    "removeinrfc": {"removeinrfc": "true"},
    "unnumbered": {"numbered": "false"},
    "vspace": {"newline": "true"},
}
"""The names that kramdown-rfc defines for every draft."""


KNOWN = frozenset(
    {
        *("align", "alt", "ascii", "bare", "brackets", "cite", "cols", "colspan", "counter", "empty", "fold"),
        *("format", "gi", "group", "hangindent", "indent", "keepwithnext", "keepwithprevious", "lang"),
        *("markers", "name", "newline", "noabbrev", "numbered", "quotedfrom", "removeinrfc", "rowspan"),
        *("slugifiedname", "source", "spacing", "start", "style", "tight", "title", "toc", "type", "vspace"),
    }
)
"""The keys that mean something to the writer, in lower case; the case of RFCXML's own is put right there."""


@dataclass(frozen=True, slots=True)
class AttributeList:
    """An attribute list, read: the anchor, the attributes, and what of it could not be read."""

    anchor: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


def read(written: str, definitions: Mapping[str, AttributeList]) -> AttributeList:
    """Read what stands between `{:` and `}`; `definitions` are the names the draft defines itself."""
    anchor = ""
    attributes: dict[str, str] = {}
    unknown: list[str] = []
    position = 0
    while position < len(written.rstrip()):
        match = _PART.match(written, position)
        if match is None or match.end() == position:
            unknown.append(written[position:].strip())
            break
        position = match.end()
        if match["id"]:
            anchor = match["id"]
        elif match["key"]:
            value = match["double"] or match["single"] or match["bare"] or ""
            key = match["key"].lower().replace("_", "")
            if key in {"anchor", "id"}:
                anchor = value
            elif key not in KNOWN and not key.startswith(("artwork-", "sourcecode-")):
                unknown.append(match["key"])
            else:
                attributes[key] = re.sub(r"\\(.)", r"\1", value)
        elif match["name"]:
            found = definitions.get(match["name"])
            if found is not None:
                anchor = anchor or found.anchor
                attributes = {**found.attributes, **attributes}
            elif match["name"] in BUILT_IN:
                attributes = {**BUILT_IN[match["name"]], **attributes}
            else:
                unknown.append(match["name"])
    return AttributeList(anchor, attributes, tuple(unknown))


def heading(found: AttributeList) -> str:
    """Return the attribute list of a heading as Python-Markdown's `attr_list` reads it."""
    parts = [f"#{found.anchor}"] if found.anchor else []
    return " ".join(parts + [f'data-{key}="{html.escape(value)}"' for key, value in found.attributes.items()])


def marker(found: AttributeList, stands: str) -> str:
    """Return the inline HTML that leaves attributes beside a block, the "next" or the "previous".

    A title with code, links or references in it is its content, so that it is read as text is.
    """
    caption = found.attributes.get("title", "")
    is_text = _INLINE.search(caption) is not None
    attributes = f' id="{found.anchor}"' if found.anchor else ""
    attributes += "".join(
        f' data-{key}="{html.escape(value)}"'
        for key, value in found.attributes.items()
        if not (is_text and key == "title")
    )
    return f'<span class="ial" data-for="{stands}"{attributes}>{caption if is_text else ""}</span>'
