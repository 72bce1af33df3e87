"""Whatever stands in a draft file, there is a result or a report: never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.rfc import drafts
from twotrack.dialect.kramdown import translate
from twotrack.problems import Report
from twotrack.rfc.front import KNOWN
from twotrack.text import Text

VALUE = st.recursive(
    st.sampled_from(
        ["", "text", "RFC8259", "2026-07-28", "draft-a-b-latest", "a@b", "~", "é", "IETF", "yes", "-"]
    )
    | st.integers(-1, 9999)
    | st.booleans()
    | st.none()
    | st.dates(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    *(
                        "name",
                        "ins",
                        "organization",
                        "email",
                        "street",
                        "role",
                        "title",
                        "author",
                        "date",
                        "target",
                    ),
                    *(
                        "seriesinfo",
                        "-",
                        "=",
                        "display",
                        "RFC8259",
                        "KEY",
                        "mail",
                        "github",
                        "group",
                        "toc",
                        "postal",
                    ),
                ]
            ),
            inner,
            max_size=3,
        )
    ),
    max_leaves=6,
)
FRONT = st.dictionaries(st.sampled_from(sorted(KNOWN)), VALUE, max_size=8)
LINE = st.lists(
    st.sampled_from(
        [
            *(
                "{: #a}",
                '{:a: b="c"}',
                "{::boilerplate bcp14}",
                "{::comment}",
                "{:/comment}",
                "{{RFC8259}}",
                "{{",
                "}}",
            ),
            *(
                "{{{A}{B}}}",
                "(((",
                ")))",
                "`",
                "```",
                "~~~",
                "# H",
                "===",
                "---",
                "- ",
                "1. ",
                "> ",
                ": ",
                "[a](#b)",
                "[RFC1]",
            ),
            *(
                "&wj;",
                "*[A]: b",
                "word",
                " ",
                "    ",
                "{:",
                "}",
                "\\{{",
                "{{-x}}",
                "{{<x}}",
                "{{!A=RFC1}}",
                "<xref/>",
                "|",
                "| a ",
                "|---",
                "|===",
                "a {colspan=2} |",
            ),
        ]
    ),
    max_size=5,
).map("".join)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("robust")


@settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))
@given(front=FRONT)
def test_front_matter(root: Path, front: dict[str, object]) -> None:
    report = Report()
    shown = yaml.safe_dump({"title": "T", **front}, allow_unicode=True)
    body = "\n--- abstract\n\nA.\n\n--- middle\n\n# S\n\n{{RFC8259}} {{-a}} {{?KEY}}.\n"
    text = f"---\n{shown}---\n{body}"
    written = drafts.write_case(drafts.project(root, report), text)
    assert written is not None or report.failed
    assert not [p for p in report.problems if p.code == "rfc-schema"], (shown, report.problems)


@settings(max_examples=200, deadline=None)
@given(lines=st.lists(LINE, max_size=12))
def test_kramdown(lines: list[str]) -> None:
    text = Text.of("\n".join(lines), "a.md")
    made = translate({"middle": text}, {}, frozenset({"RFC1"}), Report()).parts["middle"]
    assert len(made.lines) == len(made.origins)
    assert all(origin.path == "a.md" and 1 <= origin.line <= max(len(text), 1) for origin in made.origins)


@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
@given(lines=st.lists(LINE, max_size=12))
def test_whole_files(root: Path, lines: list[str]) -> None:
    report = Report()
    written = drafts.write_case(drafts.project(root, report), "\n".join(lines) + "\n")
    assert written is not None or report.failed
