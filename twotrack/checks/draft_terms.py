"""Terms: a draft uses none that only a text outside of it defines.

The glossary is declared by anchors: a definition whose anchor begins with `term-` defines a term. On the
term of a definition list (`Homeserver (or server) {#term-homeserver}`) the names are the term and the
words in parentheses; on a paragraph or item (`{#term-notary} A *notary* is …`) it is the first
emphasised phrase. A draft may introduce a term of elsewhere in passing, by emphasis; a draft that cites
another of this project uses that one's terms, too. The ledger's list of omitted text is not checked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from lxml.html import HtmlElement

from twotrack.checks.work import DraftText, Work
from twotrack.ledger.entries import LEDGER
from twotrack.markdown.document import Document
from twotrack.text import Origin

PREFIX = "term-"
_SKIPPED = frozenset({"code", "pre", "h1", "h2", "h3", "h4", "h5", "h6"})
_BLOCKS = ("p", "li", "dd", "td")
_ALSO = re.compile(r"\((?:(?:or|also)\s+)?([^()]+)\)")


@dataclass(frozen=True, slots=True)
class Term:
    """A term: its anchor, its names, and the origin of its definition."""

    anchor: str
    names: tuple[str, ...]
    where: Origin


def terms(work: Work) -> None:
    """Report, for each draft, the first use of each term that neither it nor a draft cited by it defines."""
    glossary: dict[str, Term] = {}
    for a, b in work.pairs:
        for edition in (a, b):
            for document in work.documents(edition.name).values():
                glossary |= {term.anchor: term for term in defined(document)}
    own = {draft.name: _defined_by(draft) for draft in work.drafts}
    for mine in own.values():
        glossary |= mine
    for draft in work.drafts:
        known = {name for source in (draft.name, *_cited(draft)) for name in _names(own.get(source, {}))}
        known |= _introduced(draft)
        missing = {a: t for a, t in glossary.items() if not known & {name.lower() for name in t.names}}
        for term, where in first_uses(draft.parts, missing):
            work.report.add(
                "term-outside",
                where,
                f"{draft.path} uses {term.names[0]!r}, which only {term.where.path}:{term.where.line}"
                " defines, outside of it; include that, define it, or use other words",
            )


def defined(document: Document) -> Iterator[Term]:
    """Yield the terms that a document defines."""
    for element in document.root.xpath(f'.//*[starts-with(@id, "{PREFIX}")]'):
        names = _named(element)
        if names:
            yield Term(element.get("id"), names, document.where(element))


def first_uses(parts: Mapping[str, Document], wanted: Mapping[str, Term]) -> Iterator[tuple[Term, Origin]]:
    """Yield the first use of each of the terms wanted, if there is one."""
    left = {
        anchor: re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, term.names))})s?(?![\w-])", re.IGNORECASE)
        for anchor, term in wanted.items()
    }
    for document in parts.values():
        for block in document.root.iter(*_BLOCKS):
            if document.where(block).path.startswith(f"{LEDGER}/"):
                continue
            text = _words(block)
            for anchor in [anchor for anchor, pattern in left.items() if pattern.search(text)]:
                del left[anchor]
                yield wanted[anchor], document.where(block)


def _named(element: HtmlElement) -> tuple[str, ...]:
    block = element
    while block is not None and block.tag not in {"dt", "p", "li", "td"}:
        block = block.getparent()
    if block is None:
        return ()
    if block.tag == "dt":
        text = " ".join(block.text_content().split())
        first = text.partition("(")[0].strip()
        return tuple(filter(None, (first, *(found.strip() for found in _ALSO.findall(text)))))
    phrase = next(block.iter("em"), None)
    return () if phrase is None else (" ".join(phrase.text_content().split()),)


def _defined_by(draft: DraftText) -> dict[str, Term]:
    return {term.anchor: term for document in draft.parts.values() for term in defined(document)}


def _introduced(draft: DraftText) -> set[str]:
    """Return the phrases that a draft emphasises, in small letters, and each as one of several."""
    found: set[str] = set()
    for document in draft.parts.values():
        for phrase in document.root.iter("em"):
            text = " ".join(phrase.text_content().split()).lower()
            found |= {text, text.removesuffix("s")}
    return found


def _names(found: Mapping[str, Term]) -> Iterator[str]:
    for term in found.values():
        yield from (name.lower() for name in term.names)


def _cited(draft: DraftText) -> Iterator[str]:
    """Yield the names of the drafts that a draft cites."""
    for document in draft.parts.values():
        for link in document.root.iter("a"):
            key = link.get("data-cite") or ""
            if key.startswith("I-D."):
                yield f"draft-{key[4:]}"


def _words(element: HtmlElement) -> str:
    """Return the text of a block itself, without code and without the blocks inside."""
    parts = [element.text or ""]
    for child in element:
        if (
            isinstance(child.tag, str)
            and child.tag not in _SKIPPED
            and child.tag not in {*_BLOCKS, "ul", "ol", "dl"}
        ):
            parts.append(_words(child))
        parts.append(child.tail or "")
    return " ".join("".join(parts).split())
