"""If a run of new or deleted blocks fits several places, the one that a reader would choose.

Of two examples that end alike, one is gone: the lines that are equal could be taken from either. A run that
begins and ends with a section, a list or a listing of code is shown as a whole.
"""

from __future__ import annotations

from collections.abc import Sequence

from twotrack.redline.blocks.block_list import Block

# By how many blocks a run is moved at most.
_FAR = 100


def place_runs(blocks: Sequence[Block], taken: list[int], other: list[int]) -> None:
    """Move runs of unmatched blocks to the best place.

    `taken` gives for each block its match, -1 for none, and `other` the same for the other side; both are
    changed. A block with an anchor keeps its match.
    """
    start = 0
    while start < len(blocks):
        if taken[start] >= 0:
            start += 1
            continue
        stop = start
        while stop < len(blocks) and taken[stop] < 0:
            stop += 1
        lowest = _reach(blocks, taken, start, stop, -1)
        highest = _reach(blocks, taken, start, stop, 1)
        best = max(
            range(lowest, highest + 1), key=lambda by: (*_fit(blocks, start + by, stop + by), -abs(by))
        )
        for k in range(abs(best)):
            kept, gone = (stop - 1 - k, start - 1 - k) if best < 0 else (start + k, stop + k)
            taken[kept], taken[gone] = taken[gone], -1
            other[taken[kept]] = kept
        start = max(stop, stop + best)


def _reach(blocks: Sequence[Block], taken: list[int], start: int, stop: int, step: int) -> int:
    """Return how far a run can be moved up (`step` -1) or down, so that what moves across it is equal."""
    far = 0
    while far < _FAR:
        into, out = (start - 1 - far, stop - 1 - far) if step < 0 else (stop + far, start + far)
        if not 0 <= into < len(blocks) or taken[into] < 0 or blocks[into].anchor or blocks[out].anchor:
            break
        if (blocks[into].kind, blocks[into].tokens) != (blocks[out].kind, blocks[out].tokens):
            break
        far += 1
    return step * far


def _fit(blocks: Sequence[Block], start: int, stop: int) -> tuple[int, int]:
    first, last = _border(blocks, start), _border(blocks, stop)
    return min(first, last), first + last


def _border(blocks: Sequence[Block], at: int) -> int:
    """Return how much of a border lies before a block: that of a section, a list or listing, a part."""
    if not 0 < at < len(blocks) or blocks[at].kind in {"page", "heading"}:
        return 3
    before, after = blocks[at - 1].boxes, blocks[at].boxes
    return 2 if before[:1] != after[:1] else int(before[-1:] != after[-1:])
