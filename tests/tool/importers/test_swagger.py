"""Documents in Swagger 2.0, as releases of Matrix before v1.8 have them, converted to OpenAPI 3.1."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from twotrack.importers import swagger

HEAD = "swagger: '2.0'\ninfo: {title: A, version: '1'}\n"


def convert(text: str) -> Any:
    made = swagger.converted(HEAD + text)
    assert made is not None
    document = yaml.safe_load(made)
    OpenAPIV31SpecValidator(document).validate()
    return document


def operation(text: str, head: str = "") -> Any:
    lines = "".join(f"      {line}\n" for line in text.strip("\n").split("\n"))
    return convert(f"{head}paths:\n  /a:\n    put:\n{lines}")["paths"]["/a"]["put"]


OK = "responses: {200: {description: Done.}}"


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("host: h:1\nschemes: [https, http]\nbasePath: /b\npaths: {}", ["https://h:1/b", "http://h:1/b"]),
        ("host: h\npaths: {}", ["https://h"]),
        ("basePath: /b\npaths: {}", ["/b"]),
    ],
)
def test_the_address_becomes_servers(text: str, urls: list[str]) -> None:
    assert [server["url"] for server in convert(text)["servers"]] == urls


def test_a_body_becomes_the_request_of_each_media_type() -> None:
    made = operation(
        "consumes: [application/json, text/plain]\n"
        "parameters: [{in: body, name: b, required: true, description: It., schema: {type: object}}]\n" + OK
    )
    assert "parameters" not in made
    assert made["requestBody"] == {
        "description": "It.",
        "content": {kind: {"schema": {"type": "object"}} for kind in ("application/json", "text/plain")},
        "required": True,
    }


def test_a_shared_body_is_that_of_the_operations_that_refer_to_it() -> None:
    head = (
        "parameters:\n"
        "  B: {in: body, name: b, schema: {type: string}}\n"
        "  Q: {in: query, name: q, type: string}\n"
    )
    text = "parameters: [{$ref: '#/parameters/B'}, {$ref: '#/parameters/Q'}]\n" + OK
    made = operation(text, head)
    assert made["requestBody"]["content"]["application/json"]["schema"] == {"type": "string"}
    assert made["parameters"] == [{"$ref": "#/components/parameters/Q"}]


def test_a_body_of_all_operations_of_a_path() -> None:
    text = "paths: {/a: {parameters: [{in: body, name: b, schema: {}}], put: {" + OK + "}}}"
    item = convert(text)["paths"]["/a"]
    assert "parameters" not in item
    assert "requestBody" in item["put"]


@pytest.mark.parametrize(
    ("kind", "media"), [("string", "application/x-www-form-urlencoded"), ("file", "multipart/form-data")]
)
def test_fields_of_a_form(kind: str, media: str) -> None:
    made = operation(f"parameters: [{{in: formData, name: f, type: {kind}, required: true}}]\n{OK}")
    schema = made["requestBody"]["content"][media]["schema"]
    assert schema["required"] == ["f"]
    expected = {"type": "string"} if kind == "string" else {"type": "string", "format": "binary"}
    assert schema["properties"] == {"f": expected}


@pytest.mark.parametrize(
    ("form", "members"),
    [
        ("", {"style": "form", "explode": False}),
        ("multi", {"style": "form", "explode": True}),
        ("pipes", {"style": "pipeDelimited", "explode": False}),
        ("ssv", {"style": "spaceDelimited", "explode": False}),
    ],
)
def test_lists_in_queries(form: str, members: dict[str, Any]) -> None:
    written = f", collectionFormat: {form}" if form else ""
    made = operation(
        f"parameters: [{{in: query, name: q, type: array, items: {{type: string}}{written}}}]\n{OK}"
    )
    schema = {"type": "array", "items": {"type": "string"}}
    assert made["parameters"] == [{"in": "query", "name": "q", "schema": schema, **members}]


def test_examples_of_responses_are_those_of_their_media_type() -> None:
    made = operation(
        "responses:\n"
        "  200:\n"
        "    description: Done.\n"
        "    headers: {X: {type: integer, description: A number.}}\n"
        "    schema: {$ref: '#/definitions/D'}\n"
        "    examples: {application/json: {day: 2021-11-09}}",
        "definitions: {D: {type: object}}\n",
    )
    response = made["responses"]["200"]
    assert response["headers"] == {"X": {"description": "A number.", "schema": {"type": "integer"}}}
    assert response["content"] == {
        "application/json": {
            "schema": {"$ref": "#/components/schemas/D"},
            # A day is text in JSON.
            "examples": {"response": {"value": {"day": "2021-11-09"}}},
        }
    }


def test_schemas_are_those_of_json_schema_2020_12() -> None:
    text = (
        "definitions:\n  D:\n    discriminator: kind\n    properties:\n"
        "      kind: {type: string, x-nullable: true}\n"
        "      a: {type: number, minimum: 1, exclusiveMinimum: true, maximum: 9, exclusiveMaximum: false}\n"
        "      type: {type: file}\n"
        "    example: {type: file}\npaths: {}"
    )
    schema = convert(text)["components"]["schemas"]["D"]
    assert schema["properties"] == {
        "kind": {"type": ["string", "null"]},
        "a": {"type": "number", "exclusiveMinimum": 1, "maximum": 9},
        "type": {"type": "string", "format": "binary"},
    }
    assert schema["discriminator"] == {"propertyName": "kind"}
    assert schema["example"] == {"type": "file"}


def test_security_schemes() -> None:
    text = (
        "securityDefinitions:\n  b: {type: basic}\n"
        "  o: {type: oauth2, flow: accessCode, authorizationUrl: 'https://a.example/a', "
        "tokenUrl: 'https://a.example/t', scopes: {read: Read.}}\npaths: {}"
    )
    schemes = convert(text)["components"]["securitySchemes"]
    assert schemes["b"] == {"type": "http", "scheme": "basic"}
    assert schemes["o"]["flows"]["authorizationCode"] == {
        "authorizationUrl": "https://a.example/a",
        "tokenUrl": "https://a.example/t",
        "scopes": {"read": "Read."},
    }


def test_schemes_in_another_file_stay_there() -> None:
    made = swagger.converted(HEAD + "securityDefinitions: {$ref: s.yaml}\npaths: {}")
    assert made is not None
    assert yaml.safe_load(made)["components"] == {"securitySchemes": {"$ref": "s.yaml"}}


def test_lines_of_texts_and_their_numbers_are_kept() -> None:
    source = (
        HEAD + "paths:\n  /a:\n    get:\n      description: |-\n        One.  \n        Two.\n      " + OK
    )
    made = swagger.converted(source)
    assert made is not None
    lines = made.split("\n")
    assert "        One.\\" in lines
    numbers = swagger.line_numbers(source, made)
    assert numbers[lines.index("        Two.")] == source.split("\n").index("        Two.") + 1


def test_json_stays_json() -> None:
    made = swagger.converted('{"swagger": "2.0", "info": {}, "paths": {}}')
    assert made is not None
    assert json.loads(made) == {"openapi": "3.1.0", "info": {}, "paths": {}}


@pytest.mark.parametrize("text", ["openapi: 3.1.0\n", "title: A schema\n", "description: |\n  swagger\n"])
def test_other_documents_are_left_alone(text: str) -> None:
    assert not swagger.is_swagger(text)


@pytest.mark.parametrize("text", ["swagger: '2.0'\n  a: [", "- swagger: 2.0"])
def test_what_is_no_document_is_not_converted(text: str) -> None:
    assert swagger.converted(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "definitions: &d {D: *d}",
        "definitions: {D: " + "{items: " * 200 + "{}" + "}" * 201,
        "\n".join(["x-0: &a0 [1]", *(f"x-{n}: &a{n} [{f'*a{n - 1}, ' * 10}]" for n in range(1, 9))]),
    ],
)
def test_aliases_and_levels_without_end_are_refused(text: str) -> None:
    with pytest.raises(swagger.NestingError):
        swagger.converted(HEAD + text)


def test_members_of_another_type_are_passed_over() -> None:
    head = "produces: [{a: b}, 1, text/plain]\nconsumes: text\nschemes: https\nhost: h\n"
    made = operation("schemes:\nresponses: {200: {description: Done., schema: {}}}", head)
    assert "servers" not in made
    assert made["responses"]["200"]["content"] == {"text/plain": {"schema": {}}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One.  \nTwo.", "One.\\\nTwo."),
        ("One.  \n\nTwo.  \n", "One.\n\nTwo.\n"),
        ("- one  \n- two  \n", "- one\n- two\n"),
        ("| a |  \n|---|  \n| b |  \n", "| a |\n|---|\n| b |\n"),
        ("```\na  \nb\n```\n", "```\na\nb\n```\n"),
        ("x\n\n    a  \n    b\n", "x\n\n    a\n    b\n"),
    ],
)
def test_spaces_at_the_end_of_a_line_are_a_break_only_within_a_paragraph(text: str, expected: str) -> None:
    made = swagger.converted(f"{HEAD}x-a: {json.dumps(text)}\npaths: {{}}")
    assert made is not None
    assert yaml.safe_load(made)["x-a"] == expected


def test_a_host_that_is_a_placeholder_is_a_variable() -> None:
    servers = convert("host: localhost:8008\nschemes: [https, http]\nbasePath: /b\npaths: {}")["servers"]
    protocol = {"enum": ["https", "http"], "default": "https"}
    variables = {"protocol": protocol, "hostname": {"default": "localhost:8008"}}
    assert servers == [{"url": "{protocol}://{hostname}/b", "variables": variables}]


def test_schemes_of_an_operation_do_not_change_its_path() -> None:
    made = operation("schemes: [wss]\n" + OK, "host: h\nbasePath: /b\n")
    assert made["servers"] == [{"url": "wss://h/b"}]
