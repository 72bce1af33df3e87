"""A difference of one side is ferried between all pairs of three sides, in both directions."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.cli.main import main

_EDITIONS = """
facets: {side: [living, stable, iso]}
sides: {facet: side, of: {living: {form: list}, stable: {form: internet-draft}, iso: {form: fep}}}
editions:
  full: {title: Living, side: living}
  stable-text: {title: Stable, side: stable}
  iso-text: {title: ISO, side: iso}
site: full
"""
_ENTRY = """
id: D01
title: Size
living: No limit.
stable: A limit.
reason: Buffers.
source: [us]
direction: to living
status: open
owner: Editors
opened: 2026-12-01
changed: 2026-12-01
next: Propose it.
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, text in {
        "editions.yml": _EDITIONS,
        "ledger/D01.yml": _ENTRY,
        "index.md": "# Home {#home}\n\nText.\n\n::: only stable because D01\nMessages have a limit.\n:::\n",
    }.items():
        path = tmp_path / "spec" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("side", "form", "change"),
    [
        ("living", "## D01: Size\n", "Paragraph inserted: “Messages have a limit.”"),
        ("stable", "## D01: Size\n", "Paragraph deleted: “Messages have a limit.”"),
        ("iso", "# FEP-0000: Size\n", "Messages have a limit."),
    ],
)
def test_a_difference_is_carried_to_each_side(
    root: Path, side: str, form: str, change: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ferry", "--root", str(root), "D01", "--to", side]) == 0
    shown = capsys.readouterr().out
    assert form in shown
    assert change in shown
    assert "no text of the tree" not in shown
