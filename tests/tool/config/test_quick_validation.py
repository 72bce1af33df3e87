"""The quick validation agrees with jsonschema, and leaves what it does not know to it."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest

from twotrack.config.quick_validation import is_valid
from twotrack.config.schema_validation import schema, validator

VALUES: list[Any] = [
    *(None, True, 0, 1, 1.5, "", "text", "draft-a-b", "std", [], ["a"], [1, None], [["a"]], {}),
    *({"a": 1}, {"name": "A"}, [{"name": "A"}], {"target": "x", "title": "T"}, {"a": {"b": []}}, {":": "t"}),
    {"ins": "A. B", "org": 5},
]


@pytest.mark.parametrize("key", [*schema("draft")["properties"], "v3xml2rfc", "unknown", "RFC8949"])
def test_it_agrees_with_jsonschema(key: str) -> None:
    whole = validator("draft")
    for value in VALUES:
        data = {key: value}
        assert is_valid(data, schema("draft")) == whole.is_valid(data), data


def test_a_date_is_a_text() -> None:
    assert is_valid({"date": dt.date(2026, 7, 28)}, schema("draft"))


def test_it_does_not_decide_what_it_does_not_know() -> None:
    assert not is_valid({}, {"minProperties": 0})
    assert not is_valid(1, {"if": {"multipleOf": 1}})
