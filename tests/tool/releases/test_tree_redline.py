"""Two trees compared: the class of each change."""

from __future__ import annotations

import json
from contextlib import ExitStack
from pathlib import Path

import pytest

from twotrack.facts.difference import FactChange
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.releases import redline_formats
from twotrack.releases.change_class import fact_classes
from twotrack.releases.opened_tree import UnknownTreeError, open_tree
from twotrack.releases.tree_redline import TreeRedline, compare_trees


@pytest.fixture
def found(small: Path, changed: Path, tmp_path: Path) -> TreeRedline:
    with ExitStack() as stack:
        trees = [open_tree(str(folder), tmp_path, stack, Report()) for folder in (small, changed)]
        a, b = (tree for tree in trees if isinstance(tree, Project))
        return compare_trees(a, b, Report())


def test_changes_are_counted_by_class(found: TreeRedline) -> None:
    summary = found.summary()
    assert summary["requirement weakened"] == 1
    assert summary["requirement added"] == 1
    assert summary["parameter added"] == 1
    assert "requirement removed" not in summary
    assert found.fact_classes() == {"parameter added": ["PUT /small/federation/v1/send: query wait"]}


def test_a_spelling_is_editorial_and_another_word_is_not(found: TreeRedline) -> None:
    classes = {
        change.block.text: names for change, names in zip(found.text.changes, found.classes, strict=True)
    }
    assert classes["Typs of addresses, see identifiers and definition."] == ("editorial",)
    assert next(names for text, names in classes.items() if "three times" in text) == ("clarified",)


def test_a_change_of_a_published_version_is_listed(found: TreeRedline) -> None:
    assert [change.block.text for change in found.versions["2"]] == [
        "[New in this version] Signatures are checked three times."
    ]
    assert "1" not in found.versions


def test_the_formats_have_the_summary_and_the_changes(found: TreeRedline) -> None:
    text = redline_formats.to_text(found, "v1", "v2")
    assert "     1 requirement weakened" in text
    assert "Changes of 2, a version that was published before" in text
    assert "[-MUST-] {+SHOULD+}" in text
    read = json.loads(redline_formats.to_json(found, "v1", "v2"))
    assert read["summary"] == found.summary()
    assert [change["classes"] for change in read["text"]["changes"]] == list(map(list, found.classes))
    assert "<caption>Changes by class</caption>" in redline_formats.to_html(found, "v1", "v2")


def test_a_name_that_is_no_tree_is_refused(tmp_path: Path) -> None:
    with ExitStack() as stack, pytest.raises(UnknownTreeError, match="'v9' is no release, no folder"):
        open_tree("v9", tmp_path, stack, Report())


def test_text_without_key_words_is_added_or_removed_not_clarified(found: TreeRedline) -> None:
    added = [
        change.block.text
        for change, names in zip(found.text.changes, found.classes, strict=True)
        if names == ("text added",)
    ]
    # The heading of a section in which a key word is new, and the row of a parameter.
    assert "Delivery" in added
    assert any("wait" in text for text in added)


def test_a_new_page_without_key_words_is_one_record(small: Path, changed: Path, tmp_path: Path) -> None:
    log = changed / "content/changelog/v1.2.md"
    log.write_text("---\ntitle: v1.2 Changelog\n---\n\n## Server API\n\n- Signatures.\n", encoding="utf-8")
    with ExitStack() as stack:
        trees = [open_tree(str(folder), tmp_path, stack, Report()) for folder in (small, changed)]
        a, b = (tree for tree in trees if isinstance(tree, Project))
        found = compare_trees(a, b, Report())
    assert [(page.side, page.page) for page in found.text.pages] == [("b", "spec/changelog/v1.2.md")]
    # The page that lists the changelogs has one more item.
    pages = {change.block.page for change in found.text.changes}
    assert "spec/changelog/v1.2.md" not in pages
    assert "v1.2 Changelog" in redline_formats.to_text(found, "v1", "v2")


def test_properties_of_bodies_and_events_have_classes_of_their_own() -> None:
    body = ("responses", "200", "content", "application/json")
    facts = [
        FactChange("added", "operations", "GET /a", (*body, "chunk[].sender"), after={"type": "string"}),
        FactChange("added", "operations", "GET /a", (*body, "chunk[].sender", "format"), after="id"),
        FactChange("added", "operations", "GET /a", (*body, "*"), after={"type": "string"}),
        FactChange("added", "operations", "GET /a", ("responses", "404"), after={}),
        FactChange("deprecated", "operations", "GET /a", (*body, "old")),
        FactChange("removed", "events", "m.a", ("schema", "content.b"), before={"type": "string"}),
        FactChange("changed", "events", "m.a", ("schema", "content.c", "type"), "string", "integer"),
    ]
    assert fact_classes(facts) == {
        "property added": ["GET /a: chunk[].sender"],
        "property removed": ["m.a: content.b"],
        "property deprecated": ["GET /a: old"],
    }
