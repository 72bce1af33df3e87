"""What leaves the data with the LTS edition leaves nothing behind that still asks for it."""

from pathlib import Path
from typing import Any

import pytest

from . import data

DOCUMENTS = data.documents()


def cut(value: Any) -> Any:  # noqa: ANN401 - any YAML
    """Return `value` without the mappings that only the Matrix track keeps."""
    if isinstance(value, dict):
        return {k: cut(v) for k, v in value.items() if not gone(v)}
    return [cut(v) for v in value if not gone(v)] if isinstance(value, list) else value


def gone(value: Any) -> bool:  # noqa: ANN401 - any YAML
    return isinstance(value, dict) and value.get("x-only") == "matrix"


def name(path: Path) -> str:
    return str(path.relative_to(data.SPEC))


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_nothing_cut_stays_required(path: Path) -> None:
    for pointer, node in data.nodes(data.load(path)):
        for key, item in node.get("properties", {}).items():
            if gone(item):
                assert key not in node.get("required", []), f"{pointer}/required names {key}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_track_conditions_name_their_ledger_entry(path: Path) -> None:
    for pointer, node in data.nodes(data.load(path)):
        if "matrix" in node.get("x-only", "") or "ietf" in node.get("x-only", ""):
            assert node.get("x-because", "").startswith("D"), pointer


def test_the_lts_edition_knows_no_invites_to_addresses() -> None:
    left = [
        name(path) for path in DOCUMENTS if not gone(data.load(path)) and "3pid" in str(cut(data.load(path)))
    ]
    assert not left
    member = cut(data.load(data.SPEC / "events/m.room.member.yaml"))
    assert "third_party_invite" not in str(member)
    assert not cut(data.load(data.SPEC / "api/server-server/third_party_invite.yaml"))["paths"]
