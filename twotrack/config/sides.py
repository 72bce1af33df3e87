"""The sides of a specification: the values of one facet, such as a community and a standards body.

A side is declared in `editions.yml` under `sides`. What differs by side derives from it: which editions are
compared, the scope of domains, the ledger, URLs, and the words for readers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

FORMS = ("msc", "internet-draft", "fep", "list")


@dataclass(frozen=True, slots=True)
class Side:
    """One side: its name (a value of the facet), and how its text is shown and changed.

    `title` is its name for readers, `meaning` the words that the title abbreviates if it does, `text` the
    name of its text, and `body` the name of the body to which changes are proposed. `edition` shows the side;
    it is empty if no edition but those of versions belongs to it.
    `folder` is the folder of its pages below the site, empty for the side that the site shows. `form` is the
    form in which changes are proposed, one of FORMS.
    """

    name: str
    title: str
    text: str
    edition: str
    folder: str
    form: str = "list"
    body: str = ""
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Sides:
    """All sides by name, in the order declared; `main` is that of the edition which the site shows."""

    facet: str
    sides: Mapping[str, Side]
    main: str

    @property
    def directions(self) -> tuple[str, ...]:
        """The directions that a ledger entry can have."""
        return (*(f"to {name}" for name in self.sides), "none")

    @property
    def others(self) -> tuple[Side, ...]:
        """The sides besides the one that the site shows."""
        return tuple(side for side in self.sides.values() if side.name != self.main)


@dataclass(frozen=True, slots=True)
class Scope:
    """The part of a domain that a side includes (`in`, `partly` or `out`), and the reason."""

    verdict: str
    because: str


IN = Scope("in", "")
