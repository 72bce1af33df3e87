"""The names of changes, the same in every form of a redline."""

from __future__ import annotations

from collections.abc import Sequence

from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.block_list import Block, Section
from twotrack.redline.records import Change
from twotrack.text import Origin

_KINDS = {
    "item": "list item",
    "row": "table row",
    "code": "line of code",
    "rule": "ruled line",
}
_DONE = {
    "insert": "inserted",
    "delete": "deleted",
    "replace": "changed",
    "move": "moved",
    "format": "formatting changed",
    "split": "split",
    "merge": "merged",
}


def kind_of(block: Block) -> str:
    """Name a block's kind for a reader."""
    return _KINDS.get(block.kind, block.kind)


def plural_of(block: Block) -> str:
    """Name several blocks of a kind for a reader."""
    return {"code": "lines of code"}.get(block.kind, f"{kind_of(block)}s")


def title_of(change: Change) -> str:
    """Describe a change in a few words: `list item moved, changed`."""
    done = _DONE[change.kind]
    if (
        change.kind == "format"
        and not change.edits
        and all(shape.startswith("anchor ") for shape in change.shape)
    ):
        done = "given another anchor"
    if change.kind in {"split", "merge"}:
        parts = len(change.after) if change.kind == "split" else len(change.before)
        done += f" {'into' if change.kind == 'split' else 'from'} {parts}"
        if change.moved:
            done += ", moved"
    elif change.kind == "move" and any(edit.op not in {"format", "space"} for edit in change.edits):
        done += ", changed"
    return f"{kind_of(change.block)} {done}"


def place_of(block: Block, section: Sequence[Section] | None = None) -> str:
    """Name the section of a block, from the outside in; `section` instead of the block's own."""
    titles = [heading.title for heading in (block.section if section is None else section)]
    if block.kind == "heading":
        titles = titles[:-1]
    return " \u203a ".join((*((block.page,) if block.page else ()), *titles))


def where(origin: Origin | None) -> str:
    """Return `path:line`, or nothing."""
    return f"{origin.path}:{origin.line}" if origin and origin.path else ""


def marks_changed(edit: Edit) -> str:
    """Return a description of changes in the marks of an edit's words: `code added`, `link #a → #b`."""
    old = list(dict.fromkeys(mark for token in edit.before for mark in token.marks))
    new = list(dict.fromkeys(mark for token in edit.after for mark in token.marks))
    gone = [mark for mark in old if mark not in new]
    come = [mark for mark in new if mark not in old]
    parts: list[str] = []
    for mark in gone:
        name = mark.partition(":")[0]
        twin = next((other for other in come if other.partition(":")[0] == name), None)
        if twin is None:
            parts.append(f"{_mark(mark)} dropped")
        else:
            come.remove(twin)
            parts.append(f"{_mark(mark)} → {twin.partition(':')[2]}")
    parts += (f"{_mark(mark)} added" for mark in come)
    return ", ".join(parts) or "spread of formatting"


def _mark(mark: str) -> str:
    name, _, value = mark.partition(":")
    names = {"em": "emphasis", "strong": "strong emphasis", "xref": "reference to", "ref": "reference to"}
    return f"{names.get(name, name)} {value}".strip()
