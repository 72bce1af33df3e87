"""Conditional blocks, resolved line by line before any parser runs.

A source is read once into lines with masks (`read_conditions`); cutting it for an edition then
keeps the lines whose mask has the edition's bit (`cut`). Everything is linear in the text.

    ::: only ietf because D09
    ::: else
    :::
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from twotrack.commonmark.code_blocks import NONE, code_blocks
from twotrack.config.facets import ConditionError, Edition, Editions
from twotrack.problems import Report
from twotrack.source.inline_conditions import (
    UnclosedError,
    alternatives,
    bar_fault,
    directives,
    single_brace,
    stray_end,
)
from twotrack.text import Origin, Text

_DIRECTIVE = re.compile(r"[ \t]*:::(?:[ \t]+(\S.*?))?[ \t]*$")
_WORDS = "only|else|include|api|event|schema|ledger|api-index|event-index|error-index"
# A directive after the marker of a quotation, an item, a definition or a heading, or in a cell.
_INSIDE = re.compile(
    rf"[ \t]*(?:(?:>|[-*+:|]|\#{{1,6}}|\d{{1,9}}[.)])[ \t]*)+:::(?:[ \t]+(?:{_WORDS})\b|[ \t]*$)"
)
# Text that looks like a directive but is not one: another number of colons, or no space after them.
_NEARLY = re.compile(rf"[ \t]*(?::{{4,}}.*|:::[^:\s].*|::[ \t]*(?:{_WORDS})(?:[ \t].*)?)$")
_BECAUSE = re.compile(r"^(.*?)\bbecause\b(.*)$", re.DOTALL)
_LEDGER_ID = re.compile(r"[A-Z]+[0-9]+[a-z]?$")
# Directives that show data.
DATA = frozenset({"api", "api-file", "event", "event-group", "schema"})
# Words that later stages read: a line with one of them is passed on.
LATER = DATA | {"include", "ledger", "api-index", "event-index", "error-index"}


@dataclass(slots=True)
class Conditional:
    """A source with parsed conditions: `masks[i]` is the set of editions in which line i is kept.

    `inline` contains the indexes of kept lines with a `{{only …}}` or `{{=…}}` that is still to be decided.
    """

    text: Text
    masks: list[int] = field(default_factory=list)
    inline: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Block:
    """An open `::: only`: its place, its mask, and the mask and reasons around it.

    `code` is the number of the block of code that contains it, or -1.
    """

    where: Origin
    mask: int
    around: int
    because: tuple[str, ...]
    code: int
    has_else: bool = False


class _Reader:
    """One pass over a text."""

    def __init__(self, text: Text, editions: Editions, report: Report) -> None:
        self.source = text
        self.editions = editions
        self.report = report
        self.result = Conditional(Text())
        self.blocks: list[_Block] = []
        self.mask = editions.everywhere
        self.because: tuple[str, ...] = ()
        self.lines = code_blocks(text.lines, directive_lines(text.lines))
        # The block of code of the current line, and whether it is a fence: conditions work inside fences.
        self.code = NONE
        self.in_fence = False

    def read(self) -> Conditional:
        inline: set[int] = set()
        kept = self.result.text
        for index, (line, where) in enumerate(zip(self.source.lines, self.source.origins, strict=True)):
            code = self.lines.block[index]
            if code != self.code:
                self._leave_code(code)
            if ":::" in line and self._directive(line, where):
                continue
            if "{{" in line and code == NONE:
                inline.add(len(kept.lines))
            elif "::" in line and code == NONE and ":::" not in line:
                self._misplaced(line, where)
            elif "only" in line and code == NONE and (nearly := single_brace(line)):
                text = f"`{nearly}` is no directive: a condition has two braces on both sides"
                self.report.add("inline-unclosed", where, text)
            kept.lines.append(line)
            kept.origins.append(where._replace(because=self.because) if self.because else where)
            self.result.masks.append(self.mask)
        for block in self.blocks:
            self._unclosed(block, "the page ends" if block.code == NONE else "its fence ends")
        self.result.inline = frozenset(inline)
        return self.result

    def _leave_code(self, code: int) -> None:
        """Continue in another block of code or in text: a condition opened in a fence ends with the fence."""
        while self.code != NONE and self.blocks and self.blocks[-1].code == self.code:
            block = self.blocks.pop()
            self._unclosed(block, "its fence ends")
            self.mask, self.because = block.around, block.because
        self.code = code
        self.in_fence = code in self.lines.fences

    def _directive(self, line: str, where: Origin) -> bool:
        """Process a directive line; False if the line is text."""
        if self.code != NONE and not self.in_fence:
            return False
        match = _DIRECTIVE.match(line)
        if match is None:
            if self.code == NONE:
                self._misplaced(line, where)
            return False
        words = match[1] or ""
        head = words.split(None, 1)[0] if words else ""
        if head == "only":
            self._open(words[4:].strip(), where)
        elif head == "else" or not head:
            if self.code != NONE and not (self.blocks and self.blocks[-1].code == self.code):
                return False
            if head:
                self._else(words[4:].strip(), where)
            else:
                self._close(where)
        else:
            if self.code != NONE or head in LATER:
                return False
            text = f"`::: {head}` is no directive; write `\\:::` for a literal one"
            self.report.add("directive-unknown", where, text)
        return True

    def _misplaced(self, line: str, where: Origin) -> None:
        """Report a line that looks like a directive and would be shown as text."""
        if _NEARLY.match(line):
            written = line.split(maxsplit=1)[0]
            text = f"`{written}` is no directive: write three colons and a space, or `\\:::` for literal ones"
            self.report.add("directive-unknown", where, text)
        elif _INSIDE.match(line):
            text = "a directive in a block quote is not recognised; put it around the quote"
            if line.lstrip()[0] != ">":
                text = "a directive behind a marker is not recognised; write it on a line of its own"
            self.report.add("directive-in-quote", where, text)

    def _open(self, words: str, where: Origin) -> None:
        condition, because = self._because(words, where)
        mask = decide(condition, self.mask, where, self.editions, self.report)
        self.blocks.append(_Block(where, mask, self.mask, self.because, self.code))
        self.mask &= mask
        self.because += because

    def _because(self, words: str, where: Origin) -> tuple[str, tuple[str, ...]]:
        condition, ids, wrong = split_because(words)
        for word in wrong:
            self.report.add("ledger-id", where, f"{word!r} after `because` is no ledger id, such as D09")
        return condition, ids

    def _else(self, words: str, where: Origin) -> None:
        if not self.blocks:
            self.report.add(
                "block-unopened",
                where,
                "`::: else` outside of an open block; remove it, or open a block with `::: only`",
            )
            return
        block = self.blocks[-1]
        if block.has_else:
            self.report.add(
                "block-misnested",
                where,
                f"the block opened on line {block.where.line} already has a `::: else`",
            )
            return
        if words:
            self.report.add("block-misnested", where, f"`::: else` takes nothing after it, found {words!r}")
        block.has_else = True
        self.mask = block.around & ~block.mask

    def _close(self, where: Origin) -> None:
        if not self.blocks:
            self.report.add("block-unopened", where, "`:::` closes no open block")
            return
        block = self.blocks.pop()
        self.mask, self.because = block.around, block.because

    def _unclosed(self, block: _Block, when: str) -> None:
        self.report.add(
            "block-unclosed", block.where, f"this block is not closed when {when}; end it with `:::`"
        )


def directive_lines(lines: Sequence[str]) -> frozenset[int]:
    """Find the indexes of the lines that have the form of a directive, in code or not."""
    return frozenset(index for index, line in enumerate(lines) if ":::" in line and _DIRECTIVE.match(line))


def split_because(words: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split `condition because D01, D02` into the condition, the ledger ids, and all other words."""
    match = _BECAUSE.match(words)
    if match is None:
        return words, (), ()
    named = match[2].replace(",", " ").split() or [""]
    good = tuple(word for word in named if _LEDGER_ID.match(word))
    return match[1].strip(), good, tuple(word for word in named if not _LEDGER_ID.match(word))


def decide(condition: str, around: int, where: Origin, editions: Editions, report: Report) -> int:
    """Compute a condition's mask. An error, or a condition without effect within `around`, is reported."""
    try:
        mask = editions.compile(condition)
    except ConditionError as error:
        report.add("condition", where, str(error))
        return editions.everywhere
    if around and mask & around == 0:
        report.add("condition-never", where, f"`{condition}` is never true here, in any declared edition")
    elif around and mask & around == around:
        report.add("condition-always", where, f"`{condition}` is always true here, in every declared edition")
    return mask


def read_conditions(text: Text, editions: Editions, report: Report) -> Conditional:
    """Read the conditions of a text once, for all editions."""
    return _Reader(text, editions, report).read()


def cut(source: Conditional, editions: Editions, edition: Edition, report: Report) -> Text:
    """Select the lines of a source that `edition` keeps; every line keeps its origin."""
    bit = 1 << edition.bit
    inline = _Inline(editions, edition, report)
    result = Text()
    lines, origins = source.text.lines, source.text.origins
    for i, mask in enumerate(source.masks):
        if not mask & bit:
            continue
        line, where = lines[i], origins[i]
        if i in source.inline:
            changed, because = inline.decide(line, where, mask)
            if line.lstrip(" \t>").startswith("|") and _leaves_cell_empty(line, changed):
                text = f"a cell of this row is empty in the edition {edition.name}; give it words, or a dash"
                report.add("cut-empty", where, text)
            if not changed.strip():
                # The line had only directives with an empty result: it would leave a gap in a list.
                continue
            if not line.endswith(" "):
                # An empty directive at the end would leave blanks, and two blanks are a line break.
                changed = changed.rstrip()
            line, where = changed, where._replace(because=where.because + because) if because else where
        result.lines.append(line)
        result.origins.append(where)
    return result


def _leaves_cell_empty(row: str, changed: str) -> bool:
    """Check whether a row as cut has more empty cells than with its directives read as words."""
    out: list[str] = []
    done = 0
    try:
        for found in directives(row):
            out += (row[done : found.start], "x")
            done = found.end
    except UnclosedError:
        return False
    whole = "".join([*out, row[done:]])
    return sum(not cell.strip() for cell in changed.split("|")) > sum(
        not cell.strip() for cell in whole.split("|")
    )


def _spaced(value: str, body: str, before: str) -> str:
    """Restore the space that the author wrote before a text; one space after the colon is syntax."""
    lead = body.partition(":")[2].startswith("  ")
    return f" {value}" if value and lead and before and not before[-1].isspace() else value


# The most conditions that may be nested within a line: far more than a reader can follow.
DEEPEST = 20


@dataclass(frozen=True, slots=True)
class _Inline:
    """Decides `{{only …}}` and `{{=…}}` for an edition; other forms are not changed."""

    editions: Editions
    edition: Edition
    report: Report

    def decide(self, line: str, where: Origin, around: int, depth: int = 0) -> tuple[str, tuple[str, ...]]:
        """Decide a line within the mask `around`; the result includes the ledger ids named in it.

        `depth` counts the conditions of the line that `line` is nested in.
        """
        if depth > DEEPEST:
            text = f"more than {DEEPEST} conditions are nested within a line; use blocks"
            self.report.add("condition", where, text)
            return "", ()
        out: list[str] = []
        ids: tuple[str, ...] = ()
        done = 0
        try:
            for found in directives(line):
                if found.body.startswith("="):
                    value = self._variable(found.body[1:].strip(), where)
                elif found.body.startswith("only "):
                    value, because = self._only(found.body[5:], where, around, depth)
                    ids += because
                    value = _spaced(value, found.body, "".join(out) + line[done : found.start])
                else:
                    continue
                out += (line[done : found.start], value)
                done = found.end
        except UnclosedError as error:
            text = f"`{{{{` in column {error.args[0] + 1} is not closed on this line"
            self.report.add("inline-unclosed", where, text)
        column = stray_end(line)
        if column >= 0:
            text = f"`}}}}` in column {column + 1} closes no `{{{{`"
            self.report.add("inline-unclosed", where, text)
        out.append(line[done:])
        return "".join(out), ids

    def _only(self, body: str, where: Origin, around: int, depth: int) -> tuple[str, tuple[str, ...]]:
        head, colon, content = body.partition(":")
        if not colon:
            self.report.add("condition", where, "`{{only condition: text}}` has no `:` after its condition")
            return "", ()
        condition, ids, wrong = split_because(head.strip())
        for word in wrong:
            self.report.add("ledger-id", where, f"{word!r} after `because` is no ledger id, such as D09")
        mask = decide(condition, around, where, self.editions, self.report)
        fault = bar_fault(content)
        if fault:
            self.report.add("condition", where, fault)
        yes, no = alternatives(content)
        is_true = bool(mask >> self.edition.bit & 1)
        within = around & mask if is_true else around & ~mask
        text, inner = self.decide(yes if is_true else no, where, within, depth + 1)
        return text, ids + inner

    def _variable(self, name: str, where: Origin) -> str:
        version = self.editions.lineage.versions.get(self.edition.values.get(self.editions.version_facet, ""))
        values = {
            **self.edition.values,
            "edition": self.edition.name,
            "title": self.edition.title,
            "based_on": (version.based_on or "") if version else "",
        }
        if name not in values:
            known = ", ".join(sorted(values))
            self.report.add("variable", where, f"`{{{{={name}}}}}` is no variable; known: {known}")
            return ""
        return values[name]
