"""Make the package's table of RFCs from an index: `python tools/rfc_table.py rfc-index.tsv`.

The index has a line `number, date, status, title, authors` for each RFC, separated by tabs; the
authors by semicolons. The result is byte-identical for the same index.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

TARGET = Path(__file__).resolve().parent.parent / "twotrack" / "rfc" / "rfcs.tsv.gz"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LETTERS = {
    "Internet Standard": "I",
    "Draft Standard": "D",
    "Proposed Standard": "P",
    "Best Current Practice": "B",
    "Informational": "F",
    "Experimental": "E",
    "Historic": "H",
    "Unknown": "U",
}


def main(argv: list[str]) -> int:
    """Write the table; the argument is the path of the index."""
    if len(argv) != 1:
        sys.stderr.write("usage: python tools/rfc_table.py rfc-index.tsv\n")
        return 2
    lines = [row(line) for line in Path(argv[0]).read_text(encoding="utf-8").splitlines() if line.strip()]
    data = "\n".join(sorted(lines, key=lambda line: int(line.partition("\t")[0]))) + "\n"
    TARGET.write_bytes(gzip.compress(data.encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{len(lines)} RFCs, {TARGET.stat().st_size} bytes\n")
    return 0


def row(line: str) -> str:
    """Return one line of the table for one of the index."""
    number, date, status, title, authors = line.split("\t")
    words = date.split()
    month = next((str(MONTHS.index(word) + 1) for word in words if word in MONTHS), "")
    return "\t".join((number, words[-1], month, LETTERS[status], tidy(title), tidy(authors)))


def tidy(words: str) -> str:
    """Return text with single spaces."""
    return " ".join(words.split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
