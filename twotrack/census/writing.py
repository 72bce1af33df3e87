"""The census of a writer: every word of the converted parts of a draft must be in its RFCXML."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from lxml.etree import _Element
from lxml.html import HtmlElement

from twotrack.census.shown_words import shown_text
from twotrack.census.words import words_of
from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.text import Origin

# A place at which a line of code is folded by RFC 8792.
_FOLD = re.compile(r"\\\n[ ]*\\?")
# Text that xml2rfc writes: references, their numbers, and the entries of the index.
_MADE = frozenset(
    {"cite", "auto", "footnote-ref", "footnote-backref", "headerlink", "speaker", "iref", "rows", "cref"}
)
_TITLES = frozenset({"admonition-title", "ial", "filename"})
# YAML that is written as JSON, without its anchors and aliases, and SVG, which is written as elements.
_REWRITTEN = frozenset({"language-json-from-yaml", "language-svg"})
# Elements within a word or a sentence; any other element divides words.
_INLINE = frozenset(
    {"em", "strong", "tt", "xref", "eref", "bcp14", "sub", "sup", "u", "relref", "contact", "iref"}
)
_SHOWN_ATTRIBUTES = ("target", "fullname", "abbrev", "section")

Block = tuple[str, Origin]


def draft_texts(documents: Iterable[Document]) -> list[Block]:
    """Collect the text of each block of converted texts that their RFCXML must contain, with its origin."""
    found: list[Block] = []
    for document in documents:
        cited = {link.get("href") for link in document.root.xpath(".//a[@class='footnote-ref']")}

        def skip(element: HtmlElement, cited: set[str | None] = cited) -> bool:
            name = element.get("id") or ""
            # A footnote that nothing refers to is reported as such.
            return _is_made(element) or (name.startswith("fn:") and f"#{name}" not in cited)

        blocks = (block for block in document.root if isinstance(block.tag, str))
        found += ((shown_text(block, skip), document.where(block)) for block in blocks)
    return found


def report_unwritten(blocks: Sequence[Block], root: _Element, report: Report) -> None:
    """Report the first word that RFCXML lacks, and how many more there are."""
    wanted = Counter(words_of("\n".join(text for text, _ in blocks)))
    written = Counter(words_of(_text_of(root, _INLINE)))
    if all(count <= written[word] for word, count in wanted.items()):
        return
    # The number of a footnote is no part of the word before it; a superscript may be.
    for text in (_text_of(root, _INLINE), _text_of(root, _INLINE - {"sup"})):
        # Code that is folded in the source is the same in print; code that the writer folds is not.
        written |= Counter(words_of(text)) | Counter(words_of(_FOLD.sub("", text)))
    missing = []
    for word, where in ((word, where) for text, where in blocks for word in words_of(text)):
        if written[word]:
            written[word] -= 1
        else:
            missing.append((word, where))
    if missing:
        word, where = missing[0]
        more = f" (and {len(missing) - 1} more words)" if len(missing) > 1 else ""
        report.add("word-lost", where, f"{word!r} is not in the RFCXML that is written of this block{more}")


def _is_made(element: HtmlElement) -> bool:
    classes = (element.get("class") or "").split()
    return not _REWRITTEN.isdisjoint(classes) or not (
        _MADE.isdisjoint(classes) and _TITLES.isdisjoint(classes)
    )


def _text_of(root: _Element, inline: frozenset[str]) -> str:
    pieces: list[str] = []
    for part in ("front/abstract", "front/note", "middle", "back"):
        for element in root.findall(part):
            _collect(element, pieces, inline)
    return "".join(pieces)


def _collect(element: _Element, pieces: list[str], inline: frozenset[str]) -> None:
    stack: list[tuple[_Element, bool]] = [(element, False)]
    while stack:
        current, is_tail = stack.pop()
        apart = current.tag not in inline
        if is_tail:
            pieces.append((" " if apart else "") + (current.tail or ""))
            continue
        if current is not element:
            stack.append((current, True))
        # The tag of a comment is a function; SVG has a name space.
        if not str(current.tag).isidentifier():
            continue
        pieces += [f" {value} " for key in _SHOWN_ATTRIBUTES if (value := current.get(key))]
        pieces.append((" " if apart else "") + (current.text or ""))
        stack += [(child, False) for child in reversed(current)]
