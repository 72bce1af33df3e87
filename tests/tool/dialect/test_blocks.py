"""Lists nest as in CommonMark, anchors are placed and numbered, and positions cost the output nothing."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml.html import HtmlElement
from markdown_it import MarkdownIt
from mdit_py_plugins.admon import admon_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from tests.cases import Case, parametrize
from tests.corpus import CORPUS
from twotrack.inputs import read_mkdocs
from twotrack.markdown.converter import Converter
from twotrack.markdown.line_marks import LINE
from twotrack.markdown.scan.block_scanner import scan
from twotrack.problems import Report
from twotrack.text import Text

ROOT = Path(__file__).resolve().parents[3]
CONFIG = read_mkdocs(ROOT, Report())
assert CONFIG is not None
CONVERTER = Converter(CONFIG.extensions)
COMMONMARK = MarkdownIt("commonmark", {"html": True}).enable("table")
COMMONMARK.use(deflist_plugin).use(footnote_plugin).use(admon_plugin)


@parametrize(Path(__file__).parent / "cases", "blocks.txt")
def test_blocks(case: Case) -> None:
    assert str(scan(Text.of(case.given, "p.md")).text) == case.expected


def test_numbers_of_items() -> None:
    text = "1. a\n   1. {#x} b\n   1. c\n      - d\n        1. {#y} e\n1. {#z} f\n\ntext\n\n3. {#w} g\n"
    found = {anchor.id: anchor.label for anchor in scan(Text.of(text, "p.md")).anchors}
    assert found == {"x": "1.1", "y": "1.2.1", "z": "2", "w": "3"}


def _items(html: str) -> Counter[tuple[str, ...]]:
    """Count list items by the kinds of list around them and their text without space and punctuation."""
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for notes in root.xpath('.//*[@class="footnote" or @class="footnotes"]'):
        notes.drop_tree()
    return Counter(_walk(root, ()))


def _walk(element: HtmlElement, around: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    for child in element:
        if child.tag in {"ul", "ol"}:
            yield from _walk(child, (*around, child.tag))
        elif child.tag == "li" and around:
            yield (*around, re.sub(r"\W+", "", "".join(child.itertext())))
            yield from _walk(child, around)
        elif isinstance(child.tag, str):
            yield from _walk(child, around)


def _without_front_matter(path: Path) -> str:
    return re.sub(r"\A---\n.*?\n---\n", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def _real_texts() -> list[Path]:
    own = [ROOT / "CONTRIBUTING.md", *sorted((ROOT / "spec").rglob("*.md"))]
    corpus = CORPUS / "linearized-matrix" / "draft.md"
    return [*own, *([corpus] if corpus.exists() else [])]


def test_real_texts_nest_as_commonmark_reads_them() -> None:
    wrong = {}
    total = 0
    for path in _real_texts():
        source = _without_front_matter(path)
        # Directives and anchors are the dialect's, not CommonMark's.
        source = re.sub(
            r"^[ \t]*:::.*\n", "", re.sub(r"\{:?\s*#[\w.:-]+\} ?", "", source), flags=re.MULTILINE
        )
        expected = _items(COMMONMARK.render(source))
        got = _items(CONVERTER.html(str(scan(Text.of(source, str(path))).text)))
        total += expected.total()
        if expected != got:
            wrong[path.name] = [*(expected - got), *(got - expected)][:4]
    assert not wrong
    assert total > 500


def _stripped(html: str) -> str:
    return re.sub(rf' {LINE}="\d+"', "", html)


def _without_links(html: str) -> str:
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    for link in root.xpath('.//a[@class="headerlink"]'):
        link.drop_tree()
    return str(lxml.html.tostring(root, encoding="unicode"))


@pytest.mark.parametrize("path", _real_texts(), ids=lambda path: path.name)
def test_positions_change_nothing_else(path: Path) -> None:
    # Inline directives are resolved before conversion; unresolved, they would hide a heading's anchor.
    source = re.sub(r"\{\{[^}]*\}\}", "x", _without_front_matter(path))
    text = scan(Text.of(source, str(path))).text
    document = CONVERTER.document(text)
    with_lines = lxml.html.tostring(document.root, encoding="unicode")
    assert LINE in with_lines
    assert _stripped(with_lines) == _without_links(CONVERTER.html(str(text)))


def test_blocks_know_their_lines() -> None:
    source = (
        "# T\n\npara\nmore\n\n- a\n  - b\n\n    c\n\n| h |\n|---|\n| r |\n\n"
        "term\n: def\n\n```json\n{}\n```\n\n> q\n\n"
        "<table>\n<tr><td>x</td></tr>\n</table>\n\n!!! note\n    body\n"
    )
    document = Converter().document(scan(Text.of(source, "p.md")).text)
    lines = {
        (element.tag, "".join(element.itertext()).split()[0]): document.where(element).line
        for element in document.root.iter("h1", "p", "li", "td", "th", "dt", "dd", "pre", "blockquote")
        if "".join(element.itertext()).split()
    }
    assert lines[("h1", "T")] == 1
    assert lines[("p", "para")] == 3
    assert lines[("li", "a")] == 6
    assert lines[("li", "b")] == 7
    assert lines[("p", "c")] == 9
    assert lines[("th", "h")] == 11
    assert lines[("td", "r")] == 13
    assert lines[("dt", "term")] == 15
    assert lines[("dd", "def")] == 16
    assert lines[("pre", "{}")] == 18
    assert lines[("blockquote", "q")] == 22
    assert lines[("td", "x")] == 25
    assert lines[("p", "body")] == 29


def test_rows_without_outer_pipes_keep_their_markup() -> None:
    html = Converter().document(scan(Text.of("**a**|*b*\n---|---\n`c`|d\n", "p.md")).text)
    found = {element.tag for element in html.root.iter("strong", "em", "code")}
    assert found == {"strong", "em", "code"}
    assert [html.where(row).line for row in html.root.iter("tr")] == [1, 3]


_WORDS = st.sampled_from(["word", "`code`", "*em*", "1987.", "a | b", "{#x}", "**b**"])
_LINES = st.builds(
    lambda indent, marker, word: " " * indent + marker + word,
    st.integers(0, 9),
    st.sampled_from(
        [
            "",
            "- ",
            "* ",
            "1. ",
            "2) ",
            "> ",
            "# ",
            ": ",
            "```",
            "~~~",
            "| ",
            "    ",
            "!!! note ",
            "<div>",
            "</div>",
            "\t",
        ]
    ),
    st.one_of(st.just(""), _WORDS),
)


@given(st.lists(_LINES, max_size=25))
def test_no_line_of_text_is_lost(lines: list[str]) -> None:
    source = "\n".join(lines) + "\n"
    scanned = scan(Text.of(source, "p.md"))
    assert len(scanned.text.lines) == len(scanned.text.origins)
    letters = re.compile(r"word|code|\bem\b|1987")
    # A heading's own anchor repeats its words.
    written = re.sub(r"\{#[\w.:-]+\}$", "", str(scanned.text), flags=re.MULTILINE)
    # Text after a fence that is not a language is not shown, and reported.
    reported = letters.findall(" ".join(header for _, header in scanned.headers))
    assert Counter(letters.findall(source)) == Counter(letters.findall(written)) + Counter(reported)


_ITEMS = st.recursive(
    st.sampled_from(["a", "b c", "d\n\ne"]),
    lambda inner: st.lists(inner, min_size=1, max_size=3),
    max_leaves=12,
)


def _write(tree: list[Any], indent: int, marker: str, *, loose: bool) -> list[str]:
    lines: list[str] = []
    for child in tree:
        if isinstance(child, list):
            lines += _write(child, indent + len(marker) + 1, "-" if marker == "1." else "1.", loose=loose)
            continue
        first, *rest = child.split("\n")
        lines.append(f"{' ' * indent}{marker} {first}")
        lines += [" " * (indent + len(marker) + 1) + line if line else "" for line in rest]
        if loose:
            lines.append("")
    return lines


@given(st.lists(_ITEMS, min_size=1, max_size=5), st.booleans())
def test_any_nest_of_lists_reads_as_in_commonmark(tree: list[Any], loose: bool) -> None:  # noqa: FBT001 - drawn
    source = "\n".join(["start", "", *_write(["x", *tree], 0, "-", loose=loose)]) + "\n"
    got = CONVERTER.html(str(scan(Text.of(source, "p.md")).text))
    assert _items(got) == _items(COMMONMARK.render(source))


DEEP = 400


@pytest.mark.parametrize(
    "source",
    [
        "\n".join(" " * 2 * n + "- x" for n in range(DEEP)),
        "- " * DEEP + "x",
        "1. " * DEEP + "x",
        ">" * DEEP + " x",
        "> - " * DEEP + "x",
        "\n".join(">" * n + " x" for n in range(1, 300)),
        "\n\n".join(" " * 4 * n + "!!! note" for n in range(DEEP)),
        "\n".join(" " * 2 * n + "x\n" + " " * 2 * n + ": y\n" for n in range(DEEP)),
    ],
    ids=[
        "list",
        "list in a line",
        "numbers",
        "quotation",
        "both",
        "quotations",
        "admonitions",
        "definitions",
    ],
)
def test_too_deep_nesting_is_reported(source: str) -> None:
    report = Report()
    scanned = scan(Text.of(f"a\n\n{source}\n\n- [last](x)\n", "p.md"), report)
    assert [problem.code for problem in report.problems] == ["nesting"]
    assert "last" in CONVERTER.html(str(scanned.text))


def test_fifty_levels_are_not_too_deep() -> None:
    report = Report()
    source = "\n".join(" " * 2 * n + f"- x{n}" for n in range(50))
    found = _items(CONVERTER.html(str(scan(Text.of(source, "p.md"), report).text)))
    assert report.problems == []
    # markdown-it-py stops at twenty.
    assert found == Counter((*["ul"] * (n + 1), "".join(f"x{k}" for k in range(n, 50))) for n in range(50))
