"""Each code has an example that reports it, and nothing else, and a corrected one that reports nothing."""

from __future__ import annotations

import contextlib
import importlib
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from twotrack.cli.main import main
from twotrack.codes import CODES
from twotrack.rfc.tools import aasvg, formats, idnits

sys.path.append(str(ROOT / "tools"))
examples = importlib.import_module("diagnostic_examples")

# Codes without examples. Nothing is added: a new code has its example in the same change.
MISSING = frozenset(
    (
        "data-required",
        "data-unchecked",
        "import-changed",
        "import-link",
        "import-source",
        "import-unconverted",
        "import-words",
        "output",
        "release",
        "rfc-abnf-unread",
        "rfc-character",
        "rfc-drawing-failed",
        "rfc-fetch",
        "rfc-format",
        "rfc-iddiff",
        "rfc-idnits-error",
        "rfc-idnits-unread",
        "rfc-idnits-warning",
        "rfc-submitted",
        "rfc-xml2rfc-error",
        "rfc-xml2rfc-new",
        "rfc-xml2rfc-warning",
        "site-engine",
    )
)


@pytest.fixture(autouse=True)
def without_other_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave out xml2rfc's outputs and idnits, which take most of the time and have tests of their own."""
    monkeypatch.setattr(formats, "render", lambda *_: {})
    monkeypatch.setattr(aasvg, "find", lambda _root: None)
    monkeypatch.setattr(idnits, "find", lambda _root: "idnits")
    monkeypatch.setattr(idnits, "check", lambda *_: None)


def run(folder: Path, files: dict[str, str], name: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    example = examples.read(name)
    example.write(folder, files)
    command, *options = example.command
    if command == "draft":
        options = ["--format", "xml", "--out", "out", *options]
    capsys.readouterr()
    with contextlib.chdir(folder):
        main([command, *options])
    lines = capsys.readouterr().err.split("\n")
    return [line for line in lines if line.endswith("]")]


@pytest.mark.parametrize("name", examples.names())
def test_example(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    example = examples.read(name)
    assert all(line.endswith(f"[{name}]") for line in example.message.split("\n"))
    assert f"[{name}]" not in example.follows
    expected = [*example.message.split("\n"), *filter(None, example.follows.split("\n"))]
    assert sorted(run(tmp_path / "bad", example.bad, name, capsys)) == sorted(expected)
    assert run(tmp_path / "good", example.good, name, capsys) == []


def test_every_code_has_an_example() -> None:
    assert set(CODES) - set(examples.names()) == MISSING
    assert set(examples.names()) <= set(CODES)
