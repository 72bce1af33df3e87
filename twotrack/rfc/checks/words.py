"""Check the key words of BCP 14 and characters outside ASCII."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import origin_of
from twotrack.rfc.source.front_matter import Meta

_BROKEN = re.compile(r"\b(?:MUST|SHALL|SHOULD) not\b|\bnot RECOMMENDED\b|\bMAY NOT\b|\bNOT OPTIONAL\b")
_BOILERPLATE = re.compile(r"key words .* (?:are to be|to be) interpreted as", re.IGNORECASE | re.DOTALL)
_KEY_WORD = re.compile(r"\b(?:MUST|SHALL|SHOULD|REQUIRED|RECOMMENDED|OPTIONAL)\b")
# RFC 7997 permits other characters in code and in the names of people and organizations.
_FREE = frozenset({"u", "author", "contact", "organization", "reference", "title"})
_APART = frozenset(
    {"u", "tt", "contact", "sourcecode", "artwork", "artset", "ul", "ol", "dl", "table", "figure", "aside"}
)
_TEXT = ("t", "li", "dt", "dd", "td", "th", "name", "blockquote")
# &nbsp; &nbhy; &zwsp; &wj; control line breaks; xml2rfc writes them in ASCII or drops them.
_LAYOUT = frozenset("\u00a0\u2011\u200b\u2060")


def key_words(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report key words without the text of RFC 8174, that text without key words, and invalid key words."""
    declared = next((t for t in written.root.iter("t") if _BOILERPLATE.search(_plain(t))), None)
    used = [
        word for word in written.root.iter("bcp14") if declared is None or word.getparent() is not declared
    ]
    if declared is not None and not used:
        report.add(
            "rfc-bcp14-superfluous",
            origin_of(declared, written.origins),
            "the text declares the key words of BCP 14 and uses none; take the paragraph out",
        )
    if declared is None and (first := next(_capitals(written.root), None)) is not None:
        report.add(
            "rfc-bcp14-missing",
            origin_of(first, written.origins),
            "a key word of BCP 14 is used and never declared; put {::boilerplate bcp14-tagged} somewhere",
        )
    for element in written.root.iter("t", "li", "dd", "td"):
        if found := _BROKEN.search(_plain(element)):
            report.add(
                "rfc-bcp14-form",
                origin_of(element, written.origins),
                f"'{found[0]}' is no key word of BCP 14; write it in capitals or small letters, or reword",
            )


def non_ascii(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report characters outside ASCII that are not marked with `<u>`."""
    for element in written.root.iter(*_TEXT):
        if any(str(around.tag) in _FREE for around in element.iterancestors()):
            continue
        found = {c for text in _strings(element) for c in text if not c.isascii()}
        for character in sorted(found - _LAYOUT):
            shown = f"U+{ord(character):04X} {unicodedata.name(character, 'without a name')}"
            text = f"{shown} is not marked with <u>…</u>; mark it, or use ASCII"
            report.add("rfc-non-ascii", origin_of(element, written.origins), text)


def _capitals(root: _Element) -> Iterator[_Element]:
    yield from root.iter("bcp14")
    middle = root.find("middle")
    for element in middle.iter("t", "li", "dd") if middle is not None else ():
        if any(_KEY_WORD.search(text) for text in _strings(element)):
            yield element


def _strings(element: _Element) -> Iterator[str]:
    """Get the text of an element and its inline elements, without the blocks, code and `u` inside it."""
    yield element.text or ""
    for child in element.iterchildren(etree.Element):
        if child.tag not in _TEXT and child.tag not in _APART:
            yield from _strings(child)
        yield child.tail or ""


def _plain(element: _Element) -> str:
    return " ".join("".join(_strings(element)).split())
