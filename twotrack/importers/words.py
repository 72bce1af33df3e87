"""A count of words that finds text that an importer lost.

Each word of a source file must be in the file that was made of it at least as often. Markup that an importer
converts on purpose is removed from the source before the count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from twotrack.problems import Report
from twotrack.text import Origin

_WORD = re.compile(r"[^\W_]+")


def words(line: str) -> Iterator[str]:
    """Yield the words of a line."""
    for match in _WORD.finditer(line):
        yield match[0]


def report_lost_words(path: str, kept: list[tuple[int, str]], made: str, report: Report) -> int:
    """Report the lines of a source file whose words are not all in `made`; return the number of lost words.

    `kept` contains line numbers and the text on these lines that must be found in `made`.
    """
    there = Counter(words(made))
    lost = 0
    for number, line in kept:
        missing = []
        for word in words(line):
            if there[word] > 0:
                there[word] -= 1
            else:
                missing.append(word)
        if missing:
            lost += len(missing)
            text = f"words of this line are not in the imported file: {' '.join(missing[:8])}"
            report.add("import-words", Origin(path, number), text)
    return lost
