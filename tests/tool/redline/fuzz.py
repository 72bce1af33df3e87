"""Redlines of random documents: each word of both sides is in every format.

`python -m tests.tool.redline.fuzz COUNT [SEED]` tries COUNT pairs and prints those that are at fault;
`test_census.py` tries some on every run.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from random import Random

import lxml.html

from tests.fuzzing import try_seeds
from tests.tool.dialect.fuzz import Document as RandomDocument
from tests.tool.redline.build import document
from twotrack.census.words import words_of
from twotrack.redline import to_html, to_text
from twotrack.redline.compare import redline
from twotrack.redline.word_census import block_words, unread_words

_WORD = re.compile(r"[a-z]+\d+")


def fault(seed: int) -> str:
    """Return the words missing from a redline of the random document `seed` and a changed copy, if any."""
    first = RandomDocument(seed).source
    chance = Random(seed)  # noqa: S311 - no secret
    lines = [line for line in first.split("\n") if chance.random() > 0.15]
    for _ in range(chance.randint(0, 3)):
        place = chance.randint(0, len(lines))
        lines.insert(
            place, chance.choice((f"new{place}", f"- new{place}", "", lines[place - 1] if lines else ""))
        )
    try:
        a, b = document(first), document("\n".join(lines) + "\n")
    except AssertionError:
        return ""  # Reported faults.
    result = redline({"": a}, {"": b})
    for side, blocks in ((a, result.a), (b, result.b)):
        if unread := unread_words(side, blocks):
            return f"blocks lack {unread}"
    pieces = [str(piece) for piece in lxml.html.document_fromstring(to_html(result, "A", "B")).itertext()]
    whole = Counter(_WORD.findall(" ".join(pieces)))
    # A word that begins in a code span and ends outside it is one word in a block.
    joined = " ".join(words_of("".join(pieces)))
    text = Counter(_WORD.findall(to_text(result, context=None)))
    for change in result.changes:
        for blocks in (change.before, change.after):
            words = Counter({word: 1 for word in block_words(blocks) if _WORD.fullmatch(word)})
            if unseen := [word for word in words - whole if word not in joined]:
                return f"HTML lacks {unseen}"
            edited = {
                word
                for edit in change.edits
                for token in (*edit.before, *edit.after)
                for word in _WORD.findall(token.text)
            }
            if edited - text.keys():
                return f"text lacks {edited - text.keys()}"
    shown = Counter({word: 1 for word in block_words(result.b) if _WORD.fullmatch(word)})
    unseen = [word for word in shown - whole if word not in joined]
    return f"HTML lacks {unseen}" if unseen else ""


def main() -> int:
    """Try pairs, and print those at fault."""
    return try_seeds(fault)


if __name__ == "__main__":
    sys.exit(main())
