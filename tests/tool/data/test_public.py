"""OpenAPI that was not written for Matrix renders whole, too."""

from __future__ import annotations

from pathlib import Path

import pytest
from openapi_spec_validator import validate

from tests.tool.data import reading
from tests.tool.data.conftest import expander
from tests.tool.data.shown import lost, rows
from twotrack.config.facets import Editions
from twotrack.markdown.converter import Converter
from twotrack.openapi.bundle import bundles
from twotrack.openapi.model.data_tree import Places, open_data
from twotrack.openapi.model.server_urls import base_path
from twotrack.problems import Report
from twotrack.text import Origin

FOLDER = Path(__file__).parent / "public"
FILES = sorted(FOLDER.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_no_property_is_lost(path: Path, editions: Editions) -> None:
    report = Report()
    data = open_data(FOLDER.parent, editions, report, shown="public", places=Places(api=""))
    view = data.view(editions.editions["matrix"])
    document = view.refs.document(path.name)
    show = expander(data)
    wrong = []
    for method, route, item, operation in reading.operations(path):
        holder = view.refs.follow(document.obj("paths").obj(route))
        base = (
            ""
            if route in document.obj("webhooks")
            else base_path(document, holder, holder.obj(method.lower()))
        )
        name = f"{method} {base}{route}"
        found = rows(Converter().html(str(show("api", name, 3, Origin("spec/page.md", 1)))))
        wrong += [f"{name}: {one}" for one in lost(reading.of_operation(item, operation).seen, found)]
    assert not wrong
    assert not [str(p) for p in report.problems if p.code not in {"data-duplicate", "data-key"}]


@pytest.mark.parametrize("name", ["petstore", "schema-types"])
def test_a_bundle_of_it_is_valid(name: str, editions: Editions) -> None:
    data = open_data(FOLDER.parent, editions, Report(), shown="public", places=Places(api=""))
    bundle = bundles.openapi(data.view(editions.editions["matrix"]), name)
    validate(bundle)
    assert sum(map(len, bundle["paths"].values())) == len(list(reading.operations(FOLDER / f"{name}.json")))


@pytest.mark.parametrize(
    ("directive", "texts"),
    [
        ("POST /streams", ["Callback", "{$request.query.callbackUrl}/data", "tt-callback"]),
        ("POST newPet", ["Webhook: the server sends it", "POST"]),
        ("GET /2.0/users/{username}", ["Link", "leads to", "$response.body#/username"]),
        ("GET /anything/query/deepObject", ["[key]"]),
        (
            "GET /v3/operation-server-variables",
            ["its <code>version</code> is mostly <code>v3</code>"],
        ),
    ],
)
def test_what_is_beside_the_messages_is_shown(directive: str, texts: list[str], editions: Editions) -> None:
    data = open_data(FOLDER.parent, editions, Report(), shown="public", places=Places(api=""))
    shown = str(expander(data)("api", directive, 3, Origin("spec/page.md", 1)))
    assert [text for text in texts if text not in shown] == []
