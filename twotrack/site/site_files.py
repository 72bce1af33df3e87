"""The files beside the pages (style sheets, scripts, pictures of the tree), and the navigation."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from twotrack.config import mkdocs_file
from twotrack.config.mkdocs_names import targets
from twotrack.rfc.draft_build import draft_paths
from twotrack.site.atom_feed import SUFFIX, title_of
from twotrack.site.views.view_paths import COMPARE, DRAFTS, DRAFTS_FOLDER, REDLINE, VIEWS
from twotrack.source.navigation import NavItem, navigation
from twotrack.source.output_map import CODE, OutputMap
from twotrack.source.tree import SPEC
from twotrack.source.tree_files import pictures
from twotrack.text import Origin

if TYPE_CHECKING:
    from twotrack.config.mkdocs_file import MkDocsConfig
    from twotrack.pages import Site
    from twotrack.problems import Report

HERE = Path(__file__).parent
THEME = HERE / "theme"
ASSETS = HERE / "assets"
PREFIX = "assets/twotrack/"
# Files that every engine writes.
_ENGINE_FILES = frozenset({"404.html", "sitemap.xml", "sitemap.xml.gz", "search/search_index.json"})


def own_assets() -> dict[str, Path]:
    """Map the files that every site has: path relative to the site -> file in this package."""
    return {PREFIX + path.name: path for path in sorted(ASSETS.iterdir()) if path.is_file()}


def style_sheets() -> list[str]:
    """List the paths of the style sheets among `own_assets`: the site's first, then those of areas."""
    sheets = [path for path in own_assets() if path.endswith(".css")]
    return sorted(sheets, key=lambda path: (path != f"{PREFIX}site.css", path))


def scripts() -> list[str]:
    """List the scripts of every page, which load modules on demand."""
    return [f"{PREFIX}{name}" for name in ("site.js", "views.js", "redirects.js")]


def site_navigation(site: Site) -> list[NavItem]:
    """Build the navigation of a site, by the domains in its tree.

    Each further text of the site, such as that of the other edition, is a separate entry at the end,
    with the same domains below it.
    """
    domains = (*site.tree.editions.domains, DRAFTS, VIEWS)
    pages: dict[str, dict[str, Mapping[str, object]]] = {"": {}, **{title: {} for title in texts(site)}}
    for path, page in site.pages.items():
        if page.listed:
            pages[text_of(page.meta)][path] = page.meta
    nav = navigation(pages.pop(""), domains)
    for title, listed in pages.items():
        home = home_of(next(iter(listed.values())))
        inside = navigation({path.removeprefix(home): meta for path, meta in listed.items()}, domains)
        nav.append({title: [_prefixed(item, home) for item in inside]})
    return nav


def texts(site: Site) -> list[str]:
    """List the titles of the further texts in the navigation of a site."""
    titles = dict.fromkeys(text_of(page.meta) for page in site.pages.values() if page.listed)
    return [title for title in titles if title]


def feeds(site: Site) -> list[dict[str, str]]:
    """List the path and the title of each feed of a site."""
    found = ((path, content) for path, content in site.assets.items() if path.endswith(SUFFIX))
    return [
        {"path": path, "title": title_of(content if isinstance(content, bytes) else content.encode())}
        for path, content in sorted(found)
    ]


def text_of(meta: Mapping[str, object]) -> str:
    """Return the title of the further text that a page belongs to; empty for the site's main text."""
    text = meta.get("text")
    return str(text.get("title", "")) if isinstance(text, Mapping) else ""


def home_of(meta: Mapping[str, object]) -> str:
    """Return the folder of the further text that a page belongs to; empty for the site's main text."""
    text = meta.get("text")
    return str(text.get("home", "")) if isinstance(text, Mapping) else ""


def _prefixed(item: NavItem, home: str) -> NavItem:
    if isinstance(item, str):
        return home + item
    return {
        title: [_prefixed(child, home) for child in inside] if isinstance(inside, list) else home + inside
        for title, inside in item.items()
    }


def report_clashes(site: Site, report: Report) -> None:
    """Report sources that would be written to one file of the site, or over a file that the site generates.

    `site` contains an edition's pages and machine-readable files, without views.
    """
    files = OutputMap(report)
    for path in sorted(_ENGINE_FILES | own_assets().keys() | site.assets.keys()):
        files.add_file(path, "a file that the site generates")
    for path, page in site.pages.items():
        files.add_page(path, page.source, page.edition.name)
    for path in pictures(site.tree.root):
        files.add_file(path, f"{SPEC}/{path}")
    generated = _generated_folders(site)
    for path in (*site.pages, *pictures(site.tree.root)):
        folder = path.removesuffix(".md").partition("/")[0].casefold()
        if folder in generated:
            source = site.pages[path].source if path in site.pages else f"{SPEC}/{path}"
            text = f"the site has generated pages in /{folder}/; rename or move this file"
            report.add(CODE, Origin(source, 0), text)


def report_navigation(site: Site, config: MkDocsConfig, report: Report) -> None:
    """Report targets of `nav` in `mkdocs.yml` that no edition of the site has."""
    known = {*site.pages, *site.tree.sources, *site.assets}
    generated = _generated_folders(site)
    for target in targets(config.data.get("nav")):
        path = target.removeprefix("./")
        if ":" in path or path.startswith(("/", "#")) or path in known or path.partition("/")[0] in generated:
            continue
        if not (site.tree.root / SPEC / path.partition("#")[0]).is_file():
            text = f"no page {target!r} in the tree; the path is relative to {SPEC}/"
            report.add(mkdocs_file.CODE, config.origin("nav", target), text)


def _generated_folders(site: Site) -> set[str]:
    """Collect the top folders that contain only generated pages."""
    editions = site.tree.editions
    if site.edition.name != editions.site:
        return set()
    found = {COMPARE}
    if draft_paths(site.tree.root):
        found.add(DRAFTS_FOLDER)
    if editions.sides is not None:
        for side in editions.sides.others:
            found |= {side.folder.casefold(), REDLINE, f"{REDLINE}-{side.folder.casefold()}"}
    return found
