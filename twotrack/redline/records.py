"""The records of a redline: what changed, as data. Writers show them; `check` and `ferry` read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.block_list import Block, Section
from twotrack.redline.requirement_changes import Requirement
from twotrack.text import Origin

ChangeKind = Literal["insert", "delete", "replace", "move", "format", "split", "merge"]


@dataclass(frozen=True, slots=True)
class Change:
    """One change: the blocks `before` become the blocks `after`.

    `a` and `b` are indexes into the two lists of blocks: the position of the blocks, or, if there are
    none, the position that they would have. `edits` are those between the tokens of both (`joined`).
    `unexplained` is whether some of the words that changed have no ledger entry. `section` has
    the headings above the change, from the outside in, as they are in B if B still has them.
    """

    kind: ChangeKind
    a: int
    b: int
    before: tuple[Block, ...]
    after: tuple[Block, ...]
    moved: bool = False
    edits: tuple[Edit, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    ledger: tuple[str, ...] = ()
    unexplained: bool = True
    section: tuple[Section, ...] = ()

    @property
    def block(self) -> Block:
        """The block that represents the change: the new one, or the deleted one."""
        return (self.after or self.before)[0]

    @property
    def anchor(self) -> str | None:
        """The block's own anchor, or that of its section."""
        if self.block.anchor:
            return self.block.anchor
        return next((section.anchor for section in reversed(self.section) if section.anchor), None)

    @property
    def origin_a(self) -> Origin | None:
        """The origin of the old text."""
        return self.before[0].origin if self.before else None

    @property
    def origin_b(self) -> Origin | None:
        """The origin of the new text."""
        return self.after[0].origin if self.after else None

    def moved_with(self, other: Change | None) -> bool:
        """Check whether these blocks and those of `other` moved as one, `other` first."""
        return (
            other is not None
            and self.moved
            and other.moved
            and self.a == other.a + len(other.before)
            and self.b == other.b + len(other.after)
        )

    @property
    def shape(self) -> tuple[str, ...]:
        """The changes in the form of the block, not in its words: `ul item → ol item`, `level 2 → 3`."""
        if len(self.before) != 1 or len(self.after) != 1:
            return ()
        old, new = self.before[0], self.after[0]
        changes: list[str] = []
        if (old.kind, old.path) != (new.kind, new.path):
            changes.append(f"{_form(old)} → {_form(new)}")
        if old.anchor != new.anchor:
            changes.append(f"anchor {old.anchor or 'none'} → {new.anchor or 'none'}")
        return tuple(changes)


@dataclass(frozen=True, slots=True)
class OneSidedPage:
    """A page that only one of the texts has, as one record in place of a change for each of its blocks.

    `side` is `a` or `b`, `words` the number of its words, and `requirements` the number of times that each
    key word of BCP 14 occurs outside of code. `reason` says why the other text has no such page, if known.
    """

    side: Literal["a", "b"]
    page: str
    title: str
    words: int
    requirements: tuple[tuple[str, int], ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Redline:
    """Two texts as blocks, and the changes that lead from A to B, in the order of B.

    `pages` are those that only one of the texts has; their blocks are in neither `a` nor `b`.
    """

    a: tuple[Block, ...]
    b: tuple[Block, ...]
    changes: tuple[Change, ...]
    pages: tuple[OneSidedPage, ...] = ()


def without_ledger(redline: Redline) -> Redline:
    """Return a redline of two texts of one track: the ledger explains those between tracks, none here.

    Text can be under an entry all the same, and change for other reasons.
    """
    changes = tuple(replace(change, ledger=(), unexplained=True) for change in redline.changes)
    return replace(redline, changes=changes)


def apply(a: Sequence[Block], changes: Sequence[Change]) -> tuple[Block, ...]:
    """Return the result of the changes to A's blocks: B's blocks."""
    gone = {change.a + k for change in changes for k in range(len(change.before))}
    placed = {change.b + k: block for change in changes for k, block in enumerate(change.after)}
    kept = iter([block for i, block in enumerate(a) if i not in gone])
    size = len(a) - len(gone) + len(placed)
    return tuple(placed[j] if j in placed else next(kept) for j in range(size))


def _form(block: Block) -> str:
    if block.kind == "heading":
        return f"heading of level {block.level}"
    inside = [name for name in block.path if name not in {"li", "dt", "dd", "thead", "tbody"}]
    if block.kind == "row":
        inside = [name for name in block.path if name != "tbody"]
    return f"{block.kind} in {' '.join(inside)}" if inside else block.kind
