"""Anchors that were renamed several times lead to their last name."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from twotrack.checks.anchor_register import Registered, redirects
from twotrack.text import Origin


def _redirects(rows: dict[str, str], *anchors: str) -> dict[str, dict[str, str]]:
    page = SimpleNamespace(source="spec/p.md", anchors=[SimpleNamespace(id=anchor) for anchor in anchors])
    site: Any = SimpleNamespace(pages={"p.md": page})
    register = [
        Registered(anchor, "p.md", now, Origin("spec/anchors.tsv", line))
        for line, (anchor, now) in enumerate(rows.items(), 1)
    ]
    return redirects(register, site)


@pytest.mark.parametrize("order", [("a", "b", "c"), ("c", "b", "a")])
def test_a_chain_of_three_renames(order: tuple[str, ...]) -> None:
    names = {"a": "b", "b": "c", "c": "d"}
    rows = {anchor: names[anchor] for anchor in order} | {"d": ""}
    assert _redirects(rows, "d") == {"p.md": {"a": "#d", "b": "#d", "c": "#d"}}


def test_renames_in_a_circle_lead_nowhere() -> None:
    assert _redirects({"a": "b", "b": "a"}, "d") == {}
