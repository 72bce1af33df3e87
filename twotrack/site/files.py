"""What stands beside the pages: the site's own style sheets, and the navigation of a tree."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from twotrack.problems import Report
from twotrack.site.nav import NavItem, navigation
from twotrack.source.config import read_editions
from twotrack.text import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable

    from twotrack.pages import Site

HERE = Path(__file__).parent
THEME = HERE / "theme"
ASSETS = HERE / "assets"
PREFIX = "assets/twotrack/"
EDITIONS = "spec/editions.yml"


def own_assets() -> dict[str, Path]:
    """Give the files that every site has: path below the site -> file in this package."""
    return {PREFIX + path.name: path for path in sorted(ASSETS.iterdir()) if path.suffix in {".css", ".js"}}


def style_sheets() -> list[str]:
    """Give the paths of the style sheets among `own_assets`, the site's own first, areas after it."""
    sheets = [path for path in own_assets() if path.endswith(".css")]
    return sorted(sheets, key=lambda path: (path != f"{PREFIX}site.css", path))


def scripts() -> list[str]:
    """Give the paths of the scripts among `own_assets`."""
    return [path for path in own_assets() if path.endswith(".js")]


def site_navigation(site: Site, root: Path) -> list[NavItem]:
    """Give the navigation of a site that was cut from `root`, by the domains that its `editions.yml` names."""
    # Faults of the file were reported when the site was built from it.
    text = (root / EDITIONS).read_text(encoding="utf-8")
    editions = read_editions(text, EDITIONS, Report())
    pages = {path: page.meta for path, page in site.pages.items()}
    return navigation(pages, editions.domains if editions else ())


def clashes(site: Site, existing: Iterable[str], report: Report) -> None:
    """Report what the generator makes at the path of a file of the tree (`existing`, paths below `spec/`)."""
    made = site.assets.keys() | own_assets().keys()
    for path in existing:
        if path in made and path not in site.hidden:
            where = Origin(f"spec/{path}", 0)
            report.add("site-clash", where, f"{path} is made by the generator; rename this file")
