"""Edits that are known: a script over blocks that notes each word it deletes, inserts or moves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import Token

WORD = re.compile(r"\w+")
# Headings that a page needs for one section to be moved.
_SECTIONS = 2
# Words that a part must have, blocks that a move must cross, blocks of a section that moves.
_LEAST, _FAR, _SECTION = 8, 5, range(4, 16)
TURNS = {"MUST": "SHOULD", "SHOULD": "MUST", "MAY": "SHOULD"}


@dataclass
class Truth:
    """The edits of the script: ids of words deleted from A, inserted into B and moved; counts by kind."""

    deleted: set[int] = field(default_factory=set)
    inserted: set[int] = field(default_factory=set)
    moved: set[int] = field(default_factory=set)
    done: dict[str, int] = field(default_factory=dict)


@dataclass
class Piece:
    """A block whose every token has an id, which it keeps wherever it goes."""

    block: Block
    ids: list[int]


class Script:
    """A random edit script for a list of blocks, which records its edits."""

    def __init__(self, blocks: Sequence[Block], seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - repeatable, not secret
        self.next = 0
        self.pieces = [Piece(block, self.new(len(block.tokens))) for block in blocks]
        self.before = [Piece(piece.block, list(piece.ids)) for piece in self.pieces]
        self.truth = Truth()
        self.vocabulary = [
            t for block in blocks if block.kind != "code" for t in block.tokens if t.text.isalpha()
        ]
        self.touched: set[int] = set()

    def new(self, count: int) -> list[int]:
        self.next += count
        return list(range(self.next - count, self.next))

    def run(self) -> None:
        steps: list[tuple[str, int, Callable[[], bool]]] = [
            ("section moved", 2, self.move_section),
            ("paragraph moved", 6, self.move),
            ("split", 5, self.split),
            ("merged", 5, self.merge),
            ("paragraph deleted", 8, self.drop),
            ("paragraph inserted", 8, self.add),
            ("keyword turned", 15, self.turn),
            ("word replaced", 40, self.replace),
            ("words inserted", 25, self.insert),
            ("words deleted", 25, self.delete),
        ]
        for name, count, step in steps:
            self.truth.done[name] = sum(any(step() for _ in range(50)) for _ in range(count))

    def pick(self, least: int = 8, *, again: bool = True) -> int | None:
        """Choose a paragraph or item with enough words."""
        k = self.random.randrange(len(self.pieces))
        piece = self.pieces[k]
        if piece.block.kind not in {"paragraph", "item"} or len(piece.ids) < least:
            return None
        if not again and id(piece) in self.touched:
            return None
        self.touched.add(id(piece))
        return k

    def change(self, piece: Piece, start: int, stop: int, tokens: Sequence[Token]) -> None:
        self.truth.deleted.update(set(piece.ids[start:stop]) - self.truth.inserted)
        self.truth.inserted -= set(piece.ids[start:stop])
        ids = self.new(len(tokens))
        self.truth.inserted.update(ids)
        piece.ids[start:stop] = ids
        row = (*piece.block.tokens[:start], *tokens, *piece.block.tokens[stop:])
        piece.block = replace(piece.block, tokens=row)

    def words(self, count: int) -> list[Token]:
        return [replace(self.random.choice(self.vocabulary), space=True, marks=()) for _ in range(count)]

    def replace(self) -> bool:
        k = self.pick()
        if k is None:
            return False
        piece = self.pieces[k]
        at = self.random.randrange(1, len(piece.ids))
        old, (new,) = piece.block.tokens[at], self.words(1)
        if not old.text.isalpha() or old.text == new.text or old.text.isupper() or new.text.isupper():
            return False
        self.change(piece, at, at + 1, [new])
        return True

    def insert(self) -> bool:
        k = self.pick()
        if k is None:
            return False
        at = self.random.randrange(1, len(self.pieces[k].ids))
        words = [word for word in self.words(self.random.randint(1, 5)) if not word.text.isupper()]
        self.change(self.pieces[k], at, at, words)
        return bool(words)

    def delete(self) -> bool:
        k = self.pick(12)
        if k is None:
            return False
        piece = self.pieces[k]
        at = self.random.randrange(1, len(piece.ids) - 5)
        stop = at + self.random.randint(1, 5)
        if any(token.text.isupper() for token in piece.block.tokens[at:stop]):
            return False
        self.change(piece, at, stop, [])
        return True

    def turn(self) -> bool:
        k = self.pick()
        if k is None:
            return False
        piece = self.pieces[k]
        places = [i for i, token in enumerate(piece.block.tokens) if token.text in TURNS]
        if not places:
            return False
        at = self.random.choice(places)
        old = piece.block.tokens[at]
        self.change(piece, at, at + 1, [replace(old, text=TURNS[old.text])])
        return True

    def drop(self) -> bool:
        k = self.pick(again=False)
        if k is None:
            return False
        self.truth.deleted.update(set(self.pieces[k].ids) - self.truth.moved)
        del self.pieces[k]
        return True

    def add(self) -> bool:
        k = self.pick(again=False)
        if k is None:
            return False
        tokens = tuple(word for word in self.words(self.random.randint(15, 40)) if not word.text.isupper())
        ids = self.new(len(tokens))
        self.truth.inserted.update(ids)
        block = replace(self.pieces[k].block, tokens=tokens, anchor=None, kind="paragraph")
        piece = Piece(block, ids)
        self.touched.add(id(piece))
        self.pieces.insert(k, piece)
        return True

    def move(self) -> bool:
        k, to = self.pick(15, again=False), self.pick()
        if k is None or to is None or abs(k - to) < _FAR:
            return False
        piece = self.pieces.pop(k)
        self.truth.moved.update(piece.ids)
        self.pieces.insert(to, piece)
        return True

    def move_section(self) -> bool:
        heads = [k for k, piece in enumerate(self.pieces) if piece.block.kind == "heading"]
        if len(heads) < _SECTIONS:
            return False
        n = self.random.randrange(len(heads) - 1)
        start, stop = heads[n], heads[n + 1]
        to = self.random.choice(heads)
        if stop - start not in _SECTION or start - 10 <= to <= stop + 10:
            return False
        section = self.pieces[start:stop]
        if any(id(piece) in self.touched for piece in section):
            return False
        for piece in section:
            self.truth.moved.update(piece.ids)
            self.touched.add(id(piece))
        target = self.pieces[to]
        del self.pieces[start:stop]
        place = self.pieces.index(target)
        self.pieces[place:place] = section
        return True

    def split(self) -> bool:
        k = self.pick(24, again=False)
        if k is None:
            return False
        piece = self.pieces[k]
        stops = [
            i + 1
            for i, token in enumerate(piece.block.tokens)
            if token.text == "." and _LEAST < i < len(piece.ids) - _LEAST
        ]
        if not stops:
            return False
        at = self.random.choice(stops)
        rest = Piece(replace(piece.block, tokens=piece.block.tokens[at:], anchor=None), piece.ids[at:])
        self.pieces[k] = Piece(replace(piece.block, tokens=piece.block.tokens[:at]), piece.ids[:at])
        self.pieces.insert(k + 1, rest)
        self.touched.update((id(self.pieces[k]), id(rest)))
        return True

    def merge(self) -> bool:
        k = self.pick(again=False)
        if k is None or k + 1 == len(self.pieces):
            return False
        first, second = self.pieces[k], self.pieces[k + 1]
        if second.block.kind != first.block.kind or len(second.ids) < _LEAST or id(second) in self.touched:
            return False
        tokens = (*first.block.tokens, replace(second.block.tokens[0], space=True), *second.block.tokens[1:])
        self.pieces[k] = Piece(replace(first.block, tokens=tokens), first.ids + second.ids)
        self.touched.add(id(self.pieces[k]))
        del self.pieces[k + 1]
        return True
