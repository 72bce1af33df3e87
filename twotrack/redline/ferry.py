"""Ferrying text: the records of a redline in the form that the other side's process takes.

For Matrix a proposal (MSC) shows the delta: before and after, by section. For the IETF a draft shows the
final state, and lists what changed since its last revision. A changelog is the same list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from twotrack.redline.blocks import Block
from twotrack.redline.edits import Edit
from twotrack.redline.labels import marks_changed, place_of, title_of, where
from twotrack.redline.markdown_form import list_depth, markdown, words
from twotrack.redline.records import Change, Redline
from twotrack.redline.tokens import CELL, JOINT, Token

_SHOWN = 12


def select(changes: Sequence[Change], ledger: Collection[str]) -> tuple[Change, ...]:
    """Give the changes that stand under one of the ledger entries."""
    return tuple(change for change in changes if not set(ledger).isdisjoint(change.ledger))


def to_delta(redline: Redline, ledger: Collection[str] | None = None, title: str = "") -> str:
    """Give the delta as Markdown for a proposal: what is removed, changed and added, by section.

    With `ledger`, only what stands under those entries. Empty where nothing does.
    """
    changes = redline.changes if ledger is None else select(redline.changes, ledger)
    if not changes:
        return ""
    lines = [f"# {title}", ""] if title else []
    requirements = [str(found) for change in changes for found in change.requirements]
    if requirements:
        lines += ["Requirements: " + _counted(requirements) + ".", ""]
    for place, group in groupby(changes, key=lambda change: place_of(change.block, change.section)):
        lines += [f"## {place or 'Before the first section'}", ""]
        for _, alike in groupby(group, key=_step):
            lines += [*_delta(list(alike), redline), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def to_change_list(redline: Redline, ledger: Collection[str] | None = None, title: str = "") -> str:
    """Give the changes as a Markdown list by section, a line each: for a draft's revision, or a changelog."""
    changes = redline.changes if ledger is None else select(redline.changes, ledger)
    if not changes:
        return ""
    lines = [f"## {title}", ""] if title else []
    last: Change | None = None
    for place, group in groupby(changes, key=lambda change: place_of(change.block, change.section)):
        lines.append(f"- {place or 'Before the first section'}:")
        for change in group:
            if not (change.moved_with(last) and not change.edits):
                lines.append(f"    - {_summary(change)}")
            last = change
    return "\n".join(lines) + "\n"


def _counted(said: Sequence[str]) -> str:
    """Give `MUST added (2), SHOULD dropped`, in the order of first mention."""
    names = list(dict.fromkeys(said))
    return ", ".join(f"{name} ({said.count(name)})" if said.count(name) > 1 else name for name in names)


def _step(change: Change) -> tuple[str, bool, int]:
    """Give what neighbouring changes must share to be shown as one: only plain ones and code are."""
    plain = change.kind in {"insert", "delete"}
    code = change.block.kind == "code"
    return (
        "code" if code else change.kind if plain else "",
        plain or code,
        0 if plain or code else id(change),
    )


def _delta(changes: list[Change], redline: Redline) -> Iterator[str]:
    first = changes[0]
    origins = list(dict.fromkeys(filter(None, (where(first.origin_a), where(first.origin_b)))))
    names = sorted({name for change in changes for name in change.ledger})
    note = f" ({', '.join((*origins, *names))})" if origins or names else ""
    if first.block.kind == "code":
        yield f"Change the lines{note}:"
        yield ""
        yield from ("```diff", *_code_lines(changes), "```")
    elif first.kind == "insert":
        yield f"Add{_behind(first, redline)}{note}:"
        yield from _quoted(changes, redline.b, after=True)
    elif first.kind == "delete":
        yield f"Remove{note}:"
        yield from _quoted(changes, redline.a, after=False)
    elif first.moved and not first.edits:
        yield f"Move{_behind(first, redline)}, from {place_of(first.before[0]) or 'the beginning'}{note}:"
        yield from _quoted(changes, redline.b, after=True)
    else:
        yield f"Change{note}:"
        yield from _quoted(changes, redline.a, after=False)
        yield ""
        yield "to" + ("".join(f"; {said}" for said in first.shape)) + ":"
        yield from _quoted(changes, redline.b, after=True)


def _code_lines(changes: list[Change]) -> Iterator[str]:
    for change in changes:
        yield from (f"-{block.text}" for block in change.before)
        yield from (f"+{block.text}" for block in change.after)


def _behind(change: Change, redline: Redline) -> str:
    """Name the block that a new one stands behind, by its first words."""
    if not change.b:
        return " at the beginning"
    before = redline.b[change.b - 1]
    name = f" (`#{before.anchor}`)" if before.anchor else ""
    return f" after “{_opening(before.tokens)}”{name}"


def _quoted(changes: list[Change], blocks: Sequence[Block], *, after: bool) -> Iterator[str]:
    """Give the blocks of one side as a quotation; a table row brings its table's head along."""
    last: Block | None = None
    base = 0
    yield ""
    for change in changes:
        for k, block in enumerate(change.after if after else change.before):
            depth = list_depth(block)
            if last is None or depth < base:
                # What stands further out than the quotation began is not in one list with it.
                if last is not None:
                    yield from (">", "> …", ">")
                base = depth
            elif not _tight(last, block):
                yield ">"
            if block.kind == "row" and (last is None or last.kind != "row"):
                yield from _head_lines(blocks, (change.b if after else change.a) + k)
            yield from (f"> {line}".rstrip() for line in markdown(block, base).split("\n"))
            last = block


def _tight(last: Block, block: Block) -> bool:
    """Tell whether two blocks follow each other without an empty line."""
    return (last.kind == block.kind and block.kind in {"item", "row"}) or (
        (last.kind, block.kind) == ("term", "definition")
    )


def _head_lines(blocks: Sequence[Block], k: int) -> Iterator[str]:
    head = _table_head(blocks, k)
    if head is not None and head is not blocks[k]:
        yield f"> {markdown(head)}"
        yield "> |" + "---|" * sum(token.text == CELL for token in head.tokens)


def _table_head(blocks: Sequence[Block], k: int) -> Block | None:
    table = blocks[k].boxes[:1]
    while k >= 0 and blocks[k].kind == "row" and blocks[k].boxes[:1] == table:
        if blocks[k].path[-1] == "thead":
            return blocks[k]
        k -= 1
    return None


def _summary(change: Change) -> str:
    """Say a change in a line."""
    parts = [title_of(change)[0].upper() + title_of(change)[1:]]
    if change.moved and place_of(change.before[0]) != place_of(change.after[0], change.section):
        parts[0] += f" from {place_of(change.before[0])}"
    said = [text for edit in change.edits if (text := _edit(change, edit))]
    detail = "; ".join((*said, *change.shape)) or f"“{_opening(change.block.tokens)}”"
    line = f"{parts[0]}: {detail}"
    if change.requirements:
        line += f" [{'; '.join(map(str, change.requirements))}]"
    if change.ledger:
        line += f" ({', '.join(change.ledger)})"
    return line


def _edit(change: Change, edit: Edit) -> str:
    if edit.op == "space":
        return ""
    if edit.op == "format":
        return f"“{_opening(edit.before)}”: {marks_changed(edit)}"
    old = _opening(edit.before)
    new = _opening(edit.after)
    if change.kind in {"insert", "delete"}:
        return f"“{old or new}”"
    if old and new:
        return f"“{old}” is now “{new}”"
    return f"“{new}” added" if new else f"“{old}” dropped" if old else ""


def _opening(tokens: Sequence[Token]) -> str:
    """Give the first words of a text."""
    if tokens and tokens[0].text == CELL:
        # A row is known by its first cell.
        tokens = tokens[1 : next((k for k, token in enumerate(tokens) if k and token.text == CELL), None)]
    text = [token for token in tokens if token.text not in {CELL, JOINT}]
    return words(text[:_SHOWN]) + (" …" if len(text) > _SHOWN else "")
