"""Which blocks of A became which blocks of B.

First by anchor (an anchor is chosen once and kept for ever), then by equal content in order, then by
likeness if blocks are side by side, then anywhere (what moved), then by parts (split and
merged). Each step costs about linear time; likeness is only computed for pairs that something suggests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from twotrack.redline.align.placement import place_runs
from twotrack.redline.align.sequence import common_runs, heaviest_rising
from twotrack.redline.align.similarity import Bag, Likeness, class_of
from twotrack.redline.blocks.block_list import Block

# How alike two blocks must be: alone in the same gap, in the same gap, anywhere.
_ALONE = 0.2
_BESIDE = 0.4
_ANYWHERE = 0.6
# How much text, in characters, a block must have to be known again anywhere.
_TELLING = 24
# Blocks that are recognised in their own section, however short.
_LISTED = frozenset({"item", "row", "term", "definition"})
# The largest gap (blocks times blocks) in which all pairs are weighed.
_SMALL_GAP = 2500
# How much of a part must come from the whole for it to be a part of it.
_PART = 0.7


Span = tuple[int, int, int, int]


class Link(NamedTuple):
    """Blocks `a0` to `a1` of A are blocks `b0` to `b1` of B. `moved`: not in the order of the others."""

    a0: int
    a1: int
    b0: int
    b1: int
    moved: bool


def align(a: Sequence[Block], b: Sequence[Block]) -> list[Link]:
    """Return the links between A's and B's blocks, in the order of B. A block is in one link at most."""
    work = _Alignment(a, b)
    work.by_anchor()
    work.by_content()
    place_runs(a, work.to_b, work.to_a)
    place_runs(b, work.to_a, work.to_b)
    work.by_content_anywhere()
    work.by_tables()
    work.by_likeness_beside()
    work.by_tables()
    work.by_parts_beside()
    work.by_likeness_anywhere()
    return work.links()


class _Alignment:
    def __init__(self, a: Sequence[Block], b: Sequence[Block]) -> None:
        self.a = a
        self.b = b
        self.to_b = [-1] * len(a)
        self.to_a = [-1] * len(b)
        self.keys_a = [_key(block) for block in a]
        self.keys_b = [_key(block) for block in b]
        self._likeness: Likeness | None = None
        # What comparing all pairs within gaps may cost in total.
        self.budget = 2 * _SMALL_GAP + 6 * (len(a) + len(b))

    @property
    def likeness(self) -> Likeness:
        # Made when first asked for: equal texts need none.
        if self._likeness is None:
            self._likeness = Likeness(self.a, self.b)
        return self._likeness

    def match(self, i: int, j: int) -> None:
        self.to_b[i] = j
        self.to_a[j] = i

    def by_anchor(self) -> None:
        first, second = _anchors(self.a), _anchors(self.b)
        for anchor, i in first.items():
            j = second.get(anchor)
            if j is not None and class_of(self.a[i]) == class_of(self.b[j]):
                self.match(i, j)

    def by_content(self) -> None:
        """Match equal blocks between those anchors that kept their order."""
        spine = self.spine()
        i0 = j0 = 0
        for i, j in (*spine, (len(self.a), len(self.b))):
            free_a = [k for k in range(i0, i) if self.to_b[k] < 0 and not _is_head(self.a[k])]
            free_b = [k for k in range(j0, j) if self.to_a[k] < 0 and not _is_head(self.b[k])]
            keys = [self.keys_a[k] for k in free_a], [self.keys_b[k] for k in free_b]
            for run in common_runs(*keys):
                for k in range(run.size):
                    self.match(free_a[run.a + k], free_b[run.b + k])
            i0, j0 = i + 1, j + 1

    def spine(self) -> list[tuple[int, int]]:
        """Return the matches that kept their order, each weighed by the text up to the next one."""
        pairs = [(i, j) for i, j in enumerate(self.to_b) if j >= 0]
        weights = [
            1 + sum(len(block.tokens) + 1 for block in self.a[i:following])
            for (i, _), (following, _) in pairwise([*pairs, (len(self.a), 0)])
        ]
        return [pairs[k] for k in heaviest_rising([j for _, j in pairs], weights)]

    def by_content_anywhere(self) -> None:
        """Match equal blocks that occur once on each side, then equal blocks around them."""
        first = _once(self.keys_a, self.to_b)
        second = _once(self.keys_b, self.to_a)
        for key, i in first.items():
            if key in second and (len(key[1]) >= _TELLING or _together(self.a[i], self.b[second[key]])):
                self.match(i, second[key])
        for step in (1, -1):
            for i in range(len(self.a))[::step]:
                x, y = i + step, self.to_b[i] + step
                if self.to_b[i] >= 0 and self.free(x, y) and self.keys_a[x] == self.keys_b[y]:
                    self.match(x, y)

    def by_tables(self) -> None:
        """Match the heads of tables whose rows match: many tables have the same head."""
        heads = {
            block.boxes[:-1]: j for j, block in enumerate(self.b) if _is_head(block) and self.to_a[j] < 0
        }
        if not heads:
            return
        became: dict[tuple[int, ...], tuple[int, ...]] = {}
        for i, j in enumerate(self.to_b):
            if j >= 0 and self.a[i].kind == self.b[j].kind == "row" and not _is_head(self.a[i]):
                became.setdefault(self.a[i].boxes[:-1], self.b[j].boxes[:-1])
        for i, block in enumerate(self.a):
            if self.to_b[i] < 0 and _is_head(block):
                j = heads.pop(became.get(block.boxes[:-1], ()), -1)
                if j >= 0:
                    self.match(i, j)

    def free(self, i: int, j: int) -> bool:
        return 0 <= i < len(self.a) and 0 <= j < len(self.b) and self.to_b[i] < 0 and self.to_a[j] < 0

    def by_likeness_beside(self) -> None:
        """Match blocks that are alike and have the same neighbours."""
        for left, right in list(self.gaps()):
            free_a = [i for i in left if self.to_b[i] < 0]
            free_b = [j for j in right if self.to_a[j] < 0]
            if free_a and free_b:
                self.in_gap(free_a, free_b)

    def in_gap(self, left: list[int], right: list[int]) -> None:
        likeness = self.likeness
        if len(left) == len(right) == 1:
            if likeness.of(left[0], right[0]) >= _ALONE:
                self.match(left[0], right[0])
            return
        cost = len(left) * len(right)
        if cost <= _SMALL_GAP and cost <= self.budget:
            self.budget -= cost
            for i, j in _best_in_order(left, right, likeness.of):
                self.match(i, j)
        else:
            self.greedily(likeness.candidates(left, right), _BESIDE)

    def by_parts_beside(self) -> None:
        """Match a block with the first of several that make it up, between the same neighbours.

        None of them need be like it by itself: a paragraph becomes a list.
        """
        for left, right in list(self.gaps()):
            free_a = [i for i in left if self.to_b[i] < 0]
            free_b = [j for j in right if self.to_a[j] < 0]
            cost = len(free_a) * len(free_b)
            if cost < 2 or cost > min(_SMALL_GAP, self.budget):  # noqa: PLR2004 - a pair has no parts
                continue
            self.budget -= cost
            bag_a, bag_b = self.likeness.bag_a, self.likeness.bag_b
            for i in free_a:
                parts = [(j, bag_b(j)) for j in free_b if self.free(i, j) and class_of(self.b[j]) == "text"]
                if class_of(self.a[i]) == "text" and (first := self.first_part(bag_a(i), parts)) is not None:
                    self.match(i, first)
            for j in free_b:
                parts = [(i, bag_a(i)) for i in free_a if self.free(i, j) and class_of(self.a[i]) == "text"]
                if class_of(self.b[j]) == "text" and (first := self.first_part(bag_b(j), parts)) is not None:
                    self.match(first, j)

    def first_part(self, whole: Bag, parts: list[tuple[int, Bag]]) -> int | None:
        """Return the first of several neighbouring blocks that make up a whole."""
        weight = self.likeness.weight
        rest, found = Counter(whole), list[int]()
        for k, bag in parts:
            shared = bag & rest
            if bag and weight(shared) >= _PART * weight(bag) and (not found or k == found[-1] + 1):
                rest -= shared
                found.append(k)
            elif found:
                break
        return found[0] if len(found) > 1 and weight(rest) <= (1 - _ANYWHERE) * weight(whole) else None

    def gaps(self) -> Iterator[tuple[range, range]]:
        """Return pairs of unmatched ranges that begin behind, or end before, the same matched pair."""
        ahead = _free_ahead(self.to_a)
        behind = _free_behind(self.to_a)
        i = 0
        while i < len(self.a):
            if self.to_b[i] >= 0:
                i += 1
                continue
            start = i
            while i < len(self.a) and self.to_b[i] < 0:
                i += 1
            after = self.to_b[start - 1] + 1 if start else 0
            before = self.to_b[i] if i < len(self.a) else len(self.b)
            following, preceding = range(after, after + ahead[after]), range(before - behind[before], before)
            yield range(start, i), following
            if preceding != following:
                yield range(start, i), preceding

    def by_likeness_anywhere(self) -> None:
        left = [i for i, j in enumerate(self.to_b) if j < 0 and len(self.keys_a[i][1]) >= _TELLING]
        right = [j for j, i in enumerate(self.to_a) if i < 0 and len(self.keys_b[j][1]) >= _TELLING]
        if left and right:
            self.greedily(self.likeness.candidates(left, right), _ANYWHERE)

    def greedily(self, pairs: list[tuple[float, int, int]], least: float) -> None:
        for alike, i, j in pairs:
            if alike >= least and self.free(i, j):
                self.match(i, j)

    def links(self) -> list[Link]:
        """Return the matches as links, widened by blocks that were split off or merged in."""
        spans = [self.widened(i, j) for j, i in enumerate(self.to_a) if i >= 0 and self.to_b[i] == j]
        weights = [1 + sum(len(block.tokens) for block in self.a[a0:a1]) for a0, a1, _, _ in spans]
        kept = set(heaviest_rising([a0 for a0, _, _, _ in spans], weights))
        return [Link(*span, k not in kept) for k, span in enumerate(spans)]

    def widened(self, i: int, j: int) -> Span:
        a0, a1, b0, b1 = i, i + 1, j, j + 1
        if self.keys_a[i] == self.keys_b[j] or class_of(self.a[i]) != "text":
            return a0, a1, b0, b1
        likeness = self.likeness
        rest = likeness.bag_a(i) - likeness.bag_b(j)
        while rest and b1 < len(self.b) and self.part(rest, self.to_a, self.b, b1, likeness.bag_b):
            self.to_a[b1] = -2
            b1 += 1
        while rest and b0 > 0 and self.part(rest, self.to_a, self.b, b0 - 1, likeness.bag_b):
            b0 -= 1
            self.to_a[b0] = -2
        if b1 - b0 == 1:
            rest = likeness.bag_b(j) - likeness.bag_a(i)
            while rest and a1 < len(self.a) and self.part(rest, self.to_b, self.a, a1, likeness.bag_a):
                self.to_b[a1] = -2
                a1 += 1
            while rest and a0 > 0 and self.part(rest, self.to_b, self.a, a0 - 1, likeness.bag_a):
                a0 -= 1
                self.to_b[a0] = -2
        return a0, a1, b0, b1

    def part(
        self,
        rest: Counter[str],
        taken: list[int],
        blocks: Sequence[Block],
        k: int,
        bag_of: Callable[[int], Counter[str]],
    ) -> bool:
        """Check whether block k, if free, is a part of `rest`; then take it off that."""
        if taken[k] != -1 or class_of(blocks[k]) != "text" or not blocks[k].tokens:
            return False
        bag = bag_of(k)
        shared = bag & rest
        if self.likeness.weight(shared) < _PART * self.likeness.weight(bag):
            return False
        rest -= shared
        return True


def _key(block: Block) -> tuple[str, str]:
    return class_of(block), "\x1e".join(token.text for token in block.tokens)


def _anchors(blocks: Sequence[Block]) -> dict[str, int]:
    """Return the block of each anchor; an anchor that occurs twice identifies nothing."""
    found: dict[str, int] = {}
    twice: set[str] = set()
    for i, block in enumerate(blocks):
        if block.anchor is not None:
            if block.anchor in found:
                twice.add(block.anchor)
            found[block.anchor] = i
    return {anchor: i for anchor, i in found.items() if anchor not in twice}


def _is_head(block: Block) -> bool:
    return block.kind == "row" and block.path[-1:] == ("thead",)


def _together(one: Block, other: Block) -> bool:
    """Check whether two blocks are of one list or table, in which few words are enough for a match."""
    same = one.kind == other.kind and one.kind in _LISTED and not _is_head(one)
    return same and one.section[-1:] == other.section[-1:]


def _once(keys: list[tuple[str, str]], taken: list[int]) -> dict[tuple[str, str], int]:
    count = Counter(key for key, other in zip(keys, taken, strict=True) if other < 0)
    return {
        key: i
        for i, (key, other) in enumerate(zip(keys, taken, strict=True))
        if other < 0 and count[key] == 1
    }


def _free_ahead(taken: list[int]) -> list[int]:
    """Return, for each index, how many unmatched blocks begin there."""
    ahead = [0] * (len(taken) + 1)
    for j in range(len(taken) - 1, -1, -1):
        ahead[j] = ahead[j + 1] + 1 if taken[j] < 0 else 0
    return ahead


def _free_behind(taken: list[int]) -> list[int]:
    """Return, for each index, how many unmatched blocks end before it."""
    behind = [0] * (len(taken) + 1)
    for j in range(1, len(taken) + 1):
        behind[j] = behind[j - 1] + 1 if taken[j - 1] < 0 else 0
    return behind


def _best_in_order(
    left: list[int], right: list[int], alike: Callable[[int, int], float]
) -> list[tuple[int, int]]:
    """Return the pairs, in order on both sides, whose likeness sums to the most."""
    width = len(right) + 1
    scores = [[0.0] * width for _ in range(len(left) + 1)]
    pairs = [[0.0] * width for _ in range(len(left) + 1)]
    for x in range(len(left) - 1, -1, -1):
        row, below = scores[x], scores[x + 1]
        for y in range(len(right) - 1, -1, -1):
            likeness = alike(left[x], right[y])
            best = max(below[y], row[y + 1])
            if likeness >= _BESIDE and likeness + below[y + 1] > best:
                pairs[x][y] = likeness
                best = likeness + below[y + 1]
            row[y] = best
    found: list[tuple[int, int]] = []
    x = y = 0
    while x < len(left) and y < len(right):
        if pairs[x][y]:
            found.append((left[x], right[y]))
            x, y = x + 1, y + 1
        elif scores[x + 1][y] >= scores[x][y + 1]:
            x += 1
        else:
            y += 1
    return found
