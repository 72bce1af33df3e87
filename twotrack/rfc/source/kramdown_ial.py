"""kramdown's attribute lists: `{: #id .class key="value" name}` and their definitions `{:name: …}`."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from twotrack.problems import Report
from twotrack.text import Origin

_PART = re.compile(
    r"""\s*(?:\#(?P<id>\w[\w.:-]*)|\.(?P<cls>[\w-]+)
    |(?P<key>[A-Za-z][\w:.-]*)\s*=\s*(?:"(?P<double>(?:\\.|[^"\\])*)"|'(?P<single>(?:\\.|[^'\\])*)'|(?P<bare>[^\s"'}]+))
    |(?P<name>[A-Za-z][\w-]*))""",
    re.VERBOSE,
)

_INLINE = re.compile(r"`|\{\{|\]\(")

BUILT_IN: dict[str, dict[str, str]] = {
    "aside": {"gi": "aside"},
    "compact": {"spacing": "compact"},
    "cref": {"gi": "cref"},
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
        *(
            "displayformat",
            "format",
            "gi",
            "group",
            "hangindent",
            "indent",
            "keepwithnext",
            "keepwithprevious",
            "lang",
        ),
        *(
            "markers",
            "name",
            "newline",
            "noabbrev",
            "numbered",
            "quotedfrom",
            "relative",
            "removeinrfc",
            "rowspan",
        ),
        *(
            "section",
            "sectionformat",
            "slugifiedname",
            "source",
            "spacing",
            "start",
            "style",
            "tight",
            "title",
            "toc",
            "type",
            "vspace",
        ),
    }
)
"""The keys that the writer uses, in lowercase; the writer restores the case of RFCXML's own keys."""


@dataclass(frozen=True, slots=True)
class AttributeList:
    """An attribute list: its anchor and its attributes.

    `unreadable` are the parts that cannot be read, `undefined` the names without a definition, `warnings` the
    warnings.
    """

    anchor: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()
    undefined: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def read(written: str, definitions: Mapping[str, AttributeList]) -> AttributeList:
    """Parse the text between `{:` and `}`; `definitions` are the names that the draft defines.

    An undefined name and a key that is not part of RFCXML have no effect; if a key is repeated, the last
    value is used, as in kramdown.
    """
    reader = _Reader(definitions)
    position, end = 0, len(written.rstrip())
    while position < end:
        match = _PART.match(written, position)
        if match is None or match.end() == position:
            return reader.found((written[position:].strip(),))
        position = match.end()
        reader.take(match)
    return reader.found(())


class _Reader:
    """The parts of an attribute list read so far; its own attributes override those of names."""

    def __init__(self, definitions: Mapping[str, AttributeList]) -> None:
        self.definitions = definitions
        self.anchor = ""
        self.own: dict[str, str] = {}
        self.named: dict[str, str] = {}
        self.undefined: list[str] = []
        self.warnings: list[str] = []

    def found(self, unreadable: tuple[str, ...]) -> AttributeList:
        """Return the list."""
        attributes = {**self.named, **self.own}
        return AttributeList(self.anchor, attributes, unreadable, tuple(self.undefined), tuple(self.warnings))

    def take(self, match: re.Match[str]) -> None:
        """Add one part of the list."""
        if match["id"]:
            self.anchor = match["id"]
        elif match["key"]:
            value = next((v for v in (match["double"], match["single"], match["bare"]) if v is not None), "")
            self._attribute(match["key"], re.sub(r"\\(.)", r"\1", value))
        elif match["name"]:
            self._name(match["name"])

    def _attribute(self, written: str, value: str) -> None:
        key = written.lower().replace("_", "")
        if key in {"anchor", "id"}:
            self.anchor = value
        elif key == "post" and value.startswith("fold"):
            self.own["fold"] = value.removeprefix("fold") or "true"
        elif key not in KNOWN and not key.startswith(("artwork-", "sourcecode-")):
            self.warnings.append(f"the attribute '{written}' is ignored: RFCXML has none of that name")
        else:
            if self.own.get(key, value) != value:
                self.warnings.append(f"the attribute '{written}' is repeated; the last value counts")
            self.own[key] = value

    def _name(self, name: str) -> None:
        found = self.definitions.get(name)
        if found is not None:
            self.anchor = self.anchor or found.anchor
            self.named |= found.attributes
        elif name in BUILT_IN:
            self.named |= BUILT_IN[name]
        else:
            self.undefined.append(name)


def report(found: AttributeList, problems: Report, origin: Origin) -> None:
    """Report the parts of an attribute list that cannot be read or have no effect."""
    for written in found.unreadable:
        problems.add("rfc-kramdown", origin, f"an attribute list cannot be read from {written!r} on")
    for name in found.undefined:
        text = f"'{name}' has no effect: no attribute list definition {{:{name}: …}} has that name"
        problems.add("rfc-attribute-name", origin, text)
    for text in found.warnings:
        problems.add("rfc-attribute", origin, text)


def heading(found: AttributeList) -> str:
    """Write the attribute list of a heading in the form of Python-Markdown's `attr_list`."""
    parts = [f"#{found.anchor}"] if found.anchor else []
    return " ".join(parts + [f'data-{key}="{html.escape(value)}"' for key, value in found.attributes.items()])


def marker(found: AttributeList, target: str) -> str:
    """Write the inline HTML that keeps attributes next to a block, the "next" or the "previous".

    A title with code, links or references is the content of the element, so that it is read as text.
    """
    caption = found.attributes.get("title", "")
    is_text = _INLINE.search(caption) is not None
    attributes = f' id="{found.anchor}"' if found.anchor else ""
    attributes += "".join(
        f' data-{key}="{html.escape(value)}"'
        for key, value in found.attributes.items()
        if not (is_text and key == "title")
    )
    return f'<span class="ial" data-for="{target}"{attributes}>{caption if is_text else ""}</span>'


def html_attributes(attributes: Mapping[str, str]) -> str:
    """Write attributes as HTML, each with a preceding space."""
    return "".join(f' {key}="{html.escape(value)}"' for key, value in attributes.items())
