"""What stands beside the pages: the site's own style sheets, the tree's pictures, and the navigation."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from twotrack.source.navigation import NavItem, navigation
from twotrack.source.tree import SPEC
from twotrack.source.tree_files import pictures
from twotrack.text import Origin
from twotrack.site.views.view_paths import VIEWS
from twotrack.site.views.view_paths import DRAFTS

if TYPE_CHECKING:
    from twotrack.pages import Site
    from twotrack.problems import Report

HERE = Path(__file__).parent
THEME = HERE / "theme"
ASSETS = HERE / "assets"
CONFIG = "mkdocs.yml"
DEFAULT_CONFIG = HERE / "default_mkdocs.yml"
"""The configuration of the site of a project without a mkdocs.yml."""
PREFIX = "assets/twotrack/"

def config_file(root: Path) -> Path:
    """Return the configuration of a project's site: its own, or the default one if it has none."""
    own = root / CONFIG
    return own if own.exists() else DEFAULT_CONFIG


def own_assets() -> dict[str, Path]:
    """Return the files that every site has: path below the site -> file in this package."""
    return {PREFIX + path.name: path for path in sorted(ASSETS.iterdir()) if path.suffix in {".css", ".js"}}


def style_sheets() -> list[str]:
    """Return the paths of the style sheets among `own_assets`, the site's own first, areas after it."""
    sheets = [path for path in own_assets() if path.endswith(".css")]
    return sorted(sheets, key=lambda path: (path != f"{PREFIX}site.css", path))


def scripts() -> list[str]:
    """Return the paths of the scripts among `own_assets`."""
    return [path for path in own_assets() if path.endswith(".js")]


def site_navigation(site: Site) -> list[NavItem]:
    """Return the navigation of a site, by the domains that its tree names."""
    pages = {path: page.meta for path, page in site.pages.items() if page.listed}
    return navigation(pages, (*site.tree.editions.domains, DRAFTS, VIEWS))


def clashes(site: Site, report: Report) -> None:
    """Report a file of the tree at whose path the site has one of its own."""
    made = own_assets().keys() | site.assets.keys()
    for path in sorted(made & pictures(site.tree.root).keys()):
        where = Origin(f"{SPEC}/{path}", 0)
        report.add("site-clash", where, f"the site has its own {path}; rename this file")
