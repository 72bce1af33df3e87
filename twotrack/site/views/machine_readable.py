"""The machine-readable outputs of an edition, written beside its pages."""

from __future__ import annotations

import posixpath

from twotrack.inputs import Inputs
from twotrack.openapi.bundle.bundles import assets, domain_title, domains
from twotrack.openapi.bundle.viewer_page import viewer
from twotrack.openapi.model.output_paths import VIEWER, domain_path
from twotrack.openapi.render.plain_text import PlainText
from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.site.names.publish_names import publish_names
from twotrack.source.navigation import place


def publish(inputs: Inputs, site: Site) -> None:
    """Add the bundles of a site's edition, and indexes of its contents, to its files.

    The site of the project's main edition has a viewer too. Problems of the data are not reported again:
    building the pages reports them.
    """
    publish_names(site)
    editions = inputs.editions
    view = inputs.data(Report()).view(site.edition)
    labels = {anchor.id: anchor.label for page in site.pages.values() for anchor in page.anchors}
    words = PlainText(view.writer, labels)
    site.assets |= assets(view, words, _topics(site, words))
    bundles = {
        posixpath.relpath(domain_path(domain), VIEWER): domain_title(view, domain) for domain in domains(view)
    }
    if bundles and site.edition.name == editions.site:
        site.assets |= viewer(bundles, VIEWER, editions.notice)


def _topics(site: Site, words: PlainText) -> dict[str, str]:
    """Map the id of each operation to the title of the page that shows it, in the order of the navigation."""
    topics: dict[str, str] = {}
    for path, page in sorted(site.pages.items(), key=lambda item: place(item[0], item[1].meta)):
        title = next((words.of_anchor(anchor.id) for anchor in page.anchors if anchor.level == 1), path)
        topics |= dict.fromkeys((anchor.id for anchor in page.anchors), title)
    return topics
