"""No input makes a comparison cost more than linear time. Nothing is timed: the steps are counted."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from twotrack.redline.align.block_alignment import align
from twotrack.redline.align.sequence import _Comparison
from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import Tokenizer

SIZE = 3000
RANDOM = Random(1)  # noqa: S311 - repeatable
HARD = {
    "two letters": (
        [RANDOM.choice([1, 2]) for _ in range(SIZE)],
        [RANDOM.choice([1, 2]) for _ in range(SIZE)],
    ),
    "backwards": (list(range(SIZE)), list(range(SIZE, 0, -1))),
    "shuffled": (list(range(SIZE)), RANDOM.sample(range(SIZE), SIZE)),
    "all equal, then not": ([1] * SIZE, [1] * (SIZE // 2) + [2] * (SIZE // 2)),
    "out of step": ([1, 2] * (SIZE // 2), [2, 2, 1] * (SIZE // 3)),
    "one unique item at a time": (
        [k // 2 if k % 2 else -1 for k in range(SIZE)],
        [k // 2 if k % 2 else -2 for k in range(SIZE, 0, -1)],
    ),
}


class Counted(list[int]):
    """A list that counts how often an item is looked at."""

    looks = 0

    def __getitem__(self, key: Any) -> Any:
        found = super().__getitem__(key)
        self.looks += len(found) if isinstance(found, list) else 1
        return found


@pytest.mark.parametrize("name", HARD)
def test_a_comparison_looks_at_each_item_a_limited_number_of_times(name: str) -> None:
    a, b = map(Counted, HARD[name])
    _Comparison(a, b).run()
    assert a.looks + b.looks <= 60 * (len(a) + len(b))


def counted(a: list[Block], b: list[Block], monkeypatch: pytest.MonkeyPatch) -> int:
    """Return the number of block pairs that are compared."""
    from twotrack.redline.align.similarity import Likeness

    calls = 0
    original = Likeness.of

    def of(self: Likeness, i: int, j: int) -> float:
        nonlocal calls
        calls += 1
        return original(self, i, j)

    monkeypatch.setattr(Likeness, "of", of)
    align(a, b)
    return calls


@pytest.mark.parametrize("words", [8, 40])
def test_not_all_pairs_of_blocks_are_weighed(words: int, monkeypatch: pytest.MonkeyPatch) -> None:
    random = Random(2)  # noqa: S311 - repeatable
    tokenizer = Tokenizer()
    vocabulary = [f"w{k}" for k in range(words * 200)]

    def block() -> Block:
        return Block("paragraph", (), None, tokenizer.inline([" ".join(random.choices(vocabulary, k=words))]))

    a, b = [block() for _ in range(600)], [block() for _ in range(600)]
    assert 0 < counted(a, b, monkeypatch) <= 5 * (len(a) + len(b))
