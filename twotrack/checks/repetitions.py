"""Passages that occur in the sources twice: written once and cited, they cannot come to differ."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from twotrack.checks.work import Work
from twotrack.redline.blocks.block_list import Block, blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.text import Origin

# A passage of that many words is hardly alike by accident.
WORDS = 25


@dataclass(frozen=True, slots=True)
class Repeat:
    """A passage in two places: the second, the first, and its first words."""

    where: Origin
    first: Origin
    text: str


def repeated_passages(work: Work) -> None:
    """Note passages that occur in the text of the site's edition twice."""
    for repeat in repeats(blocks_of(work.documents(work.editions.site), Tokenizer())):
        first = f"{repeat.first.path}:{repeat.first.line}"
        text = f"repeats {first}: {repeat.text!r}; write it once and cite it"
        work.report.add("passage-repeated", repeat.where, text)


def repeats(blocks: Iterable[Block], size: int = WORDS) -> Iterator[Repeat]:
    """Yield one repeat for each pair of places that share a run of `size` words."""
    seen: dict[tuple[str, ...], tuple[str, int]] = {}
    reported: set[tuple[tuple[str, int], tuple[str, int]]] = set()
    for block in blocks:
        if block.kind in {"code", "heading", "page"}:
            continue
        words = [token.text for token in block.tokens if any(c.isalnum() for c in token.text)]
        place = block.origin.path, block.origin.line
        for i in range(len(words) - size + 1):
            run = tuple(words[i : i + size])
            first = seen.setdefault(run, place)
            if first != place and (first, place) not in reported:
                reported.add((first, place))
                yield Repeat(Origin(*place), Origin(*first), " ".join(run[:8]) + " …")
                break
