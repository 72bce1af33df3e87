"""Data shared between editions equals the data read for each edition alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.config.facets import Editions
from twotrack.openapi.load.data_files import Documents
from twotrack.openapi.load.parse_cache import Cache
from twotrack.openapi.model.data_tree import View, open_data
from twotrack.problems import Report
from twotrack.text import Origin

FILES = {
    "plain.yaml": "type: object\n",
    "leads.yaml": "allOf:\n  - $ref: plain.yaml\n  - {$ref: 'sub/deep.yaml#/a'}\n",
    "sub/deep.yaml": "a: {$ref: ../plain.yaml}\n",
    "varies.yaml": "properties:\n  a: {x-only: matrix, type: string}\n",
    "leads-there.yaml": '"$ref": "varies.yaml"\n',
    "further.json": '{"a": {"$ref":"leads-there.yaml#/properties"}}\n',
    "words.yaml": "description: Here {{only ietf: or there}}.\n",
    "block.yaml": "description: |-\n  Here.\n  ::: only ietf\n  There.\n  :::\n",
    "variable.yaml": "description: In {{=edition}}.\n",
    "round.yaml": "a: {$ref: about.yaml}\n",
    "about.yaml": "a: {$ref: round.yaml}\n",
    "nowhere.yaml": "$ref: gone.yaml\n",
    "outside.yaml": "$ref: ../../secret.yaml\n",
}
SAME = {"plain.yaml", "leads.yaml", "sub/deep.yaml", "round.yaml", "about.yaml"}


def test_a_file_is_alike_everywhere_if_all_that_it_leads_to_is(tmp_path: Path) -> None:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    documents = Documents(tmp_path, Report(), Cache(None))
    # Called in both orders, since results are cached.
    for names in (sorted(FILES), sorted(FILES, reverse=True)):
        assert {name for name in names if documents.same_everywhere(name)} == SAME
    assert documents.report.problems == []


def test_models_are_equal_to_those_of_an_edition_read_alone(
    root: Path, editions: Editions, monkeypatch: pytest.MonkeyPatch
) -> None:
    shared = open_data(root, editions, Report())
    views = [shared.view(editions.editions[name]) for name in ("matrix", "lts", "1")]
    common = [models(view) for view in views]
    # Most is shared, or there would be no use in it.
    assert len({id(model) for found in common for model in found.values()}) < len(common[0]) * 1.5
    monkeypatch.setattr(Documents, "same_everywhere", lambda *_: False)
    for view, found in zip(views, common, strict=True):
        assert models(open_data(root, editions, Report()).view(view.edition)) == found


def models(view: View) -> dict[str, object]:
    operations = {found.origin: view.read(found) for found in view.found().values()}
    events = {name: view.read_event(name) for name in view.event_names()}
    shapes = {name: view.schema(name, Origin("", 0)) for name in ("device_keys", "room_summary")}
    return {**{str(where): model for where, model in operations.items()}, **events, **shapes}
