"""Random documents of the dialect: no word is lost or moved without a report.

`python -m tests.tool.dialect.fuzz COUNT [SEED]` tries COUNT documents and prints those that are at fault;
`test_random_documents.py` tries a few hundred on every run.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from random import Random

from tests.fuzzing import try_seeds
from tests.tool.dialect.test_blocks import CONVERTER
from twotrack.census.conversion import missing_words
from twotrack.markdown.scan.block_scanner import scan
from twotrack.problems import Report
from twotrack.text import Text

_INDENTS = (0, 0, 0, 0, 1, 2, 2, 3, 4, 4, 5, 6, 8)
_MARKERS = (
    *[""] * 8,
    *("- ", "* ", "1. ", "2. ", "3) ", "> ", "> ", "# ", "## ", ": ", ":   ", "    ", "\t"),
    *("- - ", "- > ", "> - ", "1. - "),
)
_WHOLE = (
    *("```", "~~~", "````", "```json", "- ```", "!!! note", "<div>", "</div>", "-->", "---", "===", "***"),
    "|---|---|",
)
_WORD = re.compile(r"[a-z]+\d+")


class Document:
    """A random document whose words are all different."""

    def __init__(self, seed: int) -> None:
        """Write the document of a seed."""
        self._random = Random(seed)  # noqa: S311 - no secret
        self._count = 0
        lines = [self._line() for _ in range(self._random.randint(2, 14))]
        self.source = "\n".join(lines) + "\n"

    def _line(self) -> str:
        if self._random.random() < 0.22:
            return ""
        indent = " " * self._random.choice(_INDENTS)
        kind = self._random.random()
        if kind < 0.3:
            return indent + self._random.choice(_WHOLE)
        if kind < 0.36:
            return f"{indent}| {self._word()} | {self._word()} |"
        if kind < 0.4:
            return f'{indent}!!! note "{self._word()}"'
        return indent + self._random.choice(_MARKERS) + self._text()

    def _word(self) -> str:
        self._count += 1
        return f"{self._random.choice(('alpha', 'beta', 'gamma', 'delta'))}{self._count}"

    def _text(self) -> str:
        forms = ("{}", "{} {}", "`{}`", "*{}*", "{} `{}` {}", "")
        return re.sub(r"\{\}", lambda _: self._word(), self._random.choice(forms))


def fault(source: str) -> str:
    """Return the error in the output of a document; empty if there is none or if it is reported."""
    report = Report()
    scanned = scan(Text.of(source, "p.md"), report)
    lost = Counter(_WORD.findall(source)) - Counter(_WORD.findall(str(scanned.text)))
    if lost:
        return f"the scan loses {sorted(lost)}"
    document = CONVERTER.document(scanned.text)
    missing = missing_words(document.text, document.root)
    if missing and not report.failed and not report.problems:
        word, container = missing[0]
        return f"{word.text!r} in {word.container} is {container or 'lost'}"
    return ""


def main() -> int:
    """Try documents, and print those at fault."""

    def tried(seed: int) -> str | None:
        source = Document(seed).source
        what = fault(source)
        return f"{what}\n{source}" if what else None

    return try_seeds(tried)


if __name__ == "__main__":
    sys.exit(main())
