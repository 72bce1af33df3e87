"""The blocks that are open where the scan of blocks stands."""

from __future__ import annotations

import re

from twotrack.markdown.scan.block_starts import CONTAINERS, Container, ItemList
from twotrack.markdown.scan.block_writer import Writer


class OpenBlocks(Writer):
    """A writer that keeps account of open blocks, as CommonMark's container rules have it (section 5).

    `stack` holds the open containers, outermost first; `lists[k]` and `last[k]` speak of the blocks right
    inside k of them: the list that goes on there, and the kind of the last block.
    """

    def __init__(self, room: int) -> None:
        """Take how many containers may be open at once."""
        super().__init__()
        self.room = room
        self.stack: list[Container] = []
        self.lists: list[ItemList | None] = [None]
        self.last: list[str] = [""]
        # Lines of the paragraph that is open, 0 for none.
        self.paragraph = 0

    def push(self, container: Container) -> None:
        """Open a container inside the innermost one."""
        self.stack.append(container)
        self.lists.append(None)
        self.last.append("")

    def close(self, depth: int) -> None:
        """Close the containers beyond the first `depth`."""
        if len(self.stack) > depth:
            del self.stack[depth:]
            del self.lists[depth + 1 :]
            del self.last[depth + 1 :]
            self.paragraph = 0

    def too_deep(self, start: re.Match[str], depth: int) -> bool:
        """Return whether a container begins inside as many as are taken, and note that."""
        if depth < self.room or start.lastgroup not in CONTAINERS:
            return False
        self.out.deep = self.out.deep or self.where
        return True

    def base(self) -> int:
        """Return the column on which content of the innermost container starts."""
        return self.stack[-1].offset if self.stack else 0
