"""Paths of the generated pages, and their places in the navigation."""

from __future__ import annotations

from twotrack.config.facets import Domain

# The folder of the views, which the navigation names last, and of each of the variants of the text.
COMPARE, LTS, REDLINE = "compare", "lts", "redline"
LEDGER_PAGE = f"{COMPARE}/ledger.md"
SCOPE_PAGE = f"{COMPARE}/scope.md"
REQUIREMENTS_PAGE = f"{COMPARE}/requirements.md"
REFERENCES_PAGE = f"{COMPARE}/references.md"
VIEWS = Domain("views", "Compare", (f"{COMPARE}/",), "", "")

DRAFTS_FOLDER = "drafts"
DRAFTS_PAGE = f"{DRAFTS_FOLDER}/index.md"
DRAFTS = Domain("drafts", "Internet-Drafts", (f"{DRAFTS_FOLDER}/",), "", "")
