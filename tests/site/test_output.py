"""Outputs are written whole or not at all, and nothing is replaced that was not written before."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from twotrack.output import (
    MARKER,
    Marker,
    OutputError,
    OutputFolder,
    read_marker,
    sweep,
    write_files,
    write_folder,
    write_inside,
    write_source,
)

ROOT = Path(__file__).resolve().parents[2]


def _contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def _names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_folder_replaces_the_earlier_output(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old", "only-old": "x", "deep/er": "x"})
    with OutputFolder(target, "site") as folder:
        write_inside(folder.path, "page", "new")
        assert _contents(target)["page"] == b"old"
    assert _contents(target) == {"page": b"new"}
    assert read_marker(target) == Marker("site", frozenset({"page"}))
    assert _names(tmp_path) == {"site"}


def test_a_failure_leaves_the_earlier_output(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old"})

    def interrupt() -> None:
        with OutputFolder(target, "site") as folder:
            write_inside(folder.path, "page", "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert _contents(target) == {"page": b"old"}
    assert _names(tmp_path) == {"site"}


def test_a_rename_that_fails_puts_the_earlier_output_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old"})
    folder = OutputFolder(target, "site")
    write_inside(folder.path, "page", "new")
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self == folder.path:
            raise PermissionError(13, "Permission denied")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(OutputError, match="Permission denied"):
        folder.commit()
    assert _contents(target) == {"page": b"old"}
    assert _names(tmp_path) == {"site"}


def test_nothing_written_changes_nothing(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "deep/site", "site"):
        pass
    assert _names(tmp_path / "deep") == set()


def _notes(target: Path) -> None:
    target.mkdir()
    (target / "notes.txt").write_text("mine", encoding="utf-8")


def _repository(target: Path) -> None:
    (target / ".git").mkdir(parents=True)


def _added(target: Path) -> None:
    write_folder(target, "site", {"page": "old"})
    (target / "notes.txt").write_text("mine", encoding="utf-8")


def _added_below(target: Path) -> None:
    write_folder(target, "site", {"a/page": "old"})
    (target / "a/.git").mkdir()


def _added_link(target: Path) -> None:
    write_folder(target, "site", {"page": "old"})
    (target / "link").symlink_to(target.parent)


def _other_kind(target: Path) -> None:
    write_folder(target, "drafts", {"draft-a.xml": "old"})


def _broken_marker(target: Path) -> None:
    target.mkdir()
    (target / MARKER).write_text('{"files": "all"}', encoding="utf-8")


def _file(target: Path) -> None:
    target.write_text("mine", encoding="utf-8")


def _pipe(target: Path) -> None:
    os.mkfifo(target)


@pytest.mark.parametrize(
    "prepare",
    [_notes, _repository, _added, _added_below, _added_link, _other_kind, _broken_marker, _file, _pipe],
)
def test_what_was_not_written_is_not_replaced(tmp_path: Path, prepare: Callable[[Path], None]) -> None:
    target = tmp_path / "out"
    prepare(target)
    before = sorted(path.as_posix() for path in tmp_path.rglob("*"))
    with pytest.raises(OutputError, match="out: "):
        write_folder(target, "site", {"page": "new"})
    assert sorted(path.as_posix() for path in tmp_path.rglob("*")) == before


def test_what_appears_while_a_folder_is_written_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "out"
    write_folder(target, "site", {"page": "old"})
    folder = OutputFolder(target, "site")
    write_inside(folder.path, "page", "new")
    (target / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="notes.txt"):
        folder.commit()
    assert _contents(target) == {"page": b"old", "notes.txt": b"mine"}
    assert _names(tmp_path) == {"out"}


@pytest.mark.parametrize("target", [".", "..", "spec", "spec/new", "spec/../spec"])
def test_an_output_does_not_touch_the_sources(
    tmp_path: Path, target: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "project"
    (root / "spec").mkdir(parents=True)
    monkeypatch.chdir(root)
    with pytest.raises(OutputError):
        write_folder(Path(target), "site", {"page": "new"}, [root / "spec"])
    assert sorted(tmp_path.rglob("*")) == [root, root / "spec"]


@pytest.mark.parametrize("name", ["/abs", "../out", "a/../../out", "", "a\\..\\b"])
def test_a_path_does_not_lead_out_of_the_folder(tmp_path: Path, name: str) -> None:
    with pytest.raises(OutputError, match="not a path below"):
        write_folder(tmp_path / "out", "site", {name: "x"})
    assert _names(tmp_path) == set()


def test_a_link_to_an_output_stays_a_link(tmp_path: Path) -> None:
    write_folder(tmp_path / "real", "site", {"page": "old"})
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_folder(tmp_path / "link", "site", {"page": "new"})
    assert (tmp_path / "link").is_symlink()
    assert _contents(tmp_path / "real") == {"page": b"new"}


_KILLED = """
import os, sys
from pathlib import Path
from twotrack.output import OutputFolder, write_inside
rename, left = Path.rename, int(sys.argv[2])
def die(self, to):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    return rename(self, to)
folder = OutputFolder(Path(sys.argv[1]), "site")
write_inside(folder.path, "page", "new")
Path.rename = die
folder.commit()
"""


@pytest.mark.parametrize("renames", [0, 1])
def test_a_run_that_was_killed_is_repaired_by_the_next(tmp_path: Path, renames: int) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old"})
    killed = subprocess.run([sys.executable, "-c", _KILLED, target, str(renames)], cwd=ROOT, check=False)
    assert killed.returncode == 9
    assert len(_names(tmp_path) - {"site"}) == 1
    sweep(tmp_path)
    assert _contents(target) == {"page": b"old"}
    assert _names(tmp_path) == {"site"}


def test_the_folder_of_a_run_that_goes_on_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with OutputFolder(target, "site") as first:
        write_inside(first.path, "page", "first")
        write_folder(target, "site", {"page": "second", "more": "x"})
        assert first.path.is_dir()
    assert _contents(target) == {"page": b"first"}
    assert _names(tmp_path) == {"site"}


def test_files_are_written_beside_others_and_replaced_only_if_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_files({tmp_path / "a.xml": b"1", tmp_path / "a.txt": b"1"}, "drafts")
    write_files({tmp_path / "a.xml": b"2", tmp_path / "b.xml": b"2"}, "drafts")
    assert _contents(tmp_path) == {"a.xml": b"2", "a.txt": b"1", "b.xml": b"2", "notes.txt": b"mine"}
    with pytest.raises(OutputError, match=r"notes\.txt: exists and was not written"):
        write_files({tmp_path / "a.xml": b"3", tmp_path / "notes.txt": b"3"}, "drafts")
    assert _contents(tmp_path) == {"a.xml": b"2", "a.txt": b"1", "b.xml": b"2", "notes.txt": b"mine"}
    assert _names(tmp_path) == {MARKER, "a.xml", "a.txt", "b.xml", "notes.txt"}


def test_a_source_keeps_its_permissions(tmp_path: Path) -> None:
    path = tmp_path / "register.tsv"
    write_source(path, "a\n")
    path.chmod(0o640)
    write_source(path, "b\n")
    assert path.read_bytes() == b"b\n"
    assert path.stat().st_mode & 0o777 == 0o640


def test_an_error_of_the_system_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(OutputError, match=r"^[^\n]*file[^\n]*$"):
        write_folder(tmp_path / "file/site", "site", {"page": "x"})
