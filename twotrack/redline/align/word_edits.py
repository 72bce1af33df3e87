"""Word-level changes within a block."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from twotrack.redline.align.sequence import Run, common_runs
from twotrack.redline.blocks.tokens import CELL, Token

Op = Literal["insert", "delete", "replace", "format", "space"]

# Words that join others: alone between two changes they are no common ground.
_LIGHT = frozenset(
    "a an and as at be by for from if in is it its of on or that the this to with which".split()  # noqa: SIM905
)
_SENTENCE_END = frozenset(".!?:;")


class Edit(NamedTuple):
    """Tokens `before`, which begin at index `at` of the old text, become `after`.

    `format`: the words stay and their marks change; `space`: only white space between words does.
    """

    op: Op
    at: int
    before: tuple[Token, ...]
    after: tuple[Token, ...]


def edits(before: Sequence[Token], after: Sequence[Token]) -> tuple[Edit, ...]:
    """Return the edits that make `after` of `before`, in order, not overlapping."""
    return tuple(_edits(before, after, _readable(before, after, _runs(before, after))))


def apply_edits(before: Sequence[Token], changes: Sequence[Edit]) -> tuple[Token, ...]:
    """Return what `before` becomes."""
    result: list[Token] = []
    done = 0
    for edit in changes:
        result += before[done : edit.at]
        result += edit.after
        done = edit.at + len(edit.before)
    result += before[done:]
    return tuple(result)


def _runs(before: Sequence[Token], after: Sequence[Token]) -> list[Run]:
    first, second = _cells(before), _cells(after)
    if len(first) < 2 or len(second) < 2:  # noqa: PLR2004
        return common_runs([token.text for token in before], [token.text for token in after])
    # Rows are compared cell by cell, so that a word is never found in another column.
    runs: list[Run] = []
    for (a0, a1), (b0, b1) in _paired(before, after, first, second):
        inner = common_runs([token.text for token in before[a0:a1]], [token.text for token in after[b0:b1]])
        runs += (Run(a0 + run.a, b0 + run.b, run.size) for run in inner)
    return runs


def _cells(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    starts = [i for i, token in enumerate(tokens) if token.text == CELL]
    return list(pairwise([*starts, len(tokens)]))


def _paired(
    before: Sequence[Token],
    after: Sequence[Token],
    first: list[tuple[int, int]],
    second: list[tuple[int, int]],
) -> Iterator[tuple[tuple[int, int], tuple[int, int]]]:
    """Pair the cells of two rows: by position, or by content if a row has more than the other."""
    if len(first) == len(second):
        yield from zip(first, second, strict=True)
        return
    keys = (
        [tuple(token.text for token in tokens[start:stop]) for start, stop in cells]
        for tokens, cells in ((before, first), (after, second))
    )
    i0 = j0 = 0
    for run in (*common_runs(*keys), Run(len(first), len(second), 0)):
        yield from zip(first[i0 : run.a], second[j0 : run.b], strict=False)
        i0, j0 = run.a + run.size, run.b + run.size
        yield from zip(first[run.a : i0], second[run.b : j0], strict=True)


def _readable(before: Sequence[Token], after: Sequence[Token], runs: list[Run]) -> list[Run]:
    """Drop equal words that only interrupt a change, and set changes on the borders of phrases."""
    kept: list[Run] = []
    for number, run in enumerate(runs):
        words = before[run.a : run.a + run.size]
        last = number == len(runs) - 1
        start_a, start_b = (kept[-1].a + kept[-1].size, kept[-1].b + kept[-1].size) if kept else (0, 0)
        stop_a, stop_b = (len(before), len(after)) if last else (runs[number + 1].a, runs[number + 1].b)
        if CELL not in {token.text for token in words} and _interrupts(
            words,
            (before[start_a : run.a], after[start_b : run.b]),
            (before[run.a + run.size : stop_a], after[run.b + run.size : stop_b]),
        ):
            continue
        kept.append(run)
    return _slid(before, after, kept)


def _interrupts(
    words: Sequence[Token],
    left: tuple[Sequence[Token], Sequence[Token]],
    right: tuple[Sequence[Token], Sequence[Token]],
) -> bool:
    """Check whether equal words between two changes say less than either change does."""
    around = (_weight(left[0]) + _weight(left[1]), _weight(right[0]) + _weight(right[1]))
    # Both sides must have been replaced: beside a plain insertion or deletion the words are common ground.
    replaced = all(left) or all(right)
    return replaced and _weight(words) * 3 <= min(around)


def _weight(words: Sequence[Token]) -> float:
    return sum(
        0.1 if not any(map(str.isalnum, token.text)) else 0.35 if token.text.lower() in _LIGHT else 1.0
        for token in words
    )


def _slid(before: Sequence[Token], after: Sequence[Token], runs: list[Run]) -> list[Run]:
    """Slide plain insertions and deletions, which often fit several places, to the end of a phrase."""
    runs = list(runs)
    for k in range(len(runs) - 1):
        left, right = runs[k], runs[k + 1]
        end_a, end_b = left.a + left.size, left.b + left.size
        if end_a == right.a:
            best = _best_slide(after, end_b, right.b, left.size, right.size)
        elif end_b == right.b:
            best = _best_slide(before, end_a, right.a, left.size, right.size)
        else:
            continue
        runs[k] = Run(left.a, left.b, left.size + best)
        runs[k + 1] = Run(right.a + best, right.b + best, right.size - best)
    return [run for run in runs if run.size]


def _best_slide(tokens: Sequence[Token], start: int, stop: int, back: int, ahead: int) -> int:
    """Return by how much the stretch from `start` to `stop` is best moved; words crossed must be equal."""
    lowest = 0
    while -lowest < back and tokens[start + lowest - 1].text == tokens[stop + lowest - 1].text != CELL:
        lowest -= 1
    highest = 0
    while (
        highest < ahead
        and stop + highest < len(tokens)
        and tokens[start + highest].text == tokens[stop + highest].text != CELL
    ):
        highest += 1

    def score(offset: int) -> tuple[int, int]:
        at_start = start + offset == 0 or tokens[start + offset - 1].text in _SENTENCE_END
        ends = tokens[stop + offset - 1].text in _SENTENCE_END
        comma = tokens[stop + offset - 1].text == "," or tokens[start + offset].text == ","
        return 3 * (at_start and ends) + 2 * ends + comma, -abs(offset)

    return max(range(lowest, highest + 1), key=score)


def _edits(before: Sequence[Token], after: Sequence[Token], runs: list[Run]) -> Iterator[Edit]:
    i = j = 0
    for run in (*runs, Run(len(before), len(after), 0)):
        if run.a > i or run.b > j:
            old, new = tuple(before[i : run.a]), tuple(after[j : run.b])
            yield Edit("replace" if old and new else "delete" if old else "insert", i, old, new)
        i, j = run.a + run.size, run.b + run.size
        yield from _formatting(before, after, run)


def _formatting(before: Sequence[Token], after: Sequence[Token], run: Run) -> Iterator[Edit]:
    """Return the edits within equal words: neighbours of one kind are one edit."""
    k = 0
    while k < run.size:
        op = _difference(before[run.a + k], after[run.b + k])
        start = k
        k += 1
        if op is None:
            continue
        while k < run.size and _difference(before[run.a + k], after[run.b + k]) == op:
            k += 1
        yield Edit(
            op,
            run.a + start,
            tuple(before[run.a + start : run.a + k]),
            tuple(after[run.b + start : run.b + k]),
        )


def _difference(old: Token, new: Token) -> Op | None:
    if old.marks != new.marks:
        return "format"
    return "space" if old.space != new.space else None
