"""Faults of mkdocs.yml are located lines, for every command alike."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cases import Case, parametrize
from twotrack.cli.main import main
from twotrack.config.mkdocs_file import DEFAULT
from twotrack.problems import Report, render
from twotrack.project import open_project

HERE = Path(__file__).parent
SMALL = HERE.parent / "checks/small"
FAULTS = {
    "not YAML": b"site_name: [\n",
    "a list": b"- a\n",
    "a type": b"site_name: A\nmarkdown_extensions: 7\n",
    "an extension": b"site_name: A\nmarkdown_extensions: [no_such_extension]\n",
    "not UTF-8": b"site_name: \xff\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project, to be changed."""
    return shutil.copytree(SMALL, tmp_path / "project")


@parametrize(HERE / "cases", "mkdocs.txt")
def test_a_fault_is_reported_at_its_line(project: Path, case: Case) -> None:
    (project / "mkdocs.yml").write_text(case.given, encoding="utf-8")
    report = Report()
    opened = open_project(project, report)
    assert render(report.problems) + "\n" == case.expected
    assert (opened is None) == report.failed


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(
    "command",
    [
        "check",
        "draft --out OUT",
        "stage --out OUT",
        "build --out OUT",
        "redline 11 12",
        "redlines --out OUT 11:12",
    ],
)
def test_every_command_reports_it_and_writes_nothing(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, fault: str
) -> None:
    (project / "mkdocs.yml").write_bytes(FAULTS[fault])
    out = tmp_path / "out"
    assert main(command.replace("OUT", str(out)).split(), project) == 1
    printed = capsys.readouterr()
    first = printed.err.splitlines()[0]
    assert first.startswith("mkdocs.yml:")
    assert ": error: " in first
    assert printed.out == ""
    assert not out.exists()


@pytest.mark.parametrize("fault", FAULTS)
def test_mkdocs_itself_writes_nothing(project: Path, fault: str) -> None:
    (project / "mkdocs.yml").write_bytes(FAULTS[fault])
    words = [sys.executable, "-m", "mkdocs", "build"]
    done = subprocess.run(words, cwd=project, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Traceback (most recent call last)" not in done.stderr.split("Config value")[0]
    assert not (project / "site").exists()


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (
            "".join(f"  a{i}: &a{i} [{', '.join([f'*a{i - 1}' if i else 'x'] * 10)}]\n" for i in range(10)),
            "mkdocs.yml:8: error: invalid YAML: more than 500000 values",
        ),
        ("  a: " + "[" * 5000 + "]" * 5000, "mkdocs.yml:3: error: invalid YAML: nested deeper"),
    ],
    ids=["aliases", "depth"],
)
def test_what_decides_whether_a_run_is_repeated_reads_it_within_bounds(
    project: Path, capsys: pytest.CaptureFixture[str], extra: str, said: str
) -> None:
    (project / "mkdocs.yml").write_text(f"site_name: A\nextra:\n{extra}\n", encoding="utf-8")
    assert main(["check"], project) == 1
    assert said in capsys.readouterr().err


def test_a_project_without_it_has_the_default_settings(project: Path, tmp_path: Path) -> None:
    assert not (project / "mkdocs.yml").exists()
    assert main(["stage", "--out", str(tmp_path / "out")], project) == 0
    assert "markdown_extensions" in (tmp_path / "out/mkdocs.yml").read_text(encoding="utf-8")


def test_settings_are_inherited(project: Path) -> None:
    (project / "base.yml").write_text(
        "markdown_extensions: [abbr, {toc: {toc_depth: 2}}]\n", encoding="utf-8"
    )
    (project / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: A\n", encoding="utf-8")
    report = Report()
    opened = open_project(project, report)
    assert report.problems == []
    assert opened is not None
    # MkDocs loads three extensions before those that the configuration names.
    built_in = {"toc": {"toc_depth": 2}, "tables": {}, "fenced_code": {}}
    assert dict(opened.mkdocs.extensions) == built_in | {"abbr": {}}


def test_a_folder_cannot_be_staged_with_inherited_settings(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(DEFAULT, project / "base.yml")
    (project / "mkdocs.yml").write_text("INHERIT: base.yml\nsite_name: A\n", encoding="utf-8")
    assert main(["stage", "--out", str(tmp_path / "out")], project) == 1
    assert "mkdocs.yml:1: error: `INHERIT` is not supported" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
