"""The last steps of a page: numbers of sections, links in rows of properties, shorter HTML."""

from __future__ import annotations

import pytest

from twotrack.site.page_html import compact, with_folds
from twotrack.site.page_text import section_heading, with_linked_row

ROW = '<tr id="get-x-query.limit"><td class="tt-name">{}</td><td class="tt-type">integer</td></tr>'


def test_the_name_in_a_row_is_a_link_to_the_row() -> None:
    link = '<a class="tt-here" href="#get-x-query.limit" tabindex="-1"><code>limit</code></a> <b>required</b>'
    assert with_linked_row(ROW.format("<code>limit</code> <b>required</b>")) == ROW.format(link)


@pytest.mark.parametrize(
    "line", ['<tr><td class="tt-name"><code>limit</code></td></tr>', ROW.format("<i>any</i>")]
)
def test_other_rows_stay(line: str) -> None:
    assert with_linked_row(line) == line


@pytest.mark.parametrize(
    ("line", "heading"),
    [
        ("## Rules {#rules}", ("##", "rules")),
        ("### `GET` `/x` {#get-x .tt-operation}", ("###", "get-x")),
        # A path with parameters in a quoted attribute.
        ('### `GET` `/x/{y}` {#get-x-y .tt-get data-toc-label="GET /x/{y}"}', ("###", "get-x-y")),
        ('## A {.b data-x="{#no}" #a}', ("##", "a")),
        ("# Title {#title}", None),
        ("## Rules", None),
        ("## Rules {#rules} of it", None),
    ],
)
def test_headings_with_an_id_are_numbered(line: str, heading: tuple[str, str] | None) -> None:
    assert section_heading(line) == heading


@pytest.mark.parametrize(
    ("html", "shorter"),
    [
        ("<p>a\n  b</p>\n<p>c</p>", "<p>a b</p> <p>c</p>"),
        # Lines of code, drawings and fields remain.
        ("<pre><code>a\n b</code></pre>\n\n<p>\nc</p>", "<pre><code>a\n b</code></pre> <p> c</p>"),
        (
            "<svg><text>a\nb</text></svg>\n<textarea>\n\n</textarea>",
            "<svg><text>a\nb</text></svg> <textarea>\n\n</textarea>",
        ),
        # The mark of a rule becomes a link by a script.
        (
            '<li><a class="anchor" id="r" href="#r" tabindex="-1" aria-label="Link to 1.2"></a>a</li>',
            '<li><a class="anchor" id="r"></a>a</li>',
        ),
        ('<a class="anchor" id="r" href="#r"></a>', '<a class="anchor" id="r" href="#r"></a>'),
        # What a reference was written as, and elements around the spaces of code, have no use on a page.
        ('<a class="xref auto" data-ref="a" href="#a">a</a>', '<a href="#a">a</a>'),
        (
            '<pre><span class="w">  </span><span class="nt">a</span></pre>',
            '<pre>  <span class="nt">a</span></pre>',
        ),
    ],
)
def test_html_is_shortened_and_reads_the_same(html: str, shorter: str) -> None:
    assert compact(html) == shorter


def _table(path: str) -> str:
    return (
        f'<div class="tt-scroll" id="get-x-{path}">\n<table class="tt-table">\n<caption><span>A</span> '
        f"<code>{path}</code></caption>\n<tbody><tr><td>b</td></tr></tbody>\n</table>\n</div>"
    )


def test_objects_deep_inside_objects_can_be_folded() -> None:
    tables = [_table(path) for path in ("a", "a.b", "a.c[]", "a.b.d")]
    folded = with_folds("\n".join(tables))
    assert folded == (
        tables[0]
        + '\n<details class="tt-deep" open><summary>3 objects inside these objects</summary>\n'
        + "\n".join(tables[1:])
        + "\n</details>"
    )
    few = "\n".join(tables[:3])
    assert with_folds(few) == few
