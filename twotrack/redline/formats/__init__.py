"""Redlines as text, HTML, JSON and Markdown."""
