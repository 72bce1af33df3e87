"""Write the package's table of RFCs from the RFC Editor's index: `python tools/rfc_table.py rfc-index.xml`.

`make rfcs` fetches https://www.rfc-editor.org/rfc-index.xml first. The result is byte-identical for the same
index.
"""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

from lxml import etree

TARGET = Path(__file__).resolve().parent.parent / "twotrack" / "rfc" / "references" / "rfcs.tsv.gz"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
LETTERS = {
    "INTERNET STANDARD": "I",
    "DRAFT STANDARD": "D",
    "PROPOSED STANDARD": "P",
    "BEST CURRENT PRACTICE": "B",
    "INFORMATIONAL": "F",
    "EXPERIMENTAL": "E",
    "HISTORIC": "H",
    "UNKNOWN": "U",
}
_INDEX = "{https://www.rfc-editor.org/rfc-index}"


def main(argv: list[str]) -> int:
    """Write the table; the argument is the path of the index."""
    if len(argv) != 1:
        sys.stderr.write("usage: python tools/rfc_table.py rfc-index.xml\n")
        return 2
    lines = table(Path(argv[0]).read_bytes())
    TARGET.write_bytes(gzip.compress(("\n".join(lines) + "\n").encode(), compresslevel=9, mtime=0))
    sys.stdout.write(f"{len(lines)} RFCs, {TARGET.stat().st_size} bytes\n")
    return 0


def table(index: bytes) -> list[str]:
    """Return the lines of the table, sorted by number."""
    root = etree.fromstring(index, etree.XMLParser(no_network=True, resolve_entities=False))
    entries = root.iterfind(f"{_INDEX}rfc-entry")
    return [line for _, line in sorted((_number(entry), _row(entry)) for entry in entries)]


def _number(entry: etree._Element) -> int:
    return int(_text(entry, "doc-id").removeprefix("RFC"))


def _row(entry: etree._Element) -> str:
    month = _text(entry, "date", "month")
    return "\t".join(
        (
            str(_number(entry)),
            _text(entry, "date", "year"),
            str(MONTHS.index(month) + 1) if month in MONTHS else "",
            LETTERS[_text(entry, "current-status")],
            _text(entry, "title"),
            ";".join(_author(author) for author in entry.iterfind(f"{_INDEX}author")),
        )
    )


def _author(author: etree._Element) -> str:
    return _text(author, "name") + ", Ed." * (_text(author, "title") == "Editor")


def _text(element: etree._Element, *path: str) -> str:
    """Return the text at a path of element names, with single spaces."""
    found = element.findtext("/".join(f"{_INDEX}{name}" for name in path)) or ""
    return " ".join(found.split())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
