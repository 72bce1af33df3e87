"""The rules of the text and those of the code are the same rules, in the same order."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from . import text
from .auth_cases import span
from .reference import auth, receipt, redaction
from .reference.rules import outline
from .reference.versions import VERSIONS, RoomVersion

every_version = pytest.mark.parametrize("version", VERSIONS.values(), ids=str)
REFERENCE: Final = Path(__file__).parent / "reference"


@every_version
def test_rules_are_tried_in_the_order_of_the_page(version: RoomVersion) -> None:
    page = text.items(text.section(text.page_of(version), "auth-rule-list"))
    assert list(outline(auth.RULES, version)) == page


def rules_of_the_facts(rules: dict[str, Any], version: RoomVersion) -> Iterator[str]:
    """Yield the rules of a version in the order of the facts."""

    def lines(group: dict[str, Any], name: str) -> Iterator[str]:
        for line in group[name]:
            if version in span(str(line.get("versions", "1-I.1"))):
                yield line["id"]
                if "sub" in line:
                    yield from lines(group, line["sub"])

    for versions, groups in rules["order"].items():
        if version in span(versions):
            for group in groups:
                yield from lines(rules[group], "lines")


@pytest.mark.parametrize("version", [v for v in VERSIONS.values() if not v.lts], ids=str)
def test_rules_are_those_of_the_facts(version: RoomVersion, facts: Path) -> None:
    rules = yaml.safe_load((facts / "room-versions.yaml").read_text(encoding="utf-8"))["auth_rules"]
    # An item with a list beneath it is a group in the facts, which has no name of its own.
    groups = {"auth-create", "auth-auth-events", "auth-aliases", "auth-member", "auth-power-levels"}
    groups |= {"auth-redaction"}
    ours = [anchor for _, anchor in outline(auth.RULES, version) if anchor not in groups]
    assert list(rules_of_the_facts(rules, version)) == ours


@every_version
def test_redaction_keeps_the_top_level_properties_of_the_page(version: RoomVersion) -> None:
    listed = text.section(text.page_of(version), "redaction-top-level").partition(" are kept.")[0]
    assert set(text.code(listed)) == redaction.top_level(version)


@every_version
def test_redaction_keeps_the_content_of_the_page(version: RoomVersion) -> None:
    section = text.section(text.page_of(version), "redaction-content")
    rows = {anchor: (kind, keys) for anchor, ((kind,), keys) in text.rows(section)}
    code = {anchor: (kind, names) for anchor, span, kind, names in redaction.CONTENT if version in span}
    assert rows.keys() == code.keys()
    for anchor, (kind, keys) in rows.items():
        named, names = code[anchor]
        assert kind == named
        # "of `third_party_invite` the property `signed`" is one name in the code.
        parts = [part for name in names or () for part in name.split(".")]
        assert set(keys) == set(parts), anchor
        assert (names is None) == (not keys), anchor


@every_version
def test_redaction_keeps_the_properties_of_the_facts(version: RoomVersion, facts: Path) -> None:
    lists = yaml.safe_load((facts / "room-versions.yaml").read_text(encoding="utf-8"))["redaction_keep_lists"]
    expected = lists["sets"][lists["by_version"][str(version.base)]]
    assert set(expected["top_level"]) == redaction.top_level(version)
    content = {kind: None if names == "all" else set(names) for kind, names in expected["content"].items()}
    assert content == redaction.kept_content(version)


@every_version
def test_the_format_has_the_rows_of_the_page(version: RoomVersion) -> None:
    section = text.section(text.page_of(version), "event-format").partition("{#event-size}")[0]
    rows = {anchor: cells[0][0] for anchor, cells in text.rows(section)}
    assert rows == {anchor: name for anchor, span, name, _, _ in receipt.FORMAT if version in span}
    required = {
        anchor for anchor, _ in text.rows(section) if re.search(rf'id="{anchor}".*\| yes \|', section)
    }
    assert required == {anchor for anchor, span, _, _, always in receipt.FORMAT if always and version in span}


@pytest.mark.parametrize("path", sorted(REFERENCE.glob("*.py")), ids=lambda path: path.stem)
def test_anchors_named_in_the_code_are_in_the_text(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    named = set(re.findall(r"`#([\w.-]+)`", source))
    for comment in re.findall(r"  # ([a-z0-9]+(?:-[a-z0-9]+)+(?:, [a-z0-9-]+)*)$", source, re.MULTILINE):
        named |= set(comment.split(", "))
    pages = [page for edition in ("matrix", "lts") for page in text.site(edition).pages.values()]
    assert named <= {anchor.id for page in pages for anchor in page.anchors}
