"""Every difference between the sides is deliberate: a ledger entry gives the reason.

A difference is explained by `because` in the condition around it, by the scope of its domain in
`editions.yml`, or by a value of the edition itself, such as the name of a version.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from twotrack.census.conversion import in_any_kind
from twotrack.checks.closure import closure_report
from twotrack.checks.work import Work
from twotrack.config.facets import Edition, Editions
from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import Token
from twotrack.redline.compare import reasons_of, redline
from twotrack.redline.records import Change
from twotrack.redline.word_census import report_unread
from twotrack.source.tree import EDITIONS, SPEC
from twotrack.text import Origin

_SHOWN = 60
_CODE = frozenset({"code", "caption"})


def differences(work: Work) -> None:
    """Report every difference between sides that nothing explains; a run of blocks is one difference."""
    _uncompared(work)
    broken = {(ref.where.path, ref.anchor) for ref in closure_report(work)}
    for a, b in work.pairs:
        # A page that an edition leaves out by its scope is explained as a whole.
        left, right = work.documents(a.name, b), work.documents(b.name, a)
        redlined = redline(left, right)
        for documents, blocks in ((left, redlined.a), (right, redlined.b)):
            shown = {name: in_any_kind(work.shown(document)) for name, document in documents.items()}
            report_unread(documents, shown, blocks, work.report)
        last: Change | None = None
        more = 0
        one_sided = _one_sided(redlined.a, redlined.b)
        pending: tuple[Origin, str] | None = None
        for change in redlined.changes:
            missing = next(unexplained(change, a, b, work.editions, broken), None)
            where = change.origin_b or change.origin_a
            if missing is None or where is None or _is_other_alignment(change, one_sided):
                continue
            if last is not None and _continues(change, last):
                more += 1
            else:
                _report(work, pending, more)
                pending, more = (
                    (where, f"{a.name} and {b.name} differ and no ledger entry says why: {missing}"),
                    0,
                )
            last = change
        _report(work, pending, more)


def _uncompared(work: Work) -> None:
    """Report editions that are compared with no other: without a message they would seem to be checked."""
    editions = work.editions
    where = Origin(f"{SPEC}/{EDITIONS}", 0)
    if editions.sides is None and len(editions.distinct) > 1:
        text = "nothing is compared: no facet, or more than one, could separate the sides; declare `sides`"
        work.report.add("uncompared", where, text)
    for name in editions.sides.sides if editions.sides else ():
        if not any(editions.side(edition) == name for edition in editions.distinct):
            work.report.add("uncompared", where, f"no edition belongs to the side {name!r}")
    for edition, side in editions.uncompared:
        text = (
            f"the edition {edition.name!r} is compared with no edition of the side {side!r}: none has the"
            " same values of the other facets, or a version that this one descends from"
        )
        work.report.add("uncompared", where, text)


def _report(work: Work, pending: tuple[Origin, str] | None, more: int) -> None:
    if pending is not None:
        where, text = pending
        rest = f", and {more} more block(s) after it" if more else ""
        work.report.add("difference", where, f"{text}{rest}; give the condition `because` and an id")


def _continues(change: Change, last: Change) -> bool:
    """Check whether two changes insert or delete one run of blocks."""
    if change.kind != last.kind or change.block.page != last.block.page:
        return False
    if change.kind == "delete":
        return change.a == last.a + 1
    return change.kind == "insert" and change.b == last.b + 1


def unexplained(
    change: Change,
    a: Edition,
    b: Edition,
    editions: Editions,
    broken: Container[tuple[str, str]] = (),
) -> Iterator[str]:
    """Yield the parts of a change without an explanation, in words, for changes from edition `a` to `b`.

    A reference that is broken in one of them reads otherwise there; `broken` has its file and anchor.
    """
    if not change.unexplained or _outside(change, b, editions):
        return
    if all(block.kind == "page" for block in (*change.before, *change.after)):
        # That a page is there or not shows in its blocks, each of which is looked at.
        return
    edits = [edit for edit in change.edits if edit.before or edit.after]
    if not edits:
        if not any(block.ledger for block in (*change.before, *change.after)):
            shape = change.shape or (f"{change.block.kind} {change.kind}",)
            yield ", ".join(shape)
        return
    old, new = reasons_of(change.before), reasons_of(change.after)
    shift = 0
    for edit in edits:
        start = edit.at + shift
        shift += len(edit.after) - len(edit.before)
        if edit.op == "space" or _is_value(edit, a, b, editions):
            continue
        if (change.block.origin.path, _plain(edit.after).strip("{}")) in broken or _is_cited(edit, editions):
            continue
        reasons = (*old[edit.at : edit.at + len(edit.before)], *new[start : start + len(edit.after)])
        if not any(reasons):
            yield f"{_shown(edit.before)} in {a.name}, {_shown(edit.after)} in {b.name}"


def _one_sided(a: Sequence[Block], b: Sequence[Block]) -> set[tuple[str, str]]:
    """Return page and text of blocks that occur on one side more often, without all that has a reason."""
    first, second = (Counter(map(_bare, blocks)) for blocks in (a, b))
    return {*(first - second), *(second - first)}


def _is_other_alignment(change: Change, one_sided: set[tuple[str, str]]) -> bool:
    """Check whether blocks only look changed, because text beside them is there for a reason.

    Which of the lines that several alike examples share belongs to which, an alignment cannot know; and a
    paragraph of which most is conditional seems to be another one.
    """
    blocks = (*change.before, *change.after)
    other_form = change.moved or change.kind == "format" or change.shape
    if other_form and not all(block.kind in _CODE for block in blocks):
        return False
    return not any(_bare(block) in one_sided for block in blocks)


def _bare(block: Block) -> tuple[str, str]:
    """Return a block's page, and its words that are under no condition with a reason."""
    reasons = block.reasons or [block.ledger] * len(block.tokens)
    tokens = [token for token, ids in zip(block.tokens, reasons, strict=True) if not ids]
    return block.page, " ".join(token.text for token in tokens)


def _outside(change: Change, edition: Edition, editions: Editions) -> bool:
    """Check whether all of a change is on pages of domains that the edition leaves out as a whole."""
    return all(
        editions.leaves_out(block.page.removeprefix(f"{SPEC}/"), edition)
        for block in (*change.before, *change.after)
    )


def _is_value(edit: Edit, a: Edition, b: Edition, editions: Editions) -> bool:
    """Check whether an edit is nothing but a value of one edition in place of the other's."""
    before, after = _plain(edit.before), _plain(edit.after)
    old, new = _variables(a, editions), _variables(b, editions)
    return any(before in old[name] and after in new[name] for name in old)


def _is_cited(edit: Edit, editions: Editions) -> bool:
    """Check whether an edit only cites a published document for a part that the edition leaves out."""
    for published in editions.published:
        base = published.url.partition("{")[0]
        if any(mark.startswith(f"link:{base}") for token in edit.after for mark in token.marks):
            return True
    return False


def _variables(edition: Edition, editions: Editions) -> dict[str, set[str]]:
    """Return what each variable may read in an edition: a version's page is cut for the version's own."""
    alike = [other for other in editions.editions.values() if other.values == edition.values]
    found = {facet: {value} for facet, value in edition.values.items()}
    found["edition"] = {other.name for other in alike}
    found["title"] = {other.title for other in alike}
    return found


def _plain(tokens: Sequence[Token]) -> str:
    return "".join((" " if token.space else "") + token.text for token in tokens).strip()


def _shown(tokens: Sequence[Token]) -> str:
    text = " ".join(_plain(tokens).split())
    if not text:
        return "nothing"
    return repr(text if len(text) <= _SHOWN else text[: _SHOWN - 1].rstrip() + "…")
