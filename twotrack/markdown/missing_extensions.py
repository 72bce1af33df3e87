"""The Markdown extensions that the dialect needs, tried on small texts with the settings of `mkdocs.yml`.

A text is tried instead of looking for a name, because several extensions, such as `extra`, load others.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from twotrack.config.mkdocs_file import CODE, MkDocsConfig
from twotrack.markdown.engine import Engine
from twotrack.problems import Report
from twotrack.text import Origin

_HIGHLIGHT = "pymdownx.highlight: {pygments_lang_class: true}"


class _Trial(NamedTuple):
    """A text, a pattern that matches its HTML, and what is to be added if it does not."""

    missing: str
    needed_by: str
    text: str
    html: str


_TRIALS = (
    _Trial("abbr", "abbreviations", "*[AB]: Text\n\nAB\n", r"<abbr"),
    _Trial("admonition", "notes such as `!!! note`", "!!! note\n    Text\n", r'class="admonition'),
    _Trial("attr_list", "anchors such as `{#name}`", "# Text {#name}\n", r'id="name"'),
    _Trial("def_list", "definition lists", "Term\n\n:   Text\n", r"<dl"),
    _Trial("footnotes", "footnotes", "Text[^1]\n\n[^1]: Note\n", r"footnote-ref"),
    _Trial("md_in_html", "Markdown in HTML", '<div markdown="1">\n*Text*\n</div>\n', r"<em"),
    _Trial("sane_lists", "lists with numbers next to others", "1. Text\n\n- Text\n", r"<ul"),
    _Trial(
        "pymdownx.superfences",
        "fenced code in list items",
        "- Text\n\n    ```json\n    {}\n    ```\n",
        r"(?s)<li.*<pre.*</li>",
    ),
    _Trial(_HIGHLIGHT, "the language of code in drafts and redlines", "```json\n{}\n```\n", r"language-json"),
)


def report_missing(config: MkDocsConfig, report: Report) -> None:
    """Report the extensions, and the setting of highlighting, that `mkdocs.yml` lacks."""
    engine = Engine(config.extensions)
    missing = []
    for trial in _TRIALS:
        html = engine.reset().convert(trial.text)
        if not re.search(trial.html, html):
            missing.append(f"`{trial.missing}` ({trial.needed_by})")
    if missing:
        where = config.origin("markdown_extensions")
        text = f"extensions that the text needs are missing; add {', '.join(missing)}"
        report.add(CODE, Origin(where.path, where.line or 1), text)
