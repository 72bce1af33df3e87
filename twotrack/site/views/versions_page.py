"""The versions of the text: the side that specifies each, its base, and the rules that apply."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from twotrack.config.lineage import Version
from twotrack.pages import Page
from twotrack.problems import Report
from twotrack.rfc.source import submissions
from twotrack.site.views.page_markup import generated, link, table, url
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import DRAFTS_PAGE, VERSIONS_PAGE

_RELATIONS = {
    "rename": "renames it: equal verdicts",
    "subset": "a subset of it: accepts nothing that it refuses",
    "fork": "a fork of it: no relation is claimed",
}
_OPENING = (
    "A program that supports versions of several sides applies, to each instance, the rules of its version"
    " and of no other. This page lists where the rules of each version are specified."
)


def versions_page(context: Context) -> Iterator[Page]:
    """Yield the page of all versions, if the editions have versions."""
    editions = context.site.tree.editions
    if not editions.lineage.versions:
        return
    title = "Rules by version"
    rows = [_row(context, version) for version in editions.lineage.versions.values()]
    head = ("Version", "Side", "Based on", "Text", "State")
    blocks = [
        f"# {title} {{#rules-by-version}}",
        f"<p>{_OPENING}</p>",
        table("Every version, and where its rules are", head, rows, "tt-stack"),
    ]
    yield generated(VERSIONS_PAGE, context.site.edition, blocks, {"title": title})


def _row(context: Context, version: Version) -> str:
    editions = context.site.tree.editions
    edition = editions.editions[version.id]
    name = editions.side(edition)
    side = editions.sides.sides[name].title if editions.sides and name in editions.sides.sides else "-"
    base = "-"
    if version.based_on is not None:
        relation = _RELATIONS.get(version.relation or "", "")
        base = escape(version.based_on) + (f"<br>{relation}" if relation else "")
    cells = (escape(side), base, _texts(context, version), "frozen" if version.frozen else "current")
    return (
        f'<tr><th scope="row">{escape(version.id)}</th>'
        + "".join(f"<td>{cell}</td>" for cell in cells)
        + "</tr>"
    )


def _texts(context: Context, version: Version) -> str:
    """Link the pages of a version, and the drafts that are made from its text."""
    editions = context.site.tree.editions
    found = []
    for pattern in editions.versioned.values():
        path = pattern.replace("{slug}", version.slug)
        page = context.site.pages.get(path)
        if page is not None:
            found.append(link(url(VERSIONS_PAGE, path), escape(page.edition.title)))
    for draft in context.project.drafts(Report()).by_key.values():
        meta = draft.file.meta
        edition = editions.editions.get(meta.text("edition") or editions.site)
        if edition is not None and edition.values.get(editions.version_facet) == version.id:
            name = submissions.base_name(meta.text("docname", "docName"))
            found.append(link(url(VERSIONS_PAGE, DRAFTS_PAGE, name), f"<code>{escape(name)}</code>"))
    return "<br>".join(found) or "-"
