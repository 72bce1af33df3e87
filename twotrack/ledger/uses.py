"""The places in the sources that name ledger entries: `because` in a condition, whatever its form.

::: only ietf because D09
{{only ietf because D07: text}}
x-only: ietf
x-because: D09
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from twotrack.commonmark.code_blocks import NONE, code_blocks
from twotrack.config.facets import ConditionError, Editions
from twotrack.problems import Report
from twotrack.source.cut import directive_lines, split_because
from twotrack.source.inline_conditions import UnclosedError, directives
from twotrack.source.tree import SPEC, read_text
from twotrack.text import Origin

_BLOCK = re.compile(r"[ \t]*:::[ \t]+only[ \t]+(\S.*)$")
_DATA = re.compile(r"[ \t-]*x-only:[ \t]*(\S.*?)[ \t]*$")
_DATA_BECAUSE = re.compile(r"[ \t-]*x-because:[ \t]*(\S.*?)[ \t]*$")
_QUOTES = "\"'"
_FOLDERS = (SPEC, "drafts")


@dataclass(frozen=True, slots=True)
class Use:
    """A condition that names an entry: its origin, and the mask of the editions in which it is true.

    The mask is None if the condition cannot be read, or if the reason of a mapping of the data is too
    far from its condition.
    """

    id: str
    where: Origin
    mask: int | None

    def separates(self, bit: int, others: int) -> bool:
        """Check whether the condition decides otherwise for one edition than for any of others (a mask)."""
        if self.mask is None:
            return True
        is_true = bool(self.mask >> bit & 1)
        return bool(others & ~self.mask) if is_true else bool(others & self.mask)


def find_uses(root: Path, editions: Editions, report: Report) -> list[Use]:
    """Return every use of a ledger id in `spec/` and `drafts/`, by file and line."""
    uses: list[Use] = []
    for path in _sources(root):
        shown = path.relative_to(root).as_posix()
        text = read_text(path, shown, root, report)
        if text is None or "because" not in text:
            continue
        find = _in_data if path.suffix != ".md" else _in_text
        for number, words in find(text):
            uses += _uses(words, Origin(shown, number), editions)
    return sorted(uses, key=lambda use: use.where[:2])


def _uses(words: str, where: Origin, editions: Editions) -> Iterator[Use]:
    condition, ids, _ = split_because(words)
    mask: int | None = None
    if ids and condition:
        try:
            mask = editions.compile(condition)
        except ConditionError:
            # Cutting reports it.
            mask = None
    for name in ids:
        yield Use(name, where, mask)


def _in_text(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and words of each condition with a reason in a page.

    In a fence, conditions of blocks count and those within a line are text; in other code, both are text.
    """
    lines = text.split("\n")
    code = code_blocks(lines, directive_lines(lines))
    for number, line in enumerate(lines, 1):
        if "because" not in line:
            continue
        block = _BLOCK.match(line)
        inside = code.block[number - 1]
        if block is not None and (inside == NONE or inside in code.fences):
            yield number, block[1]
        elif "{{" in line and inside == NONE:
            for words in _inline(line):
                yield number, words


def _inline(line: str) -> Iterator[str]:
    try:
        for found in directives(line):
            if found.body.startswith("only "):
                head, _, rest = found.body[5:].partition(":")
                yield head
                yield from _inline(rest)
    except UnclosedError:
        # Cutting reports it.
        return


def _in_data(text: str) -> Iterator[tuple[int, str]]:
    """Yield line number and words of each condition with a reason in YAML, the keys in any order."""
    lines = text.split("\n")
    for number, line in enumerate(lines, 1):
        found = _DATA.match(line)
        if found is not None and "because" in line:
            yield number, found[1].strip(_QUOTES)
            continue
        reason = _DATA_BECAUSE.match(line)
        if reason is not None:
            near = (_DATA.match(lines[i]) for i in (number - 2, number) if 0 <= i < len(lines))
            condition = next((match[1].strip(_QUOTES) for match in near if match), "")
            yield number, f"{condition} because {reason[1].strip(_QUOTES + '[]')}"


def _sources(root: Path) -> Iterator[Path]:
    for folder in _FOLDERS:
        for where, folders, files in os.walk(root / folder):
            folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "submitted")
            for name in sorted(files):
                if name.endswith((".md", ".yaml", ".yml")) and not name.startswith("."):
                    yield Path(where, name)
