"""The census of words: both ways of counting agree, and a lost or moved word is found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

import lxml.html
import pytest

from tests.tool.dialect.fuzz import Document as RandomDocument
from tests.tool.dialect.test_blocks import CONVERTER
from twotrack.census.conversion import missing_words
from twotrack.census.shown_words import shown_by_kind, shown_words
from twotrack.census.source_words import source_words, words_by_kind
from twotrack.markdown.document import Document
from twotrack.markdown.scan.block_scanner import scan
from twotrack.text import Text

_MIXED = """\
# Heading `code` {#a}

Text[^n] with *emphasis*, <b>tags</b>, <https://example.org>, [a link](b.md "title") and &lt;entities&gt;.

<!-- hidden -->
<div class="admonition"><p class="admonition-title">Title</p><p>raw</p></div>

!!! note "Title"
    inside <br/> text

| a | `b` |
|---|-----|
| c | d<sup>2</sup> |

term
:   definition

[^n]: The note.
"""


def _document(source: str) -> Document:
    return CONVERTER.document(scan(Text.of(source, "p.md")).text)


def _flat(counts: Mapping[str, Counter[str]]) -> Counter[tuple[str, str]]:
    pairs = ((kind, word, count) for kind, words in counts.items() for word, count in words.items())
    return Counter({(kind, word): count for kind, word, count in pairs})


def test_fast_and_exact_counts_agree() -> None:
    for source in (_MIXED, *(RandomDocument(seed).source for seed in range(100))):
        document = _document(source)
        exact = Counter((word.container, word.text) for word in source_words(document.text))
        assert exact == _flat(words_by_kind(document.text))
        seen = Counter((kind, word) for word, kind in shown_words(document.root))
        assert seen == _flat(shown_by_kind(document.root))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<ul><li>one</li></ul><p>two</p>", []),
        ("<ul><li>one</li></ul>", [("two", "")]),
        ("<ul><li>one two</li></ul>", [("two", "item")]),
        ("<pre>one</pre><p>two</p>", [("one", "code")]),
        ("<ul><li>one</li></ul><!-- two --><script>two</script>", [("two", "")]),
    ],
)
def test_missing_words(html: str, expected: list[tuple[str, str]]) -> None:
    text = scan(Text.of("- one\n\ntwo\n", "p.md")).text
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    assert [(word.text, kind) for word, kind in missing_words(text, root)] == expected
