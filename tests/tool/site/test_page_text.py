"""The last step of a page: links in rows of properties."""

from __future__ import annotations

import pytest

from twotrack.site.page_text import with_linked_row

ROW = '<tr id="get-x-query.limit"><td class="tt-name">{}</td><td class="tt-type">integer</td></tr>'


def test_the_name_in_a_row_is_a_link_to_the_row() -> None:
    link = '<a class="tt-here" href="#get-x-query.limit" tabindex="-1"><code>limit</code></a> <b>required</b>'
    assert with_linked_row(ROW.format("<code>limit</code> <b>required</b>")) == ROW.format(link)


@pytest.mark.parametrize("line", ['<tr><td class="tt-name"><code>limit</code></td></tr>', ROW.format("<i>any</i>")])
def test_other_rows_stay(line: str) -> None:
    assert with_linked_row(line) == line
