"""Data that is wrong, or made to do harm, yields problems on their lines, in bounded time and space."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tool.data.conftest import expander
from twotrack.config.facets import Editions
from twotrack.openapi.model.data_tree import Places, open_data
from twotrack.problems import Report
from twotrack.text import Origin

# Doubled that often, nothing that doubles at each level ends.
LEVELS = 60


def show(folder: Path, editions: Editions, source: str, directive: str = "POST /x") -> tuple[str, list[str]]:
    """Return the rendered operation of a document, and the problems."""
    (folder / "spec").mkdir(exist_ok=True)
    (folder / "spec" / "a.yaml").write_text(source, encoding="utf-8")
    report = Report()
    data = open_data(folder, editions, report, places=Places(api=""))
    text = str(expander(data)("api", directive, 3, Origin("spec/page.md", 1)))
    return text, [str(problem) for problem in report.problems]


def answering(schemas: object) -> str:
    """Return a document whose one operation answers with the schema `S0`."""
    schema = {"$ref": "#/components/schemas/S0"}
    response = {"description": "d", "content": {"application/json": {"schema": schema}}}
    return json.dumps(
        {
            "openapi": "3.1.0",
            "info": {"title": "a", "version": "1"},
            "paths": {"/x": {"post": {"responses": {"200": response}}}},
            "components": {"schemas": schemas},
        }
    )


def ref(i: int) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/S{i}"}


@pytest.mark.parametrize(
    "level",
    [
        lambda i: {"type": "object", "properties": {"a": ref(i + 1), "b": ref(i + 1)}},
        lambda i: {"type": "array", "prefixItems": [ref(i + 1), ref(i + 1)]},
        lambda i: {"oneOf": [ref(i + 1), {"type": "array", "items": ref(i + 1)}]},
        lambda i: {"allOf": [ref(i + 1), ref(i + 1)]},
        lambda i: {
            "type": "object",
            "additionalProperties": {"oneOf": [ref(i + 1), {"type": "array", "items": ref(i + 1)}]},
        },
    ],
    ids=["properties", "prefixItems", "oneOf", "allOf", "additionalProperties"],
)
def test_mutually_recursive_schemas_stay_small(
    level: Callable[[int], object], tmp_path: Path, editions: Editions
) -> None:
    schemas = {f"S{i}": level(i) for i in range(LEVELS)} | {f"S{LEVELS}": {"type": "string", "example": "x"}}
    text, problems = show(tmp_path, editions, answering(schemas))
    assert 0 < len(text) < 200_000
    assert problems == []


@pytest.mark.parametrize(
    ("schemas", "codes"),
    [
        ({"S0": ref(0)}, ["data-ref-loop"]),
        ({"S0": {"allOf": [ref(1)]}, "S1": {"allOf": [ref(0)]}}, ["data-ref-loop"]),
        ({"S0": {"anyOf": [ref(1)]}, "S1": {"oneOf": [ref(0)]}}, []),
        ({"S0": {"properties": {"a": ref(0), "b": {"type": "array", "items": ref(0)}}}}, []),
    ],
    ids=["itself", "two", "alternatives", "recursive"],
)
def test_circles(schemas: object, codes: list[str], tmp_path: Path, editions: Editions) -> None:
    text, problems = show(tmp_path, editions, answering(schemas))
    assert text
    assert [problem.rsplit("[", 1)[1].rstrip("]") for problem in problems] == codes


BODY = "paths: {/x: {post: {responses: {200: {description: d, content: {application/json: {schema: %s}}}}}}}"
LAUGHS = "".join(f"b{i}: &b{i} [{','.join([f'*b{i - 1}' if i else '*a'] * 9)}]\n" for i in range(12))


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("paths:\n  /x: {post: {responses: {'200':\n   {$ref: nix.yaml}}}}", "3: error: `$ref: nix.yaml`"),
        (BODY % "\n {$ref: ../../etc/passwd}", "2: error: `$ref: ../../etc/passwd` leads out of the tree"),
        (BODY % "\n {$ref: 'https://e.example/x'}", "2: error: `$ref: https://e.example/x` leads to another"),
        (BODY % "\n {$ref: '#/nix'}", "2: error: `$ref: #/nix`"),
        (BODY % "\n {allOf: 3}", "2: error: `allOf` takes a list"),
        (BODY % "\n {properties: [1]}", "2: error: `properties` takes a mapping"),
        ("paths: {/x: {post:\n {description: 3}}}", "2: error: `description` takes a text"),
        ("paths: {/x: {post:\n {responses: [1]}}}", "2: error: `responses` takes a mapping"),
        ("paths: {/x: {post:\n {x-only: nix}}}", "2: error: unknown facet value 'nix'"),
        ("paths:\n  /x: {}\n  /x: {}", "3: error: not usable as data: duplicate key '/x'"),
        ("paths: " + "[" * 100_000, "1: error: not usable as data: nested deeper"),
        ("paths:\n" + "\n".join(" " * i + "a:" for i in range(1, 300)), "101: error: not usable as data"),
        ("paths: &p\n  /x: *p\n", "2: error: not usable as data: an alias refers to a value"),
        (
            "paths: {/x: {post: &p {description: d, x-a: [*p]}}}",
            "1: error: not usable as data: an alias refers",
        ),
        ("a: &a [x,x,x,x,x,x,x,x,x]\n" + LAUGHS + "paths: 1", "6: error: not usable as data: more than"),
    ],
)
def test_an_error_is_a_line_with_its_location(
    source: str, message: str, tmp_path: Path, editions: Editions
) -> None:
    _, problems = show(tmp_path, editions, source)
    assert any(problem.startswith(f"spec/a.yaml:{message}") for problem in problems), problems


def test_what_aliases_nest_counts_as_nested(tmp_path: Path, editions: Editions) -> None:
    chain = "\n".join(f"a{i}: &a{i} [{f'*a{i - 1}' if i else 'x'}]" for i in range(120))
    _, problems = show(tmp_path, editions, f"{chain}\npaths: {{}}\n")
    assert problems[0].startswith(
        "spec/a.yaml:101: error: not usable as data: nested deeper than 100 levels, ali"
    )


def test_json_that_is_no_yaml_is_bounded_too(tmp_path: Path, editions: Editions) -> None:
    (tmp_path / "spec").mkdir()
    (tmp_path / "spec" / "b.json").write_text('{"paths":\t' + "[" * 100_000, encoding="utf-8")
    _, problems = show(tmp_path, editions, "paths: {/x: {post: {responses: {$ref: b.json}}}}")
    assert any(p.startswith("spec/b.json:1: error: not usable as data: nested deeper") for p in problems)


@pytest.mark.parametrize("source", ["", "- 1", "paths: 3", "paths: {/x: {post: 3}}", "{", "\x00"])
def test_what_is_no_document_never_raises(source: str, tmp_path: Path, editions: Editions) -> None:
    text, problems = show(tmp_path, editions, source)
    assert text == ""
    assert problems
