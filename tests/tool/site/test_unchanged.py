"""A run with unchanged inputs shows the last result; everything that affects an output is an input."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import twotrack.project
from twotrack.cli import unchanged
from twotrack.cli.main import main
from twotrack.problems import Report
from twotrack.project import Project


def opened(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Return a list to which the root of every project that is read is added."""
    roots: list[Path] = []
    read = twotrack.project.open_project

    def noted(root: Path, report: Report) -> Project | None:
        roots.append(root)
        return read(root, report)

    monkeypatch.setattr(twotrack.project, "open_project", noted)
    return roots


def edit(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    monkeypatch.delenv("TWOTRACK_CACHE", raising=False)


@pytest.mark.parametrize(
    "command", [["check"], ["redlines", "--out", "OUT"], ["redline", "1", "2"]], ids=" ".join
)
def test_the_second_run_reads_nothing_and_prints_the_same(
    sample: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], command: list[str]
) -> None:
    words = [word.replace("OUT", str(sample / "out")) for word in command]
    roots = opened(monkeypatch)
    first = main(words, root=sample), capsys.readouterr()
    count = len(roots)
    assert count
    second = main(words, root=sample), capsys.readouterr()
    # `redline` opens the project once, to see whether its arguments name trees.
    assert len(roots) - count == (1 if command[0] == "redline" else 0) < count
    assert second[0] == first[0]
    assert second[1].out == first[1].out
    assert second[1].err.rpartition(", ")[0] == first[1].err.rpartition(", ")[0]  # all but the time


def test_faults_are_reported_at_every_run(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = sample / "spec" / "index.md"
    before = page.read_text(encoding="utf-8")
    edit(page, "\n\n{{nowhere-at-all}}\n")
    for _ in range(2):
        assert main(["check"], root=sample) == 1
        assert "'nowhere-at-all'" in capsys.readouterr().err
    page.write_text(before, encoding="utf-8")
    main(["check"], root=sample)
    assert "nowhere-at-all" not in capsys.readouterr().err


def test_an_output_that_was_removed_is_written_again_and_an_edited_one_is_refused(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = sample / "out"
    words = ["redlines", "--out", str(out), "1:2"]
    assert main(words, root=sample) == 0
    files = {path.name: path.read_bytes() for path in out.iterdir()}
    (out / "1-2.txt").unlink()
    assert main(words, root=sample) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files
    (out / "1-2.txt").write_text("edited", encoding="utf-8")
    assert main(words, root=sample) == 1
    assert "contains 1-2.txt, edited since twotrack wrote it" in capsys.readouterr().err
    assert (out / "1-2.txt").read_text(encoding="utf-8") == "edited"
    shutil.rmtree(out)
    assert main(words, root=sample) == 0
    assert {path.name: path.read_bytes() for path in out.iterdir()} == files


CHANGES: dict[str, Callable[[Path], object]] = {
    "a page": lambda root: edit(root / "spec/index.md", "more\n"),
    "the editions": lambda root: edit(root / "spec/editions.yml", "# more\n"),
    "a new file": lambda root: (root / "drafts/part.txt").write_text("x", encoding="utf-8"),
    "a file that is gone": lambda root: next((root / "spec").rglob("*.md")).unlink(),
    "a file that has another name": lambda root: (root / "spec/index.md").rename(root / "spec/other.md"),
    "the theme": lambda root: edit(root / "twotrack/site/theme/main.html", "\n"),
    "the configuration": lambda root: edit(root / "mkdocs.yml", "\n"),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_is_an_input(sample: Path, change: Callable[[Path], object]) -> None:
    (sample / "drafts").mkdir(exist_ok=True)
    before = unchanged.inputs(sample, ())
    assert before == unchanged.inputs(sample, ())
    change(sample)
    assert unchanged.inputs(sample, ()) not in {before, None}


@pytest.mark.parametrize("name", ["SOURCE_DATE_EPOCH", "TWOTRACK_VIEWS", "TWOTRACK_SITE_URL"])
def test_an_environment_variable_is_an_input(
    sample: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = unchanged.inputs(sample, ())
    monkeypatch.setenv(name, "1234567890")
    assert unchanged.inputs(sample, ()) != before
    monkeypatch.setenv("UNRELATED_VARIABLE", "1")


def test_an_unrelated_variable_is_none(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = unchanged.inputs(sample, ())
    monkeypatch.setenv("UNRELATED_VARIABLE", "1")
    assert unchanged.inputs(sample, ()) == before


def test_options_and_the_day_are_inputs(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = unchanged.inputs(sample, ("a",))
    assert unchanged.inputs(sample, ("b",)) != before
    monkeypatch.setattr(time, "strftime", lambda *_: "2000-01-01")
    assert unchanged.inputs(sample, ("a",)) != before


def test_outputs_and_caches_are_no_inputs(sample: Path) -> None:
    before = unchanged.inputs(sample, ())
    assert main(["redlines", "--out", str(sample / "build/redlines"), "1:2"], root=sample) == 0
    (sample / ".hidden").write_text("x", encoding="utf-8")
    assert unchanged.inputs(sample, ()) == before


@pytest.mark.parametrize(
    "config",
    ["hooks: [hook.py]\n", "INHERIT: ../base.yml\n", "docs_dir: ../docs\n", "plugins: [other]\n", "a: ["],
)
def test_a_site_that_may_depend_on_anything_is_always_built(sample: Path, config: str) -> None:
    (sample / "mkdocs.yml").write_text(config, encoding="utf-8")
    assert unchanged.inputs(sample, ()) is None


def test_a_linked_folder_may_contain_anything(sample: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (sample / "spec" / "linked").symlink_to(tmp_path / "elsewhere")
    assert unchanged.inputs(sample, ()) is None


def test_a_result_is_not_kept_if_an_input_changes_while_it_is_made(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from twotrack.checks import all_checks

    page = sample / "spec" / "index.md"
    before = page.read_text(encoding="utf-8")
    check = all_checks.check

    def checked_and_edited(*arguments: object, **options: object) -> object:
        result = check(*arguments, **options)  # type: ignore[arg-type]
        edit(page, "saved meanwhile\n")
        return result

    monkeypatch.setattr(all_checks, "check", checked_and_edited)
    main(["check"], root=sample)
    page.write_text(before, encoding="utf-8")
    roots = opened(monkeypatch)
    main(["check"], root=sample)
    assert roots
