"""Two texts in, their redline out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from twotrack.markdown.document import Document
from twotrack.redline.align.block_alignment import Link, align
from twotrack.redline.align.word_edits import Edit, edits
from twotrack.redline.blocks.block_list import Block, Section, blocks_of
from twotrack.redline.blocks.tokens import JOINT, Token, Tokenizer
from twotrack.redline.records import Change, ChangeKind, Redline
from twotrack.redline.requirement_changes import Requirement, keywords, requirement_changes


def redline(a: Mapping[str, Document], b: Mapping[str, Document]) -> Redline:
    """Compare two texts, given as page name → document in reading order."""
    tokenizer = Tokenizer()
    return compare(blocks_of(a, tokenizer), blocks_of(b, tokenizer))


def compare(a: Sequence[Block], b: Sequence[Block]) -> Redline:
    """Compare two lists of blocks."""
    links = align(a, b)
    changes = [*_gone(a, links), *_come(b, links)]
    changes += (change for link in links if (change := _linked(a, b, link)) is not None)
    headings = {
        block.section[-1].anchor: block.section[-1]
        for block in b
        if block.kind == "heading" and block.section
    }
    headings.pop("", None)
    changes = [replace(change, section=_section(change.block, headings)) for change in changes]
    changes.sort(key=lambda change: (change.b, bool(change.after), change.a))
    return Redline(tuple(a), tuple(b), tuple(changes))


def _section(block: Block, headings: Mapping[str, Section]) -> tuple[Section, ...]:
    """Return the section of a block in the words of B: a heading with the same anchor may read otherwise."""
    return tuple(headings.get(section.anchor, section) for section in block.section)


def joined(blocks: Sequence[Block]) -> tuple[Token, ...]:
    """Return the tokens of several blocks as one text, with a sign for each border."""
    tokens = blocks[0].tokens if blocks else ()
    for block in blocks[1:]:
        # A word that begins a block has no space before it; as one text with the block before it has.
        first = (replace(token, space=True) for token in block.tokens[:1])
        tokens += (Token(JOINT, ("joint",), space=True), *first, *block.tokens[1:])
    return tokens


def _gone(a: Sequence[Block], links: Sequence[Link]) -> list[Change]:
    """Return the deletions, each placed in B after the block that it followed."""
    follows = {i: link.b1 for link in links if not link.moved for i in range(link.a0, link.a1)}
    moved = {i for link in links if link.moved for i in range(link.a0, link.a1)}
    changes: list[Change] = []
    place = 0
    for i, block in enumerate(a):
        if i in follows:
            place = follows[i]
        elif i not in moved:
            dropped = tuple(Requirement(word, "") for word in keywords(block.tokens))
            edit = Edit("delete", 0, block.tokens, ())
            changes.append(_change("delete", i, place, (block,), (), edits=(edit,), requirements=dropped))
    return changes


def _come(b: Sequence[Block], links: Sequence[Link]) -> list[Change]:
    behind = {j: link.a1 for link in links for j in range(link.b0, link.b1)}
    changes: list[Change] = []
    place = 0
    for j, block in enumerate(b):
        if j in behind:
            place = behind[j]
        else:
            added = tuple(Requirement("", word) for word in keywords(block.tokens))
            edit = Edit("insert", 0, (), block.tokens)
            changes.append(_change("insert", place, j, (), (block,), edits=(edit,), requirements=added))
    return changes


def _linked(a: Sequence[Block], b: Sequence[Block], link: Link) -> Change | None:
    before, after = tuple(a[link.a0 : link.a1]), tuple(b[link.b0 : link.b1])
    if before == after and not link.moved:
        return None
    old, new = joined(before), joined(after)
    changed = () if old == new else edits(old, new)
    words = any(edit.op not in {"format", "space"} for edit in changed)
    kind: ChangeKind
    if len(after) > 1:
        kind = "split"
    elif len(before) > 1:
        kind = "merge"
    elif link.moved:
        kind = "move"
    else:
        kind = "replace" if words else "format"
    requirements = requirement_changes(old, new, changed) if words else ()
    return _change(
        kind, link.a0, link.b0, before, after, moved=link.moved, edits=changed, requirements=requirements
    )


def _change(  # noqa: PLR0913
    kind: ChangeKind,
    i: int,
    j: int,
    before: tuple[Block, ...],
    after: tuple[Block, ...],
    *,
    moved: bool = False,
    edits: tuple[Edit, ...],
    requirements: tuple[Requirement, ...],
) -> Change:
    ledger, unexplained = _explained(before, after, edits)
    return Change(kind, i, j, before, after, moved, edits, requirements, ledger, unexplained)


def _explained(
    before: tuple[Block, ...], after: tuple[Block, ...], changed: tuple[Edit, ...]
) -> tuple[tuple[str, ...], bool]:
    """Return the ledger ids of what changed, and whether some of it has none."""
    old, new = reasons_of(before), reasons_of(after)
    if not any(old) and not any(new):
        return (), True
    if not changed or all(edit.op == "space" for edit in changed):
        ids = {name for block in (*before, *after) for name in block.ledger}
        return tuple(sorted(ids)), not ids
    ids = set()
    unexplained = False
    shift = 0
    for edit in changed:
        begin = edit.at + shift
        found = {
            name
            for reasons in (*old[edit.at : edit.at + len(edit.before)], *new[begin : begin + len(edit.after)])
            for name in reasons
        }
        if not edit.before and not edit.after:
            found |= {name for block in (*before, *after) for name in block.ledger}
        unexplained |= not found and edit.op != "space"
        ids |= found
        shift += len(edit.after) - len(edit.before)
    return tuple(sorted(ids)), unexplained


def reasons_of(blocks: Sequence[Block]) -> list[tuple[str, ...]]:
    """Return the ledger ids of each token of the joined blocks."""
    found: list[tuple[str, ...]] = []
    for number, block in enumerate(blocks):
        if number:
            found.append(block.ledger)
        found += block.reasons or [block.ledger] * len(block.tokens)
    return found
