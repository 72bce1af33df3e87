"""Feeds: of releases, of the ledger, and of drafts that were submitted."""

from __future__ import annotations

import shutil
from pathlib import Path

from lxml import etree

from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.atom_feed import Entry, feed
from twotrack.site.site_files import feeds
from twotrack.site.views.all_views import full_site
from twotrack.source.output_map import served_as

SAMPLE = Path(__file__).parents[1] / "views/sample/spec"
NAMES = {"a": "http://www.w3.org/2005/Atom"}
DRAFT = """\
---
title: Rooms
docname: draft-example-rooms-latest
author: [{name: A. Person, email: a@example.org}]
---

--- abstract

Rooms.

--- middle

# Rooms {#rooms-of-the-draft}

Text.
"""


def test_a_feed_is_atom_with_the_newest_entry_first() -> None:
    entries = [
        Entry("v1", "One & only", "2026-01-01", "https://spec.example/v1/", "<first>"),
        Entry("v2", "Two", "2026-02-01", "https://spec.example/v2/", "second", "2026-01-15"),
    ]
    made = feed("Small", "small/releases", "https://spec.example/releases.atom", entries)
    root = etree.fromstring(made)
    assert root.findtext("a:updated", namespaces=NAMES) == "2026-02-01T00:00:00Z"
    titles = [entry.findtext("a:title", namespaces=NAMES) for entry in root.findall("a:entry", NAMES)]
    assert titles == ["Two", "One & only"]
    ids = [node.text for node in root.iter("{http://www.w3.org/2005/Atom}id")]
    assert len(set(ids)) == 3
    assert all(str(name).startswith("urn:uuid:") for name in ids)
    assert root.findtext("a:entry/a:published", namespaces=NAMES) == "2026-01-15T00:00:00Z"
    assert made == feed("Small", "small/releases", "https://spec.example/releases.atom", entries[::-1])


def test_the_ledger_and_submitted_drafts_have_feeds(tmp_path: Path) -> None:
    shutil.copytree(SAMPLE, tmp_path / "spec")
    submitted = tmp_path / "drafts/submitted"
    submitted.mkdir(parents=True)
    (tmp_path / "drafts/draft-example-rooms.md").write_text(DRAFT, encoding="utf-8")
    (submitted / "draft-example-rooms-00.xml").write_text(
        '<rfc><front><date year="2026" month="March" day="5"/></front></rfc>', encoding="utf-8"
    )
    report = Report()
    project = open_project(tmp_path, report)
    assert project is not None
    site = full_site(project, project.editions.site, report)
    assert [entry["path"] for entry in feeds(site)] == [
        "compare/ledger.atom",
        "drafts/draft-example-rooms.atom",
    ]
    ledger = etree.fromstring(site.assets["compare/ledger.atom"])
    titles = [entry.findtext("a:title", namespaces=NAMES) for entry in ledger.findall("a:entry", NAMES)]
    assert sorted(str(title).partition(":")[0] for title in titles) == ["D1", "D2"]
    draft = etree.fromstring(site.assets["drafts/draft-example-rooms.atom"])
    assert draft.findtext("a:entry/a:title", namespaces=NAMES) == "draft-example-rooms-00"
    assert draft.findtext("a:updated", namespaces=NAMES) == "2026-03-05T00:00:00Z"
    texts = {served_as(path): str(page.text) for path, page in site.pages.items()}
    for tree in (ledger, draft):
        for link in tree.iterfind("a:entry/a:link", NAMES):
            page, _, anchor = str(link.get("href")).removeprefix("../").partition("/#")
            assert f'id="{anchor}"' in texts[page] or f"{{#{anchor}}}" in texts[page]
