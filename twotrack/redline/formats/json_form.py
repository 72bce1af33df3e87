"""A redline as JSON: whole enough that the changes, read back, still lead from A to B."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.block_list import Block, Section
from twotrack.redline.blocks.tokens import Token
from twotrack.redline.compare import joined
from twotrack.redline.formats.labels import title_of
from twotrack.redline.one_sided import by_entry
from twotrack.redline.records import Change, Redline
from twotrack.redline.requirement_changes import Requirement
from twotrack.text import Origin

FORMAT = "twotrack-redline"
VERSION = 2

# What json gives and takes.
Json = dict[str, Any]


def to_json(redline: Redline, a: str = "", b: str = "") -> str:
    """Return a redline as JSON text; `a` and `b` name the two texts."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "a": {"name": a, "blocks": len(redline.a)},
        "b": {"name": b, "blocks": len(redline.b)},
        "ledger": by_entry(redline.changes),
        "pages": [{**asdict(page), "requirements": dict(page.requirements)} for page in redline.pages],
    }
    # One change a line: as fast as without line ends, and two redlines can be compared line by line.
    changes = ",\n".join(json.dumps(_change(change), ensure_ascii=False) for change in redline.changes)
    return f'{json.dumps(head, ensure_ascii=False)[:-1]}, "changes": [\n{changes}\n]}}\n'


def from_json(text: str) -> list[Change]:
    """Read the changes back. Another format or version raises ValueError."""
    data = json.loads(text)
    if not isinstance(data, dict) or (data.get("format"), data.get("version")) != (FORMAT, VERSION):
        raise ValueError(f"not a {FORMAT} of version {VERSION}")
    return [_read_change(change) for change in data["changes"]]


def _change(change: Change) -> Json:
    return {
        "kind": change.kind,
        "title": title_of(change),
        "moved": change.moved,
        "anchor": change.anchor,
        "section": [section._asdict() for section in change.section],
        "a": change.a,
        "b": change.b,
        "before": [_block(block) for block in change.before],
        "after": [_block(block) for block in change.after],
        "edits": [
            {
                "op": edit.op,
                "at": edit.at,
                # The tokens are those of the blocks, from the place of the edit on.
                "before": len(edit.before),
                "after": len(edit.after),
            }
            for edit in change.edits
        ],
        "shape": list(change.shape),
        "requirements": [{"before": r.before, "after": r.after} for r in change.requirements],
        "ledger": list(change.ledger),
        "unexplained": change.unexplained,
    }


def _block(block: Block) -> Json:
    return {
        "kind": block.kind,
        "path": list(block.path),
        "anchor": block.anchor,
        "page": block.page,
        "section": [section._asdict() for section in block.section],
        "origin": {"path": block.origin.path, "line": block.origin.line},
        "ledger": list(block.ledger),
        "text": block.text,
        "tokens": [_token(token) for token in block.tokens],
    }


def _token(token: Token) -> Json | str:
    """Return a token that is text alone as a string, after a space if the token has one before it."""
    if not token.marks and not token.shown and (token.space or not token.text.startswith(" ")):
        return f" {token.text}" if token.space else token.text
    data: Json = {"text": token.text}
    if token.space:
        data["space"] = True
    if token.marks:
        data["marks"] = list(token.marks)
    if token.shown:
        data["shown"] = token.shown
    return data


def _read_change(data: Mapping[str, Any]) -> Change:
    before, after = tuple(map(_read_block, data["before"])), tuple(map(_read_block, data["after"]))
    return Change(
        data["kind"],
        data["a"],
        data["b"],
        before,
        after,
        moved=data["moved"],
        edits=tuple(_read_edits(data["edits"], joined(before), joined(after))),
        requirements=tuple(Requirement(r["before"], r["after"]) for r in data["requirements"]),
        ledger=tuple(data["ledger"]),
        unexplained=data["unexplained"],
        section=tuple(Section(section["anchor"], section["title"]) for section in data["section"]),
    )


def _read_edits(
    data: Sequence[Mapping[str, Any]], before: Sequence[Token], after: Sequence[Token]
) -> Iterator[Edit]:
    shift = 0
    for edit in data:
        old, new = slice(edit["at"], edit["at"] + edit["before"]), edit["at"] + shift
        yield Edit(edit["op"], edit["at"], tuple(before[old]), tuple(after[new : new + edit["after"]]))
        shift += edit["after"] - edit["before"]


def _read_block(data: Mapping[str, Any]) -> Block:
    return Block(
        data["kind"],
        tuple(data["path"]),
        data["anchor"],
        _read_tokens(data["tokens"]),
        page=data["page"],
        section=tuple(Section(section["anchor"], section["title"]) for section in data["section"]),
        origin=Origin(data["origin"]["path"], data["origin"]["line"]),
        ledger=tuple(data["ledger"]),
    )


def _read_tokens(data: Sequence[Mapping[str, Any] | str]) -> tuple[Token, ...]:
    return tuple(map(_read_token, data))


def _read_token(token: Mapping[str, Any] | str) -> Token:
    if isinstance(token, str):
        return Token(token.removeprefix(" "), space=token.startswith(" "))
    marks = tuple(token.get("marks", ()))
    return Token(token["text"], marks, space=token.get("space", False), shown=token.get("shown", ""))
