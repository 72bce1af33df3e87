"""Any draft file produces a result or a report, never a traceback."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tool.rfc import drafts
from twotrack.config.schema_validation import schema
from twotrack.problems import Report
from twotrack.rfc.source.kramdown import translate
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
FRONT = st.dictionaries(st.sampled_from(sorted(schema("draft")["properties"])), VALUE, max_size=8)
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


GOOD = drafts.FRONT + "Text.\n"
NINE = ", ".join(["*{0}"] * 9)
BOMB = "v0: &v0 [1, 2, 3]\n" + "".join(f"v{n + 1}: &v{n + 1} [{NINE.format(f'v{n}')}]\n" for n in range(9))


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "a draft begins with '---'"),
        (b"# Title\n", 1, "a draft begins with '---'"),
        (GOOD.encode("utf-16"), 1, "not UTF-8 text"),
        (GOOD.encode() + b"caf\xe9\n", 18, "not UTF-8 text"),
        (GOOD.encode() + b"\na\0b\n", 19, "the control character U+0000 (null) is not allowed"),
        (GOOD.replace("title: A", "title: A: b: {").encode(), 2, "the YAML cannot be read"),
        (GOOD.replace("---\n", "---\n" + BOMB, 1).encode(), 7, "aliases (*) make more than"),
        (GOOD.replace("---\n", "---\nkeyword: &a [*a]\n", 1).encode(), 2, "inside the value that it repeats"),
        (GOOD.replace("---\n", "---\nkeyword: " + "[" * 9999 + "\n", 1).encode(), 2, "nested deeper than"),
        (GOOD.replace("---\n", "---\ntitle: Two\n", 1).encode(), 3, "the key 'title' is repeated"),
        (GOOD.replace("---\n", "---\npi: 3\n", 1).encode(), 2, "`pi` must be a mapping or a list"),
        (GOOD.replace("---\n", "---\narea: {a: b}\n", 1).encode(), 2, "`area` must be a value or a list"),
        (GOOD.encode() + b"\n" + b"> " * 500 + b"deep\n", 19, "blocks nest more than 50 deep"),
        (GOOD.encode() + b"\n" + b"<b>" * 2000 + b"deep\n", 19, "elements are nested too deep"),
    ],
)
def test_unreadable_data_is_reported_at_its_line(
    data: bytes, line: int, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    drafts.project(tmp_path, Report())
    path = tmp_path / "drafts" / "draft-example-one-case.md"
    path.write_text(GOOD, encoding="utf-8")
    assert drafts.command(["--root", str(tmp_path), "--format", "xml"]) == 0
    out = tmp_path / "build/drafts/draft-example-one-case.xml"
    before = out.read_bytes()
    path.write_bytes(data)
    assert drafts.command(["--root", str(tmp_path), "--format", "xml"]) == 1
    shown = capsys.readouterr().err
    assert f"drafts/draft-example-one-case.md:{line}: error: " in shown
    assert message in shown
    assert out.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: b"\xef\xbb\xbf" + text.encode(),
    ],
    ids=["CRLF", "CR", "BOM"],
)
def test_line_ends_and_marks_of_editors_change_nothing(
    change: Callable[[str], bytes], tmp_path: Path
) -> None:
    drafts.project(tmp_path, Report())
    path = tmp_path / "drafts" / "draft-example-one-case.md"
    made = []
    for data in (GOOD.encode(), change(GOOD)):
        path.write_bytes(data)
        assert drafts.command(["--root", str(tmp_path), "--format", "xml,txt"]) == 0
        made.append({p.name: p.read_bytes() for p in (tmp_path / "build/drafts").iterdir()})
    assert made[0] == made[1]


def test_a_fault_does_not_hide_a_missing_reference(root: Path) -> None:
    report = Report()
    drafts.write_case(drafts.project(root, report), "{{nowhere}} {{!RFC99999}} {{?I-D.a-b}} {{RFC8259}}\n")
    assert [p.code for p in report.problems] == ["reference-unknown", *["rfc-reference-missing"] * 2]


def test_a_failure_of_xml2rfc_is_reported_at_its_line(root: Path) -> None:
    report = Report()
    # A list in a cell too narrow for its bullet; later releases may draw it.
    text = "Text.\n\n- item\n\n  <table><tr><td><ul><li>a</li></ul></td><td>b<p>c</p></td></tr></table>\n"
    drafts.write_case(drafts.project(root, report), text, ("txt",))
    assert [(p.line, p.text[:20]) for p in report.problems] in ([], [(21, "xml2rfc itself faile")])


def test_an_exception_in_xml2rfc_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("string index out of range")

    drafts.project(tmp_path, Report())
    (tmp_path / "drafts" / "draft-example-one-case.md").write_text(GOOD, encoding="utf-8")
    monkeypatch.setattr("xml2rfc.TextWriter.process", fail)
    assert drafts.command(["--root", str(tmp_path), "--format", "xml,txt"]) == 1
    shown = capsys.readouterr().err
    assert "one-case.md:2: error: xml2rfc itself failed on this draft: IndexError: string index" in shown
    assert not (tmp_path / "build").exists()
