"""`twotrack build --only`: shares of a build, made by several processes and joined."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from twotrack.cli.main import main
from twotrack.markdown.converter import Converter
from twotrack.store import CACHE, CACHE_VARIABLE

ROOT = Path(__file__).resolve().parents[3]
SMALL = ROOT / "tests" / "tool" / "checks" / "small"
SHARES = {"first": ["rooms"], "second": ["start", "client-server"]}


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "tree", ignore=shutil.ignore_patterns(".cache"))


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


def test_a_build_with_the_stores_of_its_shares_converts_less_and_writes_the_same(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    monkeypatch.setenv("NO_MKDOCS_2_WARNING", "1")
    converted: list[str] = []
    convert = Converter._convert

    def counting(self: Converter, text: object) -> object:
        converted.append(str(text))
        return convert(self, text)  # type: ignore[arg-type]

    monkeypatch.setattr(Converter, "_convert", counting)
    monkeypatch.setenv(CACHE_VARIABLE, "")
    assert main(["build", "--root", str(tree), "--out", str(tmp_path / "alone")]) == 0
    monkeypatch.delenv(CACHE_VARIABLE)
    alone, converted[:] = list(converted), []
    # Two processes at the same time, each with a copy of the project, as on two machines.
    shares = []
    for share, domains in SHARES.items():
        copy = shutil.copytree(tree, tmp_path / share)
        command = [sys.executable, "-m", "twotrack", "build", "--root", str(copy)]
        command += [word for domain in domains for word in ("--only", domain)]
        shares.append((copy, subprocess.Popen(command, cwd=ROOT, env=os.environ, stderr=subprocess.PIPE)))
    for copy, process in shares:
        _, shown = process.communicate()
        assert process.returncode == 0, shown
        assert not (copy / "site").exists()
        shutil.copytree(copy / CACHE, tree / CACHE, dirs_exist_ok=True)
    assert main(["build", "--root", str(tree), "--out", str(tmp_path / "joined")]) == 0
    assert _files(tmp_path / "joined") == _files(tmp_path / "alone")
    # What is left are pages that the tool makes, the texts of the other side among them, and drafts.
    assert set(converted) < set(alone)
    shared = sorted(text.partition(" {")[0] for text in set(alone) - set(converted))
    assert set(shared) == {"# Clients", "# Start", "# Version 11", "# Version 12", "# Version I.1"}
    # As it is compared, and as it is shown.
    assert shared.count("# Start") == 2


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--only", "nothing"], "unknown domain 'nothing'; expected one of: start, rooms, client-server"),
        (["--only", "rooms", "--out", "x"], "--only writes no outputs; leave out --out and --redline"),
    ],
)
def test_wrong_uses_are_usage_errors(
    words: list[str], expected: str, tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--root", str(tree), *words]) == 2
    assert expected in capsys.readouterr().err
    assert not (tree / "site").exists()


def test_a_share_needs_a_folder_for_its_results(
    tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(CACHE_VARIABLE, "")
    assert main(["build", "--root", str(tree), "--only", "rooms"]) == 2
    assert CACHE_VARIABLE in capsys.readouterr().err


def test_a_share_reports_a_text_that_cannot_be_converted(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = tree / "spec" / "rooms" / "extra.md"
    page.write_text("# Extra\n\n" + "A &#xD800; character.\n", encoding="utf-8")
    assert main(["build", "--root", str(tree), "--only", "start"]) == 0
    assert main(["build", "--root", str(tree), "--only", "rooms"]) == 1
    assert "spec/rooms/extra.md:3: error: " in capsys.readouterr().err
