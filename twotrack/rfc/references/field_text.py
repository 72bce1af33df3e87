"""Inline Markdown in a field of a reference: emphasis, code, links and citations only."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml import etree
from lxml.etree import _Element

from twotrack.rfc.model.content_model import Content, inline_element
from twotrack.rfc.model.xml_anchors import xml_id

_MARKUP = re.compile(
    r"`(?P<tt>[^`]+)`"
    r"|\*\*(?P<strong>\S(?:.*?\S)?)\*\*"
    r"|\*(?P<em>\S(?:.*?\S)?)\*"
    r"|\[(?P<words>[^\]]*)\]\((?P<url>\w+:[^)\s]+)\)"
    r"|<(?P<address>\w+:[^>\s]+)>"
    r"|\{\{(?:Section (?P<section>[\w.]+) of )?[!?]?(?P<key>[\w.+-]+)\}\}"
)


def inline(text: str, parent: str) -> _Element:
    """Make an element `parent` from a Markdown text."""
    return inline_element(parent, _content(" ".join(text.split())))


def _content(text: str) -> Content:
    return list(_pieces(text))


def _pieces(text: str) -> Iterator[str | _Element]:
    done = 0
    for match in _MARKUP.finditer(text):
        if match.start() > done:
            yield text[done : match.start()]
        done = match.end()
        yield _element(match)
    if done < len(text):
        yield text[done:]


def _element(match: re.Match[str]) -> _Element:
    for tag in ("tt", "strong", "em"):
        if match[tag]:
            return inline_element(tag, [match[tag]] if tag == "tt" else _content(match[tag]))
    if match["key"]:
        target = {"target": xml_id(match["key"])}
        section = {"section": match["section"], "sectionFormat": "of"} if match["section"] else {}
        return etree.Element("xref", target | section)
    if match["address"]:
        return etree.Element("eref", {"target": match["address"], "brackets": "angle"})
    return inline_element("eref", [match["words"]], target=match["url"])
