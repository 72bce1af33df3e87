"""The common part of two sequences, at a cost that is bounded whatever their content.

Myers' algorithm (E. Myers, "An O(ND) Difference Algorithm and Its Variations", 1986) if two ranges differ
little, patience (items that occur once on each side, in their longest common order) if they differ much.
Every step is paid from a budget that grows linearly with the input; if it is used up, a range is
given as differing throughout. So no input, however made, costs more than linear time.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Hashable, Sequence
from typing import NamedTuple

_STEPS_AN_ITEM = 12
_NEAR = 48
_FAR = 12


class Run(NamedTuple):
    """`size` equal items, from `a` in the first sequence and from `b` in the second."""

    a: int
    b: int
    size: int


def common_runs(a: Sequence[Hashable], b: Sequence[Hashable]) -> list[Run]:
    """Return the runs of equal items, in the order of both sequences."""
    numbers: dict[Hashable, int] = {}
    left = [numbers.setdefault(item, len(numbers)) for item in a]
    right = [numbers.setdefault(item, len(numbers)) for item in b]
    return _joined(sorted(_Comparison(left, right).run()))


class _Comparison:
    def __init__(self, a: list[int], b: list[int]) -> None:
        self.a = a
        self.b = b
        self.budget = 500 + _STEPS_AN_ITEM * (len(a) + len(b))
        self.runs: list[Run] = []

    def run(self) -> list[Run]:
        # Ranges still to be compared are on a stack of our own: depth is no limit.
        todo = [(0, len(self.a), 0, len(self.b))]
        while todo:
            a0, a1, b0, b1 = self.trimmed(*todo.pop())
            if a0 == a1 or b0 == b1 or self.budget <= 0:
                continue
            size = a1 - a0 + b1 - b0
            if self.little(a0, a1, b0, b1, _NEAR if size <= 4 * _NEAR else _FAR):
                continue
            anchors = self.unique(a0, a1, b0, b1)
            if anchors:
                for i, j in anchors:
                    self.runs.append(Run(i, j, 1))
                    todo.append((a0, i, b0, j))
                    a0, b0 = i + 1, j + 1
                todo.append((a0, a1, b0, b1))
            elif not set(self.a[a0:a1]).isdisjoint(self.b[b0:b1]):
                self.little(a0, a1, b0, b1, size)
        return self.runs

    def trimmed(self, a0: int, a1: int, b0: int, b1: int) -> tuple[int, int, int, int]:
        """Take what both ranges begin with, and what both end with, for equal."""
        a, b = self.a, self.b
        start = a0
        while a0 < a1 and b0 < b1 and a[a0] == b[b0]:
            a0 += 1
            b0 += 1
        if a0 > start:
            self.runs.append(Run(start, b0 - (a0 - start), a0 - start))
        stop = a1
        while a0 < a1 and b0 < b1 and a[a1 - 1] == b[b1 - 1]:
            a1 -= 1
            b1 -= 1
        if a1 < stop:
            self.runs.append(Run(a1, b1, stop - a1))
        return a0, a1, b0, b1

    def unique(self, a0: int, a1: int, b0: int, b1: int) -> list[tuple[int, int]]:
        """Return the longest chain of pairs of items that occur once in each range."""
        self.budget -= a1 - a0 + b1 - b0
        first = _once(self.a, a0, a1)
        second = _once(self.b, b0, b1)
        pairs = [(i, second[item]) for item, i in first.items() if second.get(item, -1) >= 0 <= i]
        return [pairs[k] for k in longest_rising([j for _, j in pairs])]

    def little(self, a0: int, a1: int, b0: int, b1: int, most: int) -> bool:
        """Compare by Myers' algorithm; False if there are more than `most` differences."""
        a, b = self.a, self.b
        n, m = a1 - a0, b1 - b0
        most = min(most, n + m)
        if abs(n - m) > most:
            return False
        furthest = {1: 0}
        trace: list[dict[int, int]] = []
        for d in range(most + 1):
            trace.append(furthest)
            current: dict[int, int] = {}
            for k in range(-d + 2 * max(0, d - m), d - 2 * max(0, d - n) + 1, 2):
                x = self._step(furthest, k, d)
                start = x
                while x < n and x - k < m and a[a0 + x] == b[b0 + x - k]:
                    x += 1
                current[k] = x
                self.budget -= 1 + x - start
                if x >= n and x - k >= m:
                    self._back(trace, a0, b0, n, m)
                    return True
            if self.budget <= 0:
                return False
            furthest = current
        return False

    @staticmethod
    def _step(furthest: dict[int, int], k: int, d: int) -> int:
        """Return how far diagonal k is reached after one more deletion or insertion."""
        down = furthest.get(k + 1, -1)
        right = furthest.get(k - 1, -2) + 1
        return down if d == 0 or down >= right else right

    def _back(self, trace: list[dict[int, int]], a0: int, b0: int, x: int, y: int) -> None:
        """Follow the way back from the end, and note the equal items on it."""
        for d in range(len(trace) - 1, -1, -1):
            k = x - y
            before = trace[d]
            down = before.get(k + 1, -1)
            right = before.get(k - 1, -2) + 1
            start = down if d == 0 or down >= right else right
            if x > start:
                self.runs.append(Run(a0 + start, b0 + start - k, x - start))
            if d == 0:
                return
            x, y = (start, start - k - 1) if down >= right else (start - 1, start - k)


def _once(items: list[int], start: int, stop: int) -> dict[int, int]:
    """Return the position of each item that occurs once in a range; -1 for the others."""
    found: dict[int, int] = {}
    for i in range(start, stop):
        item = items[i]
        found[item] = -1 if item in found else i
    return found


def longest_rising(values: Sequence[int]) -> list[int]:
    """Return the indexes of a longest rising subsequence of distinct values."""
    tails: list[int] = []
    ends: list[int] = []
    before: list[int] = []
    for i, value in enumerate(values):
        k = bisect_left(tails, value)
        before.append(ends[k - 1] if k else -1)
        if k == len(tails):
            tails.append(value)
            ends.append(i)
        else:
            tails[k] = value
            ends[k] = i
    return _chain(before, ends[-1] if ends else -1)


def heaviest_rising(values: Sequence[int], weights: Sequence[int]) -> list[int]:
    """Return the indexes of a rising subsequence of distinct values with the greatest weight.

    What stays outside is what moved: the lighter part of what changed places.
    """
    rank = {value: k for k, value in enumerate(sorted(values), 1)}
    # A Fenwick tree of the heaviest chain that ends at a value of this rank or a smaller one.
    best: list[tuple[int, int]] = [(0, -1)] * (len(values) + 1)
    before: list[int] = []
    heaviest = (0, -1)
    for i, value in enumerate(values):
        k = rank[value] - 1
        chain = (0, -1)
        while k:
            if best[k][0] > chain[0]:
                chain = best[k]
            k &= k - 1
        before.append(chain[1])
        total = (chain[0] + weights[i], i)
        if total[0] > heaviest[0]:
            heaviest = total
        k = rank[value]
        while k < len(best):
            if total[0] > best[k][0]:
                best[k] = total
            k += k & -k
    return _chain(before, heaviest[1])


def _chain(before: list[int], last: int) -> list[int]:
    chain: list[int] = []
    while last >= 0:
        chain.append(last)
        last = before[last]
    chain.reverse()
    return chain


def _joined(runs: list[Run]) -> list[Run]:
    """Join runs that follow one another on both sides."""
    joined: list[Run] = []
    for run in runs:
        if joined:
            last = joined[-1]
            if last.a + last.size == run.a and last.b + last.size == run.b:
                joined[-1] = Run(last.a, last.b, last.size + run.size)
                continue
        joined.append(run)
    return joined
