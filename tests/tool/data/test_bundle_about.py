"""A bundle describes its API as its documents do: information, servers, tags."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from openapi_spec_validator import validate

from twotrack.config.facets import Editions
from twotrack.openapi.bundle import bundles
from twotrack.openapi.model.data_tree import open_data
from twotrack.problems import Report

FIRST = """openapi: 3.1.0
info:
  title: A
  version: "1"
  summary: Things.
  description: "All about {{only matrix: things}}."
  termsOfService: https://a.example/terms
  contact: {name: Ada, email: a@a.example}
  license: {name: MIT, identifier: MIT}
servers:
  - url: "https://{host}/base/{stage}"
    description: The server.
    variables: {host: {default: a.example, description: Its name.}, stage: {default: v1}}
tags:
  - {name: Things, description: What there is., externalDocs: {url: "https://a.example/docs"}}
  - {name: Unused, description: x}
paths:
  /a:
    get: {tags: [Things], summary: A, description: B, responses: {"200": {description: c}}}
"""
SECOND = """openapi: 3.1.0
info: {title: B, version: "2", summary: Others.}
servers: [{url: "https://b.example:8448"}, {url: /relative}]
paths:
  /b:
    get: {tags: [Things, Other], summary: A, description: B, responses: {"200": {description: c}}}
"""


def _bundle(folder: Path, editions: Editions, **files: str) -> dict[str, Any]:
    (folder / "spec/api/x").mkdir(parents=True)
    for name, text in files.items():
        (folder / f"spec/api/x/{name}.yaml").write_text(text, encoding="utf-8")
    view = open_data(folder, editions, Report()).view(editions.editions["matrix"])
    bundle = bundles.openapi(view, "x", lambda text: text.replace("{{only matrix: things}}", "things"))
    validate(bundle)
    return bundle


def test_information_is_kept(tmp_path: Path, editions: Editions) -> None:
    info = _bundle(tmp_path, editions, a=FIRST, b=SECOND)["info"]
    assert info.pop("title").startswith("x, ")
    assert info == {
        "version": "1",
        "summary": "Things.",
        "description": "All about things.",
        "termsOfService": "https://a.example/terms",
        "contact": {"name": "Ada", "email": "a@a.example"},
        "license": {"name": "MIT", "identifier": "MIT"},
    }


def test_tags_are_described(tmp_path: Path, editions: Editions) -> None:
    assert _bundle(tmp_path, editions, a=FIRST, b=SECOND)["tags"] == [
        {
            "name": "Things",
            "description": "What there is.",
            "externalDocs": {"url": "https://a.example/docs"},
        },
        {"name": "Other"},
    ]


def test_shared_servers_are_at_the_top_level(tmp_path: Path, editions: Editions) -> None:
    bundle = _bundle(tmp_path, editions, a=FIRST)
    assert bundle["servers"] == [
        {
            "url": "https://{host}",
            "description": "The server.",
            "variables": {"host": {"default": "a.example", "description": "Its name."}},
        }
    ]
    assert list(bundle["paths"]) == ["/base/v1/a"]
    assert "servers" not in bundle["paths"]["/base/v1/a"]["get"]


def test_different_servers_are_in_the_operations(tmp_path: Path, editions: Editions) -> None:
    bundle = _bundle(tmp_path, editions, a=FIRST, b=SECOND)
    assert "servers" not in bundle
    assert [server["url"] for server in bundle["paths"]["/base/v1/a"]["get"]["servers"]] == ["https://{host}"]
    assert bundle["paths"]["/b"]["get"]["servers"] == [{"url": "https://b.example:8448"}]


TITLED = """openapi: 3.1.0
info: {title: Shop, version: "1"}
externalDocs: {url: "https://a.example/all", description: The manual}
security: [{key: []}]
paths:
  /a:
    get: {summary: A, description: B, responses: {"200": {description: c}}}
components: {securitySchemes: {key: {type: http, scheme: bearer}, other: {type: http, scheme: basic}}}
"""
CLASHING = """openapi: 3.1.0
info: {title: Shop, version: "1"}
paths:
  /b:
    get:
      {summary: A, description: B, security: [{key: [], other: []}, {}], responses: {"200": {description: c}}}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Key}, other: {type: http, scheme: basic}}
"""


def test_security_schemes_with_one_name_are_kept_apart(tmp_path: Path, editions: Editions) -> None:
    bundle = _bundle(tmp_path, editions, a=TITLED, b=CLASHING)
    assert bundle["components"]["securitySchemes"] == {
        "key": {"type": "http", "scheme": "bearer"},
        "key_2": {"type": "apiKey", "in": "header", "name": "X-Key"},
        "other": {"type": "http", "scheme": "basic"},
    }
    assert bundle["paths"]["/a"]["get"]["security"] == [{"key": []}]
    assert bundle["paths"]["/b"]["get"]["security"] == [{"key_2": [], "other": []}, {}]


def test_the_title_and_the_manual_are_those_of_the_documents(tmp_path: Path, editions: Editions) -> None:
    bundle = _bundle(tmp_path, editions, a=TITLED, b=CLASHING)
    assert bundle["info"]["title"].startswith("Shop, ")
    assert bundle["externalDocs"] == {"url": "https://a.example/all", "description": "The manual"}


NAMED = """openapi: 3.1.0
info: {title: A, version: "1"}
paths:
  /a:
    get:
      summary: A
      description: B
      responses:
        "200":
          description: c
          content:
            application/json:
              schema:
                properties:
                  one: {$ref: one/thing.yaml}
                  two: {$ref: two/thing.yaml}
                  three: {$ref: "#/$defs/thing"}
$defs: {thing: {type: integer}}
"""


def test_schemas_with_one_name_are_kept_apart(tmp_path: Path, editions: Editions) -> None:
    for folder, kind in (("one", "string"), ("two", "boolean")):
        (tmp_path / "parts" / folder).mkdir(parents=True)
        (tmp_path / "parts" / folder / "thing.yaml").write_text(f"type: {kind}\n", encoding="utf-8")
    (tmp_path / "spec/api").mkdir(parents=True)
    (tmp_path / "parts").rename(tmp_path / "spec/api/parts")
    document = NAMED.replace("one/", "../parts/one/").replace("two/", "../parts/two/")
    schemas = _bundle(tmp_path, editions, a=document)["components"]["schemas"]
    assert schemas == {
        "thing": {"type": "string"},
        "two.thing": {"type": "boolean"},
        "x.thing": {"type": "integer"},
    }
