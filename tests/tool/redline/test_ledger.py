"""The ledger entries of a change: those of the lines of its words, no others."""

from __future__ import annotations

import pytest

from tests.tool.redline.build import document
from twotrack.redline import Change, redline
from twotrack.redline.formats.proposal_form import select, to_change_list, to_delta
from twotrack.text import Text


def text(*lines: tuple[str, tuple[str, ...]]) -> Text:
    """Lines with the ledger ids of their conditions."""
    result = Text.of("\n".join(line for line, _ in lines), "spec/page.md")
    result.origins = [
        origin._replace(because=ids) for origin, (_, ids) in zip(result.origins, lines, strict=True)
    ]
    return result


def changes(a: Text, b: Text) -> tuple[Change, ...]:
    return redline({"page": document(a)}, {"page": document(b)}).changes


NONE: tuple[str, ...] = ()


def test_a_deletion_has_the_entry_of_the_lines_that_are_gone() -> None:
    a = text(("- one thing", NONE), ("- two things", ("D09",)), ("- three things", NONE))
    b = text(("- one thing", NONE), ("- three things", NONE))
    (change,) = changes(a, b)
    assert (change.kind, change.ledger, change.unexplained) == ("delete", ("D09",), False)


def test_the_entry_of_a_line_applies_only_to_its_own_words() -> None:
    a = text(
        ("Events are small", NONE), ("and servers are IP addresses,", ("D07",)), ("and rooms are big.", NONE)
    )
    b = text(("Events are small", NONE), ("and servers are names,", ("D07",)), ("and rooms are huge.", NONE))
    (change,) = changes(a, b)
    assert change.ledger == ("D07",)
    assert change.unexplained


def test_a_paragraph_that_was_there_already_does_not_explain_its_neighbour() -> None:
    a = text(("Second words stand here.", NONE), ("", ("D01",)), ("Last of all.", ("D01",)))
    b = text(("Second words stood here.", NONE), ("", ("D01",)), ("Last of all.", ("D01",)))
    (change,) = changes(a, b)
    assert (change.ledger, change.unexplained, change.block.ledger) == ((), True, ())


@pytest.mark.parametrize("line", ["| b | 2 |", "| `b` | [2](https://example.org) |"])
def test_rows_have_the_entries_of_their_lines(line: str) -> None:
    head = (("| x | y |", NONE), ("|---|---|", NONE), ("| a | 1 |", NONE))
    (change,) = changes(text(*head), text(*head, (line, ("D05", "D06"))))
    assert (change.kind, change.block.kind, change.ledger) == ("insert", "row", ("D05", "D06"))
    assert change.origin_b is not None
    assert change.origin_b.line == 4


def test_lines_of_code_have_the_entries_of_their_lines() -> None:
    a = text(("```abnf", NONE), ("a = b", NONE), ("c = d", ("D07",)), ("```", NONE))
    b = text(("```abnf", NONE), ("a = b", NONE), ("```", NONE))
    (change,) = changes(a, b)
    assert (change.kind, change.ledger) == ("delete", ("D07",))
    assert change.origin_a is not None
    assert change.origin_a.line == 3


def test_only_changes_of_the_entry_are_ferried() -> None:
    a = text(("- A server MUST sign.", ("D20",)), ("- A server MUST answer.", NONE))
    b = text(("- A server SHOULD sign.", ("D20",)), ("- A server MAY answer.", NONE))
    result = redline({"page": document(a)}, {"page": document(b)})
    assert [change.ledger for change in select(result.changes, ["D20", "D99"])] == [("D20",)]
    delta = to_delta(result, ["D20"], "Sign less")
    assert delta.startswith("# Sign less\n\nRequirements: MUST → SHOULD.\n")
    assert "answer" not in delta
    assert to_change_list(result, ["D20"]) == (
        "- page:\n    - List item changed: “MUST” is now “SHOULD” [MUST → SHOULD] (D20)\n"
    )
    assert to_delta(result, ["D99"]) == to_change_list(result, ["D99"]) == ""
