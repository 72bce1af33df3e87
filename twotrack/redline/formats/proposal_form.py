"""Ferrying text: the records of a redline in the form that the other side's process takes.

For Matrix a proposal (MSC) shows the delta: before and after, by section. For the IETF a draft shows the
final state, and lists what changed since its last revision. A changelog is the same list.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import groupby

from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import CELL, JOINT, Token
from twotrack.redline.formats.labels import marks_changed, place_of, plural_of, title_of, where
from twotrack.redline.formats.markdown_form import code, list_depth, markdown, words
from twotrack.redline.records import Change, Redline

_SHOWN = 12
# How many neighbours of one kind are named in a line.
_LISTED = 4
# How many edits of one block are listed.
_MOST_EDITS = 5
# How many unchanged lines of code are shown between changed ones.
_CONTEXT = 3


def select(changes: Sequence[Change], ledger: Collection[str]) -> tuple[Change, ...]:
    """Return the changes under one of the ledger entries."""
    return tuple(change for change in changes if not set(ledger).isdisjoint(change.ledger))


def to_delta(redline: Redline, ledger: Collection[str] | None = None, title: str = "") -> str:
    """Return the delta as Markdown for a proposal: removed, changed and added text, by section.

    With `ledger`, only the changes under those entries. Empty if there are none. The origin of the text
    is in comments, which no reader of the proposal sees.
    """
    changes = redline.changes if ledger is None else select(redline.changes, ledger)
    if not changes:
        return ""
    lines = [f"# {title}", ""] if title else []
    requirements = [str(found) for change in changes for found in change.requirements]
    if requirements:
        lines += ["Requirements: " + _counted(requirements) + ".", ""]
    for place, group in groupby(changes, key=lambda change: _titles(change) or change.block.page):
        lines += [f"## {place or 'Before the first section'}", ""]
        for _, alike in groupby(group, key=_step):
            lines += [*_delta(list(alike), redline), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def to_change_list(redline: Redline, ledger: Collection[str] | None = None, title: str = "") -> str:
    """Return the changes as a Markdown list by section, a line each: for a draft's revision, or a changelog.

    A section that is new or gone is one line, and so are neighbours of one kind, such as items of a list.
    """
    changes = redline.changes if ledger is None else select(redline.changes, ledger)
    if not changes:
        return ""
    lines = [f"## {title}", ""] if title else []
    for place, groups in groupby(_gathered(changes), key=lambda group: _titles(group[0]) or _page(group[0])):
        lines.append(f"- {place or 'Before the first section'}:")
        lines += (f"    - {_summary(group)}" for group in groups)
    return "\n".join(lines) + "\n"


def _titles(change: Change) -> str:
    """Name the section that a change is in; without the page, whose name means nothing elsewhere."""
    titles = [section.title for section in change.section]
    return " \u203a ".join(titles[:-1] if change.block.kind == "heading" else titles)


def _page(change: Change) -> str:
    return change.block.page if change.block.kind != "page" else "Pages"


def _gathered(changes: Sequence[Change]) -> Iterator[list[Change]]:
    """Yield the changes of one line: blocks that moved together, pages, sections, neighbours of one kind."""
    group: list[Change] = []
    aside: list[list[Change]] = []
    for change in changes:
        if not group or _belongs(change, group) or (change.moved_with(group[-1]) and not change.edits):
            group.append(change)
        elif _inside(change, group[0]):
            # Blocks that moved into a new section are listed after it.
            aside.append([change])
        else:
            yield group
            yield from aside
            group, aside = [change], []
    if group:
        yield group
    yield from aside


def _belongs(change: Change, group: list[Change]) -> bool:
    first = group[0]
    if change.kind != first.kind or first.kind not in {"insert", "delete"}:
        return False
    if first.block.kind in {"heading", "page"}:
        return _inside(change, first)
    return (
        change.block.kind == first.block.kind
        and change.section == first.section
        and _follows(group[-1], change)
    )


def _inside(change: Change, first: Change) -> bool:
    """Check whether a change is in the page or section that is new, or gone, by another."""
    above, block = first.block, change.block
    if first.kind not in {"insert", "delete"} or above.page != block.page:
        return False
    if above.kind == "page":
        return block.kind != "page"
    return above.kind == "heading" and block.section[: len(above.section)] == above.section


def _follows(last: Change, change: Change) -> bool:
    """Check whether nothing is between the blocks inserted or deleted in both changes."""
    if change.kind == "insert":
        return change.b == last.b + len(last.after)
    return change.a == last.a + len(last.before)


def _counted(texts: Sequence[str]) -> str:
    """Return `MUST added (2), SHOULD dropped`, in the order of first mention."""
    names = list(dict.fromkeys(texts))
    return ", ".join(f"{name} ({texts.count(name)})" if texts.count(name) > 1 else name for name in names)


def _step(change: Change) -> tuple[str, bool, int]:
    """Return what neighbouring changes must share to be shown as one: only plain ones and code are."""
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
    if origins or names:
        yield f"<!-- {' → '.join(origins)}{' ' * bool(origins and names)}{', '.join(names)} -->"
    if first.block.kind == "code":
        yield "Change the lines:"
        yield ""
        yield from ("```diff", *_code_lines(changes, redline.b), "```")
    elif first.kind == "insert":
        yield f"Add{_behind(first, redline)}:"
        yield from _quoted(changes, redline.b, after=True)
    elif first.kind == "delete":
        yield "Remove:"
        yield from _quoted(changes, redline.a, after=False)
    elif first.moved and not first.edits:
        yield f"Move{_behind(first, redline)}, from {place_of(first.before[0]) or 'the beginning'}:"
        yield from _quoted(changes, redline.b, after=True)
    else:
        yield "Change:"
        yield from _quoted(changes, redline.a, after=False)
        yield ""
        yield "to" + ("".join(f"; {shape}" for shape in first.shape)) + ":"
        yield from _quoted(changes, redline.b, after=True)


def _code_lines(changes: list[Change], blocks: Sequence[Block]) -> Iterator[str]:
    """Yield lines of a diff: of lines that follow one another the old ones first, and the rest between."""
    gone: list[str] = []
    come: list[str] = []
    place: int | None = None
    for change in changes:
        between = blocks[place : change.b] if place is not None else ()
        if between:
            yield from (*gone, *come)
            gone, come = [], []
            if len(between) <= _CONTEXT and all(block.kind == "code" for block in between):
                yield from (f" {block.text}" for block in between)
            else:
                yield "@@ … @@"
        gone += (f"-{block.text}" for block in change.before)
        come += (f"+{block.text}" for block in change.after)
        place = change.b + len(change.after)
    yield from (*gone, *come)


def _behind(change: Change, redline: Redline) -> str:
    """Name the block before a new one, by its first words."""
    if not change.b:
        return " at the beginning"
    before = redline.b[change.b - 1]
    name = f" (`#{before.anchor}`)" if before.anchor else ""
    return f" after {_quoted_opening(before)}{name}"


def _quoted(changes: list[Change], blocks: Sequence[Block], *, after: bool) -> Iterator[str]:
    """Return the blocks of one side as a quotation; a table row brings its table's head along."""
    last: Block | None = None
    base = following = 0
    yield ""
    for change in changes:
        start = change.b if after else change.a
        for k, block in enumerate(change.after if after else change.before):
            depth = list_depth(block)
            if last is None or depth < base or start + k != following:
                # A block elsewhere, or outside of the start of the quotation, is not in one list with it.
                if last is not None:
                    yield from (">", "> …", ">")
                base = depth
            elif not _tight(last, block):
                yield ">"
            if block.kind == "row" and (last is None or last.kind != "row" or start + k != following):
                yield from _head_lines(blocks, start + k)
            following = start + k + 1
            yield from (f"> {line}".rstrip() for line in markdown(block, base).split("\n"))
            if block.kind == "row" and block.path[-1] == "thead":
                yield _rule(block)
            last = block


def _tight(last: Block, block: Block) -> bool:
    """Check whether two blocks follow each other without an empty line."""
    return (last.kind == block.kind and block.kind in {"item", "row"}) or (
        (last.kind, block.kind) == ("term", "definition")
    )


def _head_lines(blocks: Sequence[Block], k: int) -> Iterator[str]:
    head = _table_head(blocks, k)
    if head is not None and head is not blocks[k]:
        yield f"> {markdown(head)}"
        yield _rule(head)


def _rule(head: Block) -> str:
    return "> |" + "---|" * sum(token.text == CELL for token in head.tokens)


def _table_head(blocks: Sequence[Block], k: int) -> Block | None:
    table = blocks[k].boxes[:1]
    while k >= 0 and blocks[k].kind == "row" and blocks[k].boxes[:1] == table:
        if blocks[k].path[-1] == "thead":
            return blocks[k]
        k -= 1
    return None


def _summary(group: Sequence[Change]) -> str:
    """Describe changes that share a line."""
    change = group[0]
    what = title_of(change)
    if change.kind in {"insert", "delete"} and len(group) > 1:
        more = f", with {len(group) - 1} blocks" if len(group) > 2 else ", with one block"  # noqa: PLR2004
        done = what.rpartition(" ")[2]
        heading = change.block.kind in {"heading", "page"}
        name = {"heading": "section"}.get(change.block.kind, change.block.kind)
        what = f"{name} {done}{more}" if heading else f"{len(group)} {plural_of(change.block)} {done}"
        detail = "; ".join(_quoted_opening(one.block) for one in (group[:1] if heading else group[:_LISTED]))
        detail += " …" if not heading and len(group) > _LISTED else ""
    else:
        if change.moved and place_of(change.before[0]) != place_of(change.after[0], change.section):
            what += f" from {place_of(change.before[0])}"
        texts = [text for edit in change.edits if (text := _edit(change, edit))]
        if len(texts) > _MOST_EDITS:
            texts[_MOST_EDITS:] = [f"and {len(texts) - _MOST_EDITS} more changes of words"]
        detail = "; ".join((*texts, *change.shape)) or _quoted_opening(change.block)
    line = f"{what[0].upper()}{what[1:]}: {detail}"
    if requirements := [str(found) for one in group for found in one.requirements]:
        line += f" [{_counted(requirements)}]"
    if names := sorted({name for one in group for name in one.ledger}):
        line += f" ({', '.join(names)})"
    return line


def _quoted_opening(block: Block) -> str:
    return _code_opening(block.text) if block.kind == "code" else f"“{_opening(block.tokens)}”"


def _code_opening(line: str) -> str:
    return code(line.strip()) if line.strip() else "an empty line"


def _edit(change: Change, edit: Edit) -> str:
    if edit.op == "space":
        return ""
    if edit.op == "format":
        return f"“{_opening(edit.before)}”: {marks_changed(edit)}"
    if change.kind in {"insert", "delete"}:
        return _quoted_opening(change.block)
    old = _opening(edit.before)
    new = _opening(edit.after)
    if old and new:
        return f"“{old}” is now “{new}”"
    return f"“{new}” added" if new else f"“{old}” dropped" if old else ""


def _opening(tokens: Sequence[Token]) -> str:
    """Return the first words of a text."""
    if tokens and tokens[0].text == CELL:
        # A row is known by its first cell.
        tokens = tokens[1 : next((k for k, token in enumerate(tokens) if k and token.text == CELL), None)]
    text = [token for token in tokens if token.text not in {CELL, JOINT}]
    return words(text[:_SHOWN]) + (" …" if len(text) > _SHOWN else "")
