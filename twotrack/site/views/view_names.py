"""Names that occur only in the views: their pages, ledger entries, the drafts and their sections."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import lxml.html
from lxml import etree

from twotrack.ledger.ledger_directive import anchor as ledger_anchor
from twotrack.pages import Site
from twotrack.site.names.full_text import WORDS, words_file
from twotrack.site.names.name_list import Name, names, plain
from twotrack.site.names.names_file import ANCHORS, NAMES, anchors_file, names_file
from twotrack.site.names.publish_names import publish_names
from twotrack.site.site_files import text_of
from twotrack.site.views.drafts_page import draft_assets
from twotrack.site.views.view_context import Context, SideText
from twotrack.site.views.view_paths import LEDGER_PAGE

_REVISION = re.compile(r"-\d\d\.html$")


def publish_view_names(context: Context, site: Site) -> None:
    """Add the names of the views to those of the site, and write a separate index for the redlines."""
    publish_names(context.site, _names(context, site))
    own = {WORDS, NAMES, ANCHORS}
    site.assets |= {path: content for path, content in context.site.assets.items() if path in own}
    for text in context.texts:
        site.assets |= {f"{text.redlines}/{path}": content for path, content in _of_redlines(text).items()}


def _names(context: Context, site: Site) -> Iterator[Name]:
    for path, page in site.pages.items():
        if path not in context.site.pages and page.listed and not text_of(page.meta):
            yield Name(str(page.meta.get("title", path)), "page", path)
    for entry in context.entries.values():
        yield Name(f"{entry.id}: {entry.title}", "entry", LEDGER_PAGE, ledger_anchor(entry.id))
    for path, content in sorted(draft_assets(context).items()):
        if path.endswith(".html") and not _REVISION.search(path):
            yield from _of_draft(path, content)


def _of_draft(path: str, content: bytes | str) -> Iterator[Name]:
    """Yield a draft by its name and title, and its numbered sections."""
    root = lxml.html.document_fromstring(content)
    yield Name(path.rpartition("/")[2].removesuffix(".html"), "page", path)
    for title in root.iter("title"):
        yield Name(_text(title), "draft", path)
    for heading in root.iter("h2", "h3", "h4", "h5"):
        sections = [element.get("id", "") for element in heading.iterancestors("section")]
        if sections and sections[0].startswith("section-"):
            text = _text(heading).replace("¶", "").strip()
            yield Name(f"Section {text}", "draft", path, sections[0])


def _text(element: etree._Element) -> str:
    return " ".join("".join(map(str, element.itertext())).split())


def _of_redlines(text: SideText) -> dict[str, str]:
    """Build the name files for the redlines: the names that occur on the compared pages."""
    compared = text.compared
    whole = text.context.site
    site = replace(whole, pages={path: page for path, page in whole.pages.items() if path in compared})
    shown = [
        name
        for name in names(site)
        if name.kind == "page" or plain(name.anchor) in compared[name.page].shown.ids
    ]
    return {NAMES: names_file(site, shown), ANCHORS: anchors_file(site), WORDS: words_file(site)}
