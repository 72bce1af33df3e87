"""The pages of an edition converted, as redlines and checks read them."""

from __future__ import annotations

from twotrack.convert.document import Document
from twotrack.convert.markdown import Converter
from twotrack.pages import build_pages
from twotrack.problems import Report
from twotrack.source.tree import Tree


def edition_documents(tree: Tree, edition: str, converter: Converter, report: Report) -> dict[str, Document]:
    """Give source path -> document of every page of an edition (KeyError where there is none of that name).

    Pages are keyed by what they are cut from, so that the same page of two editions has one key.
    """
    site = build_pages(tree, edition, report)
    return {page.source: converter.document(page.text) for page in site.pages.values()}


def version_documents(tree: Tree, version: str, converter: Converter, report: Report) -> dict[str, Document]:
    """Give source path -> document of only those pages that are cut for each version."""
    site = build_pages(tree, version, report)
    versioned = {f"spec/{path}" for path in tree.editions.versioned}
    return {p.source: converter.document(p.text) for p in site.pages.values() if p.source in versioned}
