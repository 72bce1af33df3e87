"""A few of the random documents of `fuzz.py`, the same on every run."""

from __future__ import annotations

from tests.tool.dialect.fuzz import Document, fault


def test_no_word_is_lost_or_moved() -> None:
    faults = {seed: what for seed in range(1500) if (what := fault(Document(seed).source))}
    assert not faults
