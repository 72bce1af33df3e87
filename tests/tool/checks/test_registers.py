"""A register with a line that cannot be read is reported and kept as it is, whatever is to be updated."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twotrack.cli.main import main

SMALL = Path(__file__).parent / "small"


@pytest.mark.parametrize("content", [b"<<<<<<< HEAD\n", b"a line of notes\n", b"\xff\n"])
@pytest.mark.parametrize(
    ("option", "register"),
    [
        ("--update-anchors", "spec/anchors.tsv"),
        ("--update-ledger", "spec/ledger/register.tsv"),
        ("--update-frozen", "spec/frozen.tsv"),
        ("--update-frozen", "drafts/submitted/SHA256SUMS"),
    ],
)
def test_a_register_with_a_fault_is_not_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], option: str, register: str, content: bytes
) -> None:
    root = shutil.copytree(SMALL, tmp_path / "project", ignore=shutil.ignore_patterns(".cache"))
    versions = root / "spec/editions.yml"
    text = versions.read_text(encoding="utf-8").replace('"11": {}', '"11": {frozen: true}')
    versions.write_text(text, encoding="utf-8")
    path = root / register
    path.parent.mkdir(exist_ok=True)
    (path.parent / "draft-example-core-00.txt").write_text("text\n", encoding="utf-8")
    path.write_bytes(content)
    assert main(["check", option], root) == 1
    assert f"{register}" in capsys.readouterr().err
    assert path.read_bytes() == content
