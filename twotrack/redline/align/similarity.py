"""Similarity of two blocks, and the search for similar blocks without comparing all pairs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from heapq import nlargest
from math import log, sqrt

from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import BREAK, CELL

_SIGN_WEIGHT = 0.2
_RENAMED = 0.6
_TITLES = 0.4
# A word that occurs in more blocks than this is too common to look blocks up by.
_COMMON = 12
_TRIED = 4

Bag = Counter[str]


class Likeness:
    """Compares blocks as bags of words, in which rare words weigh more than common ones."""

    def __init__(self, a: Sequence[Block], b: Sequence[Block]) -> None:
        self.a = a
        self.b = b
        self._bags_a: dict[int, Bag] = {}
        self._bags_b: dict[int, Bag] = {}
        self._totals: dict[tuple[str, int], float] = {}
        total = len(a) + len(b)
        seen: Counter[str] = Counter()
        for block in (*a, *b):
            seen.update({token.text for token in block.tokens})
        self._weights = {
            text: sqrt(log(1 + total / count)) if any(map(str.isalnum, text)) else _SIGN_WEIGHT
            for text, count in seen.items()
        }
        for separator in (CELL, BREAK):
            self._weights[separator] = 0.0

    def bag_a(self, i: int) -> Bag:
        """Return the words of block i of A."""
        return _bag(self._bags_a, self.a, i)

    def bag_b(self, j: int) -> Bag:
        """Return the words of block j of B."""
        return _bag(self._bags_b, self.b, j)

    def weight(self, bag: Bag) -> float:
        """Return the weight of a bag."""
        weights = self._weights
        return sum(weights[text] * count for text, count in bag.items())

    def shared(self, x: Bag, y: Bag) -> float:
        """Return the weight of the words that both bags contain."""
        if len(y) < len(x):
            x, y = y, x
        weights = self._weights
        return sum(weights[text] * min(count, y[text]) for text, count in x.items() if text in y)

    def of(self, i: int, j: int) -> float:
        """Return how alike block i of A and block j of B are, from 0 to 1."""
        first, second = self.a[i], self.b[j]
        if class_of(first) != class_of(second):
            return 0.0
        renamed = first.anchor and second.anchor and first.anchor != second.anchor and first.kind != "heading"
        x, y = self.bag_a(i), self.bag_b(j)
        both = self._total(("a", i), x) + self._total(("b", j), y)
        likeness = 2 * self.shared(x, y) / both if both else 1.0
        if first.kind == "row" and _first_cell(first) == _first_cell(second) != []:
            # A row is known by its first cell, whatever the others say now.
            likeness = 0.5 + likeness / 2
        elif first.kind == second.kind == "title":
            # A title such as "Note" is one word: if the neighbours are the same, it is the same title.
            likeness = max(likeness, _TITLES)
        # Anchors are chosen once and kept: blocks with two different ones are two, unless much alike.
        return likeness if not renamed or likeness >= _RENAMED else 0.0

    def _total(self, key: tuple[str, int], bag: Bag) -> float:
        total = self._totals.get(key)
        if total is None:
            total = self._totals[key] = self.weight(bag)
        return total

    def candidates(self, left: Iterable[int], right: Iterable[int]) -> list[tuple[float, int, int]]:
        """Return likely pairs (likeness, i, j), the most alike first; only the best few for each j.

        Blocks are looked up by the rare words they share, so the cost is linear in the number of words.
        """
        index: dict[str, list[int]] = defaultdict(list)
        for i in left:
            for text in self.bag_a(i):
                index[text].append(i)
        found: list[tuple[float, int, int]] = []
        for j in right:
            votes: dict[int, float] = defaultdict(float)
            for text in self.bag_b(j):
                holders = index.get(text, ())
                if len(holders) <= _COMMON:
                    for i in holders:
                        votes[i] += self._weights[text]
            best = nlargest(_TRIED, votes.items(), key=lambda item: (item[1], -item[0]))
            found += ((self.of(i, j), i, j) for i, _ in best)
        return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))


def class_of(block: Block) -> str:
    """Return the class of blocks that a block may turn into: text stays text, a row a row, code code."""
    return block.kind if block.kind in {"heading", "row", "code", "page", "rule"} else "text"


def _bag(bags: dict[int, Bag], blocks: Sequence[Block], i: int) -> Bag:
    bag = bags.get(i)
    if bag is None:
        bag = bags[i] = Counter(token.text for token in blocks[i].tokens if token.text.strip())
    return bag


def _first_cell(row: Block) -> list[str]:
    cell: list[str] = []
    for token in row.tokens[1:]:
        if token.text == CELL:
            break
        cell.append(token.text)
    return cell
