"""A redline as text, for the terminal and for mail: by section, changes within words as `[-old-]{+new+}`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import Token
from twotrack.redline.compare import joined
from twotrack.redline.formats.labels import marks_changed, place_of, title_of, where
from twotrack.redline.one_sided import overview
from twotrack.redline.records import Change, Redline

_SIGNS = {
    "insert": "+",
    "delete": "-",
    "replace": "~",
    "move": ">",
    "format": "=",
    "split": "<",
    "merge": "&",
}
# Words shown before and after a change; None shows all.
_CONTEXT = 12


class Style(NamedTuple):
    """The signs around inserted, deleted and reformatted words, and around headings of sections."""

    inserted: tuple[str, str]
    deleted: tuple[str, str]
    marked: tuple[str, str]
    section: tuple[str, str]


PLAIN = Style(("{+", "+}"), ("[-", "-]"), ("{=", "=}"), ("", ""))
COLOUR = Style(
    ("\x1b[32m{+", "+}\x1b[0m"),
    ("\x1b[31m[-", "-]\x1b[0m"),
    ("\x1b[33m{=", "=}\x1b[0m"),
    ("\x1b[1m", "\x1b[0m"),
)


def to_text(
    redline: Redline,
    style: Style = PLAIN,
    context: int | None = _CONTEXT,
    names: tuple[str, str] = ("A", "B"),
) -> str:
    """Return a redline as lines of text; empty if nothing changed. `names` are those of the two texts."""
    lines = [*_overview(redline, style, names), *_lines(redline.changes, style, context)]
    return "".join(f"{line}\n" for line in lines)


def _overview(redline: Redline, style: Style, names: tuple[str, str]) -> Iterator[str]:
    for heading, lines in overview(redline, *names):
        yield f"§ {heading}".join(style.section)
        yield from (f"    {line}" for line in lines)
        yield ""


def _lines(changes: Sequence[Change], style: Style, context: int | None) -> Iterator[str]:
    section: str | None = None
    last: Change | None = None
    for number, change in enumerate(changes):
        together, last = change.moved_with(last), change
        if together and not change.edits and not change.shape:
            continue
        here = place_of(change.block, change.section)
        if here != section:
            if section is not None:
                yield ""
            section = here
            yield f"{style.section[0]}§ {here or '(before the first heading)'}{style.section[1]}"
        yield _head(change)
        more = _with_it(changes, number)
        if more:
            yield f"    with the {more} blocks behind it" if more > 1 else "    with the block behind it"
        for line in _body(change, style, context):
            yield f"    {line}".rstrip()


def _with_it(changes: Sequence[Change], number: int) -> int:
    """Count the blocks that moved together with a change that is the first of them."""
    if number and changes[number].moved_with(changes[number - 1]):
        return 0
    stop = number + 1
    while stop < len(changes) and changes[stop].moved_with(changes[stop - 1]):
        stop += 1
    return stop - number - 1


def _head(change: Change) -> str:
    places = [place for place in (where(change.origin_a), where(change.origin_b)) if place]
    parts = [f"{_SIGNS[change.kind]} {title_of(change)}"]
    if places:
        parts.append(" → ".join(dict.fromkeys(places)))
    if change.block.anchor:
        parts.append(f"#{change.block.anchor}")
    parts += (f"[{requirement}]" for requirement in change.requirements)
    if change.ledger:
        parts.append(f"({', '.join(change.ledger)}{', in part' if change.unexplained else ''})")
    return "  ".join(parts)


def _body(change: Change, style: Style, context: int | None) -> Iterator[str]:
    if change.moved:
        old, new = place_of(change.before[0]), place_of(change.after[0])
        if old != new:
            yield f"from § {old}"
    yield from change.shape
    for edit in change.edits:
        if edit.op == "format":
            yield f"{_words(edit.before).strip()}: {marks_changed(edit)}"
    if change.edits:
        text = inline(joined(change.before), change.edits, style, context)
        # White space counts in code alone.
        yield from (text if change.block.kind == "code" else text.lstrip()).split("\n")
    elif change.moved:
        yield from _shortened(change.block, context)


def _shortened(block: Block, context: int | None) -> Iterator[str]:
    keep = len(block.tokens) if context is None else 2 * context
    more = " …" if len(block.tokens) > keep else ""
    words = _words(block.tokens[:keep]) + more
    yield from (words if block.kind == "code" else words.lstrip()).split("\n")


def inline(tokens: Sequence[Token], edits: Sequence[Edit], style: Style, context: int | None) -> str:
    """Return a text with its edits marked, far from which words are left out."""
    out: list[str] = []
    done = 0
    for number, edit in enumerate(edits):
        equal = tokens[done : edit.at]
        out.append(_context(equal, context, first=number == 0, last=False))
        out.append(_edit(edit, style))
        done = edit.at + len(edit.before)
    out.append(_context(tokens[done:], context, first=not edits, last=True))
    return "".join(out).strip("\n")


def _edit(edit: Edit, style: Style) -> str:
    if edit.op == "space":
        return _words(edit.after)
    if edit.op == "format":
        return _wrapped(edit.after, style.marked)
    return _wrapped(edit.before, style.deleted) + _wrapped(edit.after, style.inserted)


def _wrapped(tokens: Sequence[Token], around: tuple[str, str]) -> str:
    if not tokens:
        return ""
    words = _words(tokens)
    inner = words.lstrip(" ")
    return words[: len(words) - len(inner)] + around[0] + inner + around[1]


def _context(tokens: Sequence[Token], context: int | None, *, first: bool, last: bool) -> str:
    ahead = 0 if first else context
    behind = 0 if last else context
    if context is None or ahead is None or behind is None or len(tokens) <= ahead + behind + 1:
        return _words(tokens)
    return _words(tokens[:ahead]) + " …" + _words(tokens[len(tokens) - behind :] if behind else ())


def _words(tokens: Sequence[Token]) -> str:
    return "".join(map(_word, tokens))


def _word(token: Token) -> str:
    # A footnote's number would look like a word of the text: its name does not.
    note = any(mark.startswith("note:") for mark in token.marks)
    shown = token.text if note else f"`{token.display}`" if "code" in token.marks else token.display
    return (" " if token.space else "") + shown
