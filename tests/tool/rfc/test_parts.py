"""Independent parts: the table of RFCs, folding, names of people."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twotrack.rfc.front import people
from twotrack.rfc.model import rfc8792
from twotrack.rfc.model.xml_anchors import xml_id
from twotrack.rfc.references import rfc_table, series


def test_the_table_knows_rfcs() -> None:
    found = rfc_table.look_up(8259)
    assert found is not None
    assert (found.title, found.year, found.month) == (
        "The JavaScript Object Notation (JSON) Data Interchange Format",
        "2017",
        "December",
    )
    assert found.status == "Internet Standard"
    assert found.authors == (rfc_table.Author("T. Bray", "T.", "Bray", editor=True),)
    assert rfc_table.look_up(99999) is None
    first = rfc_table.look_up(1)
    assert first is not None
    assert first.year == "1969"


def test_every_member_of_a_sub_series_is_in_the_table() -> None:
    assert all(rfc_table.look_up(number) for numbers in series.MEMBERS.values() for number in numbers)


@pytest.mark.parametrize(
    ("written", "initials", "surname"),
    [
        ("J. Postel", "J.", "Postel"),
        ("L-E. Jonsson", "L-E.", "Jonsson"),
        ("RJ Atkinson", "RJ", "Atkinson"),
        ("Y(J) Stein", "Y(J)", "Stein"),
        ("M. St. Johns", "M.", "St. Johns"),
        ("D. Eastlake 3rd", "D.", "Eastlake 3rd"),
        ("JL. Le Roux", "JL.", "Le Roux"),
        ("IAB", "", ""),
        ("The Internet Society", "", ""),
        ("NetBIOS Working Group in the Defense Advanced Research Projects Agency", "", ""),
        ("IAB and IESG", "", ""),
    ],
)
def test_persons_and_organisations_are_distinguished(written: str, initials: str, surname: str) -> None:
    found = rfc_table.author(written)
    assert (found.initials, found.surname) == (initials, surname)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"name": "Ada Example"}, {"initials": "A.", "surname": "Example", "fullname": "Ada Example"}),
        ({"name": "Ada B. van|Example Two"}, {"initials": "A. B. van", "surname": "Example Two"}),
        ({"name": "Jean-Paul Example"}, {"initials": "J.-P.", "surname": "Example"}),
        ({"ins": "A. B. Example"}, {"initials": "A. B.", "surname": "Example"}),
        ({"ins": "H.-P. Example"}, {"initials": "H.-P.", "surname": "Example"}),
        ({"fullname": "Ada Example"}, {"fullname": "Ada Example"}),
        ({"name": "Ada van Example", "surname": "van Example"}, {"initials": "A.", "surname": "van Example"}),
    ],
)
def test_names(fields: dict[str, str], expected: dict[str, str]) -> None:
    assert people.names(fields).items() >= expected.items()


@given(st.text(st.sampled_from('ab "\\\n'), max_size=200).filter(lambda t: not t.startswith("\n")))
def test_unfolding_restores_folded_text(text: str) -> None:
    folded = rfc8792.fold(text, 20)
    if folded is None:
        return
    assert all(len(line) <= 20 for line in folded.split("\n")[2:])
    # Code ends without an empty line.
    assert rfc8792.unfold(f"{folded}\n").strip("\n") == text.strip("\n")


def test_text_that_is_not_folded_is_unchanged() -> None:
    assert rfc8792.unfold("a \\\n  b\n") == "a \\\n  b\n"


@pytest.mark.parametrize(
    ("anchor", "expected"),
    [
        ("a-b.c", "a-b.c"),
        ("1st", "_1st"),
        ("section-1", "_section-1"),
        ("a:b c", "a_b_c"),
        ("u-x", "_u-x"),
        # An id that the HTML of xml2rfc uses itself.
        ("identifiers", "_identifiers"),
        ("identifiers-common", "identifiers-common"),
        ("", ""),
    ],
)
def test_anchors_are_names_of_xml(anchor: str, expected: str) -> None:
    assert xml_id(anchor) == expected
