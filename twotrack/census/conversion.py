"""The census of a conversion: every word of a text must be in its HTML, in the same kind of block."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from difflib import SequenceMatcher

from lxml.html import HtmlElement

from twotrack.census.shown_words import shown_by_kind, shown_words
from twotrack.census.source_words import Word, source_words, words_by_kind
from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.text import Text

# The elements of raw HTML determine the kinds of its blocks.
_ANY = "html"
_SHORT = 3


def missing_words(
    text: Text, root: HtmlElement, shown: Mapping[str, Counter[str]] | None = None
) -> list[tuple[Word, str]]:
    """Find the words of a scanned text that its HTML lacks, or has in another kind of block.

    Each has the kind of block in which it is now; the kind is empty if the word is lost. `shown` has the
    counts of the HTML if they are known.
    """
    if _is_complete(words_by_kind(text), shown_by_kind(root) if shown is None else shown):
        return []
    expected = list(source_words(text))
    found = list(shown_words(root))
    total = Counter(word for word, _ in found)
    placed = Counter(found)
    wanted = Counter(word.text for word in expected)
    # Words that typography has joined (`a `b` c`) are shown, although not as separate words.
    joined = " ".join(word for word in total - wanted if len(word) > _SHORT)
    lost = {word for word, count in wanted.items() if count > total[word] and word not in joined}
    there = Counter((word.text, word.container) for word in expected if word.container != _ANY)
    moved = {key for key, count in there.items() if count > placed[key] and wanted[key[0]] <= total[key[0]]}
    missing = [(word, "") for word in _unmatched([w for w in expected if w.text in lost], found)]
    for name, container in sorted(moved):
        where = [kind for word, kind in found if word == name and kind != container]
        same = [word for word in expected if word.text == name and word.container == container]
        missing.append((same[-1], where[0] if where else ""))
    return sorted(missing, key=lambda each: each[0].line)


def _is_complete(expected: Mapping[str, Counter[str]], found: Mapping[str, Counter[str]]) -> bool:
    """Return whether every kind of block shows its words as often as they are written."""
    none: Counter[str] = Counter()
    if not all(_has_all(words, found.get(kind, none)) for kind, words in expected.items() if kind != _ANY):
        return False
    return _has_all(in_any_kind(expected), in_any_kind(found))


def in_any_kind(counts: Mapping[str, Counter[str]]) -> Counter[str]:
    """Add up the counts of words in all kinds of blocks."""
    total: Counter[str] = Counter()
    for words in counts.values():
        total.update(words)
    return total


def _has_all(wanted: Mapping[str, int], total: Mapping[str, int]) -> bool:
    return all(count <= total.get(word, 0) for word, count in wanted.items())


def _unmatched(expected: Sequence[Word], found: Sequence[tuple[str, str]]) -> list[Word]:
    """Find the words that have no counterpart in order."""
    names = {word.text for word in expected}
    shown = [word for word, _ in found if word in names]
    matcher = SequenceMatcher(None, [word.text for word in expected], shown, autojunk=False)
    kept = {
        index for block in matcher.get_matching_blocks() for index in range(block.a, block.a + block.size)
    }
    return [word for index, word in enumerate(expected) if index not in kept]


def report_missing(
    document: Document, report: Report, shown: Mapping[str, Counter[str]] | None = None
) -> None:
    """Report the first word of a document that its HTML lacks or has elsewhere; count the others."""
    missing = missing_words(document.text, document.root, shown)
    if not missing:
        return
    word, container = missing[0]
    more = f" (and {len(missing) - 1} more words)" if len(missing) > 1 else ""
    where = document.text.origin(word.line)
    if container:
        message = (
            f"{word.text!r}, written in a block of kind {word.container}, is shown in one of kind {container}"
        )
        report.add("word-moved", where, message + more)
    else:
        message = f"{word.text!r}, written in a block of kind {word.container}, is not shown"
        report.add("word-lost", where, message + more)
