"""The picture of the lineage: positions and links of versions."""

from __future__ import annotations

import lxml.html
import pytest

from twotrack.config.lineage import Lineage, Version
from twotrack.pages import Site
from twotrack.site.views.lineage_picture import Link, picture

_X = {4: 0, 80: 1, 156: 2, 232: 3}
_Y = {4: 0, 56: 1, 108: 2}


def _places(*versions: tuple[str, str | None]) -> dict[str, tuple[int, int]]:
    lineage = Lineage({name: Version(name, name, base) for name, base in versions})
    shown = picture(lineage, {name: Link("#", name) for name, _ in versions}, {}, "Lineage")
    boxes = lxml.html.fragment_fromstring(shown).xpath(".//*[local-name()='rect']")
    return {
        box.getparent().get("aria-label"): (_X[int(box.get("x"))], _Y[int(box.get("y"))]) for box in boxes
    }


@pytest.mark.parametrize(
    ("versions", "places"),
    [
        ((("1", None), ("2", "1")), {"1": (0, 0), "2": (1, 0)}),
        # A branch gets a row of its own, and keeps it.
        (
            (("1", None), ("2", "1"), ("I.1", "1"), ("3", "2"), ("I.2", "I.1")),
            {"1": (0, 0), "2": (1, 0), "I.1": (1, 1), "3": (2, 0), "I.2": (2, 1)},
        ),
        # Two versions without a base are beside each other.
        ((("a", None), ("b", None)), {"a": (0, 0), "b": (0, 1)}),
    ],
)
def test_versions_are_in_columns_by_generation(
    versions: tuple[tuple[str, str | None], ...], places: dict[str, tuple[int, int]]
) -> None:
    assert _places(*versions) == places


def test_names_and_urls_are_escaped() -> None:
    lineage = Lineage({"<1>": Version("<1>", "1")})
    shown = picture(lineage, {"<1>": Link('"x"&', "<one>")}, {}, "<Lineage>")
    assert "<1>" not in shown
    assert "<one>" not in shown
    assert 'href="&quot;x&quot;&amp;"' in shown


def test_the_picture_leads_to_versions_and_comparisons(site: Site) -> None:
    page = lxml.html.fragment_fromstring(str(site.pages["compare/index.md"].text), create_parent="div")
    links = page.xpath(".//*[local-name()='svg']//a")
    assert [(link.get("href"), link.get("aria-label")) for link in links[:2]] == [
        ("v1-v2/", "Changes from room version 1 to room version 2"),
        ("v2-v3/", "Changes from room version 2 to room version 3"),
    ]
    assert [link.get("href") for link in links[3:]] == [
        *("../rooms/v1/", "../rooms/v2/", "../rooms/v3/", "../rooms/i.1/"),
    ]
