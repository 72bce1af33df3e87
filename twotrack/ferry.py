"""`twotrack ferry` and `twotrack changelog`: changes in the form that another side accepts.

The form is declared for each side in `editions.yml`: an MSC and a FEP show the text before and after, by
section; an Internet-Draft takes the list of changes for its next revision; any other process a plain list.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from twotrack.comparison import Comparison, UnknownEditionError
from twotrack.config.sides import Side, Sides
from twotrack.ledger.entries import Entry
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.redline.records import Redline
from twotrack.rfc.read import draft_texts

# Headings of the template of each form, around the changes.
_TEMPLATES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "msc": (
        "# MSC0000: {title}\n",
        (
            "## Potential issues",
            "## Alternatives",
            "## Security considerations",
            "## Unstable prefix",
            "## Dependencies",
        ),
    ),
    "fep": (
        '---\nslug: "0000"\nauthors:\nstatus: DRAFT\n---\n# FEP-0000: {title}\n',
        ("## Implementations", "## References", "## Copyright"),
    ),
}


def ferry(project: Project, names: Sequence[str], to: str | None, report: Report) -> str | None:
    """Write the text for ledger entries, towards the side `to`; None if the tree has errors.

    Without `to`, the first entry determines the direction. The name of a draft alone selects the
    changes of its next revision. Raises UnknownEditionError for an unknown name and for an entry without a
    direction.
    """
    from twotrack.redline.formats.proposal_form import to_change_list

    if len(names) == 1 and names[0] in draft_texts.working(project.root):
        return _next_revision(project, names[0], report)
    sides = project.editions.sides
    entries = project.entries(report)
    if report.failed:
        return None
    if sides is None:
        raise UnknownEditionError("editions.yml declares no sides, so that nothing can be ferried")
    chosen = [_entry(name, entries) for name in names]
    towards = to or chosen[0].direction.removeprefix("to ")
    known = ", ".join(sides.sides)
    if towards == "none":
        raise UnknownEditionError(f"{chosen[0].id} has no direction; give --to and one of: {known}")
    if towards not in sides.sides:
        raise UnknownEditionError(f"unknown side {towards!r}; expected one of: {known}")
    target = sides.sides[towards]
    found = _first_source(project, target, _sources(sides, target, chosen[0]), set(names), report)
    if found is None:
        return None
    source, changes = found
    used = {name for change in changes.changes for name in change.ledger}
    bare = [entry for entry in chosen if entry.id not in used]
    if target.form in _TEMPLATES:
        return _proposal(changes, chosen, bare, target, source)
    title = "; ".join(f"{entry.id}: {entry.title}" for entry in chosen)
    listed = to_change_list(changes, set(names)) + "".join(_as_line(entry, sides) for entry in bare)
    return f"## {title}\n\n{listed}"


def _sources(sides: Sides, target: Side, entry: Entry) -> list[Side]:
    """List the sides whose text can be proposed to `target`: the site's first, then those of the entry."""
    named = [name for name in (sides.main, *entry.sides) if name in entry.sides and name != target.name]
    return [sides.sides[name] for name in dict.fromkeys(named)] or [
        side for side in sides.sides.values() if side.name != target.name
    ]


def _first_source(
    project: Project, target: Side, sources: Sequence[Side], ids: set[str], report: Report
) -> tuple[Side, Redline] | None:
    """Find the first of the sources with a change under one of the ids, and its changes to the target.

    If there is no such change, it is the first source. Returns None if a text has errors. Raises
    UnknownEditionError if a side has no edition.
    """
    first: tuple[Side, Redline] | None = None
    for source in sources:
        for side in (target, source):
            if not side.edition:
                raise UnknownEditionError(f"editions.yml declares no edition of the side {side.name!r}")
        changes = _changes(project, target, source, ids, report)
        if changes is None:
            return None
        first = first or (source, changes)
        if any(ids.intersection(change.ledger) for change in changes.changes):
            return source, changes
    return first


def _changes(project: Project, target: Side, source: Side, ids: set[str], report: Report) -> Redline | None:
    """Find the changes from the target's text to the source's, in the editions that use the entries.

    The editions of the two sides come first, then those of their versions, the latest ones before others: an
    entry can concern one version only.
    """
    comparison = Comparison(project, report)
    changes = comparison.compare(target.edition, source.edition)
    editions = project.editions
    for a, b in reversed(editions.pairs):
        if changes is None or any(ids.intersection(change.ledger) for change in changes.changes):
            return changes
        names = {editions.side(edition): edition.name for edition in (a, b)}
        if names.keys() == {target.name, source.name}:
            other = comparison.compare(names[target.name], names[source.name])
            if other is None or any(ids.intersection(change.ledger) for change in other.changes):
                return other
    return changes


def _proposal(
    changes: Redline, chosen: Sequence[Entry], bare: Sequence[Entry], target: Side, source: Side
) -> str:
    """Write a proposal in the form of the side `target`, with every section of its template."""
    from twotrack.redline.formats.proposal_form import to_delta

    head, sections = _TEMPLATES[target.form]
    title = "; ".join(entry.title for entry in chosen)
    delta = to_delta(changes, {entry.id for entry in chosen})
    parts = [
        head.format(title=title),
        *(_reason(entry, source) for entry in chosen),
        "## Proposal\n" if target.form == "msc" else "## Summary\n",
        _nested(delta),
        *(_nested(_as_delta(entry, target, source)) for entry in bare),
        *(f"{heading}\n" for heading in sections),
    ]
    return "\n".join(filter(None, parts))


def _nested(text: str) -> str:
    """Move the headings of Markdown one level down."""
    return re.sub(r"^(#+ )", r"#\1", text, flags=re.MULTILINE)


def changelog(project: Project, text: str, since: str, until: str | None, report: Report) -> str | None:
    """List the changes of a text between two revisions; None if one of them has errors.

    A revision is a git revision or, for a draft, the number of a submission. The default of `until` is the
    current text. Raises UnknownEditionError and UnknownRevisionError.
    """
    from twotrack.redline.formats.proposal_form import to_change_list

    numbers = draft_texts.revisions(project.root, text)
    a, at = (f"{text}-{since}", None) if since in numbers else (text, since)
    b, upto = (f"{text}-{until}", None) if until in numbers else (text, until)
    if not numbers and re.fullmatch(r"\d\d", since) and text in draft_texts.working(project.root):
        raise UnknownEditionError(f"{text} has no submitted revision; name a git revision")
    changes = Comparison(project, report).compare(a, b, at=at, until=upto)
    if changes is None:
        return None
    title = _span(since, until)
    return to_change_list(changes, title=title) or f"## {title}\n\nNothing changed.\n"


def all_changelogs(project: Project, since: str, until: str | None, report: Report) -> str | None:
    """List the changes of every edition, version and draft between two git revisions, as one Markdown text.

    Texts with the same changes, such as a rule of all versions, share a section. A text that only one of the
    revisions has is named. Returns None if a text has errors. Raises UnknownRevisionError.
    """
    from twotrack.redline.formats.proposal_form import to_change_list

    comparison = Comparison(project, report)
    editions = project.editions.editions
    texts: dict[str, list[str]] = {}
    with comparison.keeping_revisions():
        for name in (*editions, *draft_texts.working(project.root)):
            try:
                changes = comparison.compare(name, name, at=since, until=until)
            except UnknownEditionError:
                texts.setdefault("Only one of the revisions has this text.\n", []).append(name)
                continue
            if changes is None:
                return None
            listed = to_change_list(changes)
            if name in editions:
                # The heading names the version already, and without its title the lists of several are equal.
                listed = listed.replace(f"- {editions[name].title} › ", "- ")  # noqa: RUF001 - as lists write it
            texts.setdefault(listed or "Nothing changed.\n", []).append(name)
    sections = (f"## {', '.join(names)}\n\n{text}" for text, names in texts.items())
    return "\n".join((f"# {_span(since, until)}\n", *sections))


def _span(since: str, until: str | None) -> str:
    return f"From {since} to {until}" if until else f"Since {since}"


def _next_revision(project: Project, name: str, report: Report) -> str | None:
    """Find the changes of a draft since its last submission, as a section for the draft."""
    from twotrack.redline.formats.proposal_form import to_change_list

    numbers = draft_texts.revisions(project.root, name)
    if not numbers:
        raise UnknownEditionError(f"{name} has no submitted revision to compare with")
    changes = Comparison(project, report).compare(f"{name}-{numbers[-1]}", name)
    if changes is None:
        return None
    head = f'# Changes since -{numbers[-1]}\n{{:numbered="false" removeinrfc="true"}}\n\n'
    return head + (to_change_list(changes) or "Nothing changed.\n")


def _entry(name: str, entries: Mapping[str, Entry]) -> Entry:
    if name not in entries:
        known = ", ".join(entries)
        raise UnknownEditionError(f"unknown ledger entry or draft {name!r}; expected one of: {known}")
    return entries[name]


def _reason(entry: Entry, source: Side) -> str:
    """Write the reason as a comment above a proposal; the proposal itself has only its author's words."""
    text = entry.sides.get(source.name, "")
    words = " ".join(f"{entry.id}, {entry.status}: {text} Reason: {entry.reason}".split())
    return f"<!-- {words.replace('--', '- -')} -->\n"


def _as_delta(entry: Entry, target: Side, source: Side) -> str:
    """Describe an entry that no text of the tree names, in the words of the ledger."""
    note = f"<!-- {entry.id}: no text of the tree is under this entry; these are the words of the ledger -->"
    before, after = (" ".join(entry.sides.get(side.name, "").split()) for side in (target, source))
    return f"## {entry.title}\n\n{note}\nChange:\n\n> {before}\n\nto:\n\n> {after}\n"


def _as_line(entry: Entry, sides: Sides) -> str:
    """Describe an entry that no text of the tree names as a line of a change list."""
    texts = " ".join(f"{sides.sides[name].title}: {text}" for name, text in entry.sides.items())
    words = " ".join(f"{entry.title}: {texts} {entry.reason}".split())
    return f"- {words} ({', '.join((entry.id, *entry.source))})\n"
