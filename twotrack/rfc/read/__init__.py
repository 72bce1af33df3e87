"""Readers that convert RFCXML and plain-text drafts back to HTML, for redlines."""
