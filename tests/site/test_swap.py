"""A folder is replaced as a whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.output import Swap


def _fill(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "page").write_text(text, encoding="utf-8")


def test_the_new_folder_takes_the_old_ones_place(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _fill(target, "old")
    (target / "only-old").touch()
    with Swap(target) as swap:
        _fill(swap.path, "new")
        assert (target / "page").read_text(encoding="utf-8") == "old"
    assert [path.name for path in target.iterdir()] == ["page"]
    assert (target / "page").read_text(encoding="utf-8") == "new"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_failure_leaves_the_old_folder(tmp_path: Path) -> None:
    target = tmp_path / "site"
    _fill(target, "old")

    def break_off() -> None:
        with Swap(target) as swap:
            _fill(swap.path, "half")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        break_off()
    assert (target / "page").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_a_move_that_fails_puts_the_old_folder_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "site"
    _fill(target, "old")
    swap = Swap(target)
    _fill(swap.path, "new")
    rename = Path.rename

    def refuse(self: Path, to: Path) -> Path:
        if self == swap.path:
            raise PermissionError
        return rename(self, to)

    monkeypatch.setattr(Path, "rename", refuse)
    with pytest.raises(PermissionError):
        swap.commit()
    assert (target / "page").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


def test_nothing_written_changes_nothing(tmp_path: Path) -> None:
    target = tmp_path / "deep/site"
    with Swap(target):
        pass
    assert not target.exists()
    assert list(target.parent.iterdir()) == []
