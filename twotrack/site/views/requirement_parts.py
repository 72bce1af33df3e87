"""The list of requirements in parts, so that no page of a long list is large."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from twotrack.requirements.requirement_list import Requirement
from twotrack.site.views.view_paths import REQUIREMENTS_PAGE

# The most requirements of a page; 500 are about 30 kB compressed.
LONGEST = 500


@dataclass(frozen=True, slots=True)
class Part:
    """A page of the list: the requirements of one domain, or of some of its pages."""

    path: str
    title: str
    rows: Sequence[Requirement]


def parts(found: Sequence[Requirement], titles: dict[str, str]) -> list[Part]:
    """Divide a list by domain, and long domains between their pages; a list that is not long is one part."""
    if len(found) <= LONGEST:
        return [Part(REQUIREMENTS_PAGE, "", found)]
    of_domain: dict[str, list[Requirement]] = {}
    for row in found:
        of_domain.setdefault(row.domain, []).append(row)
    divided = []
    for domain, rows in of_domain.items():
        pieces = list(_pieces(rows))
        for number, piece in enumerate(pieces, 1):
            name, title = domain or "other", titles.get(domain, domain) or "Other pages"
            if len(pieces) > 1:
                name, title = f"{name}-{number}", f"{title}, part {number} of {len(pieces)}"
            divided.append(Part(f"{REQUIREMENTS_PAGE.removesuffix('.md')}/{name}.md", title, piece))
    return divided


def _pieces(rows: list[Requirement]) -> Iterator[list[Requirement]]:
    """Divide the rows of a domain into pieces of about the same length, between two pages where possible."""
    count = -(-len(rows) // LONGEST)
    wanted = len(rows) / count
    piece: list[Requirement] = []
    for _, same_page in groupby(rows, key=lambda row: row.page):
        for row in same_page:
            if len(piece) >= LONGEST:
                yield piece
                piece = []
            piece.append(row)
        if len(piece) >= wanted:
            yield piece
            piece = []
    if piece:
        yield piece
