"""A redline shows every word of both sides, in each format."""

from __future__ import annotations

from collections import Counter

import pytest

from tests.tool.redline.build import document
from tests.tool.redline.fuzz import fault
from twotrack.census.shown_words import shown_by_kind
from twotrack.problems import Report
from twotrack.redline.blocks.block_list import blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.redline.word_census import report_unread, unread_words


def test_random_pairs() -> None:
    assert not {seed: what for seed in range(120) if (what := fault(seed))}


@pytest.mark.parametrize(
    "source",
    [
        "<table><tr><td>one</td></tr>two\n",
        "<dl><dt>one</dt>two<dd>three</dd></dl>\n",
        "<select><option>one</option></select>\n",
        "<figure><img src='a.svg' alt='one'><figcaption>two</figcaption></figure>\n",
        "<table><tr>one<td>two</td></tr></table>\n",
        "<table><caption>one<p>two</p></caption><tr><td>three</td></tr></table>\n",
        "- one\n\n    ```\n    two\n    ```\n",
        '```python title="one"\ntwo\n```\n',
        "<p>one<pre>two</pre>three</p>\n",
        "<pre>one<table><tr><td>two</td></tr></table></pre>\n",
        "text[^a]\n\n[^a]: one\n",
        "*[HTML]: Hyper\n\nHTML\n",
    ],
)
def test_every_shown_word_is_read(source: str) -> None:
    text = document(source)
    assert unread_words(text, blocks_of({"": text}, Tokenizer())) == []


def test_unread_word_is_reported() -> None:
    text = document("one two\n")
    report = Report()
    shown = {"": sum(shown_by_kind(text.root).values(), Counter())}
    report_unread({"": text}, shown, blocks_of({"": document("one\n")}, Tokenizer()), report)
    assert [problem.text for problem in report.problems] == ["'two' is on the page and not in redlines"]
