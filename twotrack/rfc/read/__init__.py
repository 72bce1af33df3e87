"""Readers: RFCXML and plain-text drafts back to HTML, for redlines."""
