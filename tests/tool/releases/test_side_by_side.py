"""Kept releases, and the site that has them side by side."""

from __future__ import annotations

import json
import re
from pathlib import Path

import lxml.html
import pytest
from lxml import etree

from tests.tool.releases.conftest import imported
from twotrack.output import OutputError
from twotrack.problems import Report, render
from twotrack.releases.kept_release import Release, keep_release, latest, read_releases
from twotrack.site.side_by_side.build import SideBySide

URL = "https://spec.example/docs"


@pytest.fixture
def project(small: Path, changed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two kept releases."""
    monkeypatch.setenv("TWOTRACK_VIEWS", "false")
    root = tmp_path / "project"
    for tag, source, date in (("v1.9", small, "2026-01-01"), ("v1.10", changed, "2026-01-01")):
        tree = imported(source, tmp_path / tag)
        keep_release(root, tree, Release(tag, date, "stable", Path()))
    return root


def test_releases_are_sorted_by_date_and_number(project: Path) -> None:
    releases = read_releases(project, Report())
    assert [release.tag for release in releases] == ["v1.9", "v1.10"]
    newest = latest(releases)
    assert newest is not None
    assert newest.tag == "v1.10"


def test_a_release_is_not_replaced(project: Path, tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="is a release already"):
        keep_release(project, tmp_path / "v1.9", Release("v1.9", "2026-02-02", "stable", Path()))


def test_a_description_that_cannot_be_read_is_reported(project: Path) -> None:
    (project / "releases/v1.9/release.json").write_text("{", encoding="utf-8")
    report = Report()
    assert [release.tag for release in read_releases(project, report)] == ["v1.10"]
    assert render(report.problems).startswith("releases/v1.9/release.json:1: error: expected an object")


def test_the_site_has_the_layout_of_mike(project: Path, tmp_path: Path) -> None:
    report = Report(frozenset({"data-security"}))
    out = tmp_path / "out"
    assert SideBySide(read_releases(project, report), URL, "Small", report).build(out, ()) == 2
    assert not [problem for problem in report.problems if problem.severity == "error"]
    versions = json.loads((out / "versions.json").read_text(encoding="utf-8"))
    assert [(entry["version"], entry["aliases"]) for entry in versions] == [
        ("v1.10", ["latest"]),
        ("v1.9", []),
    ]
    old = (out / "v1.9/server-server-api/index.html").read_text(encoding="utf-8")
    new = (out / "v1.10/server-server-api/index.html").read_text(encoding="utf-8")
    for page in (old, new):
        assert f'<link rel="canonical" href="{URL}/v1.10/server-server-api/">' in page
        assert 'class="tt-releases"' in page
        assert 'type="application/atom+xml" title="Small: releases" href="../../releases.atom"' in page
    assert '<a href="../../v1.10/server-server-api/">v1.10</a>' in old
    assert '<a href="../../v1.9/server-server-api/">v1.9</a>' in new
    assert 'The latest release is <a href="../../v1.10/server-server-api/">v1.10</a>' in old
    assert "tt-release-banner" not in new
    _shows_changes(out)
    # A page that only the new release has: a page in its place, which the chooser finds in the sitemap.
    missing = (out / "v1.9/push-gateway-api/index.html").read_text(encoding="utf-8")
    assert '<a href="../../v1.10/push-gateway-api/">release v1.10</a>' in missing
    assert f"{URL}/v1.9/push-gateway-api/" in (out / "v1.9/sitemap.xml").read_text(encoding="utf-8")
    # Shared files have one copy, and no link is broken.
    for name in re.findall(r'(?:href|src)="(\.\./[^"#?]*)', old):
        assert (out / "v1.9/server-server-api" / name).exists(), name
    assert (out / "assets/twotrack/site.css").is_file()
    error = (out / "v1.9/404.html").read_text(encoding="utf-8")
    assert 'href="/docs/assets/twotrack/site.css"' in error
    assert '<a href="/docs/v1.10/">v1.10</a>' in error
    # Servers of static files show the error page of the top folder at any address.
    assert (out / "404.html").read_bytes() == (out / "v1.10/404.html").read_bytes()
    viewer = out / "v1.9/data/viewer/viewer.html"
    for name in re.findall(r'(?:href|src)="(\.\./[^"#?]*)', viewer.read_text(encoding="utf-8")):
        assert (viewer.parent / name).exists(), name
    assert not list((out / "v1.9/assets").rglob("*.css"))
    sitemap = (out / "sitemap.xml").read_text(encoding="utf-8")
    assert f"{URL}/v1.10/" in sitemap
    assert "v1.9" not in sitemap
    feed = etree.fromstring((out / "releases.atom").read_bytes())
    names = {"a": "http://www.w3.org/2005/Atom"}
    assert [entry.text for entry in feed.findall("a:entry/a:title", names)] == ["Small v1.9", "Small v1.10"]
    assert "requirement weakened" in (feed.findtext("a:entry[2]/a:summary", "", namespaces=names))


def test_without_a_url_no_link_of_the_error_page_is_broken(project: Path, tmp_path: Path) -> None:
    report = Report(frozenset({"data-security"}))
    out = tmp_path / "out"
    assert SideBySide(read_releases(project, report), "", "Small", report).build(out, (), compare=False) == 2
    for name in ("404.html", "v1.9/404.html", "v1.10/404.html"):
        links = re.findall(r'(?:href|src)="(/[^"#?]*)', (out / name).read_text(encoding="utf-8"))
        assert links
        for link in links:
            assert (out / link.lstrip("/")).exists(), (name, link)


def _shows_changes(out: Path) -> None:
    """Assert that the new release has pages with its changes since the old one, without a broken link."""
    folder = out / "v1.10/changes"
    index = (folder / "index.html").read_text(encoding="utf-8")
    text = " ".join(str(_article(folder / "index.html").xpath("string()")).split())
    assert "Changes from v1.9 to v1.10" in text
    assert "The text of these versions was published before: 2, I.1." in text
    assert "Overview: paragraph changed (MUST → SHOULD)" in text
    assert '<a class="tt-link" href="../server-server-api/#put-small-federation-v1-send">' in index
    assert not (out / "v1.9/changes").exists()
    assert 'href="../../v1.10/changes/">Changes since v1.9</a>' in (
        out / "v1.10/server-server-api/index.html"
    ).read_text(encoding="utf-8")
    server = (folder / "server-server-api/index.html").read_text(encoding="utf-8")
    assert "requirement weakened" in server
    assert "<del>MUST</del>" in server
    assert '"../../server-server-api/#' in server
    assert '"../../../v1.9/server-server-api/#' in server
    versions = (folder / "published-versions/index.html").read_text(encoding="utf-8")
    assert "<ins>three times</ins>" in versions
    assert '"../../rooms/v2/#signatures">in v1.10' in versions
    assert '"../../../v1.9/rooms/i.1/#signatures">in v1.9' in versions
    for path in sorted(folder.rglob("index.html")):
        ids = _ids(path)
        assert len(ids) == len(set(ids)), path
        for element in _article(path).iter("a"):
            place, _, anchor = (url := element.get("href") or "").partition("#")
            target = path if not place else path.parent / place / "index.html"
            assert target.is_file(), url
            assert not anchor or anchor in _ids(target), url


def _article(path: Path) -> etree._Element:
    page = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    return next(element for element in page.iter("article"))


def _ids(path: Path) -> list[str]:
    page = lxml.html.document_fromstring(path.read_text(encoding="utf-8"))
    return [name for element in page.iter() if (name := element.get("id")) is not None]
