"""Terms: abbreviations that are never expanded, names that are never introduced, and terms defined twice.

Abbreviations must be expanded, except those in common use (RFC 7322, section 3.6). A term of the tree that
a draft uses, but does not include, is reported by `twotrack check` (`term-outside`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.redline.blocks.tokens import Token
from twotrack.rfc.checks import prose
from twotrack.rfc.checks.known_abbreviations import KNOWN
from twotrack.rfc.checks.prose import Block
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.model.writer_context import origin_of
from twotrack.rfc.source.front_matter import Meta
from twotrack.text import Origin

_ABBREVIATION = re.compile(r"[A-Z]{2,}(?=s?$)")
_CAPITALIZED = re.compile(r"[A-Z][A-Za-z]+")
# Names of constants: `a PING frame`.
_CONSTANTS = re.compile(r"(?:bit|flag|frame|message|packet|state|stream|error|code)s?")
_MIN_USES = 3
_GLOSSARY = re.compile(
    r"\b(?:terminology|definitions?|glossary|terms|conventions|abbreviations)\b", re.IGNORECASE
)
_TERM = "term-"
_DEFINING_VERB = r"(?:(?:is|are) (?:an?|the|one|used to|defined)\b|means|refers|identif|denot|consist)"
# Elements that introduce the names inside them.
_INTRODUCING = ("name", "dt", "td", "th", "sourcecode", "artwork", "title", "keyword", "em", "strong")
_IANA_POLICIES = frozenset(
    {"Expert Review", "First Come First Served", "Private Use", "Specification Required", "Standards Action"}
)
_OTHER_NAMES = re.compile(
    r"\b(?:Considerations?|Registr(?:y|ies)|Section|Sections|Appendix|Working Group|Standards Track)\b"
)


@dataclass(frozen=True, slots=True)
class _Prose:
    """The blocks of a draft, their text, and the text of the elements that introduce names."""

    blocks: Sequence[Block]
    text: str
    introduced: str


def undefined(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report abbreviations that are not expanded, and capitalized names that are not introduced."""
    blocks = prose.blocks(written)
    text = _Prose(
        blocks,
        "\n".join(block.text for block in blocks),
        "\n".join(prose.plain(element) for element in written.root.iter(*_INTRODUCING)),
    )
    for word, where in _abbreviations(text):
        report.add(
            "lint-term-undefined",
            where,
            f"the abbreviation {word!r} is not expanded; write it out once, as in 'Long Name ({word})'",
        )
    for name, where in _names(text):
        report.add(
            "lint-term-undefined",
            where,
            f"{name!r} is written as a term and not defined; define it, or write it in small letters",
        )


def twice(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report terms that a draft defines twice."""
    first: dict[str, Origin] = {}
    for name, element in _definitions(written):
        where = origin_of(element, written.origins)
        key = " ".join(name.lower().split())
        if key in first:
            other = first[key]
            text = f"the term {name!r} is defined on {other.path}:{other.line} too; define it once"
            report.add("lint-term-twice", where, text)
        else:
            first[key] = where


def _definitions(written: DraftXml) -> Iterator[tuple[str, _Element]]:
    """Yield the terms of glossaries and those with an anchor for terms, each with its element."""
    for part in ("middle", "back"):
        for term in written.root.iterfind(f"{part}//dt"):
            sections = [prose.section_title(around) for around in term.iterancestors("section")]
            name = prose.plain(term).strip().rstrip(":")
            is_term = (term.get("anchor") or "").startswith(_TERM) or any(map(_GLOSSARY.search, sections))
            if name and is_term:
                yield name, term


def _abbreviations(text: _Prose) -> Iterator[tuple[str, Origin]]:
    seen: set[str] = set()
    for block in text.blocks:
        for i, token in enumerate(block.tokens):
            found = _ABBREVIATION.match(token.text)
            if found is None or token.marks or (word := found[0]) in seen:
                continue
            seen.add(word)
            following = block.tokens[i + 1] if i + 1 < len(block.tokens) else None
            constant = following is not None and bool(
                _CONSTANTS.fullmatch(following.text) or any(m.startswith(prose.CITE) for m in following.marks)
            )
            if (
                not constant
                and block.tokens[i - 1].text not in {"+", "U"}
                and word not in KNOWN
                and not _is_explained(word, text)
            ):
                yield word, block.where


def _is_explained(word: str, text: _Prose) -> bool:
    """Return whether an abbreviation is expanded, introduced by an element, or a plain word."""
    name = re.escape(word)
    expanded = rf"[(\"'\u201c/]{name}s?\b|\b{name}s? \((?!see\b)[A-Za-z]|\b{name} (?:stands for|means)\b"
    return bool(
        re.search(expanded, text.text)
        or re.search(rf"(?<!\w){name}s?(?!\w)", text.introduced)
        or re.search(rf"\b{name.lower()}\b", text.text)
    )


def _names(text: _Prose) -> Iterator[tuple[str, Origin]]:
    uses: Counter[str] = Counter()
    first: dict[str, Origin] = {}
    cited = set()
    for block in text.blocks:
        for sentence in block.sentences:
            for name, following in _capitalized(sentence):
                uses[name] += 1
                first.setdefault(name, block.where)
                if following is not None and any(mark.startswith(prose.CITE) for mark in following.marks):
                    cited.add(name)
    for name, times in uses.items():
        if times >= _MIN_USES and name not in cited and not _is_introduced(name, text):
            yield name, first[name]


def _capitalized(sentence: Sequence[Token]) -> Iterator[tuple[str, Token | None]]:
    """Yield the names of two or more words inside a sentence, each with the token after it.

    The first word of a sentence is always capitalized, and abbreviations are not part of such a name.
    """
    run: list[str] = []
    for i, token in enumerate((*sentence, None)):
        begins = i == 0 or sentence[i - 1].text in {".", ":"}
        if token is not None and not begins and not token.marks and _CAPITALIZED.fullmatch(token.text):
            run.append(token.text)
            continue
        if len(run) > 1 and not any(word.isupper() for word in run):
            yield " ".join(run), token
        run = []


def _is_introduced(name: str, text: _Prose) -> bool:
    if name in _IANA_POLICIES or _OTHER_NAMES.search(name):
        return True
    pattern = re.escape(name.removesuffix("s"))
    defined = rf"[\"'\u201c]{pattern}|\b{pattern}s? \(|\b{pattern}s?,? {_DEFINING_VERB}"
    return bool(
        re.search(rf"\b{pattern}s?\b", text.introduced, re.IGNORECASE)
        or re.search(defined, text.text)
        or re.search(rf"\b{pattern.lower()}s?\b", text.text)
    )
