"""Characters that HTML and XML do not allow are reported at their line."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from twotrack.cli.main import main

SMALL = Path(__file__).parents[1] / "checks/small"
API = "spec/api/a.yaml"
OPENAPI = """openapi: 3.1.0
info: {title: A, version: "1", description: "a%s"}
paths:
  /a:
    get:
      summary: A
      description: "b%s"
      responses: {"200": {description: c}}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project, to be changed."""
    return shutil.copytree(SMALL, tmp_path / "project")


@pytest.mark.parametrize(
    ("character", "name"),
    [
        ("\f", "the control character U+000C (form feed)"),
        ("\0", "the control character U+0000 (null)"),
        ("\x02", "the control character U+0002"),
        ("\x9f", "the control character U+009F"),
        ("\ufffe", "the noncharacter U+FFFE"),
        ("\ufdd0", "the noncharacter U+FDD0"),
        ("\U0001ffff", "the noncharacter U+1FFFF"),
    ],
)
@pytest.mark.parametrize("file", ["spec/index.md", "spec/editions.yml", "drafts/draft-example-core.md"])
def test_a_character_is_reported_at_its_line(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], file: str, character: str, name: str
) -> None:
    path = project / file
    lines = path.read_text(encoding="utf-8").count("\n")
    comment = "#" if file.endswith(".yml") else ""
    with path.open("a", encoding="utf-8") as stream:
        stream.write(f"\n{comment} a{character}b\n")
    for command in ("check", "draft --out OUT", "stage --out OUT"):
        if "drafts/" in file and command.startswith("stage"):
            continue
        assert main(command.replace("OUT", str(tmp_path / "out")).split(), project) == 1
        expected = f"{file}:{lines + 2}: error: {name} is not allowed; remove it [character]"
        assert expected in capsys.readouterr().err.splitlines()
        assert not (tmp_path / "out").exists()


def test_private_use_characters_are_text(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with (project / "spec/index.md").open("a", encoding="utf-8") as stream:
        stream.write("\nThe branch sign \ue0a0 and \ue0a1 3 \ue0a2.\n")
    assert main(["check"], project) == 0
    assert "problems" in capsys.readouterr().err


def test_an_escape_of_yaml_is_reported(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "spec/new.md").write_text(
        '---\ntitle: "a\\fb"\n---\n# New\n\n::: api GET /a\n', encoding="utf-8"
    )
    (project / "spec/api").mkdir()
    (project / API).write_text(OPENAPI % ("", "\\f"), encoding="utf-8")
    assert main(["check"], project) == 1
    printed = capsys.readouterr().err
    assert "spec/new.md:2: error: not usable as YAML: the control character U+000C (form feed)" in printed
    assert f"{API}:7: error: the control character U+000C (form feed) is not allowed" in printed


@pytest.mark.parametrize(
    "file",
    [
        "spec/a.md",
        "spec/api/a.yaml",
        "spec/editions.yml",
        "mkdocs.yml",
        "spec/ledger/D01.yml",
        "drafts/draft-example-core.md",
        "drafts/references.yml",
    ],
)
def test_a_pipe_is_not_waited_for(project: Path, capsys: pytest.CaptureFixture[str], file: str) -> None:
    path = project / file
    path.parent.mkdir(exist_ok=True)
    path.unlink(missing_ok=True)
    os.mkfifo(path)
    assert main(["check"], project) == 1
    assert (
        f"{file}: error: a pipe, socket or device, not a file; remove it [unreadable]"
        in capsys.readouterr().err
    )


def test_many_lines_with_such_characters_are_few_messages(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "spec/binary.md").write_bytes(b"\x00\x01\n" * 5000)
    assert main(["check"], project) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "[character]" in line]
    assert len(lines) == 11
    assert (
        "spec/binary.md: error: 4990 more lines have such characters; is this a text file? [character]"
        in lines
    )
