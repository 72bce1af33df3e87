"""Requirement statements: sentences with BCP 14 keywords, as data."""
