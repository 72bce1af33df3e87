"""JSON examples compared with the JSON Schema in the same section."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.checks.code_blocks import blocks, line_in
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta


def schema_examples(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report JSON examples that are not valid against the preceding schema of their section.

    A schema is JSON with `$schema`, or with `type: object` and `properties`.
    """
    from jsonschema import SchemaError
    from jsonschema.validators import validator_for

    section: _Element | None = None
    schema: Any = None
    for element, found in _parsed(written):
        around = next(element.iterancestors("section"), None)
        if around is not section:
            section, schema = around, None
        if _is_schema(found):
            schema = found
            try:
                validator_for(schema).check_schema(schema)
            except SchemaError as error:
                text = f"this is not a JSON Schema: {error.message}"
                report.add("lint-example-schema", line_in(element, written, 1), text)
                schema = None
        elif schema is not None:
            for problem in validator_for(schema)(schema).iter_errors(found):
                place = "/".join(map(str, problem.absolute_path)) or "its top level"
                report.add(
                    "lint-example-schema",
                    line_in(element, written, 1),
                    f"the example does not match the schema of this section, at {place}: {problem.message}",
                )


def _parsed(written: DraftXml) -> Iterator[tuple[_Element, Any]]:
    for element, text in blocks(written, "json", "schema+json", "json-schema"):
        try:
            yield element, json.loads(text)
        except (json.JSONDecodeError, RecursionError):
            continue


def _is_schema(found: Any) -> bool:
    return isinstance(found, dict) and (
        "$schema" in found or (found.get("type") == "object" and isinstance(found.get("properties"), dict))
    )
