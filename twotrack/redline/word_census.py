"""The census of a redline: every word that a page shows must be in the blocks that are compared."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from lxml.html import HtmlElement

from twotrack.census.shown_words import shown_words
from twotrack.census.words import words_of
from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import is_unseen


def block_words(blocks: Iterable[Block]) -> Counter[str]:
    """Count the words of blocks."""
    return Counter(words_of("\n".join(map(_text, blocks))))


def _text(block: Block) -> str:
    if not any(token.shown for token in block.tokens):
        return block.text
    # The number of a footnote is no part of the word before it.
    notes = (any(mark.startswith("note:") for mark in token.marks) for token in block.tokens)
    return "".join(
        " " if is_note else (" " if token.space else "") + token.display
        for token, is_note in zip(block.tokens, notes, strict=True)
    )


def unread_words(document: Document, blocks: Iterable[Block]) -> list[str]:
    """Find the words that a page shows and its blocks lack, in order."""
    rest = block_words(blocks)
    unread = []
    for word, _ in shown_words(document.root, skip=_is_skipped):
        if rest[word]:
            rest[word] -= 1
        else:
            unread.append(word)
    return unread


def _is_skipped(element: HtmlElement) -> bool:
    # The number of a footnote is read as its label.
    return is_unseen(element) or "footnote-ref" in (element.get("class") or "").split()


def report_unread(
    documents: Mapping[str, Document],
    shown: Mapping[str, Counter[str]],
    blocks: Iterable[Block],
    report: Report,
) -> None:
    """Report the first word of each page that a redline does not show.

    `shown` has a count of the words of each page; only a page that has more of a word than its blocks is
    read again.
    """
    by_page: dict[str, list[Block]] = {}
    for block in blocks:
        by_page.setdefault(block.page, []).append(block)
    for page, document in documents.items():
        own = by_page.get(page, [])
        if shown[page] <= block_words(own):
            continue
        unread = unread_words(document, own)
        if unread:
            more = f" (and {len(unread) - 1} more words)" if len(unread) > 1 else ""
            text = f"{unread[0]!r} is on the page and not in redlines{more}"
            report.add("word-lost", document.text.origin(1), text)
