"""`{::include file}`: the file's text in place of the line, from within the project alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.problems import Report
from twotrack.rfc.source import file_include
from twotrack.text import Text

FILES: dict[str, str | bytes] = {
    "drafts/one.abnf": "a = b\nb = %x41\n",
    "code/two.txt": "    x\n      y\n",
    "code/outer.md": "before\n{::include code/two.txt}\nafter\n",
    "code/loop.md": "{::include-nested code/loop.md}\n",
    "code/wide.txt": "short\n" + "word " * 20 + "\n",
    ".hidden/secret": "secret\n",
    "code/latin.txt": b"caf\xe9\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    (tmp_path / "outside.txt").write_text("outside\n", encoding="utf-8")
    (tmp_path / "project/code/link.txt").symlink_to(tmp_path / "outside.txt")
    return tmp_path / "project"


def expand(root: Path, source: str) -> tuple[Text, list[str]]:
    report = Report()
    text = file_include.expand(Text.of(source, "drafts/draft.md"), root, root / "drafts", report)
    return text, list(map(str, report.problems))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("{::include one.abnf}", "a = b\nb = %x41\n"),
        ("{::include ../code/two.txt}", "    x\n      y\n"),
        ("{::include-dedent code/two.txt} ", "x\n  y\n"),
        ("{::include code/outer.md}", "before\n{::include code/two.txt}\nafter\n"),
        ("{::include-nested-dedent code/outer.md}", "before\n    x\n      y\nafter\n"),
        ("{::include-dedent-quote code/two.txt}", "> x\n>   y\n"),
        (" {::include one.abnf}", " {::include one.abnf}\n"),
    ],
)
def test_a_file_replaces_the_line(line: str, expected: str, root: Path) -> None:
    text, problems = expand(root, f"first\n{line}\nlast\n")
    assert problems == []
    assert str(text) == f"first\n{expected}last\n"


def test_lines_know_the_file_they_came_from(root: Path) -> None:
    text, _ = expand(root, "~~~\n{::include one.abnf}\n~~~\n")
    assert [(origin.path, origin.line) for origin in text.origins] == [
        ("drafts/draft.md", 1),
        ("drafts/one.abnf", 1),
        ("drafts/one.abnf", 2),
        ("drafts/draft.md", 3),
    ]


@pytest.mark.parametrize(("flag", "width"), [("fold", 69), ("fold50", 50)])
def test_long_lines_are_folded(flag: str, width: int, root: Path) -> None:
    text, problems = expand(root, f"{{::include-{flag} code/wide.txt}}\n")
    assert problems == []
    assert "per RFC 8792" in text.lines[0]
    assert max(map(len, text.lines)) == width


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("{::include none.txt}", "'none.txt' is no file of this project"),
        ("{::include ../../outside.txt}", "is no file of this project"),
        ("{::include /etc/hostname}", "is no file of this project"),
        ("{::include code/link.txt}", "is no file of this project"),
        ("{::include .hidden/secret}", "is no file of this project"),
        ("{::include a\0b}", "is no file of this project"),
        ("{::include-nested code/loop.md}", "includes itself"),
        ("{::include-all code/two.txt}", "include-all is not supported"),
        ("{::include-fold20 code/wide.txt}", "cannot be folded to 20 columns"),
    ],
)
def test_an_invalid_include_is_reported_at_its_line(line: str, message: str, root: Path) -> None:
    text, problems = expand(root, f"first\n{line}\n")
    assert len(problems) == 1
    assert problems[0].startswith(("drafts/draft.md:2: error: ", "code/loop.md:1: error: "))
    assert message in problems[0]
    assert "outside" not in str(text)
    assert "secret" not in str(text)


def test_a_file_that_is_not_utf_8_is_reported(root: Path) -> None:
    _, problems = expand(root, "{::include code/latin.txt}\n")
    assert problems == ["code/latin.txt:1: error: not UTF-8 text; save the file as UTF-8 [unreadable]"]
