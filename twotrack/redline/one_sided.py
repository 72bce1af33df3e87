"""Pages that only one of two texts has: counted, not compared."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Literal

from twotrack.redline.records import Change, OneSidedPage, Redline
from twotrack.text import Text

_TAG = re.compile(r"<[^<>]*>")
_CODE = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")
_WORD = re.compile(r"\w[\w'\u2019-]*")
_KEYWORD = re.compile(
    r"\b(?:MUST(?: NOT)?|SHALL(?: NOT)?|SHOULD(?: NOT)?|(?:NOT )?RECOMMENDED|REQUIRED|MAY|OPTIONAL)\b"
)
_TITLE = re.compile(r"#[ \t]+(.*?)[ \t]*(?:\{[^{}]*\})?[ \t]*$")


def one_sided_page(side: Literal["a", "b"], page: str, text: Text, title: str, reason: str) -> OneSidedPage:
    """Return the record of a page with a text in plain Markdown.

    Without `title`, that of its first heading is used.
    """
    fences = set(text.fences)
    words = 0
    found: Counter[str] = Counter()
    in_code = False
    for index, line in enumerate(text.lines):
        heading = _TITLE.match(line) if not title else None
        if heading is not None:
            title = heading[1]
        shown = _TAG.sub(" ", line)
        words += len(_WORD.findall(shown))
        marked = line.lstrip().startswith(("```", "~~~"))
        in_code = (index in fences) if marked else in_code
        if not in_code:
            found.update(_KEYWORD.findall(_CODE.sub(" ", shown)))
    return OneSidedPage(side, page, title or page, words, tuple(sorted(found.items())), reason)


def by_entry(changes: Iterable[Change]) -> dict[str, int]:
    """Return how many changes each ledger entry explains, and under an empty id how many none does."""
    found: Counter[str] = Counter()
    for change in changes:
        found.update(change.ledger or ("",))
    return dict(sorted(found.items(), key=lambda item: (not item[0], item[0])))


def overview(redline: Redline, a: str, b: str) -> list[tuple[str, list[str]]]:
    """Return headings, each with its lines: the pages of one side, by reason, then the changes by entry.

    It is empty if both texts have the same pages.
    """
    if not redline.pages:
        return []
    parts: list[tuple[str, list[str]]] = []
    for side, name, other in (("a", a, b), ("b", b, a)):
        pages = [page for page in redline.pages if page.side == side]
        for reason in dict.fromkeys(page.reason for page in pages):
            alike = [page for page in pages if page.reason == reason]
            total = sum(page.words for page in alike)
            heading = f"{_counted(len(alike), 'page')} of {name} that {other} lacks, {total:,} words"
            parts.append((f"{heading}: {reason}" if reason else heading, [_line(page) for page in alike]))
    explained = [
        f"{name or 'no entry'}: {_counted(number, 'change')}"
        for name, number in by_entry(redline.changes).items()
    ]
    parts.append((f"{_counted(len(redline.changes), 'change')} on pages that both have", explained))
    return parts


def _line(page: OneSidedPage) -> str:
    number = sum(count for _, count in page.requirements)
    return f"{page.page}: {page.title} ({page.words:,} words, {_counted(number, 'key word')} of BCP 14)"


def _counted(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
