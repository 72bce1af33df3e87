"""The changes of requirements: the keywords of BCP 14 (RFC 2119, RFC 8174) that come, go or turn."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.tokens import Token

# RFC 8174 section 2: only in capitals. The longest comes first.
LEVELS = (
    ("NOT", "RECOMMENDED"),
    ("SHOULD", "NOT"),
    ("SHALL", "NOT"),
    ("MUST", "NOT"),
    ("RECOMMENDED",),
    ("REQUIRED",),
    ("OPTIONAL",),
    ("SHOULD",),
    ("SHALL",),
    ("MUST",),
    ("MAY",),
)
_FIRST = frozenset(words[0] for words in LEVELS)


class Requirement(NamedTuple):
    """A keyword that became another; `before` is empty for one that was added, `after` for one dropped."""

    before: str
    after: str

    def __str__(self) -> str:
        """Return it as a reader wants it: `MUST → SHOULD`, `MUST added`, `MUST dropped`."""
        if self.before and self.after:
            return f"{self.before} → {self.after}"
        return f"{self.after} added" if self.after else f"{self.before} dropped"


class _Found(NamedTuple):
    keyword: str
    start: int
    stop: int


def keywords(tokens: Sequence[Token]) -> list[str]:
    """Return the BCP 14 keywords of a text in order; those in code are none."""
    return [found.keyword for found in _find(tokens)]


def requirement_changes(
    before: Sequence[Token], after: Sequence[Token], edits: Sequence[Edit]
) -> tuple[Requirement, ...]:
    """Return the changes of requirement that the edits make."""
    old, new = _find(before), _find(after)
    if not old and not new:
        return ()
    # For each old keyword, its place in the new text: the distance from there shows whether it stayed.
    place = _Places(edits)
    stayed = {(found.keyword, place.of(found.start)) for found in old if place.kept(found.start, found.stop)}
    still = {(found.keyword, found.start) for found in new} & stayed
    gone = [found for found in old if (found.keyword, place.of(found.start)) not in still]
    come = [found for found in new if (found.keyword, found.start) not in still]
    return tuple(_paired(gone, come, place))


class _Places:
    """Return the positions in the new text of positions in the old one."""

    def __init__(self, edits: Sequence[Edit]) -> None:
        # (start, stop, start in the new text, stop there) of each edit that changes words
        self.changed: list[tuple[int, int, int, int]] = []
        shift = 0
        for edit in edits:
            stop = edit.at + len(edit.before)
            if edit.op not in {"format", "space"}:
                self.changed.append((edit.at, stop, edit.at + shift, edit.at + shift + len(edit.after)))
            shift += len(edit.after) - len(edit.before)
        self.starts = [first for first, _, _, _ in self.changed]

    def kept(self, start: int, stop: int) -> bool:
        """Check whether no edit reaches into the old words from `start` to `stop`."""
        return all(last <= start or stop <= first for first, last, _, _ in self._around(start, stop))

    def of(self, position: int) -> int:
        """Return the place of an old word; the start of the new words if it was changed."""
        k = bisect_right(self.starts, position) - 1
        if k < 0:
            return position
        _, last, start, stop = self.changed[k]
        return start if position < last else position + stop - last

    def near(self, old: _Found, new: _Found) -> bool:
        """Check whether the two have the same place: in one edit, or across its border."""
        # Both within an edit or at its border: MUST becomes MUST NOT by a word beside it.
        return (
            any(
                first <= old.stop and old.start <= last and begin <= new.stop and new.start <= end
                for first, last, begin, end in self._around(old.start, old.stop)
            )
            or self.of(old.start) <= new.start <= self.of(old.stop - 1) + 1
        )

    def _around(self, start: int, stop: int) -> list[tuple[int, int, int, int]]:
        """Return the edits that can touch the old words from `start` to `stop`."""
        return self.changed[max(0, bisect_right(self.starts, start) - 2) : bisect_right(self.starts, stop)]


def _paired(gone: list[_Found], come: list[_Found], place: _Places) -> Iterator[Requirement]:
    """Pair what went with what came in its place. Both are in order, so one pass does."""
    k = 0
    for old in gone:
        while k < len(come) and come[k].stop < place.of(old.start) and not place.near(old, come[k]):
            yield Requirement("", come[k].keyword)
            k += 1
        if k < len(come) and place.near(old, come[k]):
            if come[k].keyword != old.keyword:
                yield Requirement(old.keyword, come[k].keyword)
            k += 1
        else:
            yield Requirement(old.keyword, "")
    for new in come[k:]:
        yield Requirement("", new.keyword)


def _find(tokens: Sequence[Token]) -> list[_Found]:
    found: list[_Found] = []
    i = 0
    while i < len(tokens):
        size = _keyword_at(tokens, i)
        if size:
            found.append(_Found(" ".join(token.text for token in tokens[i : i + size]), i, i + size))
        i += size or 1
    return found


def _keyword_at(tokens: Sequence[Token], i: int) -> int:
    """Return how many words of a keyword there are at i; 0 for none."""
    if tokens[i].text not in _FIRST or "code" in tokens[i].marks:
        return 0
    for words in LEVELS:
        if all(
            i + k < len(tokens) and tokens[i + k].text == word and "code" not in tokens[i + k].marks
            for k, word in enumerate(words)
        ):
            return len(words)
    return 0
