"""PDF of a draft: drawn without the network, the same in every run, refused in one line without its tools."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tool.rfc import drafts
from twotrack.problems import Report
from twotrack.rfc.tools.xml2rfc_adapter import pdf

# weasyprint leaves the file of a colour profile open.
pytestmark = pytest.mark.filterwarnings(r"ignore:.*sRGB2014\.icc")

# Scripts come out of a set in xml2rfc, so several show whether their order is kept.
LETTERS = " ".join(f'<u format="lit-num">{letter}</u>' for letter in "\u05d0\u10d0\u0561")
DRAFT = drafts.FRONT.replace("one-case", "first") + (
    f"Letters: {LETTERS}.\n\n~~~ aasvg\n+-----+\n| box |\n+-----+\n~~~\n"
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    drafts.project(tmp_path, Report())
    (tmp_path / "drafts" / "draft-example-first.md").write_text(DRAFT, encoding="utf-8")
    return tmp_path


@pytest.fixture
def _drawn() -> None:
    if missing := pdf.missing():
        pytest.skip(f"not installed: {', '.join(missing)}")


def metadata(made: bytes) -> bytes:
    """Return all that is in the compressed streams of a PDF."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", made, re.DOTALL)
    return b"".join(zlib.decompressobj().decompress(stream) for stream in streams if stream[:1] == b"x")


@pytest.mark.usefixtures("_drawn")
def test_a_pdf_is_made_without_the_network(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    requests: list[object] = []

    def refuse(*words: object, **_: object) -> None:
        requests.append(words)
        raise OSError("no network here")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert drafts.command(["--root", str(root), "--format", "pdf,html"]) == 0
    made = (root / "build/drafts/draft-example-first.pdf").read_bytes()
    assert made.startswith(b"%PDF-")
    assert b"2026-07-28T00:00:00" in metadata(made)
    assert not requests


@pytest.mark.usefixtures("_drawn")
def test_a_pdf_is_the_same_in_every_run(root: Path) -> None:
    made = []
    for seed in ("1", "2"):
        subprocess.run(
            [sys.executable, ROOT / "build_rfc.py", "--root", root, "--format", "pdf"],
            check=True,
            capture_output=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        made.append((root / "build/drafts/draft-example-first.pdf").read_bytes())
    assert made[0] == made[1]


def test_a_pdf_without_its_tools_is_refused(
    root: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("weasyprint", "weasyprint.text.ffi"):
        monkeypatch.setitem(sys.modules, name, None)
    assert drafts.command(["--root", str(root), "--format", "xml,pdf"]) == 1
    assert "error: PDF needs weasyprint and pango" in capsys.readouterr().err
    assert not (root / "build").exists()


@pytest.mark.parametrize(("form", "unused"), [("xml", "xml2rfc"), ("txt", "weasyprint")])
def test_a_format_does_not_load_the_library_of_another(root: Path, form: str, unused: str) -> None:
    command = (
        f"import sys; from twotrack.cli.main import main; "
        f"print(main(['draft', '--format', '{form}']), '{unused}' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=root, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["0", "False"], done.stderr
