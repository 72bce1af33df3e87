"""Published data is rendered completely: no property, type or required mark is lost."""

from __future__ import annotations

import posixpath
from pathlib import Path

from tests.tool.data import reading
from tests.tool.data.conftest import expander
from tests.tool.data.shown import lost, rows
from twotrack.markdown.converter import Converter
from twotrack.openapi.model.data_tree import DataTree
from twotrack.openapi.model.server_urls import base_path
from twotrack.text import Origin, Text

WHERE = Origin("spec/page.md", 1)


def html(text: Text) -> str:
    return Converter().html(str(text))


def test_no_property_of_an_operation_is_lost(corpus: DataTree, matrix_data: Path) -> None:
    show = expander(corpus)
    wrong = []
    count = 0
    for path in sorted((matrix_data / "api").glob("*/*.yaml")):
        document = corpus.view(corpus.editions.editions["matrix"]).refs.document(
            path.relative_to(matrix_data).as_posix()
        )
        for method, route, item, operation in reading.operations(path):
            name = f"{method} {base_path(document)}{route}"
            found = rows(html(show("api", name, 3, WHERE)))
            wrong += [f"{name}: {one}" for one in lost(reading.of_operation(item, operation).seen, found)]
            count += 1
    assert count == 46
    assert not wrong


def test_no_property_of_an_event_type_is_lost(corpus: DataTree, matrix_data: Path) -> None:
    show = expander(corpus)
    wrong = []
    count = 0
    for path in sorted((matrix_data / "event-schemas" / "schema").glob("*.yaml")):
        node = reading.Node(reading.load(path), path)
        # The type and the content: the fields common to all events are described with events in general.
        kinds = {name for piece in reading.pieces(node) for name in piece.value.get("properties", ())}
        if "content" not in kinds:
            continue
        read = reading.Reading()
        for piece in reading.pieces(node):
            content = piece.value.get("properties", {}).get("content")
            if content is not None:
                read.schema(reading.Node(content, piece.path))
        found = rows(html(show("event", path.stem, 3, WHERE)))
        wrong += [f"{path.stem}: {one}" for one in lost(read.seen, found)]
        count += 1
    assert count == 78
    assert not wrong


def test_no_definition_is_lost(corpus: DataTree, matrix_data: Path) -> None:
    show = expander(corpus)
    wrong = []
    for path in sorted(matrix_data.glob("api/*/definitions/**/*.yaml")):
        name = posixpath.splitext(path.relative_to(matrix_data).as_posix())[0]
        node = reading.Node(reading.load(path), path)
        if not isinstance(node.value, dict) or "scheme" in str(node.value)[:200]:
            continue
        read = reading.Reading()
        read.schema(node)
        wrong += [f"{name}: {one}" for one in lost(read.seen, rows(html(show("schema", name, 3, WHERE))))]
    assert not wrong


def test_the_corpus_is_read_without_a_fault(corpus: DataTree) -> None:
    view = corpus.view(corpus.editions.editions["matrix"])
    for found in view.found().values():
        view.read(found)
    for name in view.event_names():
        view.read_event(name)
    # The one fault that it has.
    assert [(p.path, p.line, p.code) for p in corpus.report.problems if p.severity == "error"] == [
        ("matrix-data/api/server-server/events.yaml", 223, "data-security")
    ]
