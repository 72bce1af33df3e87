"""Outputs are written whole or not at all, and nothing is replaced that was not written before."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from twotrack.output import (
    OutputError,
    OutputFolder,
    sweep,
    write_files,
    write_folder,
    write_inside,
    write_source,
)
from twotrack.output_marker import MARKER, Marker, digest_of, read_marker, work_name

ROOT = Path(__file__).resolve().parents[3]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != MARKER
    }


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def test_a_folder_replaces_the_earlier_output(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old", "only-old": "x", "deep/er": "x"})
    with OutputFolder(target, "site") as folder:
        write_inside(folder.path, "page", "new")
        assert contents(target)["page"] == b"old"
    assert contents(target) == {"page": b"new"}
    marker = read_marker(target)
    assert marker is not None
    assert marker == Marker("site", {"page": frozenset({digest_of(target / "page")})})
    assert names(tmp_path) == {"site"}


def test_a_failure_leaves_the_earlier_output(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old"})

    def interrupt() -> None:
        with OutputFolder(target, "site") as folder:
            write_inside(folder.path, "page", "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupt()
    assert contents(target) == {"page": b"old"}
    assert names(tmp_path) == {"site"}


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
    assert contents(target) == {"page": b"old"}
    assert names(tmp_path) == {"site"}


def test_nothing_written_changes_nothing(tmp_path: Path) -> None:
    with OutputFolder(tmp_path / "deep/site", "site"):
        pass
    assert names(tmp_path / "deep") == set()


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
    with pytest.raises(OutputError, match=r"notes\.txt"):
        folder.commit()
    assert contents(target) == {"page": b"old", "notes.txt": b"mine"}
    assert names(tmp_path) == {"out"}


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
    assert names(tmp_path) == set()


def test_a_link_to_an_output_stays_a_link(tmp_path: Path) -> None:
    write_folder(tmp_path / "real", "site", {"page": "old"})
    (tmp_path / "link").symlink_to(tmp_path / "real")
    write_folder(tmp_path / "link", "site", {"page": "new"})
    assert (tmp_path / "link").is_symlink()
    assert contents(tmp_path / "real") == {"page": b"new"}


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
    assert len(names(tmp_path) - {"site"}) == 1
    sweep(tmp_path)
    assert contents(target) == {"page": b"old"}
    assert names(tmp_path) == {"site"}


def test_a_folder_whose_removal_was_killed_is_removed_and_not_restored(tmp_path: Path) -> None:
    (tmp_path / work_name() / "old00").mkdir(parents=True)
    work = tmp_path / work_name()
    work.mkdir()
    (work / "name").write_text("site", encoding="utf-8")
    (tmp_path / work_name()).mkdir()
    sweep(tmp_path)
    assert names(tmp_path) == set()


_KILLED_FILES = """
import os, sys
from pathlib import Path
from twotrack.output import write_files
replace, left = Path.replace, int(sys.argv[2])
def die(self, to):
    global left
    if left == 0:
        os._exit(9)
    left -= 1
    return replace(self, to)
Path.replace = die
write_files({Path(sys.argv[1]) / name: b"new" for name in ("a.xml", "b.xml")}, "drafts")
"""


@pytest.mark.parametrize("replaced", [0, 1, 2, 3])
def test_what_a_killed_run_left_beside_files_is_removed_by_the_next(tmp_path: Path, replaced: int) -> None:
    files = {tmp_path / "a.xml": b"old", tmp_path / "b.xml": b"old"}
    write_files(files, "drafts")
    script = [sys.executable, "-c", _KILLED_FILES, str(tmp_path), str(replaced)]
    assert subprocess.run(script, cwd=ROOT, check=False).returncode == 9
    assert {path.read_bytes() for path in files} <= {b"old", b"new"}
    write_files(dict.fromkeys(files, b"newer"), "drafts")
    assert names(tmp_path) == {MARKER, "a.xml", "b.xml"}
    assert contents(tmp_path) == {"a.xml": b"newer", "b.xml": b"newer"}


def test_the_folder_of_a_run_that_goes_on_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with OutputFolder(target, "site") as first:
        write_inside(first.path, "page", "first")
        write_folder(target, "site", {"page": "second", "more": "x"})
        assert first.path.is_dir()
    assert contents(target) == {"page": b"first"}
    assert names(tmp_path) == {"site"}


def test_files_are_written_beside_others_and_replaced_only_if_they_were_written(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    write_files({tmp_path / "a.xml": b"1", tmp_path / "a.txt": b"1"}, "drafts")
    write_files({tmp_path / "a.xml": b"2", tmp_path / "b.xml": b"2"}, "drafts")
    assert contents(tmp_path) == {"a.xml": b"2", "a.txt": b"1", "b.xml": b"2", "notes.txt": b"mine"}
    with pytest.raises(OutputError, match=r"notes\.txt: exists and was not written"):
        write_files({tmp_path / "a.xml": b"3", tmp_path / "notes.txt": b"3"}, "drafts")
    assert contents(tmp_path) == {"a.xml": b"2", "a.txt": b"1", "b.xml": b"2", "notes.txt": b"mine"}
    assert names(tmp_path) == {MARKER, "a.xml", "a.txt", "b.xml", "notes.txt"}


@pytest.mark.parametrize("link", [False, True])
def test_a_file_with_the_name_of_the_marker_is_not_replaced(tmp_path: Path, *, link: bool) -> None:
    target = tmp_path / "out"
    write_folder(tmp_path / "earlier", "drafts", {"a.xml": "old"})
    target.mkdir()
    if link:
        (target / MARKER).symlink_to(tmp_path / "earlier" / MARKER)
    else:
        (target / MARKER).write_text("mine", encoding="utf-8")
    before = (target / MARKER).read_bytes()
    (target / "a.xml").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match=r"\.twotrack\.json: exists and was not written"):
        write_files({target / "a.xml": b"new"}, "drafts")
    assert (target / MARKER).is_symlink() == link
    assert (target / MARKER).read_bytes() == before
    assert (target / "a.xml").read_bytes() == b"mine"


def test_a_folder_that_is_swept_before_it_is_locked_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make, made = Path.mkdir, list[Path]()

    def make_and_sweep(self: Path, *arguments: Any, **options: Any) -> None:
        make(self, *arguments, **options)
        if self.name.startswith(".twotrack-"):
            made.append(self)
            if len(made) == 1:
                shutil.rmtree(self)

    monkeypatch.setattr(Path, "mkdir", make_and_sweep)
    write_folder(tmp_path / "site", "site", {"page": "x"})
    assert contents(tmp_path / "site") == {"page": b"x"}
    assert names(tmp_path) == {"site"}


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


@pytest.mark.parametrize("name", ["mine.xml", "link.xml", "folder.xml"])
def test_a_file_in_the_place_of_one_that_was_written_is_not_replaced(tmp_path: Path, name: str) -> None:
    write_files({tmp_path / "a.xml": b"1"}, "drafts")
    (tmp_path / "mine.xml").write_text("mine", encoding="utf-8")
    (tmp_path / "folder.xml").mkdir()
    (tmp_path / "link.xml").symlink_to("mine.xml")
    with pytest.raises(OutputError, match="was not written by twotrack"):
        write_files({tmp_path / "a.xml": b"2", tmp_path / name: b"2"}, "drafts")
    assert contents(tmp_path) == {"a.xml": b"1", "link.xml": b"mine", "mine.xml": b"mine"}


def test_files_are_not_written_into_another_output_or_into_the_sources(tmp_path: Path) -> None:
    write_folder(tmp_path / "site", "site", {"page": "1"})
    with pytest.raises(OutputError, match=r"contains another output of twotrack \(site\)"):
        write_files({tmp_path / "site/a.xml": b"2"}, "drafts")
    (tmp_path / "spec").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "spec")
    for folder in ("spec", "spec/new", "link", "site/../spec"):
        with pytest.raises(OutputError, match="source folder"):
            write_files({tmp_path / folder / "a.xml": b"2"}, "drafts", [tmp_path / "spec"])
    assert names(tmp_path / "spec") == set()


def test_what_is_added_at_the_last_moment_is_put_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "out"
    write_folder(target, "site", {"page": "old"})
    rename = Path.rename

    def add_first(self: Path, to: Path) -> Path:
        if self == target:
            (target / "notes.txt").write_text("mine", encoding="utf-8")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", add_first)
    with pytest.raises(OutputError, match=r"notes\.txt"):
        write_folder(target, "site", {"page": "new"})
    assert contents(target) == {"page": b"old", "notes.txt": b"mine"}
    assert names(tmp_path) == {"out"}


def test_a_source_that_is_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("a\n", encoding="utf-8")
    (tmp_path / "link").symlink_to("real")
    write_source(tmp_path / "link", "b\n")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_bytes() == b"b\n"
