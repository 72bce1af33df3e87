"""Paragraphs rendered without a Markdown parser equal those of the parser."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from twotrack.openapi.render import cells
from twotrack.openapi.render.cells import Cells
from twotrack.openapi.render.paragraph import simple_html
from twotrack.problems import Report
from twotrack.text import Origin, Text

WHERE = Origin("spec/api/a.yaml", 1)
CELLS = Cells(Report())
# Markdown syntax, alone and combined, among words.
PARTS = st.sampled_from(
    [
        *(
            "word",
            "m.room.name",
            " ",
            " ",
            "  ",
            "\n",
            "\n",
            "\n\n",
            "\n   ",
            "\t",
            "    ",
            "\u00a0",
            "{",
            "}",
            "{{",
        ),
        *(
            "`",
            "``",
            "`a`",
            "`<b>`",
            "` a `",
            "`a_b*c`",
            "*",
            "**",
            "_",
            "[",
            "]",
            "(",
            ")",
            "](",
            "<",
            ">",
            "&",
        ),
        *("[a](#b)", "[`a` b](/c_d/#e)", "[a](b c)", "[a]: /b", "![a](b)", "http://a.example", "<http://a>"),
        *(
            "#",
            "-",
            "+",
            "1.",
            "1)",
            "=",
            "===",
            "---",
            "|",
            "a | b",
            ":",
            ": a",
            "~~~",
            "!",
            "\\",
            "^",
            '"',
            "'",
            "é",
        ),
    ]
)


@settings(max_examples=300)
@given(st.lists(PARTS, max_size=14).map("".join))
@example("One\ntwo `three`\n\nfour [`five`](#six).")
@example("a\n=")
@example("a  \nb")
def test_output_equals_that_of_the_parser(source: str) -> None:
    source = source.rstrip()
    made = simple_html(source) if source and "{{" not in source else None
    if made is None:
        return  # left to the parser
    parsed = CELLS._parsed(source, Text([source], [WHERE]))
    assert cells._joined(made).strip() == parsed


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("Just words, and a {brace}.", "Just words, and a {brace}."),
        ("Over\ntwo lines.", "Over\ntwo lines."),
        ("One.\n\nTwo.", "<p>One.</p>\n<p>Two.</p>"),
        ("See [`a<b`](#c).", 'See <a href="#c"><code>a&lt;b</code></a>.'),
        ("A *word*.", None),
        ("- An item", None),
        ("A `span\nover lines`.", None),
    ],
)
def test_most_descriptions_take_no_parser(source: str, made: str | None) -> None:
    assert simple_html(source) == made
