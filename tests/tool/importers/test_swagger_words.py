"""The count of words of documents in Swagger 2.0: forms that change are no loss, lost text is."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.importers.matrix.importer import import_tree
from twotrack.problems import Report

HEAD = "swagger: '2.0'\ninfo: {title: A, version: '1'}\nproduces: [application/json]\n"
DONE = "      responses: {200: {description: Done.}}\n"


def lost(folder: Path, text: str) -> list[tuple[int, str]]:
    """Import a tree with this document; return the lines whose words are lost."""
    files = {"content/_index.md": "Start.\n", "data/api/a/b.yaml": HEAD + text}
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(content, encoding="utf-8")
    report = Report()
    assert import_tree(folder, report) is not None
    found = [problem for problem in report.problems if problem.code == "import-words"]
    return [(problem.line, problem.text.rpartition(": ")[2]) for problem in found]


def operation(*lines: str) -> str:
    return "paths:\n  /a:\n    put:\n" + "".join(f"      {line}\n" for line in lines) + DONE


@pytest.mark.parametrize(
    "text",
    [
        # A body is the only parameter, and the key `parameters` is gone.
        operation("parameters:", "- {in: body, name: b, schema: {type: object}}"),
        operation('description: "One.\\n\\nTwo of\\', '  three.\\tFour."'),
        operation("description: 'It''s", "", "  one.'"),
        operation("description: Done. # not a word of it", "# nor this"),
        operation("summary: &s Same words.", "description: *s"),
        operation("description: >-", "  Folded", "  lines.", "", "   - indented"),
        # These are texts that YAML writes with escapes.
        operation('description: " One.\\n  Two.\\u200b\\nThree."'),
        operation("consumes:", "- text/plain", "produces: [image/png]"),
    ],
)
def test_other_forms_of_the_same_text_lose_nothing(text: str, tmp_path: Path) -> None:
    assert lost(tmp_path, text) == []


def test_text_that_no_operation_has_is_reported_at_its_line(tmp_path: Path) -> None:
    body = "parameters:\n  B:\n    in: body\n    name: b\n    description: |\n      One.\n      Two.\n"
    assert lost(tmp_path, body + operation()) == [(5, "B"), (9, "One"), (10, "Two"), (14, "description")]
