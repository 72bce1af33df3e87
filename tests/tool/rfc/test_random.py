"""Random Markdown never produces invalid RFCXML or a traceback, however it is nested."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tool.dialect.fuzz import Document
from tests.tool.rfc import drafts
from tests.tool.rfc.fuzz import fault
from twotrack.problems import Report

WORDS = st.sampled_from(
    [
        *(
            "word",
            "*em*",
            "**strong *em* strong**",
            "`code`",
            "MUST NOT",
            "{{RFC8259}}",
            "{{!RFC8785}}",
            "[link](https://example.org/)",
        ),
        *(
            "<https://example.org/>",
            "<sub>1</sub>",
            "<br>",
            "{{section}}",
            "[*em* `code`](#section)",
            "(((entry, sub)))",
        ),
        *(
            "{{{Bob Example}}}",
            "**[link](https://example.org/) MAY**",
            "é",
            "<u>é</u>",
            "&amp; <kbd>k</kbd>",
            "note[^n]",
        ),
        *(
            "<!-- cref: is it so? -->",
            "{{Sections 3 and 4 of RFC8785}}",
            "*{{RFC8259}}*",
            "<q>*q*</q>",
            "a | b",
            "\\*",
        ),
    ]
)
SENTENCE = st.lists(WORDS, min_size=1, max_size=4).map(" ".join)
IAL = st.sampled_from(
    ['{: spacing="compact"}', '{: title="Title"}', "{:aside}", '{: type="a"}', '{: empty="true"}']
)


def indented(text: str, first: str, rest: str) -> str:
    """Return a text as the content of a block with a marker."""
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(rest + line if line else rest.rstrip() for line in lines[1:])])


def nest(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Return blocks that contain other blocks, around some of `inner`."""
    content = st.lists(inner, min_size=1, max_size=3).map("\n\n".join)
    items = st.lists(content, min_size=1, max_size=3)
    return st.one_of(
        items.map(lambda many: "\n".join(indented(one, "- ", "  ") for one in many)),
        items.map(lambda many: "\n".join(indented(one, "1. ", "   ") for one in many)),
        items.map(lambda many: "\n\n".join("term *x*\n" + indented(one, ":   ", "    ") for one in many)),
        content.map(lambda one: indented(one, "> ", "> ")),
        content.map(lambda one: '!!! note "A *title*"\n\n' + indented(one, "    ", "    ")),
        content.map(lambda one: f'<div markdown="1">\n\n{one}\n\n</div>'),
        st.tuples(IAL, content).map("\n".join),
        st.tuples(content, IAL).map("\n".join),
    )


LEAVES = st.one_of(
    SENTENCE,
    SENTENCE,
    st.sampled_from(
        [
            *(
                '```json\n{"a": [1]}\n```',
                '``` {.abnf title="A"}\na = b\n```',
                "```\nart\n```",
                "    indented",
                "| a | b |\n|---|---|\n| {{RFC8259}} {colspan=2} | |\n|---\n| c {rowspan=3} |\n|===\n| *e* |",
            ),
            *("| a | b |\n|---|--:|\n| *c* | `d` |", "## Heading `x` {#h}", "#### Deeper", "* * *"),
            *(
                "<table><tr><td><ul><li>a</li></ul></td><td>b<p>c</p></td></tr></table>",
                "[^n]: A *footnote*.",
            ),
            *(
                "<dl><dt>a<dt>b<dd>c<dd>d</dl>",
                "<ul></ul>",
                "<ol><li></li></ol>",
                "<p></p>",
                "<blockquote></blockquote>",
            ),
            *(
                "<details><summary>S</summary>\n\nbody\n\n</details>",
                "term\n: a\n: b",
                "text\n- list\n1. other",
            ),
        ]
    ),
)
DOCUMENT = st.lists(st.recursive(LEAVES, nest, max_leaves=8), min_size=1, max_size=4).map("\n\n".join)
# Problems that an author can correct; any other report is an error of the writer.
REPORTED = {
    "rfc-no-form",
    "rfc-rule-dropped",
    "rfc-section-empty",
    "anchor-duplicate",
    "definition-duplicate",
    "html-markdown",
    "definition-nested",
    "definition-unused",
    "heading-level",
    "rfc-target-missing",
    "definition-undefined",
}


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("random")


@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(text=DOCUMENT)
def test_nested_blocks_are_valid_or_reported(root: Path, text: str) -> None:
    report = Report()
    written = drafts.write_case(drafts.project(root, report), text + "\n")
    codes = {problem.code for problem in report.problems}
    assert codes <= REPORTED | {"rfc-schema"} or written is not None, report.problems
    assert "rfc-schema" not in codes or any("used twice" in p.text for p in report.problems), report.problems


def test_no_word_of_a_random_document_is_lost(root: Path) -> None:
    opened = drafts.project(root, Report())
    faults = {seed: what for seed in range(120) if (what := fault(opened, Document(seed).source))}
    assert not faults
