"""Redlines: what changed between two texts, as records, and as text, HTML and JSON."""
