"""Every example of the specification's data is right: by its schema, by its hashes, by its signatures."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml
from openapi_spec_validator import validate

from . import crypto, data, formats
from .crypto import Json
from .data import Example
from .devices import SIGNERS as DEVICES
from .keys import DEVICE, MASTER, OLD_KEY, SELF
from .regenerate import files, rooms
from .rooms import BRIDGE, ROBIN, SIGNERS
from .world import world

DOCUMENTS: Final = data.documents()
OPENAPI: Final = [path for path in DOCUMENTS if "paths" in data.load(path)]
EVENT_TYPES: Final = [p for p in DOCUMENTS if p.is_relative_to(data.SPEC / "events") and p.name[:2] == "m."]
EXAMPLES: Final = [example for path in DOCUMENTS for example in data.examples(path)]
FORMATS: Final = formats.checker()
KEYS: Final = {
    (s.name, s.key_id): s.key.verify_key for s in (*SIGNERS, *DEVICES, DEVICE, MASTER, SELF, OLD_KEY)
}
SHAPES: Final = {1: "v1", 2: "v1", 3: "v3", 4: "v4", 5: "v4", 6: "v6", 11: "v11", 12: "v12"}


def name(path: Path) -> str:
    return str(path.relative_to(data.SPEC))


def objects(value: Any) -> Iterator[Json]:
    """Yield each object in `value`, outer ones first."""
    if isinstance(value, dict):
        yield value
    for item in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from objects(item)


def signed(value: Json) -> Iterator[tuple[str, str, str]]:
    """Yield entity, key id and signature of each signature in `value`."""
    for entity, by_key in value["signatures"].items():
        for key_id, text in by_key.items():
            yield entity, key_id, text


def pdus() -> list[tuple[str, Json]]:
    """Return each complete event in an example, with its location; other objects with hashes have no type."""
    found = ((str(e), value) for e in EXAMPLES for value in objects(e.value))
    return [(where, value) for where, value in found if {"hashes", "type"} <= value.keys()]


def version_of(event: Json) -> int:
    """Return the version of the room of an event."""
    versions = {room.room_id: room.version for room in rooms()}
    return versions[event["room_id"]] if "room_id" in event else 12


def test_there_are_examples() -> None:
    assert len(EXAMPLES) > 300
    assert len(pdus()) > 40


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_examples_fit_their_schemas(path: Path) -> None:
    wrong = [
        f"{e}: {text}" for e in data.examples(path) for text in data.problems(e.value, e.schema, FORMATS)
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("path", OPENAPI, ids=name)
def test_openapi_documents_are_valid(path: Path) -> None:
    validate(data.load(path), base_uri=path.as_uri())


@pytest.mark.parametrize("path", OPENAPI, ids=name)
def test_operations_are_complete(path: Path) -> None:
    for where, operation in data.operations(path):
        assert operation["summary"], where
        assert operation["description"], where
        assert operation["responses"], where
        shown = {"example", "examples"}
        assert all(p.keys() & shown and p["description"] for p in operation.get("parameters", [])), where
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        for body in [*bodies, *operation["responses"].values()]:
            assert body["description"], where
            # A body of which nothing is defined is described in words.
            assert body.get("content") or "body" in body["description"], where
            assert all(data.values(media) for media in body.get("content", {}).values()), (
                f"{where}: body without example"
            )


def asks_to_authenticate(response: Json) -> bool:
    """Return whether a response requires user-interactive authentication, with flows instead of a code."""
    schema: Json = response["content"]["application/json"]["schema"]
    return schema.get("$ref") == "definitions/auth_response.yaml"


@pytest.mark.parametrize("path", OPENAPI, ids=name)
def test_each_error_code_is_explained_and_shown(path: Path) -> None:
    for where, operation in data.operations(path):
        for status, response in operation["responses"].items():
            listed = set(re.findall(r"(?m)^(?:- )?`(M_[A-Z_]+)`: ", response["description"]))
            media = response.get("content", {}).get("application/json", {})
            shown = {v["errcode"] for v in data.values(media) if isinstance(v, dict) and "errcode" in v}
            assert listed == shown, f"{where} {status}"
            # A body without a definition has no code, nor has one that requires authentication.
            coded = status >= "400" and "content" in response and not asks_to_authenticate(response)
            assert bool(listed) == coded, f"{where} {status}"


@pytest.mark.parametrize("path", EVENT_TYPES, ids=name)
def test_event_types_name_themselves_and_show_themselves(path: Path) -> None:
    schema = data.load(path)
    own = schema["properties"].get("type") or schema["properties"]["edu_type"]
    assert own["enum"] == [path.stem.partition("$")[0]]
    assert schema["description"]
    assert schema["examples"]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_every_property_is_described(path: Path) -> None:
    silent = []
    for pointer, node in data.nodes(data.load(path)):
        inherits = {part.get("$ref") for part in node.get("allOf", [])} - {None}
        for key, item in node.get("properties", {}).items():
            known = (
                "description" in item or "$ref" in item or "const" in item or (inherits and key == "content")
            )
            if not known and key not in {"type", "edu_type"}:
                silent.append(f"{pointer}/properties/{key}")
    assert not silent


def test_the_generated_files_are_up_to_date() -> None:
    stale = [name(path) for path, text in files().items() if path.read_text(encoding="utf-8") != text]
    assert not stale, "run python -m tests.matrix.examples.regenerate"


def test_every_example_file_is_generated_and_shown() -> None:
    kept = {path for folder in data.FOLDERS for path in folder.rglob("*.json")}
    assert kept == set(files())
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    assert not [name(path) for path in sorted(kept) if f"examples/{path.name}\n" not in text]


@pytest.mark.parametrize(
    ("where", "event"), pdus(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_events_are_hashed_and_signed(where: str, event: Json) -> None:
    version = version_of(event)
    assert event["hashes"]["sha256"] == crypto.content_hash(event), where
    redacted = crypto.redact(event, version)
    found = list(signed(event))
    assert {entity for entity, _, _ in found} >= {event["sender"].partition(":")[2]}, where
    for entity, key_id, text in found:
        assert crypto.verified(redacted, text, KEYS[entity, key_id]), f"{where}: {entity} {key_id}"


@pytest.mark.parametrize(
    ("where", "event"), pdus(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_events_have_the_format_of_their_version(where: str, event: Json) -> None:
    create = "_create" if "room_id" not in event else ""
    shape = data.SPEC / f"api/server-server/definitions/pdu_{SHAPES[version_of(event)]}{create}.yaml"
    assert not data.problems(event, shape.as_uri(), FORMATS), where
    assert len(crypto.canonical_json(event)) <= 65536


def test_other_signed_objects_verify() -> None:
    count = 0
    for example in EXAMPLES:
        for value in objects(example.value):
            if "signatures" in value and "hashes" not in value:
                for entity, key_id, text in signed(value):
                    assert crypto.verified(value, text, KEYS[entity, key_id]), f"{example}: {entity} {key_id}"
                    count += 1
    assert count > 20


def test_policy_signature_verifies() -> None:
    folder = data.SPEC / "api/server-server/examples"
    event, answer = (data.load(folder / f"policy_sign{part}.json") for part in ("_request", ""))
    [(entity, key_id, text)] = signed({"signatures": answer})
    assert crypto.verified(crypto.redact(event, 12), text, KEYS[entity, key_id])


def identifiers(example: Example) -> Iterator[str]:
    """Yield what looks like a hash of an event in `example`."""
    for value in (str(item) for item in _leaves(example.value)):
        yield from re.findall(r"[$!][A-Za-z0-9_/+-]{43}\b", value)


def _leaves(value: Any) -> Iterator[Any]:
    if isinstance(value, dict | list):
        for item in [*value, *value.values()] if isinstance(value, dict) else value:
            yield from _leaves(item)
    else:
        yield value


def test_ids_are_those_of_events_in_the_examples() -> None:
    known = {i for room in rooms() for i in room.events}
    known |= {room.room_id for room in rooms()}
    unknown = {(str(e), i) for e in EXAMPLES for i in identifiers(e) if i not in known}
    assert not unknown


def test_an_application_service_gets_events_of_its_namespaces() -> None:
    folder = data.SPEC / "api/application-service"
    registration = data.load(folder / "definitions/registration.yaml")["examples"][0]
    spaces = registration["namespaces"]
    mine = re.compile("|".join(space["regex"] for space in spaces["users"]))
    members = {key for kind, key in world().bridged.state if kind == "m.room.member"}
    assert f"@{registration['sender_localpart']}:example.org" == BRIDGE
    assert {user for user in members if mine.fullmatch(user)} == {BRIDGE, ROBIN}
    pushed = data.load(folder / "examples/transaction_request.json")
    assert {event["room_id"] for event in pushed["events"]} == {world().bridged.room_id}
    assert [event["type"] for event in pushed["ephemeral"]] == ["m.typing", "m.receipt", "m.presence"]
    assert all(("room_id" in event) == (event["type"] != "m.presence") for event in pushed["ephemeral"])


def test_the_registration_on_the_page_is_one() -> None:
    page = (data.SPEC / "application-service/registration.md").read_text(encoding="utf-8")
    [file] = re.findall(r"``` \{\.yaml .*?\}\n(.*?)```", page, re.DOTALL)
    schema = data.SPEC / "api/application-service/definitions/registration.yaml"
    assert not data.problems(yaml.safe_load(file), schema.as_uri(), FORMATS)


def test_rooms_have_ids_of_their_own() -> None:
    names: dict[str, set[str]] = {}
    for room in rooms():
        names.setdefault(room.room_id, set()).add(room.name)
    assert all(len(found) == 1 for found in names.values())


def test_events_of_clients_are_those_of_the_rooms() -> None:
    """An event shown to clients equals the event with its id; a redacted one has less content."""
    events = {i: event for room in rooms() for i, event in room.events.items()}
    count = 0
    for example in EXAMPLES:
        for value in objects(example.value):
            if {"event_id", "origin_server_ts", "content"} <= value.keys() and value["event_id"] in events:
                known = events[value["event_id"]]
                for key in ("type", "state_key", "sender", "origin_server_ts", "content"):
                    assert value.get(key) == known.get(key), f"{example}: {key} of {value['event_id']}"
                count += 1
    assert count > 100


def test_event_ids_are_reference_hashes() -> None:
    for room in rooms():
        assert all(crypto.event_id(event, room.version) == i for i, event in room.events.items())
        if room.version >= 12:
            assert room.room_id[1:] == next(iter(room.events))[1:]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_and_code_stay_on_one_line(path: Path) -> None:
    texts = [str(node["description"]) for _, node in data.nodes(data.load(path)) if "description" in node]
    broken = [
        line
        for text in texts
        for line in text.splitlines()
        if line.count("`") % 2 or line.count("[") > line.count("]")
    ]
    assert not broken
