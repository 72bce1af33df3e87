"""Builds have a date of the source, in a clone, an archive, and a repository of another user."""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def tool(root: Path) -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("source_date", root / "tools/source_date.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A repository with one commit of 2024-02-03, a changelog and a ledger of later days."""
    folder = tmp_path / "clone"
    (folder / "spec/ledger").mkdir(parents=True)
    (folder / "tools").mkdir()
    (folder / "tools/archive-date.txt").write_text("$Format:%ct$\n", encoding="utf-8")
    (folder / ".gitattributes").write_text("tools/archive-date.txt export-subst\n", encoding="utf-8")
    (folder / "CHANGELOG.md").write_text(
        "## [1.0.0] - 2025-03-04\n## [0.1.0] - 2025-01-01\n", encoding="utf-8"
    )
    (folder / "spec/ledger/D01.yml").write_text("opened: 2025-05-06\n", encoding="utf-8")
    identity = {"GIT_AUTHOR_NAME": "a", "GIT_AUTHOR_EMAIL": "a@b.example", "GIT_COMMITTER_NAME": "a"}
    date = "2024-02-03T00:00:00Z"
    env = os.environ | identity | {"GIT_COMMITTER_EMAIL": "a@b.example", "GIT_COMMITTER_DATE": date}
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "a", "--date", date]):
        subprocess.run(["git", *words], cwd=folder, env=env, check=True)
    return folder


def test_a_clone_has_the_date_of_its_commit(tool: ModuleType, clone: Path) -> None:
    assert tool.source_date(clone) == 1706918400


def test_an_archive_has_the_date_of_its_commit(tool: ModuleType, clone: Path, tmp_path: Path) -> None:
    archive = tmp_path / "a.tar"
    subprocess.run(["git", "archive", "-o", str(archive), "HEAD"], cwd=clone, check=True)
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    subprocess.run(["tar", "xf", str(archive), "-C", str(unpacked)], check=True)
    assert tool.source_date(unpacked) == 1706918400


def test_where_git_refuses_the_text_tells_the_date(
    tool: ModuleType, clone: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Git's own tests set this variable for "dubious ownership".
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert tool.committed(clone) is None
    assert tool.source_date(clone) == 1746489600
    (clone / "spec/ledger/D01.yml").unlink()
    assert tool.source_date(clone) == 1741046400


def test_without_any_day_it_is_the_newest_change(tool: ModuleType, tmp_path: Path) -> None:
    (tmp_path / "spec").mkdir()
    for name, seconds in (("a.md", 1600000000), ("b.md", 1500000000)):
        (tmp_path / "spec" / name).write_text("", encoding="utf-8")
        os.utime(tmp_path / "spec" / name, (seconds, seconds))
    assert tool.source_date(tmp_path) == 1600000000


def test_make_takes_the_date_from_it(root: Path, tmp_path: Path) -> None:
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    probe = tmp_path / "Makefile"
    probe.write_text(makefile + "\nprobe:\n\t@echo $$SOURCE_DATE_EPOCH\n", encoding="utf-8")
    env = {key: value for key, value in os.environ.items() if key != "SOURCE_DATE_EPOCH"}
    words = ["make", "-s", "-C", str(root), "-f", str(probe), "probe"]
    done = subprocess.run(words, env=env, capture_output=True, text=True, check=True)
    assert int(done.stdout.split()[-1]) > 1_700_000_000
    given = subprocess.run(
        words, env=env | {"SOURCE_DATE_EPOCH": "7"}, capture_output=True, text=True, check=True
    )
    assert given.stdout.split()[-1] == "7"
