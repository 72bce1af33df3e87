"""Conditional blocks, resolved line by line before any parser runs.

A source is read once into lines with masks (`read_conditions`); cutting it for an edition then
keeps the lines whose mask has the edition's bit (`cut`). Everything is linear in the text.

    ::: only ietf because D09
    ::: else
    :::
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from twotrack.config.facets import ConditionError, Edition, Editions
from twotrack.problems import Report
from twotrack.source.inline_conditions import UnclosedError, alternatives, directives
from twotrack.text import Origin, Text

_DIRECTIVE = re.compile(r"[ \t]*:::(?:[ \t]+(\S.*?))?[ \t]*$")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]*)+:::(?:\s|$)")
FENCE = re.compile(r"[ \t]*(?:(?:[-*+:]|\d{1,9}[.)])[ \t]+|>[ \t]*)*(`{3,}|~{3,})(.*)$")
_BECAUSE = re.compile(r"^(.*?)\bbecause\b(.*)$", re.DOTALL)
_LEDGER_ID = re.compile(r"[A-Z]+[0-9]+[a-z]?$")
# Words that later stages know: a line with one of them passes through.
LATER = frozenset({"include", "api", "event", "schema", "ledger", "api-index", "event-index", "error-index"})


@dataclass(slots=True)
class Conditional:
    """A source whose conditions are read: `masks[i]` says in which editions line i is kept.

    `inline` holds the indexes of kept lines with a `{{only …}}` or `{{=…}}` still to be decided.
    """

    text: Text
    masks: list[int] = field(default_factory=list)
    inline: frozenset[int] = frozenset()


@dataclass(slots=True)
class _Block:
    """An open `::: only`: where it stands, its own mask, and the mask and reasons around it."""

    where: Origin
    mask: int
    around: int
    because: tuple[str, ...]
    in_fence: bool
    has_else: bool = False


class _Reader:
    """One pass over a text. State lives only as long as the pass."""

    def __init__(self, text: Text, editions: Editions, report: Report) -> None:
        self.source = text
        self.editions = editions
        self.report = report
        self.result = Conditional(Text())
        self.blocks: list[_Block] = []
        self.mask = editions.everywhere
        self.because: tuple[str, ...] = ()
        self.fence: str | None = None

    def read(self) -> Conditional:
        inline: set[int] = set()
        kept = self.result.text
        for line, where in zip(self.source.lines, self.source.origins, strict=True):
            if ":::" in line and self._directive(line, where):
                continue
            if "``" in line or "~~~" in line or self.fence:
                self._track_fence(line)
            if "{{" in line and not self.fence:
                inline.add(len(kept.lines))
            kept.lines.append(line)
            kept.origins.append(where._replace(because=self.because) if self.because else where)
            self.result.masks.append(self.mask)
        for block in self.blocks:
            self._unclosed(block, "the page ends")
        self.result.inline = frozenset(inline)
        return self.result

    def _directive(self, line: str, where: Origin) -> bool:
        """Carry out a directive line; False if the line is text."""
        match = _DIRECTIVE.match(line)
        if match is None:
            if _QUOTED.match(line) and not self.fence:
                self.report.add(
                    "directive-in-quote",
                    where,
                    "a directive in a block quote is not recognised; put it around the quote",
                )
            return False
        words = match[1] or ""
        head = words.split(None, 1)[0] if words else ""
        if head == "only":
            self._open(words[4:].strip(), where)
        elif head == "else" or not head:
            if self.fence and not (self.blocks and self.blocks[-1].in_fence):
                return False
            if head:
                self._else(words[4:].strip(), where)
            else:
                self._close(where)
        else:
            if self.fence or head in LATER:
                return False
            text = f"`::: {head}` is no directive; write `\\:::` for a literal one"
            self.report.add("directive-unknown", where, text)
        return True

    def _open(self, words: str, where: Origin) -> None:
        condition, because = self._because(words, where)
        mask = decide(condition, self.mask, where, self.editions, self.report)
        self.blocks.append(_Block(where, mask, self.mask, self.because, self.fence is not None))
        self.mask &= mask
        self.because += because

    def _because(self, words: str, where: Origin) -> tuple[str, tuple[str, ...]]:
        condition, ids, wrong = split_because(words)
        for word in wrong:
            self.report.add("ledger-id", where, f"{word!r} after `because` is no ledger id, such as D09")
        return condition, ids

    def _else(self, words: str, where: Origin) -> None:
        if not self.blocks:
            self.report.add("block-unopened", where, "`::: else` stands in no open block")
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

    def _track_fence(self, line: str) -> None:
        match = FENCE.match(line)
        if match is None:
            return
        run, info = match[1], match[2]
        if self.fence is None:
            if run[0] != "`" or "`" not in info:
                self.fence = run
        elif run[0] == self.fence[0] and len(run) >= len(self.fence) and not info.strip():
            self.fence = None
            while self.blocks and self.blocks[-1].in_fence:
                block = self.blocks.pop()
                self._unclosed(block, "its fence ends")
                self.mask, self.because = block.around, block.because


def split_because(words: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Split `condition because D01, D02` into the condition, the ledger ids, and words that are none."""
    match = _BECAUSE.match(words)
    if match is None:
        return words, (), ()
    named = match[2].replace(",", " ").split() or [""]
    good = tuple(word for word in named if _LEDGER_ID.match(word))
    return match[1].strip(), good, tuple(word for word in named if not _LEDGER_ID.match(word))


def decide(condition: str, around: int, where: Origin, editions: Editions, report: Report) -> int:
    """Return a condition's mask. A fault, or a choice that is none within `around`, is reported."""
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
    """Return what `edition` keeps of a source; every line keeps its origin."""
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
            if not changed.strip():
                # The line held nothing but directives that came out empty: it would leave a gap in a list.
                continue
            if not line.endswith(" "):
                # An empty directive at the end would leave blanks, two of which are a line break.
                changed = changed.rstrip()
            line, where = changed, where._replace(because=where.because + because) if because else where
        result.lines.append(line)
        result.origins.append(where)
    return result


def _spaced(value: str, body: str, before: str) -> str:
    """Return a text with the space before it that its author wrote: one behind the colon is of the form."""
    lead = body.partition(":")[2].startswith("  ")
    return f" {value}" if value and lead and before and not before[-1].isspace() else value


@dataclass(frozen=True, slots=True)
class _Inline:
    """Decides `{{only …}}` and `{{=…}}` for an edition; other forms are left."""

    editions: Editions
    edition: Edition
    report: Report

    def decide(self, line: str, where: Origin, around: int) -> tuple[str, tuple[str, ...]]:
        """Return the line as decided within the mask `around`, and the ledger ids named in it."""
        out: list[str] = []
        ids: tuple[str, ...] = ()
        done = 0
        try:
            for found in directives(line):
                if found.body.startswith("="):
                    value = self._variable(found.body[1:].strip(), where)
                elif found.body.startswith("only "):
                    value, because = self._only(found.body[5:], where, around)
                    ids += because
                    value = _spaced(value, found.body, "".join(out) + line[done : found.start])
                else:
                    continue
                out += (line[done : found.start], value)
                done = found.end
        except UnclosedError as error:
            text = f"`{{{{` in column {error.args[0] + 1} is not closed on this line"
            self.report.add("inline-unclosed", where, text)
        out.append(line[done:])
        return "".join(out), ids

    def _only(self, body: str, where: Origin, around: int) -> tuple[str, tuple[str, ...]]:
        head, colon, content = body.partition(":")
        if not colon:
            self.report.add("condition", where, "`{{only condition: text}}` has no `:` after its condition")
            return "", ()
        condition, ids, wrong = split_because(head.strip())
        for word in wrong:
            self.report.add("ledger-id", where, f"{word!r} after `because` is no ledger id, such as D09")
        mask = decide(condition, around, where, self.editions, self.report)
        yes, no = alternatives(content.strip())
        holds = bool(mask >> self.edition.bit & 1)
        text, inner = self.decide(yes if holds else no, where, around & mask if holds else around & ~mask)
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
