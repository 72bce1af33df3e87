"""Paths of the generated pages, and their places in the navigation."""

from __future__ import annotations

from twotrack.config.facets import Domain

# The folders of the views, which the navigation lists last, and of redlines.
COMPARE, REDLINE = "compare", "redline"
LEDGER_PAGE = f"{COMPARE}/ledger.md"
REQUIREMENTS_PAGE = f"{COMPARE}/requirements.md"
VERSIONS_PAGE = f"{COMPARE}/rules-by-version.md"
REFERENCES_PAGE = f"{COMPARE}/references.md"
VIEWS = Domain("views", "Compare", (f"{COMPARE}/",))

DRAFTS_FOLDER = "drafts"
DRAFTS_PAGE = f"{DRAFTS_FOLDER}/index.md"
DRAFTS = Domain("drafts", "Internet-Drafts", (f"{DRAFTS_FOLDER}/",))
