"""The data that the checks provide for the site's views: requirements, scope, references, redirects."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from tests.cases import Case, parametrize
from tests.tool.checks.test_check import change
from twotrack.checks.anchor_register import read_anchors, redirects
from twotrack.checks.closure import closure, closure_report
from twotrack.checks.domain_references import crossings
from twotrack.checks.repetitions import repeats
from twotrack.checks.scope_figures import kept, scope
from twotrack.checks.work import Work
from twotrack.config.facets import Editions
from twotrack.config.lineage import Lineage
from twotrack.markdown.converter import convert
from twotrack.markdown.scan.block_scanner import scan
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.redline import redline
from twotrack.redline.blocks.block_list import blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.requirements.requirement_list import FIELDS, requirements, to_csv, to_json
from twotrack.text import Text

HERE = Path(__file__).parent
SMALL = HERE / "small"
NOTHING = Editions({}, Lineage(), {}, "")


def project(tmp_path: Path, given: str) -> Work:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True)
    if given:
        change(tmp_path, given)
    opened = open_project(tmp_path, Report())
    assert opened is not None
    return Work.of(opened, Report())


@parametrize(HERE / "cases", "statements.md.txt")
def test_who_has_to_do_what(case: Case) -> None:
    document = convert(scan(Text.of(case.given, "p.md")).text)
    found = requirements({"e": {"p.md": document}}, NOTHING)
    assert ("".join(f"{row.level} {row.actor or '?'}\n" for row in found) or "\n") == case.expected


def test_requirements_of_two_editions(tmp_path: Path) -> None:
    work = project(tmp_path, ">>> spec/index.md\n\n::: only ietf because D1\nA server SHOULD rest.\n:::")
    rows = requirements({name: work.documents(name) for name in ("matrix", "lts")}, work.editions)
    assert [(row.level, row.anchor, row.domain, row.editions) for row in rows] == [
        ("MUST", "start-join", "start", ("matrix", "lts")),
        ("MUST", "version-names", "rooms", ("matrix",)),
        ("MUST", "version-hash", "rooms", ("matrix", "lts")),
        ("SHOULD", "start", "start", ("lts",)),
        ("MUST", "version-names", "rooms", ("lts",)),
    ]
    assert (rows[0].section, rows[0].page, str(rows[0].where.path), rows[0].where.line) == (
        "Start",
        "index.md",
        "spec/index.md",
        5,
    )
    table = list(csv.DictReader(io.StringIO(to_csv(rows))))
    objects = json.loads(to_json(rows))
    assert tuple(table[0]) == tuple(objects[0]) == FIELDS
    assert table[0]["editions"] == "matrix lts"
    assert objects[0]["editions"] == ["matrix", "lts"]
    assert [row["text"] for row in table] == [row.text for row in rows] == [row["text"] for row in objects]


def test_no_spreadsheet_takes_a_statement_for_a_formula() -> None:
    text = '@user MUST rest.\n\n=1+1 MUST be `=2`.\n\n- -x MAY go, and "it" MAY stay.\n'
    document = convert(scan(Text.of(text, "p.md")).text)
    rows = requirements({"e": {"p.md": document}}, NOTHING)
    # A repeated requirement is listed once, with its code as code.
    assert [row.text for row in rows] == [
        "@user MUST rest.",
        "=1+1 MUST be `=2`.",
        '-x MAY go, and "it" MAY stay.',
    ]
    table = list(csv.DictReader(io.StringIO(to_csv(rows))))
    assert [row["text"] for row in table] == [f"'{row.text}" for row in rows]
    assert [row["text"] for row in json.loads(to_json(rows))] == [row.text for row in rows]


def test_scope_counts_blocks(tmp_path: Path) -> None:
    work = project(tmp_path, "")
    matrix, lts = work.documents("matrix"), work.documents("lts")
    pages = {
        page: kept(redline({page: document}, {page: lts[page]} if page in lts else {}))
        for page, document in matrix.items()
    }
    found = {domain.name: part for domain, part in scope(pages, work.editions)}
    assert [(part.blocks, part.kept, part.changed, part.added) for part in found.values()] == [
        # A heading, a paragraph and an item stay; the policy's heading and paragraph go.
        (5, 3, 0, 0),
        (4, 4, 3, 0),
        (2, 0, 0, 0),
    ]
    assert found["start"].entries == {"S1"}
    assert found["rooms"].entries == {"D1"}
    assert list(found)[2] == "client-server"


def test_crossings_between_domains(tmp_path: Path) -> None:
    work = project(
        tmp_path,
        ">>> spec/rooms/version.md\n\n{{start}}, [it](#start), [page](../index.md) and {{version-names}}.",
    )
    found = crossings(work.documents("matrix"), work.editions)
    assert [(row.source, row.target, row.count) for row in found] == [
        ("start", "rooms", 1),
        ("rooms", "start", 3),
        ("rooms", "rooms", 1),
        ("client-server", "rooms", 1),
    ]
    assert [(anchor, where.line) for anchor, where in found[1].references] == [
        ("start", 11),
        ("start", 11),
        ("../index.md", 11),
    ]


def test_redirects_of_anchors_that_were_renamed_or_moved(tmp_path: Path) -> None:
    moved = (
        ">>> spec/anchors.tsv",
        "start-leave\\tindex.md\\tstart-join",
        "start-older\\tindex.md\\tstart-leave",
        "start-gone\\tindex.md\\t-",
        "start\\trooms/version.md\\tstart",
        "version-order\\trooms/version.md\\tversion-names",
        "old\\trooms/old.md\\tpolicy",
    )
    work = project(tmp_path, "\n".join(moved))
    report = Report()
    register = read_anchors(tmp_path, report)
    # Two pages may have had an anchor of one name.
    assert not report.problems
    both = {"start": "../../#start", "version-order": "#version-names"}
    versions = {f"rooms/{name}.md": both for name in ("i.1", "v11", "v12")}
    assert redirects(register, work.site("matrix")) == {
        "index.md": {"start-leave": "#start-join", "start-older": "#start-join"},
        **versions,
        "rooms/old.md": {"old": "../../#policy"},
    }


def test_the_closure_report_names_all_editions_without_the_target(tmp_path: Path) -> None:
    work = project(tmp_path, ">>> spec/index.md\n\nSee {{policy}}.")
    closure(work)
    (broken,) = closure_report(work)
    assert (broken.anchor, broken.place, broken.lacking) == (
        "policy",
        "spec/index.md:8",
        ("lts", "drafts/draft-example-core.md"),
    )


def test_each_lts_version_is_held_against_its_base(tmp_path: Path) -> None:
    work = project(tmp_path, "")
    assert [(a.name, b.name) for a, b in work.pairs] == [("matrix", "lts")]
    text = (SMALL / "spec/editions.yml").read_text()
    text = text.replace("I.1: {based_on", 'I.2: {based_on: "11", track: ietf, slug: i.2}\n  I.1: {based_on')
    work = project(tmp_path, f"=== spec/editions.yml\n{text}")
    assert [(a.name, b.name) for a, b in work.pairs] == [("matrix", "lts"), ("11", "I.2")]


@pytest.mark.parametrize(("size", "count"), [(3, 1), (5, 1), (6, 0)])
def test_repeats_need_a_run_of_words(size: int, count: int) -> None:
    document = convert(
        scan(Text.of("one two three four five.\n\nzero one, two three four *five* seven\n", "p.md")).text
    )
    assert len(list(repeats(blocks_of({"p.md": document}, Tokenizer()), size))) == count
