"""The page of the drafts: the list, and the files built of each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import lxml.html

from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.site.site_files import site_navigation

Views = Callable[[Path], tuple[Site, Report]]

DRAFT = """\
---
title: The Core of an Example
docname: draft-example-core-latest
edition: lts
---

--- abstract

What {{only ietf: servers}}{{only matrix: all}} owe each other.

--- middle

# Introduction {#introduction}

Text.
"""


def _with_drafts(project: Path, built: tuple[str, ...] = (), submitted: tuple[str, ...] = ()) -> Path:
    for folder, names in (("build/drafts", built), ("drafts/submitted", submitted)):
        (project / folder).mkdir(parents=True)
        for name in names:
            (project / folder / name).write_bytes(name.encode())
    (project / "drafts/draft-example-core.md").write_text(DRAFT, encoding="utf-8")
    return project


def test_drafts_are_listed_with_their_files(project: Path, views: Views) -> None:
    built = ("draft-example-core.txt", "draft-example-core.html", ".draft-example-core.txt.swp")
    submitted = ("draft-example-core-00.xml", "draft-example-core-01.xml", "draft-other-00.xml")
    site, report = views(_with_drafts(project, built, submitted))
    assert report.problems == []
    page = lxml.html.fragment_fromstring(str(site.pages["drafts/index.md"].text), create_parent="div")
    assert "What servers owe each other." in str(site.pages["drafts/index.md"].text)
    rows = {row[0].text_content(): row[1] for row in page.iter("tr")}
    assert {name: " ".join(cell.text_content().split()) for name, cell in rows.items()} == {
        "Name": "draft-example-core",
        "Cut from": "LTS core",
        "Working text": "HTML, text",
        "Submitted": "00: RFCXML01: RFCXML",
    }
    for cell in (rows["Working text"], rows["Submitted"]):
        for href in cell.xpath(".//a/@href"):
            assert site.assets[f"drafts/{href}"] == href.encode()
    assert {"Internet-Drafts": "drafts/index.md"} in site_navigation(site)


def test_drafts_that_were_not_built_are_marked(project: Path, views: Views) -> None:
    site, report = views(_with_drafts(project))
    assert report.problems == []
    text = str(site.pages["drafts/index.md"].text)
    assert "not built with this site" in text
    assert "nothing yet" in text
    assert not any(path.startswith("drafts/") for path in site.assets)


def test_without_drafts_there_is_no_page_of_them(site: Site) -> None:
    assert "drafts/index.md" not in site.pages
    assert not any("Internet-Drafts" in item for item in site_navigation(site))


def test_a_draft_with_faults_does_not_keep_the_site_from_being_built(project: Path, views: Views) -> None:
    path = _with_drafts(project) / "drafts/draft-example-core.md"
    path.write_text(DRAFT.replace("{{only ietf:", "{{only nowhere:"), encoding="utf-8")
    site, report = views(project)
    assert report.problems == []
    assert "The Core of an Example" in str(site.pages["drafts/index.md"].text)
