"""A new project passes the check and builds at once, whatever its sides are called."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.cli.main import main


@pytest.mark.parametrize(
    "options",
    [
        (),
        ("--sides", "community,w3c", "--titles", "Community,W3C", "--versions", "1,2,3"),
        ("--sides", "a,b,c", "--no-draft"),
        ("--title", 'Odd: "title" & more #1', "--sides", "living,stable"),
    ],
)
def test_a_new_project_passes_the_check(
    tmp_path: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "example"
    assert main(["new", str(folder), *options]) == 0
    assert main(["check", "--root", str(folder)]) == 0
    assert "0 problems" in capsys.readouterr().err


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
