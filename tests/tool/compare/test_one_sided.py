"""Pages that one of two editions lacks: a record each, in every form, and no comparison."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from twotrack.comparison import Comparison
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.redline.one_sided import one_sided_page
from twotrack.redline.records import Redline
from twotrack.text import Text

SMALL = Path(__file__).resolve().parents[1] / "checks" / "small"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "tree", ignore=shutil.ignore_patterns(".cache"))


def compared(root: Path, a: str, b: str) -> tuple[Comparison, Redline]:
    report = Report()
    project = open_project(root, report)
    assert project is not None
    comparison = Comparison(project, report)
    changes = comparison.compare(a, b)
    assert changes is not None, report.problems
    return comparison, changes


def test_a_page_out_of_scope_is_one_record(tree: Path) -> None:
    page = tree / "spec" / "client-server" / "index.md"
    text = page.read_text(encoding="utf-8") + "\n\n".join(f"A client MUST do {n}." for n in range(50))
    page.write_text(text, encoding="utf-8")
    comparison, changes = compared(tree, "matrix", "lts")
    (record,) = [one for one in changes.pages if one.page == "spec/client-server/index.md"]
    assert record.side == "a"
    assert record.reason
    assert dict(record.requirements)["MUST"] >= 50
    assert record.words >= 250
    assert not any("A client MUST do" in block.text for change in changes.changes for block in change.before)
    shown = {form: comparison.show(changes, form, "matrix", "lts") for form in ("text", "html", "json")}
    assert all(record.page in text and record.title in text for text in shown.values())
    assert all(f"{record.words:,}" in shown[form] for form in ("text", "html"))
    listed = json.loads(shown["json"])["pages"]
    assert record.page in [one["page"] for one in listed]
    assert listed[0]["requirements"] == dict(changes.pages[0].requirements)


def test_the_other_way_round(tree: Path) -> None:
    _, there = compared(tree, "matrix", "lts")
    _, back = compared(tree, "lts", "matrix")
    assert {one.page for one in there.pages if one.side == "a"} == {
        one.page for one in back.pages if one.side == "b"
    }


def test_text_that_may_have_moved_is_compared(tree: Path) -> None:
    for name, condition in (("old", "matrix"), ("new", "not matrix")):
        text = f"::: only {condition} because D1\n# A page {{#page-{name}}}\n\nThe same words on both.\n:::\n"
        (tree / "spec" / "rooms" / f"{name}.md").write_text(text, encoding="utf-8")
    _, changes = compared(tree, "matrix", "lts")
    assert not any(one.page.startswith("spec/rooms/") for one in changes.pages)
    # The words moved as they are: only the page and its heading changed.
    kinds = {change.kind for change in changes.changes if "The same words" in change.block.text}
    assert kinds <= {"move"}


@pytest.mark.parametrize(
    ("source", "words", "requirements"),
    [
        ("# T\n\nA b c.\n", 4, {}),
        ("`MUST` and MUST NOT, not must\n", 6, {"MUST NOT": 1}),
        ("<b title='x y'>one</b> <a href='#MUST'>two</a>\n", 2, {}),
        ("it's SHOULD\n", 2, {"SHOULD": 1}),
        ("", 0, {}),
    ],
)
def test_counts(source: str, words: int, requirements: dict[str, int]) -> None:
    page = one_sided_page("a", "spec/x.md", Text.of(source, "spec/x.md"), "T", "")
    assert (page.words, dict(page.requirements)) == (words, requirements)


def test_the_title_is_that_of_the_first_heading() -> None:
    assert one_sided_page("a", "x.md", Text.of("# One two {#t}\n", "x.md"), "", "").title == "One two"
    assert one_sided_page("a", "x.md", Text.of("text\n", "x.md"), "", "").title == "x.md"
