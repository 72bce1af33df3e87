"""Redlines: what changed between two texts, as records, and as text, HTML and JSON.

redline(a, b) -> Redline        two sets of pages in, the changes out
to_text, to_html, to_json       the forms in which people and programs read them
"""

from __future__ import annotations

from twotrack.redline.compare import compare, redline
from twotrack.redline.formats.html_form import to_html
from twotrack.redline.formats.json_form import from_json, to_json
from twotrack.redline.formats.text_form import to_text
from twotrack.redline.records import Change, Redline, apply

__all__ = ["Change", "Redline", "apply", "compare", "from_json", "redline", "to_html", "to_json", "to_text"]
