"""Key words of BCP 14 by page and section."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping

from twotrack.markdown.document import Document
from twotrack.redline.blocks.block_list import blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.redline.requirement_changes import keywords
from twotrack.source.tree import SPEC


def keyword_facts(documents: Mapping[str, Document]) -> dict[str, dict[str, int]]:
    """Count the key words of sections: `page#anchor` -> key word -> number; only those with any."""
    found: dict[str, Counter[str]] = {}
    for place, word in _keywords(documents):
        found.setdefault(place, Counter())[word] += 1
    return {place: dict(sorted(counts.items())) for place, counts in sorted(found.items())}


def _keywords(documents: Mapping[str, Document]) -> Iterator[tuple[str, str]]:
    tokenizer = Tokenizer()
    for path, document in documents.items():
        page = path.removeprefix(f"{SPEC}/")
        for block in blocks_of({path: document}, tokenizer):
            anchor = block.anchor or next((s.anchor for s in reversed(block.section) if s.anchor), "")
            for word in keywords(block.tokens):
                yield f"{page}#{anchor}", word
