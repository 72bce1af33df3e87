"""Checks without case files: examples by a validator, data that no page shows, removal by conditions."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.config.facets import Editions
from twotrack.openapi.check.data_checks import check_data, check_shown, defined_codes
from twotrack.openapi.check.example_checks import check_examples
from twotrack.openapi.check.known_keys import check_keys
from twotrack.openapi.model.data_tree import View, open_data
from twotrack.problems import Report
from twotrack.source.tree import read_tree

EVENT = """\
type: object
properties:
  type: {type: string, enum: [m.thing]}
  content:
    type: object
    properties:
      count: {type: integer}
      extra:
        x-only: matrix
        type: string
    required: [count]
%s
"""


def opened(
    folder: Path, editions: Editions, files: dict[str, str], edition: str = "matrix"
) -> tuple[View, Report]:
    for path, text in files.items():
        file = folder / "spec" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    report = Report()
    return open_data(folder, editions, report).view(editions.editions[edition]), report


@pytest.mark.parametrize(
    ("example", "line", "message"),
    [
        ("{type: m.thing, content: {count: 1}}", 0, ""),
        ("{type: m.thing, content: {count: one}}", 13, "at $.content.count: 'one' is not of type 'integer'"),
        ("{type: m.thing, content: {}}", 13, "at $.content: 'count' is a required property"),
        ("{type: m.other, content: {count: 1}}", 13, "at $.type: 'm.other' is not one of ['m.thing']"),
    ],
)
def test_an_example_is_validated_against_its_schema(
    example: str, line: int, message: str, tmp_path: Path, editions: Editions
) -> None:
    view, report = opened(tmp_path, editions, {"events/m.thing.yaml": EVENT % f"examples:\n  - {example}"})
    check_examples(view, report)
    expected = [("spec/events/m.thing.yaml", line, "data-example", message)] if message else []
    assert [(p.path, p.line, p.code, p.text) for p in report.problems] == expected


def test_examples_in_files_and_through_references(tmp_path: Path, editions: Editions) -> None:
    api = """\
paths:
  /x:
    get:
      parameters:
        - {in: query, name: n, schema: {type: integer}, example: many}
      responses:
        "200":
          content:
            application/json:
              schema: {$ref: definitions/tree.yaml}
              examples:
                good: {value: {below: [{below: []}]}}
                bad: {value: {$ref: examples/bad.json}}
"""
    tree = "type: object\nproperties:\n  below: {type: array, items: {$ref: tree.yaml}}\nrequired: [below]\n"
    files = {
        "api/a/x.yaml": api,
        "api/a/definitions/tree.yaml": tree,
        "api/a/examples/bad.json": '{"below": [{}]}',
    }
    view, report = opened(tmp_path, editions, files)
    check_examples(view, report)
    assert [(p.path, p.line, p.text) for p in report.problems] == [
        ("spec/api/a/x.yaml", 5, "at $: 'many' is not of type 'integer'"),
        ("spec/api/a/x.yaml", 13, "at $.below[0]: 'below' is a required property"),
    ]


@pytest.mark.parametrize(
    "schema",
    [
        "{type: interger}",
        "{required: true}",
        "{type: string, pattern: '['}",
        "{$ref: '#'}",
        "{$ref: other.yaml}",
        "{properties: [1]}",
        "{enum: 3, minLength: x}",
    ],
)
def test_an_example_with_an_unusable_schema_is_reported_as_unchecked(
    schema: str, tmp_path: Path, editions: Editions
) -> None:
    files = {
        "api/a/s.yaml": f"type: object\nproperties:\n  a: {{allOf: [{schema}]}}\nexample: {{a: text}}\n",
        "api/a/other.yaml": "$ref: other.yaml\n",
    }
    view, report = opened(tmp_path, editions, files)
    check_examples(view, report)
    assert all(p.code in {"data-example", "data-ref-loop", "data-ref"} for p in report.problems)
    check_data(view, None, report)
    check_keys(view.tree.documents, report)
    assert report.failed


def test_data_on_no_page_is_reported_unless_a_reason_is_given(tmp_path: Path, editions: Editions) -> None:
    files = {
        "events/m.shown.yaml": EVENT.replace("m.thing", "m.shown") % "",
        "events/m.lost.yaml": EVENT.replace("m.thing", "m.lost") % "",
        "events/m.quiet.yaml": EVENT.replace("m.thing", "m.quiet") % "x-unlisted: nobody needs it",
        "api/a/x.yaml": "paths:\n  /x:\n    get: {responses: {}}\n",
    }
    view, report = opened(tmp_path, editions, files)
    check_shown(view, {"m-shown"}, report)
    assert [(p.path, p.line, p.code) for p in report.problems] == [
        ("spec/api/a/x.yaml", 3, "data-unlisted"),
        ("spec/events/m.lost.yaml", 1, "data-unlisted"),
    ]


@pytest.mark.parametrize(("edition", "found"), [("matrix", []), ("lts", [("spec/events/core/base.yaml", 2)])])
def test_what_is_cut_is_required_nowhere_else(
    edition: str, found: list[object], tmp_path: Path, editions: Editions
) -> None:
    files = {
        "events/core/base.yaml": "type: object\nrequired: [extra]\n",
        "events/m.thing.yaml": (
            "allOf: [{$ref: core/base.yaml}]\n"
            "properties:\n  extra: {x-only: matrix, type: string}\nrequired: [extra]\n"
        ),
    }
    view, report = opened(tmp_path, editions, files, edition)
    check_data(view, None, report)
    assert [(p.path, p.line) for p in report.problems if p.code == "data-required"] == found
    # Beside the property, the requirement goes with it.
    node = view.refs.document("events/m.thing.yaml")
    assert node["required"] == (["extra"] if edition == "matrix" else [])


def test_error_codes_are_defined_by_a_row_or_term_that_begins_with_them(root: Path, tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "editions.yml").write_text(
        (root / "spec/editions.yml").read_text(encoding="utf-8"), encoding="utf-8"
    )
    page = "`M_TERM`\n:   Meaning.\n\n| {#row} `M_ROW` | 400 |\n| `M_PLAIN_ROW` | 400 |\n\nSee `M_USED`.\n"
    (spec / "index.md").write_text(f"# Title\n\n{page}", encoding="utf-8")
    tree = read_tree(tmp_path, Report())
    assert tree is not None
    assert defined_codes(tree) == {"M_TERM", "M_ROW", "M_PLAIN_ROW"}
