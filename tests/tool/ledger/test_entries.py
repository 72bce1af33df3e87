"""Entries of the ledger: reading and error messages."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from tests.cases import Case, parametrize
from twotrack.config.sides import Side, Sides
from twotrack.ledger.entries import order, read_entry, read_ledger
from twotrack.ledger.id_register import read_register, write_register
from twotrack.problems import Report, render

HERE = Path(__file__).parent
ROOT = HERE.parents[2]

SIDES = Sides(
    "track",
    {
        "matrix": Side("matrix", "Matrix", "Matrix text", "matrix", ""),
        "ietf": Side("ietf", "LTS", "LTS text", "lts", "lts", body="IETF"),
    },
    "matrix",
)


def summary(text: str, path: str = "D1.yml") -> str:
    report = Report()
    entry = read_entry(text, path, report, SIDES)
    assert (entry is None) == report.failed
    return f"{entry.title}: {entry.status}" if entry else render(report.problems)


@parametrize(HERE / "cases", "entries.txt")
def test_entry(case: Case) -> None:
    assert summary(case.given) + "\n" == case.expected


@given(st.text())
def test_arbitrary_text_is_reported_and_never_raises(text: str) -> None:
    summary(text)


def test_lines_of_fields_are_known() -> None:
    case = (HERE / "cases" / "entries.txt").read_text().split("\n.\n")[1]
    entry = read_entry(case, "D1.yml", Report(), SIDES)
    assert entry is not None
    assert [entry.at(field).line for field in ("id", "ietf", "status")] == [1, 4, 10]
    assert entry.sides["ietf"] == "Strict names."


def test_ids_are_ordered_as_people_count() -> None:
    assert sorted(["D10", "S1", "D2", "D2a", "E1"], key=order) == ["D2", "D2a", "D10", "E1", "S1"]


def test_the_projects_ledger_can_be_read_and_registered(tmp_path: Path) -> None:
    report = Report()
    entries = read_ledger(ROOT, report, SIDES)
    assert render(report.problems) == ""
    assert list(entries) == sorted(entries, key=order)
    (tmp_path / "spec/ledger").mkdir(parents=True)
    write_register(tmp_path, entries.values(), report)
    assert {name: day for name, (day, _) in read_register(tmp_path, report).items()} == {
        entry.id: entry.opened for entry in entries.values()
    }
