"""The vectors: current, valid against their schemas, linked to statements, and complete."""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from conformance import export, runner, site_parts
from tests.matrix.protocol import auth_cases, text
from tests.matrix.protocol.reference.versions import VERSIONS

FOLDER = export.FOLDER
SCHEMAS = FOLDER.parent / "schema"
FILES = sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.json"))
_STABLE = ("lts", "I.")


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def schema(name: str) -> dict[str, Any]:
    found: dict[str, Any] = read(SCHEMAS / f"{name}.schema.json")
    return found


@cache
def cases() -> list[dict[str, Any]]:
    return [case for name in FILES if name != "manifest.json" for case in read(FOLDER / name)["cases"]]


def test_the_committed_vectors_are_up_to_date() -> None:
    assert export.differing(FOLDER) == [], "run `make vectors`"


def test_a_changed_file_is_reported(tmp_path: Path) -> None:
    export.write(tmp_path)
    (tmp_path / "signing.json").write_text("{}", encoding="utf-8")
    (tmp_path / "more.json").write_text("{}", encoding="utf-8")
    assert export.differing(tmp_path) == ["more.json", "signing.json"]


@pytest.mark.parametrize("name", ["manifest", "protocol", "vectors"])
def test_schemas_are_schemas(name: str) -> None:
    Draft202012Validator.check_schema(schema(name))


@pytest.mark.parametrize("name", FILES)
def test_files_are_valid(name: str) -> None:
    kind = "manifest" if name == "manifest.json" else "vectors"
    errors = [e.message for e in Draft202012Validator(schema(kind)).iter_errors(read(FOLDER / name))]
    assert errors == []


def test_the_manifest_lists_every_file() -> None:
    listed = read(FOLDER / "manifest.json")["files"]
    assert sorted([entry["file"] for entry in listed] + ["manifest.json"]) == FILES
    for entry in listed:
        data = (FOLDER / entry["file"]).read_bytes()
        assert entry["sha256"] == hashlib.sha256(data).hexdigest()
        assert entry["cases"] == len(json.loads(data)["cases"])


def test_identifiers_are_unique() -> None:
    names = [case["id"] for case in cases()]
    assert len(set(names)) == len(names)


def test_inputs_and_results_are_those_of_the_protocol() -> None:
    definitions = schema("protocol")
    checks: dict[str, Draft202012Validator] = {}
    for case in runner.read_runs(FOLDER):
        name = case.operation.replace("-", "_")
        for part, value in [("input", case.input), *(("result", r) for r in case.expect.values())]:
            ref = f"#/$defs/{name}_{part}"
            check = checks.setdefault(ref, Draft202012Validator({**definitions, "anyOf": [{"$ref": ref}]}))
            assert check.is_valid(value), (case.name, part, [e.message for e in check.iter_errors(value)])


def test_each_statement_is_on_its_page() -> None:
    pages = {}
    missing = set()
    for case in cases():
        page, _, anchor = case["statement"]["page"].partition("#")
        assert anchor == case["statement"]["anchor"]
        if page not in pages:
            edition, path = (
                ("lts", page.removeprefix("lts/")) if page.startswith("lts/") else ("matrix", page)
            )
            shown = text.page(f"{path.rstrip('/')}.md", edition)
            pages[page] = set(re.findall(r'(?:id="|\{[^}]*#)([\w.-]+)', shown))
        if anchor not in pages[page]:
            missing.add(case["statement"]["page"])
    assert missing == set()


def test_every_room_version_is_in_every_area_about_rooms() -> None:
    found: dict[str, set[str]] = {}
    for case in cases():
        found.setdefault(case["operation"], set()).update(case["profiles"])
    versions = set(VERSIONS)
    for operation in ("authorize", "hash-event", "key-validity", "receive", "redact-event", "resolve-state"):
        assert found[operation] == versions, operation
    for operation in ("authenticate-request", "canonical-json", "resolve-server-name", "sign-json"):
        assert found[operation] == {"matrix", "lts"}, operation


def test_every_rule_has_an_event_that_is_allowed_and_one_that_is_rejected() -> None:
    for version in VERSIONS:
        held: dict[bool, set[str]] = {True: set(), False: set()}
        for case in cases():
            if case["operation"] == "authorize" and version in case["profiles"]:
                held[case["expect"]["published"]["allowed"]].add(case["statement"]["anchor"])
        rules = {pair.rule for pair in auth_cases.pairs() if VERSIONS[version] in pair.versions}
        assert held[True] == held[False] == rules


def test_deployed_answers_differ_and_are_not_those_of_stable_profiles() -> None:
    differing = [case for case in cases() if "deployed" in case["expect"]]
    assert len(differing) > 20
    for case in differing:
        assert case["expect"]["deployed"] != case["expect"]["published"]
        assert not any(profile.startswith(_STABLE) for profile in case["profiles"]), case["id"]


def test_the_tables_of_the_website_are_current() -> None:
    for name, expected in site_parts.texts().items():
        assert (site_parts.PARTS / name).read_text(encoding="utf-8") == expected, "run `make vectors`"


def test_the_results_are_those_of_these_vectors() -> None:
    version = read(FOLDER / "manifest.json")["version"]
    total = sum(len(case["profiles"]) for case in cases())
    for path in sorted(site_parts.RESULTS.glob("*.json")):
        result = read(path)
        assert result["vectors"] == version
        assert sum(counts["cases"] for counts in result["areas"].values()) == total
        assert result["failures"] == []
