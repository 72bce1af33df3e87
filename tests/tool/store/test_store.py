"""The cache of results: stored results are found, and damaged files do no harm."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from twotrack import store as store_module
from twotrack.store import Store, digest

VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


def entries(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.json"))


@given(VALUES, st.text(), st.lists(st.text()))
def test_what_was_put_is_found(value: object, kind: str, parts: list[str]) -> None:
    store = Store()
    store.put(value, kind, *parts)
    assert store.get(kind, *parts) == value


def test_another_process_finds_it(tmp_path: Path) -> None:
    Store(tmp_path).put({"a": ["\u2028", "é"]}, "page", "text")
    code = (
        "import sys, pathlib; from twotrack.store import Store;"
        "print(ascii(Store(pathlib.Path(sys.argv[1])).get('page', 'text')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path)], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == ascii({"a": ["\u2028", "é"]})


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a", "b"), ("ab",)), (("a", "bc"), ("ab", "c")), (("a",), ("a", "")), (("1:a",), ("1", "a"))],
)
def test_borders_between_parts_count(one: tuple[str, ...], other: tuple[str, ...]) -> None:
    assert digest(*one) != digest(*other)
    store = Store()
    store.put(1, "kind", *one)
    assert store.get("kind", *other) is None


def test_an_entry_of_other_code_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(tmp_path).put(1, "kind", "part")
    monkeypatch.setattr(store_module, "code_version", lambda: "other code")
    assert Store(tmp_path).get("kind", "part") is None


def test_the_code_version_covers_all_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "package"
    (package / "site").mkdir(parents=True)
    (package / "site" / "theme.css").write_text("a {}", encoding="utf-8")
    monkeypatch.setattr(store_module, "_PACKAGE", package)
    before = store_module.code_version.__wrapped__()
    (package / "site" / "theme.css").write_text("b {}", encoding="utf-8")
    assert store_module.code_version.__wrapped__() != before


@pytest.mark.parametrize("damage", [b"", b"null", b"\xff\xff", b"0" * 64 + b"\n1"])
def test_a_damaged_entry_counts_as_absent(tmp_path: Path, damage: bytes) -> None:
    Store(tmp_path).put([1, 2], "kind", "part")
    (file,) = entries(tmp_path)
    file.write_bytes(damage)
    assert Store(tmp_path).get("kind", "part") is None


def test_a_changed_byte_is_noticed(tmp_path: Path) -> None:
    Store(tmp_path).put("text of a page", "kind", "part")
    (file,) = entries(tmp_path)
    file.write_bytes(file.read_bytes().replace(b"page", b"cage"))
    assert Store(tmp_path).get("kind", "part") is None


def test_an_entry_under_the_name_of_another_is_not_used(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put("one", "kind", "1")
    (first,) = entries(tmp_path)
    store.put("two", "kind", "2")
    second = next(file for file in entries(tmp_path) if file != first)
    second.write_bytes(first.read_bytes())
    assert Store(tmp_path).get("kind", "2") is None


def test_files_can_be_deleted_at_any_time(tmp_path: Path) -> None:
    store = Store(tmp_path, memory_limit=0)
    store.put(1, "kind", "part")
    for file in entries(tmp_path):
        file.unlink()
    assert store.get("kind", "part") is None
    store.put(2, "kind", "part")
    assert store.get("kind", "part") == 2


def test_what_was_used_least_recently_goes_first(tmp_path: Path) -> None:
    store = Store(tmp_path, disk_limit=5_000, memory_limit=0)
    for number in range(10):
        store.put("x" * 900, "kind", str(number))
        for file in entries(tmp_path):
            age = file.stat().st_mtime - 10
            os.utime(file, (age, age))
    assert store.get("kind", "0") is not None  # used now
    store.sweep()
    kept = [number for number in range(10) if store.get("kind", str(number)) is not None]
    assert kept == [0, 9]


def test_memory_is_bounded() -> None:
    store = Store(memory_limit=10_000)
    for number in range(100):
        store.put("x" * 1_000, "kind", str(number))
    found = [number for number in range(100) if store.get("kind", str(number)) is not None]
    assert found == list(range(91, 100))


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way", encoding="utf-8")
    store = Store(blocked / "store")
    store.put(1, "kind", "part")
    assert store.get("kind", "part") == 1


def test_leftovers_of_killed_processes_are_removed(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(1, "kind", "part")
    entry = entries(tmp_path)[0]
    left = entry.with_name(f"{entry.stem}-x.new")
    left.write_bytes(b"half")
    os.utime(left, (0, 0))
    store.sweep()
    assert not left.exists()


def test_files_of_others_stay_in_the_folder(tmp_path: Path) -> None:
    Store(tmp_path).put("x" * 100, "kind", "part")
    folder = entries(tmp_path)[0].parent
    others = [folder / "notes.json", folder / "draft.new", tmp_path / "data-1" / ("a" * 62 + ".json")]
    for path in others:
        path.parent.mkdir(exist_ok=True)
        path.write_text("a user's", encoding="utf-8")
        os.utime(path, (0, 0))
    Store(tmp_path, disk_limit=10).sweep()
    assert all(path.exists() for path in others)
    assert [path for path in entries(tmp_path) if path not in others] == []


def test_many_processes_write_the_same_entries(tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from twotrack.store import Store\n"
        "store = Store(pathlib.Path(sys.argv[1]), memory_limit=0)\n"
        "for round in range(40):\n"
        "    for n in range(5):\n"
        "        value = [n] * 5000\n"
        "        assert store.remember(lambda: value, 'kind', str(n)) == value\n"
        "        store.put(value, 'kind', str(n))\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path)]
    running = [subprocess.Popen(command, stderr=subprocess.PIPE, text=True) for _ in range(3)]
    errors = [process.communicate()[1] for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], errors
    assert not list(tmp_path.glob("*/*.new"))
