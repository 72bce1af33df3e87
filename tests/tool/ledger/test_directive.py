"""`::: ledger`, the uses of ids, and the board."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.inputs import Inputs
from twotrack.ledger.entries import read_ledger
from twotrack.ledger.ledger_directive import concerning, definition_list, with_ledger
from twotrack.ledger.ledger_rows import board
from twotrack.ledger.uses import find_uses
from twotrack.markdown.converter import Converter
from twotrack.pages import build_pages
from twotrack.problems import Report, render
from twotrack.source.tree import Tree, read_tree
from twotrack.text import Origin, Text

SMALL = Path(__file__).parents[1] / "checks" / "small"
PAGE = """# Page {#page}

::: only ietf because D1
One.
:::
Two {{only ietf because D1, S1: three}}, {{only matrix: {{only room_version >= 12 because S1: four}}}}.
`{{only ietf because D9: code}}` \\{{only ietf because D9: literal}}

```text
::: only matrix because S1
five
:::
\\::: only ietf because D9
```
::: only room_version >= 12 because D7
six
:::
"""


@pytest.fixture
def tree() -> Tree:
    tree = read_tree(SMALL, Report())
    assert tree is not None
    return tree


def test_uses_are_found_in_conditions(tmp_path: Path, tree: Tree) -> None:
    for name, text in (
        ("spec/page.md", PAGE),
        (
            "spec/api/data.yaml",
            "a:\n  x-only: ietf\n  x-because: D1\nb:\n  - x-only: matrix because S1, D1\n",
        ),
        ("drafts/draft-x.md", "::: only ietf because D2\n:::\n"),
        ("drafts/submitted/draft-x-00.md", "::: only ietf because D3\n:::\n"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    uses = find_uses(tmp_path, tree.editions, Report())
    assert [(use.where.path, use.where.line, use.id) for use in uses] == [
        ("drafts/draft-x.md", 1, "D2"),
        ("spec/api/data.yaml", 3, "D1"),
        ("spec/api/data.yaml", 5, "S1"),
        ("spec/api/data.yaml", 5, "D1"),
        ("spec/page.md", 3, "D1"),
        ("spec/page.md", 6, "D1"),
        ("spec/page.md", 6, "S1"),
        ("spec/page.md", 6, "S1"),
        ("spec/page.md", 10, "S1"),
        ("spec/page.md", 15, "D7"),
    ]
    ietf = tree.editions.compile("ietf")
    assert [use.mask for use in uses[1:3]] == [ietf, tree.editions.everywhere & ~ietf]


def test_uses_in_thousands_of_nested_conditions_are_found_without_exhausting_the_stack(
    tmp_path: Path, tree: Tree
) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/page.md").write_text("{{only ietf because D1: " * 3000 + "x" + "}}" * 3000 + "\n")
    assert {use.id for use in find_uses(tmp_path, tree.editions, Report())} == {"D1"}


def test_entries_that_concern_an_edition(tmp_path: Path, tree: Tree) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec/page.md").write_text(
        "::: only ietf because D1\n:::\n::: only room_version >= 12 because S1\n:::\n"
    )
    uses = find_uses(tmp_path, tree.editions, Report())
    entries = read_ledger(SMALL, Report(), tree.editions.sides)
    found = {
        name: [entry.id for entry in concerning(entries, uses, edition, tree.editions)]
        for name, edition in tree.editions.editions.items()
    }
    # The LTS is compared with the site's edition; `room_version >= 12` has the same value in both.
    assert found == {"matrix": ["D1"], "lts": ["D1"], "11": ["D1", "S1"], "12": ["D1"], "I.1": ["D1"]}


def test_the_directive_renders_a_definition_list(tree: Tree) -> None:
    source = tree.sources["index.md"].body
    source.text.append("", Origin("spec/index.md", 99))
    source.text.append("::: ledger", Origin("spec/index.md", 100))
    source.masks += [tree.editions.everywhere] * 2
    report = Report()
    page = build_pages(Inputs(SMALL, tree), "lts", report).pages["index.md"]
    assert render(report.problems) == ""
    root = Converter().document(page.text).root
    (listed,) = root.findall("dl")
    terms = listed.findall("dt")
    assert [term.text_content() for term in terms] == ["D1: Strict names", "S1: Policy"]
    assert {"ledger-d1", "ledger-s1"} <= {anchor.id for anchor in page.anchors}
    first = [" ".join(p.text_content().split()) for p in listed.find("dd")]
    assert first == [
        "Matrix: Any name.",
        "LTS: Strict names.",
        "Reason: They look alike.",
        "To be ferried: to Matrix. Status: open. Source: MSC1.",
        "Next: Write it down.",
    ]


def test_each_line_of_the_list_names_its_field(tree: Tree) -> None:
    text = definition_list(read_ledger(SMALL, Report(), tree.editions.sides).values(), tree.editions.sides)
    for line, where in zip(text.lines, text.origins, strict=True):
        written = (SMALL / where.path).read_text().split("\n")[where.line - 1]
        if line.startswith((":   Matrix", "    Reason", "    Next")):
            assert line.partition(": ")[2].rpartition(": ")[2] in written


def test_the_directive_takes_no_words(tree: Tree) -> None:
    report = Report()
    other = Text(["other"], [Origin("x", 1)])
    expand = with_ledger(tree.editions, report, lambda: ({}, []), lambda _: lambda *_: other)
    edition = tree.editions.editions["lts"]
    expand(edition)("ledger", "all", 1, Origin("p.md", 3))
    assert render(report.problems) == (
        "p.md:3: error: `::: ledger` takes nothing after it, found 'all' [ledger-directive]"
    )
    assert str(expand(edition)("event", "m.x", 1, Origin("p.md", 4))) == "other\n"


def test_the_board_lists_pending_entries_first(tree: Tree) -> None:
    rows = board(read_ledger(SMALL, Report(), tree.editions.sides), find_uses(SMALL, tree.editions, Report()))
    assert [(row.entry.id, row.days, [str(use.path) for use in row.uses]) for row in rows] == [
        ("D1", 1, ["spec/rooms/version.md"]),
        ("S1", 0, ["spec/index.md"]),
    ]
