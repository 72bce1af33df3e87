"""The machine-readable outputs of an edition, put beside its pages."""

from __future__ import annotations

from twotrack.data.bundles import assets
from twotrack.data.tree import open_data
from twotrack.pages import CACHE, Site
from twotrack.problems import Report


def publish(site: Site) -> None:
    """Put the bundles of a site's edition, and an index of what they hold, among its files.

    Nothing is reported: what is wrong with the data, building the pages has said.
    """
    root = site.tree.root
    data = open_data(root, site.tree.editions, Report(), cache=root / CACHE)
    site.assets |= assets(data.view(site.edition))
