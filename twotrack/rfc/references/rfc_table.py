"""The table of all RFCs: a binary search over the lines of the compressed text; only the result is parsed.

`rfcs.tsv.gz` contains a line `number, year, month, status, title, authors` for each RFC, sorted by number
(made by `tools/rfc_table.py`).
"""

from __future__ import annotations

import re
import zlib
from bisect import bisect_left
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

_GZIP = zlib.MAX_WBITS | 16
STATUSES = {
    "I": "Internet Standard",
    "D": "Draft Standard",
    "P": "Proposed Standard",
    "B": "Best Current Practice",
    "F": "Informational",
    "E": "Experimental",
    "H": "Historic",
    "U": "Unknown",
}
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PERSON = re.compile(
    # Initials of one or two letters ("J.", "Ch.", "L-E.", "Y(J).", "RJ"), repeated, then the surname.
    r"((?:(?!St\.)(?:[^\W\d_]{1,2}|[A-Z]{3})(?:-[^\W\d_]{1,2})*(?:\([A-Z]\))?(?:\.[ -]?)"
    r"|[A-Z]{1,2}(?:\([A-Z]\))?[ ])+)(\S.+)"
)
"""An author with initials is a person; every other name in the RFC index is an organisation."""


class Author(NamedTuple):
    """An author of an RFC: a person with initials and surname, or an organisation with a name only."""

    name: str
    initials: str = ""
    surname: str = ""
    editor: bool = False


class Rfc(NamedTuple):
    """The entry of one RFC in the table."""

    number: int
    year: str
    month: str
    status: str
    title: str
    authors: tuple[Author, ...]


@cache
def _lines() -> list[bytes]:
    packed = Path(__file__).with_name("rfcs.tsv.gz").read_bytes()
    return zlib.decompress(packed, wbits=_GZIP).splitlines()


def _number(line: bytes) -> int:
    return int(line[: line.index(b"\t")])


def look_up(number: int) -> Rfc | None:
    """Look up an RFC; None if the table has no such number."""
    lines = _lines()
    place = bisect_left(lines, number, key=_number)
    if place == len(lines) or _number(lines[place]) != number:
        return None
    return _read(lines[place])


def _read(line: bytes) -> Rfc:
    number, year, month, status, title, authors = line.decode().split("\t")
    return Rfc(
        int(number),
        year,
        MONTHS[int(month) - 1] if month else "",
        STATUSES[status],
        title,
        tuple(author(name) for name in authors.split(";") if name),
    )


def newest() -> Rfc:
    """Return the RFC with the highest number in the table, which tells how old the table is."""
    return _read(_lines()[-1])


def author(written: str) -> Author:
    """Parse an author in the form of the RFC index: "J. Postel", "M. West, Ed.", "IAB"."""
    name = written.removesuffix(", Ed.")
    editor = name != written
    match = _PERSON.fullmatch(name)
    if match is None:
        return Author(name, editor=editor)
    return Author(name, match[1].strip(), match[2].strip(), editor)


def numbers(keys: Iterable[str]) -> list[int]:
    """Extract the RFC numbers from citation keys such as RFC8785."""
    return [int(m[1]) for key in keys if (m := re.fullmatch(r"RFC0*(\d+)", key))]
