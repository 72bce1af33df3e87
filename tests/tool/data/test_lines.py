"""Every rendered line has its source location, and parsing is done once."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.tool.data.conftest import expander
from twotrack.config import yaml_lines
from twotrack.config.facets import Editions
from twotrack.openapi.load import data_files as documents
from twotrack.openapi.model.data_tree import DataTree, open_data
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.views.machine_readable import publish
from twotrack.text import Origin

SMALL = Path(__file__).parents[1] / "pages" / "small"
WHERE = Origin("spec/page.md", 7, ("D01",))
ROW = re.compile(r"<tr[^>]*><td class=\"tt-name\"><code>([\w.]+)</code>")
TERM = re.compile(r"`([\w.]+)` \(.*\)$")


@pytest.fixture
def data(root: Path, editions: Editions) -> DataTree:
    return open_data(root, editions, Report())


def names(data: DataTree) -> list[tuple[str, str]]:
    view = data.view(data.editions.editions["matrix"])
    shown = [("api", f"{found.method.upper()} {found.path}") for found in view.found().values()]
    return shown + [("event", name) for name in view.event_names()]


@pytest.mark.parametrize(("medium", "pattern"), [("site", ROW), ("draft", TERM)])
def test_a_property_has_the_line_that_names_it(
    data: DataTree, root: Path, medium: str, pattern: re.Pattern[str]
) -> None:
    show = expander(data, medium=medium)
    checked = 0
    for name, argument in names(data):
        text = show(name, argument, 3, Origin("spec/page.md", 1))
        for line, where in zip(text.lines, text.origins, strict=True):
            match = pattern.match(line)
            if match is None or match[1].isdigit():
                continue
            written = (root / where.path).read_text(encoding="utf-8").split("\n")
            # A parameter begins a line before its name, at the dash of its list.
            assert any(match[1] in near for near in written[where.line - 1 : where.line + 2]), (line, where)
            checked += 1
    assert checked > 400


def test_a_line_of_a_description_has_its_own_line(data: DataTree, root: Path) -> None:
    show = expander(data)
    checked = 0
    for name, argument in names(data):
        text = show(name, argument, 3, Origin("spec/page.md", 1))
        fenced = False
        for line, where in zip(text.lines, text.origins, strict=True):
            fenced ^= line.startswith("```")
            if not fenced and re.match(r"[A-Z][\w ,]+ [a-z]", line):
                written = (root / where.path).read_text(encoding="utf-8").split("\n")
                near = written[where.line - 1 : where.line + 1]
                if any("{{only" in one for one in near):
                    continue
                # A description of one line may be below its key; of several, each has its own line.
                shown = near[:1] if not near[0].rstrip().endswith(("|", "|-", ">", ">-")) else near
                assert any(line[:40] in one for one in shown), (line, where)
                checked += 1
    assert checked > 80


def test_conditional_data_is_conditional_on_the_page(data: DataTree) -> None:
    text = expander(data)("event", "m.room.member", 3, WHERE)
    assert {where.because[0] for where in text.origins} == {"D01"}
    under = {line for line, where in zip(text.lines, text.origins, strict=True) if "D09" in where.because}
    assert any("third_party_invite" in line for line in under)
    assert not any("displayname</code>" in line for line in under if line.startswith("<tr"))


def test_a_second_run_parses_nothing(
    root: Path, editions: Editions, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def shown() -> list[str]:
        data = open_data(root, editions, Report(), cache=tmp_path)
        show = expander(data)
        return [str(show(name, argument, 3, WHERE)) for name, argument in names(data)]

    first = shown()

    def parse(*_arguments: object) -> None:
        raise AssertionError("parsed again")

    monkeypatch.setattr(documents, "load", parse)
    assert shown() == first


def test_a_second_build_parses_only_what_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
    folder = tmp_path / "spec" / "api" / "definitions"
    folder.mkdir(parents=True)
    for name in ("one", "two"):
        (folder / f"{name}.yaml").write_text(f"title: {name}\nproperties: {{a: {{type: string}}}}\n")
    (tmp_path / "spec" / "index.md").write_text("# Page {#home}\n\n::: schema one\n\n::: schema two\n")
    parsed: list[str] = []
    load = yaml_lines.load

    def parse(text: str, *arguments: Any) -> Any:
        parsed.append(text.split("\n", maxsplit=1)[0])
        return load(text, *arguments)

    monkeypatch.setattr(documents, "load", parse)

    def build() -> str:
        project = open_project(tmp_path, Report())
        assert project is not None
        site = project.site("matrix", Report())
        publish(project, site)
        return str(site.pages["index.md"].text)

    first = build()
    assert sorted(parsed) == ["title: one", "title: two"]
    parsed.clear()
    assert build() == first
    assert parsed == []
    (folder / "two.yaml").write_text("title: three\nproperties: {a: {type: string}}\n")
    assert build() != first
    assert parsed == ["title: three"]


@pytest.mark.parametrize("damage", ["", "[", "[2,5]", "[1,2]", '{"a": 1}', "[7]", "[0,[2,0]]"])
def test_a_damaged_cache_is_none(root: Path, editions: Editions, tmp_path: Path, damage: str) -> None:
    def shown() -> str:
        data = open_data(root, editions, Report(), cache=tmp_path)
        return str(expander(data)("event", "m.room.member", 3, WHERE))

    first = shown()
    files = list(tmp_path.rglob("*.json"))
    assert files
    for file in files:
        file.write_text(damage, encoding="utf-8")
    assert shown() == first


def test_what_an_alias_repeats_stays_one_thing(tmp_path: Path, editions: Editions) -> None:
    file = tmp_path / "spec" / "api" / "definitions" / "s.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "type: object\nproperties:\n  a: &a {type: object, properties: {x: {type: string}}}\n  b: *a\n",
        encoding="utf-8",
    )

    def shown() -> str:
        data = open_data(tmp_path, editions, Report(), cache=tmp_path / "cache")
        return str(expander(data)("schema", "s", 3, WHERE))

    first = shown()
    # The one table that `a` and `b` share; that of the schema itself has no name.
    assert first.count("<caption>") == 1
    assert shown() == first


def test_what_is_cut_is_not_required(tmp_path: Path, editions: Editions) -> None:
    file = tmp_path / "spec" / "api" / "definitions" / "s.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(
        "properties:\n  a: {type: string}\n  b: {x-only: ietf, type: string}\nrequired: [a, b]\n",
        encoding="utf-8",
    )
    data = open_data(tmp_path, editions, Report())
    for edition, required in (("matrix", ["a"]), ("lts", ["a", "b"])):
        view = data.view(editions.editions[edition])
        assert view.refs.document("api/definitions/s.yaml")["required"] == required


def test_files_are_read_lazily(tmp_path: Path, editions: Editions) -> None:
    data = open_data(tmp_path / "nowhere", editions, Report())
    data.view(editions.editions["matrix"])
    assert not data.report.problems


@pytest.mark.parametrize(
    "description",
    [
        "It is {{only room_version >= 11: new | old}}.",
        "It is {{only room_version >= 11 because D01: new | old}}.",
        "It is of {{=room_version}}.",
        "|-\n  Always.\n  ::: only room_version >= 11\n  New.\n  :::",
        "|-\n  Always.\n  ::: only room_version >= 11 because D01\n  New.\n  :::",
    ],
)
def test_versions_have_their_own_text(description: str, tmp_path: Path, editions: Editions) -> None:
    file = tmp_path / "spec" / "api" / "definitions" / "s.yaml"
    file.parent.mkdir(parents=True)
    quoted = description if description.startswith("|") else f'"{description}"'
    file.write_text(f"type: string\ndescription: {quoted}\n", encoding="utf-8")
    data = open_data(tmp_path, editions, Report())
    old, new, newer = (
        str(expander(data, version)("schema", "s", 3, WHERE)) for version in ("10", "11", "12")
    )
    assert old != new
    assert (new == newer) == ("{{=" not in description)
    assert not data.report.problems
