"""Builds the selected releases of a project as one site."""

from __future__ import annotations

import hashlib
import json
import posixpath
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from twotrack.checks.anchor_register import read_anchors
from twotrack.output import OutputFolder, write_inside
from twotrack.pages import Page
from twotrack.problems import Report
from twotrack.project import Project, open_project
from twotrack.releases.kept_release import Release, latest
from twotrack.releases.tree_redline import compare_trees
from twotrack.site import mkdocs_engine
from twotrack.site.atom_feed import Entry, feed
from twotrack.site.side_by_side.change_pages import FOLDER, ChangePages, Side
from twotrack.site.side_by_side.html_edits import (
    FEED_NAME,
    SCRIPT_NAME,
    redirect,
    stub,
    top_assets,
    with_banner,
    with_canonical,
    with_chooser,
    with_root,
    with_shared_assets,
    with_top_assets,
)
from twotrack.site.side_by_side.successors import ReleasePages, missing_pages, redirects_from
from twotrack.site.views.redirects import ASSET

LATEST = "latest"
ERROR_PAGE = "404.html"


@dataclass(slots=True)
class _Built:
    """A release: its project, its folder, the places of its anchors, and its changes since another."""

    release: Release
    project: Project
    folder: Path
    pages: ReleasePages
    summary: dict[str, int] = field(default_factory=dict)
    since: str = ""


@dataclass(slots=True)
class SideBySide:
    """Builds `releases` into one site at `site_url`, which may be empty."""

    releases: list[Release]
    site_url: str
    title: str
    report: Report

    def build(self, out: Path, sources: Iterable[Path], *, compare: bool = True) -> int:
        """Write the site to `out` and return the number of releases, 0 if a release has errors."""
        newest = latest(self.releases)
        if newest is None:
            return 0
        with OutputFolder(out, "releases", sources) as output:
            built = [
                made for release in self.releases if (made := self._open(release, output.path)) is not None
            ]
            for before, one in zip((None, *built), built, strict=False):
                pages = self._changes(before, one) if compare and before else []
                if not self.report.failed:
                    self._build(one, pages)
            if self.report.failed:
                output.discard()
                return 0
            shared = _share_assets(output.path, [one.folder for one in built])
            home = next(one for one in built if one.release == newest)
            for one in built:
                self._finish(one, home, built, shared)
            self._top(output.path, home, built)
        return len(built)

    def _open(self, release: Release, out: Path) -> _Built | None:
        project = open_project(release.folder, self.report)
        if project is None:
            return None
        site = project.site(project.editions.site, Report())
        register = read_anchors(release.folder, Report())
        return _Built(release, project, out / release.tag, ReleasePages.of(site, register))

    def _build(self, one: _Built, pages: list[Page]) -> None:
        tag = one.release.tag
        settings = {"extra": {"release": tag, "version": {"provider": "mike", "default": LATEST}}}
        url = self._address(one)
        mkdocs_engine.build(
            one.project, self.report, one.folder, {**settings, **({"site_url": url} if url else {})}, pages
        )

    def _changes(self, before: _Built, after: _Built) -> list[Page]:
        """Return the pages with the changes since the previous release."""
        # Problems of a text are reported when it is built.
        found = compare_trees(before.project, after.project, Report())
        after.summary = found.summary()
        after.since = before.release.tag
        old, new = (Side(one.release.tag, one.pages) for one in (before, after))
        return ChangePages(old, new, found, after.project.editions).build()

    def _finish(self, one: _Built, home: _Built, built: list[_Built], shared: frozenset[str]) -> None:
        """Edit the pages of a release, and add redirects from other releases."""
        others = {other.release.tag: other.pages for other in built if other is not one}
        known = {page for other in built for page in other.pages.pages}
        for path in sorted(one.folder.rglob("*.html")):
            place = path.relative_to(one.folder).as_posix()
            page = place.removesuffix("index.html").rstrip("/")
            html = path.read_text(encoding="utf-8")
            if place == ERROR_PAGE and not self.site_url:
                # Without a URL, the engine takes the release for a site at the root of the server.
                html = with_root(html, one.release.tag)
            html = with_shared_assets(html, shared, one.release.tag)
            html = with_canonical(html, self._canonical(page, place, one, home))
            if place != ERROR_PAGE:
                up = "../" * (place.count("/") + 1)
                # Other releases have no counterpart of a page that is generated, such as a comparison.
                inner = f"{page}/" if page and page in known else ""
                links = {other.release.tag: f"{up}{other.release.tag}/{inner}" for other in reversed(built)}
                changes = (f"Changes since {one.since}", f"{up}{one.release.tag}/{FOLDER}/")
                html = with_chooser(html, one.release.tag, links, changes if one.since else None)
                html = with_top_assets(html, up, self._feed_title)
            if one is not home:
                # The error page is shown at any address.
                top = self._top_path if place == ERROR_PAGE else "../" * (place.count("/") + 1)
                html = with_banner(html, self._banner(page, top, one, home))
            path.write_text(html, encoding="utf-8")
        table_path = one.folder / ASSET
        table = json.loads(table_path.read_text(encoding="utf-8")) if table_path.is_file() else {}
        missing = missing_pages(one.pages, others)
        for page, anchors in redirects_from(one.pages, others.values()).items():
            if page in missing:
                continue
            table[page] = {**anchors, **table.get(page, {})}
        write_inside(one.folder, ASSET, json.dumps(table, indent=1, sort_keys=True) + "\n")
        leads = redirects_from(one.pages, others.values())
        for page, tag in missing.items():
            write_inside(one.folder, f"{page}/index.html", _missing(page, tag, one, leads.get(page, {})))
        _extend_sitemap(one.folder / "sitemap.xml", self._address(one), missing)

    def _address(self, one: _Built) -> str:
        """Return the URL of a release, empty if the site has no URL."""
        return f"{self.site_url.rstrip('/')}/{one.release.tag}/" if self.site_url else ""

    def _canonical(self, page: str, place: str, one: _Built, home: _Built) -> str | None:
        if not self.site_url or place == ERROR_PAGE:
            return None
        holder = home if page in home.pages.pages else one
        return f"{self._address(holder)}{page}{'/' if page else ''}"

    @property
    def _top_path(self) -> str:
        """The path of the folder with all releases, from the root of the server."""
        return f"{urlsplit(self.site_url).path.rstrip('/')}/"

    def _banner(self, page: str, top: str, one: _Built, home: _Built) -> str:
        target = f"{top}{home.release.tag}/{page + '/' if page in home.pages.pages and page else ''}"
        link = f'<a href="{escape(target)}">{escape(home.release.tag)}</a>'
        tag = escape(one.release.tag)
        if one.release.status == "unstable":
            return f"{tag} is not a stable release and may still change. The latest stable release is {link}."
        return f"This is release {tag}. The latest release is {link}."

    def _top(self, out: Path, home: _Built, built: list[_Built]) -> None:
        """Write the files that all releases share."""
        tags = [one.release.tag for one in built]
        versions = [
            {"version": tag, "title": tag, "aliases": [LATEST] if tag == home.release.tag else []}
            for tag in reversed(tags)
        ]
        write_inside(out, "versions.json", json.dumps(versions, indent=1) + "\n")
        for name, text in top_assets().items():
            write_inside(out, name, text)
        write_inside(out, "index.html", redirect(f"{home.release.tag}/", SCRIPT_NAME))
        error_page = home.folder / ERROR_PAGE
        if error_page.is_file():
            # Servers of static files look for it in the top folder only.
            write_inside(out, ERROR_PAGE, error_page.read_bytes())
        for page in home.pages.pages:
            up = "../" * (page.count("/") + 2 if page else 1)
            inner = f"{page}/" if page else ""
            write_inside(
                out,
                f"{LATEST}/{inner}index.html",
                redirect(f"{up}{home.release.tag}/{inner}", up + SCRIPT_NAME),
            )
        base = self.site_url.rstrip("/")
        sitemap = home.folder / "sitemap.xml"
        if sitemap.is_file() and base:
            # Search engines are directed to the latest release only.
            write_inside(out, "sitemap.xml", sitemap.read_bytes())
        entries = [self._entry(one) for one in built]
        url = f"{base}/{FEED_NAME}" if base else FEED_NAME
        write_inside(out, FEED_NAME, feed(self._feed_title, f"{self.title}/{FEED_NAME}", url, entries))

    @property
    def _feed_title(self) -> str:
        return f"{self.title}: releases"

    def _entry(self, one: _Built) -> Entry:
        """Return the entry of a release in the feed; it leads to what changed."""
        tag = one.release.tag
        url = (self._address(one) or f"{tag}/") + (f"{FOLDER}/" if one.since else "")
        changes = ", ".join(f"{number} {name}" for name, number in one.summary.items())
        text = (
            f"Since {one.since}: {changes or 'no change'}" if one.since else "The first release of this site."
        )
        return Entry(tag, f"{self.title} {tag}", one.release.date, url, text)


def _missing(page: str, tag: str, one: _Built, leads: dict[str, str]) -> str:
    """Build a page in place of one that the release does not have; `leads` maps its anchors to URLs."""
    up = "../" * (page.count("/") + 1)
    text = (
        f"<p>Release {escape(one.release.tag)} does not have this page. It is part of "
        f'<a href="{up}../{escape(tag)}/{escape(page)}/">release {escape(tag)}</a>.</p>\n'
        f'<p><a href="{up}">Start page of release {escape(one.release.tag)}</a></p>'
    )
    return stub("Page not in this release", text, f"{up}../{SCRIPT_NAME}", leads)


def _extend_sitemap(path: Path, base: str, pages: Iterable[str]) -> None:
    """Add pages to a release's sitemap, in which the theme's version selector looks for a page."""
    if path.is_file() and base:
        rows = "".join(f"    <url>\n         <loc>{base}{page}/</loc>\n    </url>\n" for page in pages)
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace("</urlset>", f"{rows}</urlset>"), encoding="utf-8")


def _share_assets(out: Path, folders: list[Path]) -> frozenset[str]:
    """Move assets of the theme that several releases share to one folder; return their names in it."""
    found: dict[str, set[str]] = {}
    holders: dict[str, list[Path]] = {}
    for folder in folders:
        for pattern in (
            "javascripts/**/*",
            "stylesheets/**/*",
            "images/**/*",
            "twotrack/*.css",
            "twotrack/*.svg",
        ):
            for path in sorted((folder / "assets").glob(pattern)):
                if path.is_file():
                    name = path.relative_to(folder / "assets").as_posix()
                    found.setdefault(name, set()).add(hashlib.sha256(path.read_bytes()).hexdigest())
                    holders.setdefault(name, []).append(path)
    shared = frozenset(
        name for name, hashes in found.items() if len(hashes) == 1 and len(holders[name]) == len(folders)
    )
    if len(folders) < 2:  # noqa: PLR2004 - one release cannot share assets
        return frozenset()
    for name in sorted(shared):
        write_inside(out, posixpath.join("assets", name), holders[name][0].read_bytes())
        for path in holders[name]:
            path.unlink()
    return shared
