"""`twotrack new --from-draft` makes a project of an existing draft, whose RFCXML stays the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus import CORPUS
from twotrack.cli.main import main

DRAFT = """\
---
title: "A *Foreign* Draft: one"
docname: draft-example-foreign-latest
date: 2026-07-28
author: {name: Alice Example, organization: Example, email: alice@example.org}
normative:
  X: {title: X, author: {name: B. Example}, date: 2020}
informative:
  RFC8259:
---

--- abstract

A draft, see {{RFC8259}}.

--- middle

# Introduction

Text, see {{X}} and {{Y}}.

1. one
   1. two

{::include-nested parts/more.md}

![A box](box.svg)
"""
MORE = "## More\n\n~~~\n{::include code.txt}\n~~~\n"
BOX = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    '<rect x="1" y="1" width="8" height="8" fill="none" stroke="black"/></svg>'
)
NEW = ("new", "--sides", "living,ietf", "--from-draft")


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    folder = tmp_path / "foreign"
    (folder / "parts").mkdir(parents=True)
    path = folder / "idea.md"
    path.write_text(DRAFT)
    (folder / "parts/more.md").write_text(MORE)
    (folder / "code.txt").write_text("code;\n")
    (folder / "box.svg").write_text(BOX)
    (folder / "unused.md").write_text("Unused.\n")
    (folder / "references.yml").write_text("Y: {title: Y, author: {name: C. Example}, date: 2021}\n")
    return path


def test_the_project_has_the_draft_and_its_files_and_lists_the_changes(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NEW, str(source), "made"]) == 0
    listed = [line for line in capsys.readouterr().err.split("\n") if "import-changed" in line]
    copied = {
        "drafts/draft-example-foreign.md": "idea.md",
        "drafts/parts/more.md": "parts/more.md",
        "drafts/code.txt": "code.txt",
        "drafts/box.svg": "box.svg",
        "drafts/references.yml": "references.yml",
    }
    expected = {f"{new}: info: copied from {old} [import-changed]" for new, old in copied.items()}
    assert expected <= set(listed)
    assert len(listed) == len(copied) + 2
    lines = (tmp_path / "made/drafts/draft-example-foreign.md").read_text().split("\n")
    for number, line in ((2, "edition: ietf-text"), (3, "kramdown: strict")):
        assert lines[number - 1] == line
        assert any(f"draft-example-foreign.md:{number}: info: added '{line}'" in each for each in listed)
    assert [*lines[:1], *lines[3:]] == DRAFT.split("\n")
    assert not (tmp_path / "made/drafts/unused.md").exists()


def test_the_project_builds_without_a_problem(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*NEW, str(source), "made", "--versions", "1,2"]) == 0
    capsys.readouterr()
    assert main(["build", "--root", "made"]) == 0
    assert " 0 problems" in capsys.readouterr().err
    source.write_text(DRAFT.replace("---\n", "---\nkramdown: strict\n", 1))
    assert main(["draft", str(source), "--format", "xml"]) == 0
    made = (tmp_path / "made/build/drafts/draft-example-foreign.xml").read_text()
    assert made == source.with_suffix(".xml").read_text()
    assert "Foreign" in (tmp_path / "made/site/index.html").read_text()


def test_a_draft_with_errors_makes_no_project(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source.write_text(f"{DRAFT}\nSee {{{{?Z}}}} and {{{{!W}}}}.\n")
    assert main([*NEW, str(source), "made"]) == 1
    errors = capsys.readouterr().err
    assert f"twotrack draft {source} --fetch-references" in errors
    assert errors.count("[citation-unknown]") == 2
    assert not (tmp_path / "made").exists()


def test_windows_line_ends_and_own_settings_are_kept(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = DRAFT.replace("---\n", "---\nkramdown: strict\n", 1)
    source.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert main([*NEW, str(source), "made"]) == 0
    assert "copied from idea.md, with LF as line ends" in capsys.readouterr().err
    made = (tmp_path / "made/drafts/draft-example-foreign.md").read_bytes().decode()
    assert made == text.replace("---\n", "---\nedition: ietf-text\n", 1)


@pytest.mark.parametrize("words", [("--no-draft",), ("--title", "{{=x}}"), ("--sides", "one")])
def test_wrong_usage_writes_nothing(source: Path, tmp_path: Path, words: tuple[str, ...]) -> None:
    assert main([*NEW, str(source), "made", *words]) == 2
    assert not (tmp_path / "made").exists()


def test_a_published_draft_makes_a_project_that_passes_the_check(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = CORPUS / "drafts"
    if not folder.is_dir():
        pytest.skip("the drafts are not on this machine")
    made = tmp_path / "made"
    assert main([*NEW, str(folder / "sfbis.md"), str(made)]) == 0
    capsys.readouterr()
    assert main(["check", "--root", str(made)]) == 0
    assert " 0 problems" in capsys.readouterr().err
