"""What was added to an output or edited in it, or only has a similar name, is not replaced or removed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.tool.site.test_output import contents, names
from twotrack.output import OutputError, sweep, write_files, write_folder
from twotrack.output_marker import MARKER, work_name


def test_only_folders_and_files_of_this_program_are_swept(tmp_path: Path) -> None:
    mine = [
        ".twotrack-notes/a.txt",
        ".twotrack-backups/new/a.txt",
        ".twotrack-abcd1234/new/a.txt",
        ".twotrack-0123456789abcdef/new/a.txt",
        ".twotrack-a.tmp",
        ".twotrack-0123456789abcdef.tmp",
        f"{work_name()}/notes.txt",
        f"{work_name()}.txt",
    ]
    for name in [*mine, f"{work_name()}/new/a.txt", f"{work_name()}.tmp"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("content", encoding="utf-8")
    (tmp_path / ".twotrack-myfolder").mkdir()
    for path in tmp_path.rglob("*"):
        os.utime(path, (0, 0))
    sweep(tmp_path)
    assert names(tmp_path) == {".twotrack-myfolder", *(name.partition("/")[0] for name in mine)}
    assert all((tmp_path / name).is_file() for name in mine)


def test_an_earlier_output_in_a_leftover_is_kept_if_it_was_edited(tmp_path: Path) -> None:
    target, work = tmp_path / "site", tmp_path / work_name()
    write_folder(target, "site", {"page": "old"})
    shutil.copytree(target, work / "old00")
    (work / "name").write_text("site", encoding="utf-8")
    (work / "lock").touch()
    (work / "old00/page").write_text("mine", encoding="utf-8")
    sweep(tmp_path)
    assert contents(work / "old00") == {"page": b"mine"}
    (work / "old00/page").write_text("old", encoding="utf-8")
    sweep(tmp_path)
    assert names(tmp_path) == {"site"}


def test_an_edited_output_is_not_replaced(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old", "deep/page": "old"})
    write_files({tmp_path / "a.xml": b"old", tmp_path / "b.xml": b"old"}, "drafts")
    shutil.copytree(target, tmp_path / "copy")
    (tmp_path / "copy/deep/page").write_text("mine", encoding="utf-8")
    (tmp_path / "a.xml").write_text("mine", encoding="utf-8")
    with pytest.raises(OutputError, match="contains deep/page, edited since twotrack wrote it"):
        write_folder(tmp_path / "copy", "site", {"page": "new"})
    with pytest.raises(OutputError, match=r"a\.xml: exists .*or edited since"):
        write_files({tmp_path / "a.xml": b"new", tmp_path / "b.xml": b"new"}, "drafts")
    assert contents(tmp_path / "copy") == {"page": b"old", "deep/page": b"mine"}
    assert (tmp_path / "a.xml").read_bytes() == b"mine"
    assert (tmp_path / "b.xml").read_bytes() == b"old"


def test_an_edit_at_the_last_moment_is_put_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "out"
    write_folder(target, "site", {"page": "old"})
    rename = Path.rename

    def edit_first(self: Path, to: Path) -> Path:
        if self == target:
            (target / "page").write_text("mine", encoding="utf-8")
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", edit_first)
    with pytest.raises(OutputError, match="edited"):
        write_folder(target, "site", {"page": "new"})
    assert contents(target) == {"page": b"mine"}


def test_a_marker_of_an_earlier_version_lists_only_names(tmp_path: Path) -> None:
    target = tmp_path / "site"
    write_folder(target, "site", {"page": "old"})
    (target / MARKER).write_text('{"kind": "site", "files": ["page"]}', encoding="utf-8")
    write_folder(target, "site", {"page": "new"})
    (tmp_path / "a.xml").write_text("old", encoding="utf-8")
    (tmp_path / MARKER).write_text('{"kind": "drafts", "files": ["a.xml"]}', encoding="utf-8")
    write_files({tmp_path / "a.xml": b"new"}, "drafts")
    assert (tmp_path / "a.xml").read_bytes() == b"new"
