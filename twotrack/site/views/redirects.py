"""Anchors that were renamed or moved since the last release: old links still lead to the same content."""

from __future__ import annotations

import json
import posixpath
from collections.abc import Iterator, Mapping

from twotrack.checks.anchor_register import read_anchors, redirects
from twotrack.pages import Page
from twotrack.site.views.view_context import Context
from twotrack.source.output_map import served_as
from twotrack.text import Origin, Text

ASSET = "assets/twotrack/redirects.json"
_META = {"title": "Moved", "search": {"exclude": True}, "robots": "noindex"}


def moved(context: Context) -> dict[str, dict[str, str]]:
    """Map page path -> old anchor -> relative URL of its present place."""
    return redirects(read_anchors(context.site.tree.root, context.report), context.site)


def redirect_assets(context: Context) -> dict[str, str]:
    """Build the table that `redirects.js` reads: by the address of a page relative to the site."""
    found = {served_as(path): anchors for path, anchors in moved(context).items()}
    return {ASSET: json.dumps(found, indent=1, sort_keys=True) + "\n"}


def moved_pages(context: Context) -> Iterator[Page]:
    """Yield a page for each removed page: a list of the places of its anchors, for use without JavaScript."""
    site = context.site
    for path, anchors in moved(context).items():
        if path not in site.pages:
            yield Page(path, "", site.edition, _META, _list(path, anchors), listed=False)


def _list(path: str, anchors: Mapping[str, str]) -> Text:
    lines = ["# This page has moved {#moved}", "", "The parts of this page have new addresses:", ""]
    for anchor, url in anchors.items():
        folder, _, now = url.partition("#")
        shown = posixpath.normpath(posixpath.join(served_as(path), folder))
        lines.append(f'- `{anchor}`: <a class="xref" data-ref="{now}" href="{url}">{shown}</a>')
    return Text(lines, [Origin("spec/anchors.tsv", 0)] * len(lines))
