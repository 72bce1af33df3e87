"""The source lines that a block was made of, and the ledger entries of their conditions."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from twotrack.redline.blocks.tokens import Token
from twotrack.text import Text


class Spans:
    """The lines of a text, divided among the blocks that begin on the lines given."""

    def __init__(self, text: Text, starts: Iterable[int]) -> None:
        self.text = text
        self.starts = sorted(set(starts))
        self.any = any(origin.because for origin in text.origins)

    def reasons(
        self, start: int, tokens: Sequence[Token]
    ) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
        """Return the ledger ids of the block that begins on line `start`, and those of each token.

        The second is empty if the lines do not differ.
        """
        if not self.any:
            return (), ()
        lines = self._lines(start)
        found = {self.text.origins[i].because for i in lines}
        union = tuple(sorted({name for because in found for name in because}))
        if len(found) < 2 or not union:  # noqa: PLR2004
            return union, ()
        return union, tuple(self._by_token(lines, tokens))

    def _lines(self, start: int) -> list[int]:
        """Return the indexes of a block's lines; a blank one may belong to its neighbour's condition."""
        if not start:
            return [0] if self.text.lines else []
        following = bisect_right(self.starts, start)
        stop = self.starts[following] - 1 if following < len(self.starts) else len(self.text)
        lines = [i for i in range(start - 1, stop) if self.text.lines[i].strip()]
        return lines or [min(start, len(self.text)) - 1]

    def _by_token(self, lines: list[int], tokens: Sequence[Token]) -> Iterable[tuple[str, ...]]:
        """Look each token up in the lines, in order; one that is not found gets the previous line."""
        at, column = 0, 0
        for token in tokens:
            for k in range(at, min(at + 2, len(lines))):
                found = self.text.lines[lines[k]].find(token.text, column if k == at else 0)
                if found >= 0:
                    at, column = k, found + len(token.text)
                    break
            yield self.text.origins[lines[at]].because
