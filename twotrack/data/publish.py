"""The machine-readable outputs of an edition, put beside its pages."""

from __future__ import annotations

import posixpath

from twotrack.data.bundles import VIEWER, assets, domain_path, domain_title, domains
from twotrack.data.plain_text import PlainText
from twotrack.data.tree import open_data
from twotrack.data.viewer_page import viewer
from twotrack.pages import CACHE, Site
from twotrack.problems import Report


def publish(site: Site) -> None:
    """Put the bundles of a site's edition, and an index of what they hold, among its files.

    With the project's own edition goes a viewer. Nothing is reported: what is wrong with the data, building
    the pages has said.
    """
    root, editions = site.tree.root, site.tree.editions
    view = open_data(root, editions, Report(), cache=root / CACHE).view(site.edition)
    labels = {anchor.id: anchor.label for page in site.pages.values() for anchor in page.anchors}
    site.assets |= assets(view, PlainText(view.writer, labels))
    bundles = {
        posixpath.relpath(domain_path(domain), VIEWER): domain_title(view, domain) for domain in domains(view)
    }
    if bundles and site.edition.name == editions.site:
        site.assets |= viewer(bundles, VIEWER)
