"""CommonMark's examples have the same HTML on a page, except for those listed, each with its reason."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.corpus import CORPUS
from tests.tool.dialect.commonmark import Example, examples, normalised
from tests.tool.dialect.test_blocks import CONVERTER
from twotrack.markdown.scan.block_scanner import scan
from twotrack.text import Text

SPEC = CORPUS / "commonmark" / "spec.txt"

# `12, 14: reason`, a line for the examples that differ for one reason.
DIFFERENCES = Path(__file__).parent / "commonmark-differences.txt"
_LINE = re.compile(r"(?P<numbers>[\d, ]+): (?P<reason>.+)")


def _listed() -> dict[int, str]:
    found: dict[int, str] = {}
    for line in DIFFERENCES.read_text(encoding="utf-8").split("\n"):
        match = _LINE.fullmatch(line)
        if match:
            found.update((int(number), match["reason"]) for number in match["numbers"].split(","))
    return found


def _is_alike(example: Example) -> bool:
    html = CONVERTER.html(str(scan(Text.of(example.source, "p.md")).text))
    return normalised(html) == normalised(example.html)


def test_examples() -> None:
    if not SPEC.is_file():
        pytest.skip(
            "the specification of CommonMark is not on this machine; TWOTRACK_CORPUS names its folder"
        )
    found = examples(SPEC)
    assert len(found) == 652
    assert {example.number for example in found if not _is_alike(example)} == set(_listed())
