"""Facts of a small tree, and what changed in them."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.tool.releases.conftest import SMALL
from twotrack.facts.difference import FactChange, fact_changes
from twotrack.facts.tree_facts import to_json, tree_facts
from twotrack.problems import Report
from twotrack.releases.opened_tree import open_tree


def facts_of(source: Path, root: Path) -> dict[str, Any]:
    with ExitStack() as stack:
        project = open_tree(str(source), root, stack, Report())
        assert project is not None
        return tree_facts(project, Report())


def test_the_facts_of_an_operation_and_an_event_type(tmp_path: Path) -> None:
    facts = facts_of(SMALL, tmp_path)
    login = facts["operations"]["POST /small/v1/login"]
    assert login["authentication"] == ["nobody"]
    assert login["request"]["content"]["application/json"]["user"] == {"type": "string"}
    device = login["responses"]["200"]["content"]["application/json"]["device_id"]
    assert device == {"type": "string", "format": "small-id"}
    assert facts["events"]["m.typing"]["schema"]["content.user_ids[]"] == {"type": "string"}
    assert facts["keywords"] == {"server-server-api.md#server-server-api-overview": {"MUST": 1}}


def test_json_is_sorted_and_the_same_each_time(tmp_path: Path) -> None:
    first, second = (to_json(facts_of(SMALL, tmp_path)) for _ in range(2))
    assert first == second
    assert list(json.loads(first)["operations"]) == sorted(json.loads(first)["operations"])


def test_changes_are_named_by_their_operation() -> None:
    before = {"operations": {"GET /a": {"anchor": "x", "limit": 1}, "GET /b": {}}}
    after = {"operations": {"GET /a": {"anchor": "y", "limit": 2, "deprecated": True}, "GET /c": {}}}
    changes = fact_changes(before, after)
    assert [str(change) for change in changes] == [
        "operation GET /a: deprecated",
        "operation GET /a: limit: 1 → 2",
        "operation GET /b: removed",
        "operation GET /c: added",
    ]
    assert FactChange("changed", "operations", "GET /a", ("limit",), 1, 2, "y") in changes
    assert FactChange("removed", "operations", "GET /b", before={}, anchor="") in changes
    assert [change.kind for change in changes if change.name == "GET /a"] == ["deprecated", "changed"]
