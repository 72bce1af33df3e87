"""The output formats of a redline: complete, well-formed and safe."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tool.redline.build import document
from tests.tool.redline.test_properties import pairs
from twotrack.markdown.document import Document
from twotrack.redline import Redline, apply, compare, from_json, redline, to_html, to_json, to_text
from twotrack.redline.blocks.block_list import Block, blocks_of
from twotrack.redline.blocks.tokens import CELL, Tokenizer
from twotrack.redline.formats.html_body import Links
from twotrack.redline.formats.proposal_form import to_change_list, to_delta
from twotrack.text import Text

CASES = sorted(path for path in (Path(__file__).parent / "cases").iterdir() if path.is_dir())


def of_markdown(a: str, b: str) -> Redline:
    return redline({"": document(a, "a.md")}, {"": document(b, "b.md")})


def of_case(name: str) -> Redline:
    folder = Path(__file__).parent / "cases" / name
    return of_markdown(*((folder / side).read_text(encoding="utf-8") for side in ("a.md", "b.md")))


def page(result: Redline, links: Links | None = None) -> Any:
    return lxml.html.document_fromstring(to_html(result, "A", "B", links))


def readable(root: Any, *leave_out: str) -> str:
    """The letters that are read when some elements are left out."""
    for path in ("//*[contains(@class,'about')]", "//nav", "//head", *leave_out):
        for element in root.xpath(path):
            element.drop_tree()
    return letters(root.xpath("//main")[0].text_content())


def letters(text: str) -> str:
    return "".join(re.findall(r"\w", text))


@given(pairs())
@settings(max_examples=60, deadline=None)
def test_json_is_whole(pair: tuple[list[Block], list[Block]]) -> None:
    a, b = pair
    changes = from_json(to_json(compare(a, b), "A", "B"))
    assert apply(a, changes) == tuple(b)
    kept = [(change.kind, change.moved, change.ledger, change.unexplained) for change in changes]
    expected = compare(a, b).changes
    assert kept == [(one.kind, one.moved, one.ledger, one.unexplained) for one in expected]


def test_json_contains_moves() -> None:
    (change,) = of_case("short-moves").changes[:1]
    assert change.moved
    written = json.loads(to_json(of_case("short-moves"), "A", "B"))["changes"][0]
    assert written["moved"] is True


@pytest.mark.parametrize(
    "text", ["[]", '{"format": "other", "version": 1}', '{"format": "twotrack-redline"}']
)
def test_other_json_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not a twotrack-redline"):
        from_json(text)


def boxed(block: Block) -> Block:
    """Return a block containers, as those of a document have."""
    path = ("code:json",) if block.kind == "code" else block.path
    # A heading is the last step of its own path, and no container.
    depth = len(path) - (block.kind == "heading")
    return replace(block, path=path, boxes=tuple(range(1, depth + 1)))


@given(pairs())
@settings(max_examples=60, deadline=None)
def test_every_form_can_be_written(pair: tuple[list[Block], list[Block]]) -> None:
    result = compare(*(list(map(boxed, side)) for side in pair))
    assert (
        bool(to_text(result))
        == bool(result.changes)
        == bool(to_delta(result))
        == bool(to_change_list(result))
    )
    root = page(result)
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {f"change-{n}" for n in range(1, len(result.changes) + 1)} >= {
        i for i in ids if i.startswith("change-")
    }


@pytest.mark.parametrize("case", [pytest.param(case.name, id=case.name) for case in CASES])
def test_the_page_without_deletions_reads_as_b(case: str) -> None:
    result = of_case(case)
    words = readable(page(result), "//del", "//*[contains(@class,'departed')]")
    assert words == letters(" ".join(block.text for block in result.b))


@pytest.mark.parametrize(
    "case", ["words", "requirements", "tables", "lists", "definitions", "code", "formatting"]
)
def test_the_page_without_insertions_reads_as_a(case: str) -> None:
    result = of_case(case)
    words = readable(page(result), "//ins")
    assert words == letters(" ".join(block.text for block in result.a))


def test_a_deleted_item_is_in_its_list_without_a_number() -> None:
    root = page(of_case("renumbering"))
    (listing,) = root.xpath("//main//ol")
    assert [item.get("value") for item in listing.xpath("li")] == ["1", None, "2"]
    assert listing.xpath("li[2]")[0].get("class") == "gone"


def test_a_deleted_row_is_in_its_table() -> None:
    root = page(of_case("tables"))
    (table,) = root.xpath("//table")
    assert [len(row.xpath("td|th")) for row in table.iter("tr")] == [3, 3, 3, 3, 3]


def test_a_note_on_code_precedes_its_first_line() -> None:
    old = "~~~ abnf\na = 1\nb = 2\nc = 3\nd = 4\n~~~\n"
    new = '~~~ abnf\na = 1\nx1 = "p"\ny2 = "q"\nz3 = "r"\nb = 2\nc = 3\nd = 5\n~~~\n'
    before, after = (Text.of(text, "a.md") for text in (old, new))
    after.origins[2:5] = [origin._replace(because=("D07",)) for origin in after.origins[2:5]]
    root = page(redline({"": document(before)}, {"": document(after)}))
    (box,) = root.xpath("//div[@class='noted'][pre]")
    notes = box.xpath("pre/code/span[@class='about']")
    assert [note.xpath("string(span[@class='what'])") for note in notes] == [
        "3 lines of code inserted",
        "line of code changed",
    ]
    # The ledger id is read like any other, and leads to its entry.
    assert notes[0].xpath("a[@class='ledger']/text()") == ["D07"]
    assert notes[0].getnext().xpath("string()") == 'x1 = "p"'
    # Each line can be linked to.
    assert [found.get("id") for found in box.xpath(".//*[@id]")] == [f"change-{n}" for n in range(1, 5)]


def test_neighbours_that_are_new_have_one_note() -> None:
    old = "## A {#a}\n\nFirst of all.\n"
    new = old + "\nOne new.\n\nTwo new.\n\nA server MUST be new.\n\n- an item\n- more\n\n## B {#b}\n\nText.\n"
    root = page(of_markdown(old, new))
    notes = [
        " ".join(part.text_content() for part in note) for note in root.xpath("//main//span[@class='about']")
    ]
    assert notes == [
        "2 paragraphs inserted",
        "paragraph inserted MUST added",
        "2 list items inserted",
        "heading inserted",
        "paragraph inserted",
    ]
    # Each change can be linked to all the same.
    assert root.xpath("//main//span[starts-with(@id, 'change-')]/@id") == [f"change-{n}" for n in range(1, 8)]


def test_lines_of_a_cell_stay_lines() -> None:
    html = "<table><tr><td>One<div>two</div>three</td><td><p>x</p><p>y</p></td></tr></table>"
    (row,) = blocks_of({"": Document.of_html(html, Text.of("", "a.md"))}, Tokenizer())
    assert [token.text for token in row.tokens if token.text != CELL] == [
        *("One", "\n", "two", "\n", "three"),
        *("x", "\n", "y"),
    ]


def test_a_column_that_was_added_is_marked_cell_by_cell() -> None:
    before = "| a | b |\n|---|---|\n| one | two |\n"
    after = "| a | new | b |\n|---|---|---|\n| one | fresh | two |\n"
    root = page(of_markdown(before, after))
    assert root.xpath("//*[@class='ins']//ins/text()") == ["new", "fresh"]
    assert not root.xpath("//del")


def test_sections_without_changes_can_be_left_out() -> None:
    same = "## One {#one}\n\nText.\n\n### Deep {#deep}\n\nMore.\n\n## Two {#two}\n\n"
    root = page(of_markdown(same + "Old words here.", same + "New words here."))
    state = {
        d.xpath("summary/*/@id")[0]: "same" in d.get("class").split()
        for d in root.xpath("//details[summary/*/@id]")
    }
    assert state == {"one": True, "deep": True, "two": False}


def test_text_is_escaped_and_dangerous_links_are_not_made() -> None:
    before = "A `<script>alert(1)</script>` & more, see [it](https://example.org/).\n"
    after = "A `<script>alert(2)</script>` & less, see [it](javascript:alert(1)).\n"
    text = to_html(of_markdown(before, after), "<A>", "B & C")
    root: Any = lxml.html.document_fromstring(text)
    assert not root.xpath("//script")
    assert not [url for url in root.xpath("//@href | //@src") if url.lower().startswith("javascript")]
    assert root.xpath("//h1")[0].text == "Changes from <A> to B & C"
    assert root.xpath("//ins/code/text()") == ["<script>alert(2)</script>"]


def test_a_table_has_one_caption_in_which_both_are_shown() -> None:
    table = "<table><caption>{}</caption><tr><td>cell</td></tr></table>\n"
    root = page(of_markdown(table.format("Old words"), table.format("All else, said anew")))
    (shown,) = root.iter("table")
    # A browser moves anything else out of the table.
    assert [child.tag for child in shown] == ["caption", "tr"]
    words = " ".join(shown[0].text_content().split())
    assert "Old words" in words
    assert "All else, said anew" in words


def test_the_page_fetches_nothing() -> None:
    text = to_html(of_markdown("![old](https://example.org/x.png) a", "![old](https://example.org/x.png) b"))
    root: Any = lxml.html.document_fromstring(text)
    assert not root.xpath("//link | //script | //iframe | //object | //embed")
    assert "url(" not in "".join(root.xpath("//style/text()"))
    assert "@import" not in "".join(root.xpath("//style/text()"))
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_links_are_made_as_the_caller_wants() -> None:
    links = Links(anchor=lambda anchor: f"/spec/#{anchor}", ledger=lambda name: f"/ledger/{name}/")
    root = page(of_case("formatting"), links)
    assert "/spec/#other" in root.xpath("//main//a/@href")


def test_control_characters_do_no_harm() -> None:
    tokenizer = Tokenizer()
    a = [Block("paragraph", (), None, tokenizer.inline(["a\x0bb \x01 c"]))]
    b = [Block("paragraph", (), None, tokenizer.inline(["a \ud800 c"]))]
    assert "\ufffd" in to_html(compare(a, b))


@given(st.text(max_size=40), st.text(max_size=40))
@settings(max_examples=50, deadline=None)
def test_any_text_can_be_shown(a: str, b: str) -> None:
    tokenizer = Tokenizer()
    result = compare(*([Block("paragraph", (), None, tokenizer.inline([text]))] for text in (a, b)))
    lxml.html.document_fromstring(to_html(result))
    json.loads(to_json(result))
