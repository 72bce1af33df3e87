"""Facts for the citation of a place: its versions, sections of drafts, entries of the ledger."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import Any

import lxml.html

from twotrack.rfc.model.xml_anchors import xml_id
from twotrack.site.names.names_file import FOLDER
from twotrack.site.views.drafts_page import draft_assets
from twotrack.site.views.view_context import Context

CITATIONS = f"{FOLDER}/citations.json"


def citation_assets(context: Context) -> dict[str, str]:
    """Build `citations.json` of the site's text and of the other texts: anchor -> facts.

    `versions` are the versions whose page has the anchor, unless all have it; `drafts` the sections of drafts
    that have it; `ledger` the entries that explain a difference at the anchor.
    """
    found: defaultdict[str, dict[str, Any]] = defaultdict(dict)
    _add_versions(context, found)
    _add_drafts(context, found)
    changes = [
        change for text in context.texts for one in text.compared.values() for change in one.redline.changes
    ]
    for change in changes:
        if change.anchor and change.ledger:
            known = found[change.anchor].setdefault("ledger", [])
            known += [entry for entry in change.ledger if entry not in known]
    content = json.dumps(found, ensure_ascii=False, separators=(",", ":"), sort_keys=True) + "\n"
    folders = ["", *(f"{folder}/" for text in context.texts for folder in (text.side.folder, text.redlines))]
    return {f"{folder}{CITATIONS}": content for folder in folders}


def _add_versions(context: Context, found: defaultdict[str, dict[str, Any]]) -> None:
    groups: defaultdict[str, list[tuple[str, frozenset[str]]]] = defaultdict(list)
    for page in context.site.pages.values():
        title = next((anchor.label for anchor in page.anchors if anchor.level == 1), page.path)
        groups[page.source].append((title, frozenset(anchor.id for anchor in page.anchors)))
    for source, pages in groups.items():
        if not source or len(pages) == 1:
            continue
        for anchor in frozenset[str]().union(*(anchors for _, anchors in pages)):
            having = [title for title, anchors in pages if anchor in anchors]
            found[anchor]["versions"] = having if len(having) < len(pages) else "all"


def _add_drafts(context: Context, found: defaultdict[str, dict[str, Any]]) -> None:
    sites = [context.site, *(text.site for text in context.texts)]
    known = {
        xml_id(anchor.id): anchor.id
        for site in sites
        for page in site.pages.values()
        for anchor in page.anchors
    }
    for path, content in sorted(draft_assets(context).items()):
        name = path.rpartition("/")[2].removesuffix(".html")
        if not path.endswith(".html") or name[-3:-2] == "-":
            continue
        for element in lxml.html.document_fromstring(content).iter():
            anchor = known.get(element.get("id", ""))
            if anchor is None:
                continue
            sections = (section.get("id", "") for section in element.iterancestors("section"))
            section = next((each for each in sections if each.startswith("section-")), "")
            if section:
                found[anchor].setdefault("drafts", []).append([name, section.removeprefix("section-")])
