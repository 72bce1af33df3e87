"""The pages of the room versions have exactly the differences listed in the facts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from twotrack.comparison import Comparison
from twotrack.problems import Report, render
from twotrack.project import open_project
from twotrack.redline.records import Change

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PAIRS = [(str(n), str(n + 1)) for n in range(1, 12)]


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    report = Report()
    project = open_project(ROOT, report)
    assert project is not None, render(report.problems)
    return Comparison(project, report)


@pytest.fixture(scope="module")
def places() -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((HERE / "version-changes.yml").read_text())
    return table


def _changes(comparison: Comparison, a: str, b: str) -> tuple[Change, ...]:
    redline = comparison.compare(a, b)
    assert redline is not None, render(comparison.report.problems)
    return redline.changes


def _section(change: Change) -> str:
    return next(section.anchor for section in reversed(change.section) if section.anchor)


def _rules(changes: tuple[Change, ...]) -> Iterator[str]:
    """Yield the anchors of the authorization rules that came, went or read otherwise."""
    for change in changes:
        if _section(change) == "auth-rule-list":
            for block in (*change.before, *change.after):
                if block.anchor:
                    yield block.anchor


@pytest.mark.parametrize(("a", "b"), PAIRS, ids=str)
def test_a_version_has_the_changes_of_the_facts(
    facts: Path, comparison: Comparison, places: dict[str, Any], a: str, b: str
) -> None:
    listed = yaml.safe_load((facts / "room-versions.yaml").read_text())["versions"][b]["changes"]
    changes = _changes(comparison, a, b)
    found = {_section(change) for change in changes}
    must = {place for change in listed for place in places[change]["must"]}
    may = {place for change in listed for place in places[change].get("may", ())} | set(places["always"])
    assert must <= found, "a listed change does not show"
    assert found <= must | may, "something changed that the facts do not list"
    families = [family for change in listed for family in places[change].get("rules", ())]
    rules = set(_rules(changes))
    assert all(any(rule.startswith(family) for rule in rules) for family in families)
    assert all(any(rule.startswith(family) for family in families) for rule in rules)


def test_the_lts_version_differs_from_its_base_as_recorded_in_the_ledger(comparison: Comparison) -> None:
    changes = _changes(comparison, "12", "I.1")
    assert {entry for change in changes for entry in change.ledger} >= {"D07", "D08", "D09"}
    unexplained = [change for change in changes if change.unexplained]
    # The remaining changes are the version's own name, which the edition explains.
    for change in unexplained:
        words = {
            token.text for edit in change.edits for token in (*edit.before, *edit.after) if token.text.strip()
        }
        assert words <= {"12", "I.1"}, words


def _kept(comparison: Comparison, version: str) -> dict[str, list[str]]:
    """Read the keep-list of content from the page's table: type -> properties, or all."""
    documents = comparison.documents(version, kind="version")
    root = documents["spec/rooms/version.md"].root
    heading = root.xpath('.//*[@id="redaction-content"]')[0]
    table = next(element for element in heading.itersiblings() if element.tag == "table")
    kept = {}
    for row in table.iter("tr"):
        cells = row.findall("td")
        if cells:
            codes = [code.text for code in cells[1].iter("code")]
            kept["".join(cells[0].itertext()).strip()] = codes or ["".join(cells[1].itertext()).strip()]
    return kept


@pytest.mark.parametrize("version", [*(str(n) for n in range(1, 13)), "I.1"])
def test_keep_lists_are_the_facts(facts: Path, comparison: Comparison, version: str) -> None:
    lists = yaml.safe_load((facts / "room-versions.yaml").read_text())["redaction_keep_lists"]
    expected = lists["sets"][lists["by_version"]["12" if version == "I.1" else version]]["content"]
    wanted = {
        kind: sorted(part for key in ([keys] if isinstance(keys, str) else keys) for part in key.split("."))
        for kind, keys in expected.items()
    }
    assert {kind: sorted(codes) for kind, codes in _kept(comparison, version).items()} == wanted
