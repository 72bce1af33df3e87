"""A new project passes the check and builds immediately, with any names of its sides."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree, html

from twotrack.cli.main import main


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--sides", "community,w3c", "--titles", "Community,W3C", "--versions", "1,2,3"),
        ("--sides", "a,b,c", "--no-draft"),
        ("--title", 'Odd: "title" & more #1', "--sides", "living,stable"),
        ("--title", "- a *b* `c [d](e) <f> | g_h_ \\ & &amp; i", "--sides", "living,stable"),
        ("--sides", "true,no", "--versions", "null,2026-01-01,1.0", "--titles", "A: x,B #1"),
    ],
)
def test_a_new_project_passes_the_check(
    tmp_path: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "example"
    assert main(["new", str(folder), *options]) == 0
    assert main(["check", "--root", str(folder)]) == 0
    assert "0 problems" in capsys.readouterr().err
    if "--no-draft" not in options:
        assert main(["draft", "--root", str(folder), "--check"]) == 0


def test_a_title_is_shown_as_it_was_given(tmp_path: Path) -> None:
    title = "a *b* `c [d](e) <f> | g_h_ \\ & &amp; # i"
    assert main(["new", str(tmp_path / "x"), "--title", title, "--sides", "a,b"]) == 0
    assert main(["build", "--root", str(tmp_path / "x")]) == 0
    page = html.fromstring((tmp_path / "x/site/index.html").read_text(encoding="utf-8"))
    assert str(page.xpath("string(//h1)")).replace("¶", "") == title
    draft = next((tmp_path / "x/build/drafts").glob("*.xml")).read_bytes()
    abstract = " ".join(str(etree.fromstring(draft).xpath("string(//abstract)")).split())
    assert abstract == f"This document specifies the core of {title}."


@pytest.mark.parametrize("option", [("--title", "{{=x}}"), ("--title", "a\nb"), ("--titles", "A,{{=x}}")])
def test_a_title_that_cannot_be_shown_is_wrong_usage(tmp_path: Path, option: tuple[str, str]) -> None:
    assert main(["new", str(tmp_path / "x"), "--sides", "a,b", *option]) == 2
    assert not (tmp_path / "x").exists()


def test_versions_without_pages_of_their_own_are_compared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "example"
    assert main(["new", str(folder), "--sides", "living,stable", "--versions", "p1,p2"]) == 0
    page = folder / "spec/protocol/index.md"
    page.write_text(page.read_text() + "\n{{only version >= p2: A server MUST NOT do this.}}\n")
    capsys.readouterr()
    assert main(["redline", "--root", str(folder), "p1", "p2"]) == 0
    shown = capsys.readouterr()
    assert "{+A server MUST NOT do this.+}" in shown.out
    assert "1 change from p1 to p2" in shown.err


def test_a_difference_without_a_reason_fails(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "example"
    assert main(["new", str(folder), "--sides", "community,w3c"]) == 0
    page = folder / "spec/protocol/index.md"
    page.write_text(page.read_text() + "\n{{only w3c: A server MUST NOT do this.}}\n")
    assert main(["build", "--root", str(folder)]) == 1
    assert "no ledger entry says why" in capsys.readouterr().err
    assert not (folder / "site").exists()


def test_a_folder_with_files_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "notes.txt").touch()
    assert main(["new", str(tmp_path)]) == 1
    assert "is not an empty folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("sides", ["one", "a,a", "a b,c", "../x,y"])
def test_names_that_cannot_be_used_are_wrong_usage(tmp_path: Path, sides: str) -> None:
    assert main(["new", str(tmp_path / "x"), "--sides", sides]) == 2
    assert not (tmp_path / "x").exists()
