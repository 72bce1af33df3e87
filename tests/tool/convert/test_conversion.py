"""The shared conversion: the site's HTML taken from it equals that of a separate conversion."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twotrack.markdown.converter import Converter
from twotrack.markdown.line_marks import RAW_BLOCKS
from twotrack.markdown.scan.block_scanner import scan
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.store import Store
from twotrack.text import Text

PIECES = (
    *(
        "# Title\n\n",
        "## Title\n\n",
        "## Other *title* {#own}\n\n",
        "Setext\n===\n\n",
        "text ",
        "two\nlines\n\n",
    ),
    *("[link](other.md#a)", "[self](#own)", '<a href="raw.md">raw</a>', "![alt](picture.png)", "<me@x.org>"),
    *("<https://example.org/?a=1&b=2>", "[r][ref]\n\n[ref]: page.md 'title'\n\n", "- item\n", "1. one\n\n"),
    *("    code\n", "```json\n{}\n```\n\n", "| a | b |\n|---|---|\n| c | d |\n\n", "term\n: text\n\n"),
    *(
        "> quote\n\n",
        "note[^1]\n\n[^1]: foot\n\n",
        '<div markdown="1">\n\n*in*\n\n</div>\n\n',
        "<p>raw</p>\n\n",
    ),
    *(
        '!!! note "Title"\n\n    in it\n\n',
        "`a|b`",
        "[a_b](x_y.md)",
        "[esc](a\\_b.md)",
        "&amp; &copy; &",
        "\n",
    ),
    *(
        "[TOC]\n\n",
        "*[HTML]: abbreviation\n\nHTML\n\n",
        "\ufdd07\ufdd1",
        "\ufdd20\ufdd3",
        'data-line="3"',
        "  \n",
    ),
)
texts = st.lists(st.sampled_from(PIECES), max_size=8).map("".join)


def scanned(source: str) -> Text:
    return scan(Text.of(source, "page.md"), Report()).text


@settings(max_examples=300, derandomize=True)
@given(texts)
def test_site_html_of_any_text(source: str) -> None:
    text = scanned(source)
    converter = Converter()
    conversion = converter.conversion(text)
    if conversion.is_exact:
        assert conversion.site_html(lambda url: url) == converter.html(str(text))


def test_most_texts_are_exact() -> None:
    converter = Converter()
    inexact = [piece for piece in PIECES if not converter.conversion(scanned(piece)).is_exact]
    assert inexact == ["[TOC]\n\n", "\ufdd07\ufdd1", "\ufdd20\ufdd3", 'data-line="3"']


def test_site_html_of_the_real_pages(root: Path) -> None:
    project = open_project(root, Report())
    assert project is not None
    pages = project.site(project.editions.site, Report()).pages.values()
    converter = Converter(project.converter.extensions)
    for page in pages:
        conversion = converter.conversion(page.text)
        assert conversion.is_exact, page.path
        assert conversion.site_html(lambda url: url) == converter.html(str(page.text)), page.path


def test_links_in_the_order_of_the_text() -> None:
    conversion = Converter().conversion(scanned("[a](one.md) ![b](two.png)\n\n[c](<three.md?x=1&y=2>)\n"))
    assert conversion.links == ("one.md", "two.png", "three.md?x=1&y=2")
    html = conversion.site_html(lambda url: f"/{url}/>")
    assert 'href="/one.md/&gt;"' in html
    assert 'src="/two.png/&gt;"' in html
    assert 'href="/three.md?x=1&amp;y=2/&gt;"' in html
    assert 'href="one.md"' in conversion.document_html()


def test_ids_of_headings_do_not_depend_on_their_line() -> None:
    ids = [Converter().conversion(scanned("\n" * n + "Setext title\n---\n")).site_html(str) for n in (0, 10)]
    assert ids[0] == ids[1]


def test_an_extension_that_reads_the_beginning_of_a_paragraph() -> None:
    tasks = Converter({"toc": {}, "pymdownx.tasklist": {}})
    assert not tasks.conversion(scanned("- [ ] task\n")).is_exact


@pytest.mark.parametrize("found", [True, False])
def test_a_conversion_that_is_kept_equals_a_new_one(tmp_path: Path, *, found: bool) -> None:
    text = scanned("# Title\n\n[a](one.md)\n\n- item\n")
    Converter(store=Store(tmp_path if found else None)).conversion(text)
    store = Store(tmp_path if found else None)
    assert Converter(store=store).conversion(text) == Converter().conversion(text)
    assert bool(store.hits and not store.misses) is found


@pytest.mark.parametrize("name", sorted(RAW_BLOCKS | {"b", "del"}))
def test_raw_html_is_the_same_with_marks(name: str) -> None:
    source = f"<{name}>\na *b*\n</{name}>\n\n<{name}>\n\na *b*\n\n</{name}>\n\nnext\n"
    text = scan(Text.of(source, "p.md")).text
    assert Converter().conversion(text).site_html(str) == Converter().html(str(text))
