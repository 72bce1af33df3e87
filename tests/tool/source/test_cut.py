"""Conditions: the text kept in an edition, and the messages for invalid conditions."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cases import Case, parametrize
from twotrack.config.editions_file import read_editions
from twotrack.config.facets import Editions
from twotrack.problems import Report, render
from twotrack.source.cut import cut, read_conditions
from twotrack.source.tree import read_tree
from twotrack.text import Text

CASES = Path(__file__).parent / "cases"


def _editions() -> Editions:
    report = Report()
    editions = read_editions((CASES / "editions.yml").read_text(), "editions.yml", report)
    assert editions is not None, render(report.problems)
    return editions


EDITIONS = _editions()


@parametrize(CASES, "cut.txt")
def test_cut(case: Case) -> None:
    edition = EDITIONS.editions[case.title.rsplit(": ", 1)[1]]
    report = Report()
    source = read_conditions(Text.of(case.given, "p.md"), EDITIONS, report)
    kept = cut(source, EDITIONS, edition, report)
    assert str(kept) == case.expected
    assert not report.problems


@parametrize(CASES, "problems.txt")
def test_problems(case: Case) -> None:
    report = Report()
    source = read_conditions(Text.of(case.given, "p.md"), EDITIONS, report)
    for edition in EDITIONS.editions.values():
        cut(source, EDITIONS, edition, report)
    assert render(report.problems) + "\n" == case.expected


def test_origins_and_reasons_stay_with_their_lines() -> None:
    text = "a\n::: only ietf because D09\nb\n::: only room_version >= 10 because D10\nc\n:::\n:::\nd\n"
    report = Report()
    source = read_conditions(Text.of(text, "p.md", first=5), EDITIONS, report)
    kept = cut(source, EDITIONS, EDITIONS.editions["lts"], report)
    seen = [(line, where.line, where.because) for line, where in zip(kept.lines, kept.origins, strict=True)]
    assert seen == [("a", 5, ()), ("b", 7, ("D09",)), ("c", 9, ("D09", "D10")), ("d", 12, ())]


def test_silenced_codes_are_left_out_unless_they_spoil_the_output() -> None:
    report = Report(frozenset({"condition-never", "block-unclosed"}))
    read_conditions(Text.of("::: only matrix and ietf\n", "p.md"), EDITIONS, report)
    assert [problem.code for problem in report.problems] == ["block-unclosed"]


def test_depth_of_a_hundred() -> None:
    depth = 100
    # Alternating, so that none is always or never true beyond the first of each kind.
    text = "".join("::: only not side\n" for _ in range(depth)) + "deep\n" + ":::\n" * depth
    report = Report()
    kept = cut(
        read_conditions(Text.of(text, "p.md"), EDITIONS, report), EDITIONS, EDITIONS.editions["1"], report
    )
    assert kept.lines == ["deep"]
    assert {problem.code for problem in report.problems} == {"condition-always"}


@pytest.mark.parametrize(
    ("opening", "closing", "message"),
    [
        ("::: only side\n", "\n:::", "101: error: more than 100 blocks are nested here"),
        ("{{only side: ", "}}", "1: error: more than 20 conditions are nested within a line"),
    ],
)
def test_thousands_of_nested_conditions_are_one_problem(opening: str, closing: str, message: str) -> None:
    report = Report()
    text = Text.of(opening * 3000 + "deep" + closing * 3000 + "\n", "p.md")
    cut(read_conditions(text, EDITIONS, report), EDITIONS, EDITIONS.editions["1"], report)
    assert [str(problem).startswith(f"p.md:{message}") for problem in report.problems] == [True]


_LINES = st.lists(
    st.sampled_from(
        [
            "text",
            "",
            "- item",
            "```",
            "~~~",
            "::: only ietf",
            "::: else",
            ":::",
            "::: only room_version > 2",
            "> :::",
        ]
    )
)


@given(_LINES)
def test_every_line_is_kept_in_order_and_never_invented(lines: list[str]) -> None:
    report = Report()
    source = read_conditions(Text(lines, [*Text.of("x\n" * len(lines), "p.md").origins]), EDITIONS, report)
    for edition in EDITIONS.editions.values():
        kept = cut(source, EDITIONS, edition, report)
        numbers = [where.line for where in kept.origins]
        assert numbers == sorted(set(numbers))
        assert all(
            lines[where.line - 1] == line for line, where in zip(kept.lines, kept.origins, strict=True)
        )


_CONDITIONS = st.sampled_from(["matrix", "ietf", "room_version >= 10", "room_version == 2"])


@st.composite
def _texts_with_conditions(draw: st.DrawFn) -> tuple[list[str], dict[str, tuple[tuple[str, bool], ...]]]:
    """Compose a text of words under conditions, and the conditions of each word, true or false."""
    lines: list[str] = []
    words: dict[str, tuple[tuple[str, bool], ...]] = {}

    def word(around: tuple[tuple[str, bool], ...]) -> str:
        name = f"word{len(words)}"
        words[name] = around
        return name

    def inline(around: tuple[tuple[str, bool], ...], depth: int) -> str:
        if depth and draw(st.booleans()):
            condition = draw(_CONDITIONS)
            yes = inline((*around, (condition, True)), depth - 1)
            no = inline((*around, (condition, False)), depth - 1)
            return f"{word(around)} {{{{only {condition}: {yes} | {no}}}}} {word(around)}"
        return word(around)

    def block(around: tuple[tuple[str, bool], ...], depth: int) -> None:
        for _ in range(draw(st.integers(1, 3))):
            lines.append(draw(st.sampled_from(["", "- ", "> ", "## "])) + inline(around, 2))
            if depth and draw(st.booleans()):
                condition = draw(_CONDITIONS)
                lines.append(f"::: only {condition}")
                block((*around, (condition, True)), depth - 1)
                if draw(st.booleans()):
                    lines.append("::: else")
                    block((*around, (condition, False)), depth - 1)
                lines.append(":::")

    block((), 2)
    return lines, words


@given(_texts_with_conditions())
def test_each_word_is_kept_in_the_editions_in_which_its_conditions_are_true(
    text: tuple[list[str], dict[str, tuple[tuple[str, bool], ...]]],
) -> None:
    lines, words = text
    source = read_conditions(Text.of("\n".join(lines) + "\n", "p.md"), EDITIONS, Report())
    for edition in EDITIONS.editions.values():
        kept = str(cut(source, EDITIONS, edition, Report())).split()
        expected = [
            word
            for word, around in words.items()
            if all(EDITIONS.holds(condition, edition) is value for condition, value in around)
        ]
        assert sorted(word for word in kept if word in words) == sorted(expected)


@given(_LINES)
def test_a_line_outside_all_blocks_is_in_every_edition(lines: list[str]) -> None:
    report = Report()
    text = ["first", *lines]
    source = read_conditions(Text(text, Text.of("x\n" * len(text), "p.md").origins), EDITIONS, report)
    assert all(
        cut(source, EDITIONS, edition, report).lines[0] == "first" for edition in EDITIONS.editions.values()
    )


@pytest.mark.parametrize(
    ("condition", "editions"),
    [
        ("ietf", {"lts", "I.1"}),
        ("room_version > 12", {"lts", "I.1"}),
        ("room_version <= 2", {"1", "2"}),
        ("room_version != 12 and not ietf", {"1", "2", "10", "11", "side"}),
        ("room_version >= side", {"side"}),
    ],
)
def test_editions_that_satisfy_a_condition(condition: str, editions: set[str]) -> None:
    assert {e.name for e in EDITIONS.editions.values() if EDITIONS.holds(condition, e)} == editions


def test_a_folder_that_is_no_project_is_reported_with_advice(tmp_path: Path) -> None:
    report = Report()
    assert read_tree(tmp_path, report) is None
    assert render(report.problems) == (
        f"spec/editions.yml: error: there is no folder spec/ in {tmp_path}: "
        "run this in a project's folder, or give --root [config]"
    )
