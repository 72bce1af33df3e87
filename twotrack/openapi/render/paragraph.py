"""Converts paragraphs of plain words, code and links to HTML without a Markdown parser.

Most descriptions are that simple, and converting each with Python-Markdown took a tenth of the time for
rendering the data. The output is the same, as a property test checks; other text is left to the parser.
"""

from __future__ import annotations

import html
import re

# Text that is not a paragraph or ends one; two spaces that break a line; characters that Markdown changes.
_OTHER = re.compile(
    r"^[ ]*(?:[-+*=>#|:~]|\d+[.)]|$)|^ {4}|  $|[\t\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029]",
    re.MULTILINE,
)
_WORDS = r"[^\\`*_\[\]<>&!]"
_CODE = r"(?<!`)`[^`\n]+`(?!`)"
_TOKEN = re.compile(
    rf"(?P<words>{_WORDS}+)|(?P<code>{_CODE})"
    rf"|\[(?P<label>(?:{_WORDS}|{_CODE})+)\]\((?P<url>[\w/#:.?=%~+-]+)\)",
    re.ASCII,
)


def simple_html(source: str) -> str | None:
    """Convert paragraphs to HTML, a single one without its `<p>`; None if the text needs a parser."""
    made = [_paragraph(part) for part in re.split(r"\n\n+", source)]
    whole = [part for part in made if part is not None]
    if len(whole) < len(made):
        return None
    return whole[0] if len(whole) == 1 else "\n".join(f"<p>{part}</p>" for part in whole)


def _paragraph(source: str) -> str | None:
    if _OTHER.search(source):
        return None
    out: list[str] = []
    done = 0
    for token in _TOKEN.finditer(source):
        if token.start() != done:
            return None
        done = token.end()
        if token["words"]:
            out.append(token["words"])
        elif token["code"]:
            out.append(_code(token["code"]))
        else:
            label = re.sub(_CODE, lambda code: _code(code[0]), token["label"])
            out.append(f'<a href="{token["url"]}">{label}</a>')
    return "".join(out).lstrip() if done == len(source) else None


def _code(written: str) -> str:
    return f"<code>{html.escape(written[1:-1].strip(), quote=False)}</code>"
