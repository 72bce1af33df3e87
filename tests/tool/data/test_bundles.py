"""Machine-readable outputs are whole: valid, led nowhere outside themselves, and free of the dialect."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from openapi_spec_validator import validate

from twotrack.config.facets import Editions
from twotrack.openapi.bundle import bundles
from twotrack.openapi.bundle.viewer_page import viewer
from twotrack.openapi.load.derived_names import operation_id
from twotrack.openapi.model.data_tree import DataTree, View, open_data
from twotrack.openapi.model.descriptions import Writer
from twotrack.openapi.render.plain_text import PlainText
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.views.machine_readable import publish

LABELS = {"signing-json": "Signing <code>JSON</code>"}


@pytest.fixture(scope="module")
def data(root: Path, editions: Editions) -> DataTree:
    return open_data(root, editions, Report())


def view_of(data: DataTree, edition: str) -> View:
    return data.view(data.editions.editions[edition])


def refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for item in value.values():
            yield from refs(item)
    elif isinstance(value, list):
        for item in value:
            yield from refs(item)


@pytest.mark.parametrize("edition", ["matrix", "lts", "1", "11"])
def test_openapi_bundles_are_valid(edition: str, data: DataTree) -> None:
    view = view_of(data, edition)
    for domain in bundles.domains(view):
        bundle = bundles.openapi(view, domain)
        validate(bundle)
        assert all(ref.startswith("#/") for ref in refs(bundle))
        assert "x-only" not in json.dumps(bundle)


def test_a_bundle_contains_the_data_of_its_edition(data: DataTree) -> None:
    path = "/_matrix/federation/v1/exchange_third_party_invite/{roomId}"
    assert path in bundles.openapi(view_of(data, "matrix"), "server-server")["paths"]
    assert path not in bundles.openapi(view_of(data, "lts"), "server-server")["paths"]


def test_operations_are_grouped_by_the_pages_that_show_them(root: Path) -> None:
    project = open_project(root, Report())
    assert project is not None
    site = project.site("matrix", Report())
    publish(project, site)
    for domain in ("server-server", "identity-service"):
        bundle = json.loads(site.assets[f"data/{domain}.openapi.json"])
        names = [tag["name"] for tag in bundle["tags"]]
        assert len(names) > 3
        used: dict[str, float] = {}
        for path, item in bundle["paths"].items():
            for method, operation in item.items():
                page = next(
                    page
                    for page in site.pages.values()
                    if any(anchor.id == operation_id(method, path) for anchor in page.anchors)
                )
                heading = next(line for line in page.text.lines if line.startswith("# "))
                assert operation["tags"] == [re.sub(r" *\{[^}]*\}$", "", heading[2:])]
                order = page.meta.get("order", 0)
                assert isinstance(order, int)
                used[operation["tags"][0]] = order
        # In the order of the pages.
        assert names == sorted(used, key=lambda name: used[name])


def test_event_schemas_are_self_contained_and_match_their_examples(data: DataTree) -> None:
    view = view_of(data, "matrix")
    count = 0
    for name in view.event_names():
        schema = bundles.event_schema(view, name)
        Draft202012Validator.check_schema(schema)
        assert all(ref.startswith("#/") for ref in refs(schema))
        for example in schema["examples"]:
            Draft202012Validator(schema).validate(example)
            count += 1
    assert count > 25


def test_the_index_names_everything(data: DataTree) -> None:
    view = view_of(data, "matrix")
    index = bundles.index(view)
    assert len(index["operations"]) == len(view.found())
    assert {event["type"] for event in index["events"]} >= {"m.room.member", "m.typing"}
    assert index["errors"]["M_FORBIDDEN"]
    assert {*index["bundles"].values(), *(event["schema"] for event in index["events"])} <= set(
        bundles.assets(view)
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Plain.", "Plain."),
        ("see {{signing-json}}", "see Signing JSON"),
        ("see {{nix}}", "see nix"),
        ("{{RFC8785}}, {{!RFC8785}}", "[RFC8785], [RFC8785]"),
        ("{{Section 3.2 of RFC8785}}", "Section 3.2 of [RFC8785]"),
        ("the [rules](#auth-rules) and [a page](rooms/index.md#x)", "the rules and a page"),
        ("[kept](https://example.org/x)", "[kept](https://example.org/x)"),
        ("{{only matrix: this | that}}", "this"),
        ("{{only ietf: this | that}}", "that"),
        ("version {{=room_version}}", "version 12"),
        ("Text. {{added v1.4}} {{changed v1.7: what}}", "Text. (Added in v1.4) (Changed in v1.7: what)"),
        ("a\n\n::: only ietf\nb\n::: else\nc\n:::", "a\n\nc"),
        ("- {#x} item", "- item"),
        ("`{{code}}`", "`{{code}}`"),
        ("{{open", "{{open"),
    ],
)
def test_descriptions_are_plain(given: str, expected: str, editions: Editions) -> None:
    writer = Writer(editions, editions.editions["matrix"], Report())
    assert PlainText(writer, LABELS)(given) == expected


def test_nothing_of_the_dialect_is_left(data: DataTree) -> None:
    view = view_of(data, "matrix")
    for path, text in bundles.assets(view, PlainText(view.writer, LABELS)).items():
        assert not re.search(r"\{\{|\]\(#|(?m:^:::)", text), path


def test_the_viewer_sends_requests_only_to_its_own_site() -> None:
    files = viewer({"../x.openapi.json": "X & Y"}, "data/viewer")
    page = files["data/viewer/viewer.html"]
    assert '<option value="../x.openapi.json">X &amp; Y</option>' in page
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", page)
    assert "default-src 'none'" in page
    served = {path.rsplit("/", 1)[1] for path in files}
    assert set(re.findall(r"(?:src|href)=\"([\w.-]+\.(?:js|css))\"", page)) <= served
