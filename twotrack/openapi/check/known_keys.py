"""Reports unknown keys: the content of a misspelt key would be ignored without a message.

The keys of OpenAPI 3.1.1 (section 4.8) and JSON Schema 2020-12: tables from a kind of object to its keys,
and from each key to the kind of its value: `schema`, `[schema]` for a list, `{schema}` for a mapping.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from twotrack.config.facets import Vocabulary
from twotrack.config.schema_validation import schema, validator
from twotrack.openapi.check.keyword_values import check_values
from twotrack.openapi.load.data_files import Documents
from twotrack.openapi.load.nodes import Obj, Value
from twotrack.problems import Report

_ANY = ""
_SCHEMA: dict[str, str] = {
    **dict.fromkeys(
        (
            *(
                "$schema",
                "$id",
                "$anchor",
                "$comment",
                "$ref",
                "$dynamicRef",
                "$dynamicAnchor",
                "type",
                "format",
            ),
            *(
                "title",
                "description",
                "default",
                "example",
                "examples",
                "deprecated",
                "readOnly",
                "writeOnly",
            ),
            *("enum", "const", "required", "dependentRequired", "pattern", "minLength", "maxLength"),
            *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "uniqueItems"),
            *("minItems", "maxItems", "minContains", "maxContains", "minProperties", "maxProperties"),
            *("contentEncoding", "contentMediaType"),
        ),
        _ANY,
    ),
    "discriminator": "discriminator",
    "xml": "xml",
    "externalDocs": "docs",
    **dict.fromkeys(("properties", "patternProperties", "dependentSchemas", "$defs"), "{schema}"),
    **dict.fromkeys(("allOf", "oneOf", "anyOf", "prefixItems"), "[schema]"),
    **dict.fromkeys(
        (
            *("items", "additionalProperties", "unevaluatedProperties", "unevaluatedItems", "propertyNames"),
            *("contains", "contentSchema", "not", "if", "then", "else"),
        ),
        "schema",
    ),
}
_METHODS = dict.fromkeys(("get", "put", "post", "delete", "options", "head", "patch", "trace"), "operation")
_COMMON = dict.fromkeys(("$ref", "summary", "description"), _ANY)
_VALUES = {"schema": "schema", "example": _ANY, "examples": "{example}", "content": "{media}"}
_HEADER = dict.fromkeys(("description", "required", "deprecated", "style", "explode", "$ref"), _ANY) | _VALUES
_KINDS: dict[str, dict[str, str]] = {
    "schema": _SCHEMA,
    "document": {
        **dict.fromkeys(("openapi", "jsonSchemaDialect", "security"), _ANY),
        "info": "info",
        "servers": "[server]",
        "tags": "[tag]",
        "externalDocs": "docs",
        "paths": "{path}",
        "webhooks": "{path}",
        "components": "components",
    },
    "components": {
        "schemas": "{schema}",
        "responses": "{response}",
        "parameters": "{parameter}",
        "examples": "{example}",
        "requestBodies": "{body}",
        "headers": "{header}",
        "securitySchemes": "{scheme}",
        "links": "{link}",
        "callbacks": "{callback}",
        "pathItems": "{path}",
    },
    "path": {**_METHODS, **_COMMON, "servers": "[server]", "parameters": "[parameter]"},
    "operation": {
        **dict.fromkeys(
            (
                "tags",
                "summary",
                "description",
                "operationId",
                "deprecated",
                "security",
            ),
            _ANY,
        ),
        "externalDocs": "docs",
        "servers": "[server]",
        "callbacks": "{callback}",
        "parameters": "[parameter]",
        "requestBody": "body",
        "responses": "{response}",
    },
    "parameter": _HEADER | dict.fromkeys(("name", "in", "allowEmptyValue", "allowReserved"), _ANY),
    "header": _HEADER,
    "body": {"description": _ANY, "required": _ANY, "$ref": _ANY, "content": "{media}"},
    "media": {"schema": "schema", "example": _ANY, "examples": "{example}", "encoding": "{encoding}"},
    "response": {**_COMMON, "headers": "{header}", "content": "{media}", "links": "{link}"},
    "encoding": {
        **dict.fromkeys(("contentType", "style", "explode", "allowReserved"), _ANY),
        "headers": "{header}",
    },
    "link": {
        **dict.fromkeys(
            ("operationRef", "operationId", "parameters", "requestBody", "description", "$ref"), _ANY
        ),
        "server": "server",
    },
    "example": {**_COMMON, "value": _ANY, "externalValue": _ANY},
    "scheme": {
        **dict.fromkeys(
            ("type", "description", "name", "in", "scheme", "bearerFormat", "openIdConnectUrl", "$ref"), _ANY
        ),
        "flows": "flows",
    },
    "flows": dict.fromkeys(("implicit", "password", "clientCredentials", "authorizationCode"), "flow"),
    "flow": dict.fromkeys(("authorizationUrl", "tokenUrl", "refreshUrl", "scopes"), _ANY),
    "info": {
        **dict.fromkeys(("title", "summary", "description", "termsOfService", "version"), _ANY),
        "contact": "contact",
        "license": "license",
    },
    "contact": dict.fromkeys(("name", "url", "email"), _ANY),
    "license": dict.fromkeys(("name", "identifier", "url"), _ANY),
    "server": {"url": _ANY, "description": _ANY, "variables": "{variable}"},
    "variable": dict.fromkeys(("enum", "default", "description"), _ANY),
    "tag": {"name": _ANY, "description": _ANY, "externalDocs": "docs"},
    "docs": dict.fromkeys(("description", "url"), _ANY),
    "discriminator": dict.fromkeys(("propertyName", "mapping"), _ANY),
    "xml": dict.fromkeys(("name", "namespace", "prefix", "attribute", "wrapped"), _ANY),
}
_CLOSE = 0.8
# Reported when the data is read, since it selects the data.
_READ = frozenset({"x-only"})
_HISTORY = Vocabulary()
# Known keys that are not shown, because they need another parser, or are for media other than JSON.
_UNSHOWN = {
    "$dynamicRef": "`$dynamicRef` is not followed; write `$ref`",
    "xml": "`xml` is not shown; describe the XML form of a value in its description",
    "externalValue": "`externalValue` is not fetched; put the example into the tree, under `value`",
    "jsonSchemaDialect": "`jsonSchemaDialect` is not read: schemas are of JSON Schema 2020-12",
}


def check_keys(documents: Documents, report: Report) -> None:
    """Report unknown keys in every OpenAPI document and JSON Schema, of any edition."""
    for path in documents.paths():
        if path.endswith(".json") or "/examples/" in f"/{path}":
            continue
        document = documents.get(path)
        if document is None or not isinstance(document.value, Obj):
            continue
        kind = "document" if "openapi" in document.value else "schema" if _is_schema(document.value) else ""
        if kind:
            _check(document.value, kind, report)


def _is_schema(value: Obj) -> bool:
    return "$schema" in value or not {"type", "properties", "allOf", "oneOf"}.isdisjoint(value.keys())


def _check(value: Obj, kind: str, report: Report) -> None:
    if kind == "callback":
        # A mapping of expressions to path items, or a `$ref` to such a mapping.
        for inner in value.values():
            if isinstance(inner, Obj):
                _check(inner, "path", report)
        return
    if kind == "schema":
        check_values(value, report)
    known = _KINDS[kind]
    for key, item in value.items():
        if key not in known:
            _unknown(key, known, value, report)
        else:
            if key in _UNSHOWN:
                report.add("data-unshown", value.origin(key), _UNSHOWN[key])
            for inner, name in _below(item, known[key]):
                _check(inner, name, report)


def _below(item: Value, shape: str) -> Iterator[tuple[Obj, str]]:
    name = shape.strip("[]{}")
    if not name:
        return
    items: list[Value] = [item]
    if shape.startswith("{") and isinstance(item, Obj):
        items = [inner for key, inner in item.items() if not key.startswith("x-")]
    elif shape.startswith("["):
        items = item if isinstance(item, list) else []
    for inner in items:
        if isinstance(inner, Obj):
            yield inner, name


def _unknown(key: str, known: dict[str, str], holder: Obj, report: Report) -> None:
    if key.startswith("x-"):
        _extension(key, holder, report)
        return
    near = difflib.get_close_matches(key, known, 1, 0.6)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    report.add("data-key", holder.origin(key), f"`{key}` means nothing here{hint}")


def _extension(key: str, holder: Obj, report: Report) -> None:
    """Check a key that begins with `x-`; one without a meaning is reported if it is similar to another."""
    own = schema("data-extensions")["properties"]
    if _HISTORY.is_added(key) or _HISTORY.is_changed(key):
        name = "x-added-in" if _HISTORY.is_added(key) else "x-changed-in"
    else:
        name = key
    if name not in own:
        near = difflib.get_close_matches(key, own, 1, _CLOSE)
        if near:
            report.add("data-key", holder.origin(key), f"`{key}` means nothing; is `{near[0]}` meant?")
    elif key not in _READ:
        for error in validator("data-extensions").iter_errors({name: holder[key]}):
            found: Any = error.schema
            report.add("data-shape", holder.origin(key), f"`{key}` must be {found['x-expected']}")
