"""The pages of an edition converted, as redlines and checks read them."""

from __future__ import annotations

from twotrack.markdown.converter import Converter
from twotrack.markdown.document import Document
from twotrack.pages import build_pages
from twotrack.problems import Report
from twotrack.source.tree import Tree


def edition_documents(tree: Tree, edition: str, converter: Converter, report: Report) -> dict[str, Document]:
    """Return source path -> document of every page of an edition (KeyError if there is none of that name).

    Of the pages that are cut for each version, that of the edition's own version.
    Pages are keyed by what they are cut from, so that the same page of two editions has one key.
    """
    site = build_pages(tree, edition, report)
    own = [page for page in site.pages.values() if page.edition.values == site.edition.values]
    return {page.source: converter.document(page.text) for page in own}


def version_documents(tree: Tree, converter: Converter, report: Report) -> dict[str, dict[str, Document]]:
    """Give, for each version, source path -> document of the pages that are cut for it.

    They are those of the site, where what they refer to on other pages stands as a reader finds it.
    """
    site = build_pages(tree, tree.editions.site, report, only=tree.editions.versioned)
    found: dict[str, dict[str, Document]] = {version: {} for version in tree.editions.lineage.versions}
    for page in site.pages.values():
        found[page.edition.name][page.source] = converter.document(page.text)
    return found
