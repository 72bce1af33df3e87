"""Swagger 2.0 documents, converted to OpenAPI 3.1.

Releases of the Matrix specification before v1.8 have their operations in Swagger 2.0. The conversion follows
appendix A of the OpenAPI Specification 3.0 and the places that its objects have in 3.1.
"""

from __future__ import annotations

import json
import re
from itertools import pairwise
from typing import Any

import yaml

from twotrack.commonmark.code_blocks import code_blocks

METHODS = ("get", "put", "post", "delete", "options", "head", "patch")
_JSON = "application/json"
_FORM = "application/x-www-form-urlencoded"
_FILES = "multipart/form-data"
# Members of a parameter or header that belong to its schema in OpenAPI 3.
_SCHEMA_KEYS = (
    *("type", "format", "items", "default", "maximum", "exclusiveMaximum", "minimum", "exclusiveMinimum"),
    *("maxLength", "minLength", "pattern", "maxItems", "minItems", "uniqueItems", "enum", "multipleOf"),
)
_MOVED = {
    "#/definitions/": "#/components/schemas/",
    "#/parameters/": "#/components/parameters/",
    "#/responses/": "#/components/responses/",
}
# The largest published document has 25 levels and 1,000 values.
_LEVELS = 100
_VALUES = 200_000
_NO_PARAGRAPH = re.compile(r"[ \t]*[|#]")
_NEW_BLOCK = re.compile(
    r"[ \t]*(?:$|[|#>]|[-*+][ \t]|\d+[.)][ \t]|`{3}|~{3}|-{3,}[ \t]*$|={3,}[ \t]*$|<|\{\{)"
)
_PLACEHOLDER = re.compile(r"localhost(?::\d+)?$")
_FLOWS = {"accessCode": "authorizationCode", "application": "clientCredentials"}


class NestingError(ValueError):
    """A document that has aliases within themselves, too many of them, or too many levels."""


class _Loader(yaml.CSafeLoader):
    """A loader that keeps dates as they are written."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


class _Dumper(yaml.SafeDumper):
    """A writer that keeps the lines of texts, and repeats values in place of aliases."""

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    if "\n" not in value:
        return dumper.represent_scalar("tag:yaml.org,2002:str", value)
    # A literal block cannot have spaces at the end of a line; two of them are a line break in a paragraph.
    lines, code = value.split("\n"), code_blocks(value.split("\n"))
    for index, (line, following) in enumerate(pairwise([*lines, ""])):
        is_break = index not in code and not _NO_PARAGRAPH.match(line) and not _NEW_BLOCK.match(following)
        lines[index] = re.sub(r"(?<=\S) {2,}$", r"\\", line) if is_break else line
    return dumper.represent_scalar("tag:yaml.org,2002:str", "\n".join(map(str.rstrip, lines)), style="|")


_Dumper.add_representer(str, _text)


def is_swagger(text: str) -> bool:
    """Return whether a YAML or JSON text seems to be a Swagger 2.0 document."""
    return re.search(r"""^[ \t{]*["']?swagger["']?[ \t]*:[ \t]*["']?2\.0""", text, re.MULTILINE) is not None


def converted(text: str) -> str | None:
    """Convert a Swagger 2.0 document to OpenAPI 3.1; return None if it is not valid YAML or no object.

    The result is in JSON if the document is. Raises NestingError.
    """
    try:
        document = yaml.load(text, Loader=_Loader)  # noqa: S506 - a safe loader
    except yaml.YAMLError:
        return None
    if not isinstance(document, dict):
        return None
    _check_size(document)
    made = _Document(document).convert()
    if text.lstrip().startswith("{"):
        return json.dumps(made, indent=2, ensure_ascii=False) + "\n"
    return yaml.dump(made, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=100_000)


def line_numbers(text: str, made: str) -> list[int]:
    """Estimate for each line of a converted document the line of the source that it was made of."""
    places: dict[str, list[int]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        places.setdefault(line.strip(), []).append(number)
    numbers, last = [], 1
    for line in made.split("\n"):
        found = places.get(line.strip(), ())
        last = next((number for number in found if number >= last), found[0] if found else last)
        numbers.append(last)
    return numbers


def _check_size(document: Any) -> None:
    """Count the values that a document has when its aliases are written out. Raises NestingError."""
    todo, count = [(document, 1)], 0
    while todo:
        node, level = todo.pop()
        count += 1
        if level > _LEVELS or count > _VALUES:
            raise NestingError
        if isinstance(node, dict | list):
            todo += [(inner, level + 1) for inner in (node.values() if isinstance(node, dict) else node)]


class _Document:
    """Converts one document."""

    def __init__(self, source: dict[str, Any]) -> None:
        """Read the media types that all operations have."""
        self._source = source
        self._consumes = _texts(source.get("consumes")) or [_JSON]
        self._produces = _texts(source.get("produces")) or [_JSON]

    def convert(self) -> dict[str, Any]:
        """Return the document in OpenAPI 3.1; members that are not known are kept."""
        source = self._source
        made: dict[str, Any] = {"openapi": "3.1.0"}
        moved = {"swagger", "host", "basePath", "schemes", "consumes", "produces", "paths"}
        moved |= {"definitions", "parameters", "responses", "securityDefinitions"}
        made |= {key: value for key, value in source.items() if key not in moved}
        if any(key in source for key in ("host", "basePath", "schemes")):
            made["servers"] = self._servers(_texts(source.get("schemes")) or ["https"])
        paths = source.get("paths")
        if isinstance(paths, dict):
            made["paths"] = {str(path): self._item(item) for path, item in paths.items()}
        components = {
            "schemas": _each(source.get("definitions"), _schema),
            "parameters": _each(source.get("parameters"), self._shared_parameter),
            "responses": _each(source.get("responses"), lambda one: self._response(one, self._produces)),
            "securitySchemes": _each(source.get("securityDefinitions"), _security),
        }
        made |= {"components": found} if (found := {k: v for k, v in components.items() if v}) else {}
        return made

    def _servers(self, schemes: list[str]) -> list[dict[str, Any]]:
        """Return the servers; a host that is only a placeholder is a variable, as in releases since v1.8."""
        host, base = self._source.get("host"), str(self._source.get("basePath") or "")
        if not host:
            return [{"url": base or "/"}]
        if not _PLACEHOLDER.match(str(host)):
            return [{"url": f"{scheme}://{host}{base}"} for scheme in schemes]
        protocol = {"enum": schemes, "default": schemes[0]}
        variables = {"protocol": protocol, "hostname": {"default": str(host)}}
        return [{"url": f"{{protocol}}://{{hostname}}{base}", "variables": variables}]

    def _item(self, item: Any) -> Any:
        if not isinstance(item, dict):
            return item
        shared = [one for one in _list(item.get("parameters")) if self._is_in(one, "body", "formData")]
        made: dict[str, Any] = {}
        for key, value in item.items():
            if key in METHODS and isinstance(value, dict):
                made[key] = self._operation(value, shared)
            elif key == "parameters" and isinstance(value, list):
                if kept := [_parameter(one) for one in value if one not in shared]:
                    made[key] = kept
            else:
                made[key] = value
        return made

    def _operation(self, operation: dict[str, Any], shared: list[Any]) -> dict[str, Any]:
        consumes = _texts(operation.get("consumes")) or self._consumes
        produces = _texts(operation.get("produces")) or self._produces
        own = _list(operation.get("parameters"))
        made: dict[str, Any] = {}
        for key, value in operation.items():
            if key in {"consumes", "produces"}:
                continue
            if key == "schemes":
                if schemes := _texts(value):
                    made["servers"] = self._servers(schemes)
            elif key == "parameters":
                if kept := [_parameter(one) for one in own if not self._is_in(one, "body", "formData")]:
                    made[key] = kept
                if body := self._body([*own, *shared], consumes):
                    made["requestBody"] = body
            elif key == "responses" and isinstance(value, dict):
                made[key] = {str(status): self._response(one, produces) for status, one in value.items()}
            else:
                made[key] = value
        if "requestBody" not in made and (body := self._body(shared, consumes)):
            made["requestBody"] = body
        return made

    def _is_in(self, parameter: Any, *places: str) -> bool:
        found = self._resolved(parameter)
        return isinstance(found, dict) and found.get("in") in places

    def _resolved(self, parameter: Any) -> Any:
        ref = parameter.get("$ref") if isinstance(parameter, dict) else None
        if isinstance(ref, str) and ref.startswith("#/parameters/"):
            known = self._source.get("parameters")
            return known.get(ref.rpartition("/")[2], parameter) if isinstance(known, dict) else parameter
        return parameter

    def _shared_parameter(self, parameter: Any) -> Any:
        # The operations that refer to a body have it as their own.
        return None if self._is_in(parameter, "body", "formData") else _parameter(parameter)

    def _body(self, parameters: list[Any], consumes: list[str]) -> dict[str, Any] | None:
        bodies = [self._resolved(one) for one in parameters if self._is_in(one, "body")]
        if bodies:
            body = bodies[0]
            rest = {k: v for k, v in body.items() if k not in {"in", "name", "schema", "required"}}
            content = {kind: {"schema": _schema(body.get("schema", {}))} for kind in consumes}
            made = {"description": rest.pop("description", None), "content": content, **_renamed(rest)}
            made["required"] = body.get("required")
            return {key: value for key, value in made.items() if value is not None}
        fields = [self._resolved(one) for one in parameters if self._is_in(one, "formData")]
        if not fields:
            return None
        has_files = any(one.get("type") == "file" for one in fields)
        kinds = [kind for kind in consumes if kind in {_FORM, _FILES}] or [_FILES if has_files else _FORM]
        properties = {str(one.get("name")): _field(one) for one in fields}
        schema: dict[str, Any] = {"type": "object", "properties": properties}
        if required := [str(one.get("name")) for one in fields if one.get("required") is True]:
            schema["required"] = required
        return {"content": {kind: {"schema": schema} for kind in kinds}}

    def _response(self, response: Any, produces: list[str]) -> Any:
        if not isinstance(response, dict):
            return response
        if "$ref" in response:
            return _reference(response)
        made = {k: v for k, v in response.items() if k not in {"schema", "examples", "headers"}}
        if isinstance(response.get("headers"), dict):
            made["headers"] = {name: _parameter(one) for name, one in response["headers"].items()}
        examples = response.get("examples")
        examples = examples if isinstance(examples, dict) else {}
        if examples and not all("/" in str(kind) for kind in examples):
            examples = {produces[0]: examples}
        content: dict[str, Any] = {}
        kinds = [*(produces if "schema" in response and not examples else ()), *map(str, examples)]
        for kind in dict.fromkeys(kinds):
            media: dict[str, Any] = {}
            if "schema" in response:
                media["schema"] = _schema(response["schema"])
            if kind in examples:
                media["examples"] = {"response": {"value": examples[kind]}}
            content[kind] = media
        return {**made, "content": content} if content else made


def _parameter(parameter: Any) -> Any:
    """Convert a parameter that is not a body, or a header."""
    if not isinstance(parameter, dict):
        return parameter
    if "$ref" in parameter:
        return _reference(parameter)
    made = _renamed({k: v for k, v in parameter.items() if k not in {*_SCHEMA_KEYS, "collectionFormat"}})
    schema = {key: parameter[key] for key in _SCHEMA_KEYS if key in parameter}
    if schema:
        made["schema"] = _schema(schema)
    if schema.get("type") == "array":
        form = parameter.get("collectionFormat", "csv")
        is_query = parameter.get("in") == "query"
        made |= {"style": "form", "explode": form == "multi"} if is_query and form in {"csv", "multi"} else {}
        made |= {"style": "spaceDelimited", "explode": False} if is_query and form == "ssv" else {}
        made |= {"style": "pipeDelimited", "explode": False} if is_query and form == "pipes" else {}
    return made


def _field(parameter: dict[str, Any]) -> Any:
    """Convert a field of a form to the schema of a property."""
    kept = {k: v for k, v in parameter.items() if k not in {"in", "name", "required", "collectionFormat"}}
    return _schema(_renamed(kept))


def _renamed(members: dict[str, Any]) -> dict[str, Any]:
    return {"example" if key == "x-example" else key: value for key, value in members.items()}


def _schema(schema: Any) -> Any:
    """Convert a schema and those within it; examples and values are kept as they are."""
    if isinstance(schema, list):
        return [_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: _schema_member(key, value) for key, value in schema.items() if key != "x-nullable"}
    if made.get("type") == "file":
        made |= {"type": "string", "format": "binary"}
    if schema.get("x-nullable") is True and isinstance(made.get("type"), str):
        made["type"] = [made["type"], "null"]
    return _reference(_with_bounds(made))


def _schema_member(key: str, value: Any) -> Any:
    if key in {"properties", "patternProperties"} and isinstance(value, dict):
        return {name: _schema(one) for name, one in value.items()}
    if key in {"items", "additionalProperties", "allOf", "anyOf", "oneOf", "not"}:
        return _schema(value)
    if key == "discriminator" and isinstance(value, str):
        return {"propertyName": value}
    return value


def _with_bounds(schema: dict[str, Any]) -> dict[str, Any]:
    """Return a schema whose exclusive bounds are numbers, as in JSON Schema 2020-12, and not flags."""
    for bound in ("minimum", "maximum"):
        key = f"exclusive{bound.capitalize()}"
        if isinstance(schema.get(key), bool):
            is_exclusive = schema.pop(key)
            if is_exclusive and bound in schema:
                schema[key] = schema.pop(bound)
    return schema


def _reference(node: dict[str, Any]) -> dict[str, Any]:
    """Return an object whose `$ref` leads to where the components of the document are now."""
    ref = node.get("$ref")
    for before, after in _MOVED.items():
        if isinstance(ref, str) and ref.startswith(before):
            return {**node, "$ref": after + ref[len(before) :]}
    return node


def _security(scheme: Any) -> Any:
    """Convert a security scheme; a `$ref` in place of all schemes is kept."""
    if not isinstance(scheme, dict):
        return scheme
    if scheme.get("type") == "basic":
        return {**scheme, "type": "http", "scheme": "basic"}
    if scheme.get("type") != "oauth2":
        return scheme
    moved = {"flow", "authorizationUrl", "tokenUrl", "scopes"}
    flow = {key: scheme[key] for key in ("authorizationUrl", "tokenUrl") if key in scheme}
    name = str(scheme.get("flow"))
    flows = {_FLOWS.get(name, name): {**flow, "scopes": scheme.get("scopes", {})}}
    return {**{key: value for key, value in scheme.items() if key not in moved}, "flows": flows}


def _each(members: Any, convert: Any) -> Any:
    """Convert each member of an object, without those that have no place in OpenAPI 3.1."""
    if not isinstance(members, dict):
        return members
    made = {name: value if name == "$ref" else convert(value) for name, value in members.items()}
    return {name: value for name, value in made.items() if value is not None}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _texts(value: Any) -> list[str]:
    return [one for one in _list(value) if isinstance(one, str)]
