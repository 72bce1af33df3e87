"""The content of a redline in HTML, in order: the blocks of B, and between them the deleted ones of A."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import JOINT, Token
from twotrack.redline.compare import joined
from twotrack.redline.formats.html_inline import Word, words
from twotrack.redline.records import Change, Redline

_OPENING = 8


class Entry(NamedTuple):
    """One block as it is shown: its words, its change (`None`: unchanged), and the change's number.

    `gone` marks a block of A that B lacks here: it was deleted, or moved from here. `covered` counts the
    changes that one note covers; 0 if the note on one before covers this one.
    """

    block: Block
    row: list[Word]
    change: Change | None = None
    number: int = 0
    first: bool = True
    gone: bool = False
    covered: int = 1


def entries(redline: Redline, departures: Mapping[int, int]) -> Iterator[Entry]:
    """Yield the blocks of B in order, and between them those of A that are gone.

    Of neighbours that changed alike, the first has the note for all.
    """
    return _with_common_notes(list(_entries(redline, departures)))


def _entries(redline: Redline, departures: Mapping[int, int]) -> Iterator[Entry]:
    in_boxes = partial(_in_boxes, boxes=_boxes(redline))
    arrivals: dict[int, Entry] = {}
    gone: dict[int, list[tuple[int, Change]]] = {}
    for number, change in enumerate(redline.changes, 1):
        rows = _parts(change) if change.after else []
        for k, (block, row) in enumerate(zip(change.after, rows, strict=True)):
            arrivals[change.b + k] = Entry(block, row, change, number, first=k == 0)
        if not change.after or change.moved:
            place = departures[change.a] if change.after else change.b
            gone.setdefault(place, []).append((number, change))
    for j in range(len(redline.b) + 1):
        last: Change | None = None
        for number, change in sorted(gone.get(j, ()), key=lambda item: item[1].a):
            # Of blocks that moved together only the first is named at the old place.
            if not change.moved_with(last):
                yield from (_gone(block, change, number) for block in map(in_boxes, change.before))
            last = change
        if j < len(redline.b):
            block = redline.b[j]
            yield arrivals.get(j) or Entry(block, [Word(token) for token in block.tokens])


def _with_common_notes(entries: list[Entry]) -> Iterator[Entry]:
    """Yield the entries, of neighbours that changed alike the first with the note for all."""
    start = 0
    while start < len(entries):
        stop = start + 1
        while stop < len(entries) and _alike(entries[start], entries[stop]):
            stop += 1
        yield entries[start]._replace(covered=stop - start)
        yield from (entry._replace(covered=0) for entry in entries[start + 1 : stop])
        start = stop


def _alike(first: Entry, entry: Entry) -> bool:
    """Check whether the note on a change covers a later one, but for its place."""
    one, other = first.change, entry.change
    if one is None or other is None or (first.gone, first.block.kind) != (entry.gone, entry.block.kind):
        return False
    # Lines of code are short; of all else only new or deleted blocks are covered by one note.
    plain = one.kind in {"insert", "delete"} if first.block.kind != "code" else not one.moved
    return (
        plain
        and first.block.kind != "heading"
        and not other.requirements
        and _same_place(first.block, entry.block)
        and (one.kind, one.moved, one.ledger, one.unexplained, one.shape)
        == (other.kind, other.moved, other.ledger, other.unexplained, other.shape)
    )


def _same_place(one: Block, other: Block) -> bool:
    """Check whether two blocks are in one list, table or listing of code; text is in one section."""
    if one.kind in {"code", "row"}:
        return one.boxes[:1] == other.boxes[:1]
    return one.path == other.path and one.section == other.section


def _gone(block: Block, change: Change, number: int) -> Entry:
    row = [Word(token, "del") for token in block.tokens]
    return Entry(block, _opening(row) if change.moved else row, change, number, gone=True)


def _opening(row: list[Word]) -> list[Word]:
    """Shorten a block that moved away to its first words: it is read at its new place."""
    if len(row) <= _OPENING:
        return row
    return [*row[:_OPENING], Word(Token("…", space=True))]


def _parts(change: Change) -> list[list[Word]]:
    """Return the words of each new block of a change: a split text is divided at the split."""
    row = words(joined(change.after), change.edits)
    if len(change.after) == 1:
        return [row]
    parts: list[list[Word]] = [[]]
    for word in row:
        if word.token.text == JOINT and "joint" in word.token.marks and word.state != "del":
            parts.append([])
        else:
            parts[-1].append(word)
    return parts


def departures_of(redline: Redline) -> dict[int, int]:
    """Return, for the index in A of each block, the place in B after its last neighbour that stayed."""
    changed = {change.a + k: change for change in redline.changes for k in range(len(change.before))}
    new = {change.b + k for change in redline.changes for k in range(len(change.after))}
    kept = iter([j for j in range(len(redline.b)) if j not in new])
    places: dict[int, int] = {}
    place = 0
    for i in range(len(redline.a)):
        places[i] = place
        change = changed.get(i)
        if change is None:
            place = next(kept) + 1
        elif change.after and not change.moved:
            place = change.b + len(change.after)
    return places


def _boxes(redline: Redline) -> Mapping[int, int]:
    """Return the container of B that a container of A became: that with the same blocks."""
    boxes: dict[int, int] = {}
    changed = {change.a + k for change in redline.changes for k in range(len(change.before))}
    new = {change.b + k for change in redline.changes for k in range(len(change.after))}
    kept_a = [block for i, block in enumerate(redline.a) if i not in changed]
    kept_b = [block for j, block in enumerate(redline.b) if j not in new]
    pairs = list(zip(kept_a, kept_b, strict=True))
    pairs += (
        (change.before[0], change.after[0])
        for change in redline.changes
        if change.before and change.after and not change.moved
    )
    for old, other in pairs:
        for depth, (mine, its) in enumerate(zip(old.boxes, other.boxes, strict=False)):
            if old.path[depth] != other.path[depth]:
                break
            boxes.setdefault(mine, its)
    return boxes


def _in_boxes(block: Block, boxes: Mapping[int, int]) -> Block:
    """Put a block of A into the containers of B; one of its own gets a number that B does not use."""
    placed: list[int] = []
    for box in block.boxes:
        known = boxes.get(box)
        placed.append(-box - 1 if known is None or (placed and placed[-1] < 0) else known)
    # A list item or cell in B has its own text there: a deleted one gets an element of its own.
    if (
        block.path[-1:]
        and block.path[-1] in {"li", "dt", "dd"}
        and block.kind in {"item", "term", "definition"}
    ):
        placed[-1] = -block.boxes[-1] - 1
    return replace(block, boxes=tuple(placed))
