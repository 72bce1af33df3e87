"""The data is consistent in every edition: nothing that is kept needs anything that is removed."""

import re
from functools import partial
from pathlib import Path
from typing import Any, Final

import pytest

from twotrack.config.editions_file import read_editions
from twotrack.config.facets import Edition, Editions
from twotrack.problems import Report

from . import data, formats

DOCUMENTS: Final = data.documents()
FORMATS: Final = formats.checker()
SHAPES: Final = {
    **dict.fromkeys(("1", "2"), "v1"),
    "3": "v3",
    **dict.fromkeys(("4", "5"), "v4"),
    **dict.fromkeys(("6", "7", "8", "9", "10"), "v6"),
    "11": "v11",
    **dict.fromkeys(("12", "I.1", "matrix", "lts"), "v12"),
}


def _editions() -> Editions:
    path = data.SPEC / "editions.yml"
    found = read_editions(path.read_text(encoding="utf-8"), str(path), Report())
    assert found is not None
    return found


EDITIONS: Final = _editions()


def kept(value: Any, edition: Edition) -> bool:
    return not (isinstance(value, dict) and "x-only" in value) or EDITIONS.holds(value["x-only"], edition)


def cut(value: Any, edition: Edition) -> Any:
    """Return a document as in `edition`: without mappings whose condition is false."""
    if isinstance(value, dict):
        return {name: cut(item, edition) for name, item in value.items() if kept(item, edition)}
    return [cut(item, edition) for item in value if kept(item, edition)] if isinstance(value, list) else value


def name(path: Path) -> str:
    return str(path.relative_to(data.SPEC))


@pytest.mark.parametrize("edition", EDITIONS.editions.values(), ids=lambda edition: edition.name)
def test_examples_fit_in_each_edition(edition: Edition) -> None:
    view = partial(cut, edition=edition)
    among = data.registry(view)
    shown = [e for path in DOCUMENTS if kept(data.load(path), edition) for e in data.examples(path, view)]
    whole = {str(e.value) for path in DOCUMENTS for e in data.examples(path)}
    assert {str(e.value) for e in shown} <= whole
    wrong = [str(e) for e in shown if data.problems(e.value, e.schema, FORMATS, among)]
    assert not wrong


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_nothing_cut_stays_required(path: Path) -> None:
    for edition in EDITIONS.editions.values():
        for pointer, node in data.nodes(data.load(path)):
            needed = node.get("required")
            gone = {key for key, item in node.get("properties", {}).items() if not kept(item, edition)}
            assert not (isinstance(needed, list) and gone & set(needed)), pointer


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_reference_targets_are_kept(path: Path) -> None:
    for edition in EDITIONS.editions.values():
        if kept(data.load(path), edition):
            for pointer, node in data.nodes(cut(data.load(path), edition)):
                target = node.get("$ref", "").partition("#")[0]
                assert not target or kept(data.load((path.parent / target).resolve()), edition), pointer


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_differences_between_the_tracks_name_a_ledger_entry(path: Path) -> None:
    for pointer, node in data.nodes(data.load(path)):
        if re.search(r"\b(matrix|ietf|track)\b", node.get("x-only", "")):
            assert re.fullmatch(r"[DS]\d\d", node.get("x-because", "")), pointer


@pytest.mark.parametrize("edition", EDITIONS.editions.values(), ids=lambda edition: edition.name)
def test_each_edition_has_the_event_format_of_its_version(edition: Edition) -> None:
    schema = cut(data.load(data.SPEC / "api/server-server/definitions/pdu.yaml"), edition)
    assert [part["$ref"] for part in schema["anyOf"]] == [f"pdu_{SHAPES[edition.name]}.yaml"]


def test_the_lts_edition_knows_no_invites_to_addresses() -> None:
    lts = EDITIONS.editions["lts"]
    left = {
        path: str(cut(data.load(path), lts))
        for path in DOCUMENTS
        if kept(data.load(path), lts) and not EDITIONS.leaves_out(name(path).removeprefix("api/"), lts)
    }
    assert not [name(path) for path, text in left.items() if "3pid" in text or "third_party_invite:" in text]
    assert "third_party_invite" not in left[data.SPEC / "events/m.room.member.yaml"]
    assert "/_matrix" not in left[data.SPEC / "api/server-server/third_party_invite.yaml"]
