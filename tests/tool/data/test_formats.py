"""Formats have the names and link targets declared in `editions.yml`."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.tool.rfc import drafts
from twotrack.config.editions_file import read_editions
from twotrack.pages import build_site
from twotrack.problems import Report

SMALL = Path(__file__).parents[1] / "pages" / "small"
FORMATS = """\
formats:
  mx-client-id: {name: client ID, anchor: clients}
  uri: {name: URI, url: "https://www.rfc-editor.org/rfc/rfc3986"}
  mx-lost-id: {name: lost ID, anchor: nowhere}
"""
SCHEMA = """\
type: object
properties:
  client: {type: string, format: mx-client-id}
  link: {type: string, format: uri}
  plain: {type: string, format: mx-room-id}
  many: {type: object, additionalProperties: {type: integer}, propertyNames: {format: mx-client-id}}
"""


def built(folder: Path, edition: str, schema: str = SCHEMA) -> tuple[str, list[str]]:
    """Return the text of a page that shows a schema, and the problems."""
    shutil.copytree(SMALL, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
    for path, text in (
        ("editions.yml", (SMALL / "spec/editions.yml").read_text(encoding="utf-8") + FORMATS),
        ("api/definitions/shape.yaml", schema),
        ("index.md", "# Page {#home}\n\n::: schema shape\n"),
    ):
        (folder / "spec" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "spec" / path).write_text(text, encoding="utf-8")
    report = Report()
    site = build_site(folder, edition, report)
    assert site is not None
    return site.pages["index.md"].text.__str__(), [str(problem) for problem in report.problems]


@pytest.mark.parametrize(
    ("edition", "client"),
    [
        ("matrix", '<a class="tt-format" href="client/#clients">client ID</a>'),
        # This edition leaves the page out: the name stays.
        ("lts", "client ID"),
    ],
)
def test_a_format_links_to_its_definition_if_any(edition: str, client: str, tmp_path: Path) -> None:
    text, problems = built(tmp_path, edition)
    uri = '<a class="tt-format" href="https://www.rfc-editor.org/rfc/rfc3986">URI</a>'
    for name, kind in (
        ("client", f"string ({client})"),
        ("link", f"string ({uri})"),
        ("plain", "string (room id)"),
        ("many", f"{{{client}: integer}}"),
    ):
        assert f'<code>{name}</code></td><td class="tt-type">{kind}</td>' in text
    assert problems == []


DRAFT = """\
---
title: Shapes
docname: draft-example-shapes-latest
date: 2025-01-01
author: [{{org: Example, name: Example}}]
--- abstract
About shapes.
--- middle
# Introduction
Of shapes.

{clients}# The data
::: schema shape
"""


@pytest.mark.parametrize(
    ("clients", "client"),
    [
        ("# Clients {#clients}\nWhat they are.\n\n", '<xref target="clients" format="none">client ID</xref>'),
        ("", "client ID"),
    ],
)
def test_in_a_draft_too_and_its_text_is_as_without(clients: str, client: str, tmp_path: Path) -> None:
    built(tmp_path, "matrix")
    path = tmp_path / "drafts" / "draft-example-shapes.md"
    path.write_text(DRAFT.format(clients=clients), encoding="utf-8")
    assert (
        drafts.command(["example-shapes", "--out", str(tmp_path / "out"), "--format", "xml,txt"], tmp_path)
        == 0
    )
    xml = (tmp_path / "out/draft-example-shapes.xml").read_text(encoding="utf-8")
    for name, kind in (
        ("client", f"string ({client})"),
        ("link", "string (URI)"),
        ("many", f"{{{client}: integer}}"),
    ):
        assert f"<dt><tt>{name}</tt> ({kind})</dt>" in xml
    text = (tmp_path / "out/draft-example-shapes.txt").read_text(encoding="utf-8")
    assert "client (string (client ID))" in text


def test_a_missing_definition_is_reported_at_the_use_of_the_format(tmp_path: Path) -> None:
    _, problems = built(tmp_path, "matrix", "properties:\n  a: {type: string, format: mx-lost-id}\n")
    message = "no anchor 'nowhere'; no heading, item, row or term has it [reference-unknown]"
    assert problems == [f"spec/api/definitions/shape.yaml:2: error: {message}"]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("{anchor: a, url: 'https://a.example'}", "`a` must be either `anchor` or `url`"),
        ("{anchor: '#a'}", "`anchor` must be an anchor without `#`, not '#a'"),
        ("{url: 'javascript:x'}", "`url` must be a web address, not 'javascript:x'"),
        ("{nme: x}", "unknown key 'nme'; did you mean 'name'?"),
        ("text", "`a` must be a mapping"),
    ],
)
def test_invalid_formats_are_refused(entry: str, message: str) -> None:
    report = Report()
    source = (SMALL / "spec/editions.yml").read_text(encoding="utf-8") + f"formats:\n  a: {entry}\n"
    assert read_editions(source, "editions.yml", report) is None
    assert [problem.text for problem in report.problems] == [message]
