"""`twotrack ferry` and `twotrack changelog`: changes in the form that readers elsewhere take (MSC3923).

To Matrix goes a proposal: the delta from the Matrix text to the LTS text, before and after, by section. To
the IETF goes the list of changes for a draft's next revision: from the LTS text to the Matrix text, or, for a
draft as a whole, from the revision submitted last to the text as it is now.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from twotrack.comparison import Comparison, UnknownEditionError
from twotrack.ledger.entries import Entry
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.rfc.read import draft_texts

_TRACK = "track"
# How proposals are called before they have a number.
_PROPOSAL = "MSC0000"


def ferry(project: Project, names: Sequence[str], to: str | None, report: Report) -> str | None:
    """Return the text for ledger entries, towards `to` (`matrix` or `ietf`); None if the tree has faults.

    Without `to`, the first entry says which way. The name of a draft alone stands for the changes of its next
    revision. Raises UnknownEditionError for what is unknown, and for an entry that is ferried neither way.
    """
    from twotrack.redline.formats.proposal_form import to_change_list, to_delta

    if len(names) == 1 and names[0] in draft_texts.working(project.root):
        return _next_revision(project, names[0], report)
    entries = project.entries(report)
    if report.failed:
        return None
    chosen = [_entry(name, entries) for name in names]
    towards = to or chosen[0].direction.removeprefix("to ")
    if towards == "none":
        raise UnknownEditionError(f"{chosen[0].id} is ferried neither way; say --to matrix or --to ietf")
    matrix, lts = _tracks(project)
    a, b = (matrix, lts) if towards == "matrix" else (lts, matrix)
    changes = Comparison(project, report).compare(a, b)
    if changes is None:
        return None
    used = {name for change in changes.changes for name in change.ledger}
    bare = [entry for entry in chosen if entry.id not in used]
    if towards == "ietf":
        title = "; ".join(f"{entry.id}: {entry.title}" for entry in chosen)
        listed = to_change_list(changes, set(names)) + "".join(map(_as_line, bare))
        return f"## {title}\n\n{listed}"
    title = "; ".join(entry.title for entry in chosen)
    delta = to_delta(changes, set(names))
    parts = [f"# {_PROPOSAL}: {title}\n", *map(_reason, chosen), delta, *map(_as_delta, bare)]
    return "\n".join(filter(None, parts))


def changelog(project: Project, text: str, since: str, until: str | None, report: Report) -> str | None:
    """Return what changed in a text between two revisions, as a list; None if one of them has faults.

    A revision is one of git; of a draft, the number of one that was submitted too. Without `until`, the
    text is taken as it is now. Raises UnknownEditionError and UnknownRevisionError.
    """
    from twotrack.redline.formats.proposal_form import to_change_list

    numbers = draft_texts.revisions(project.root, text)
    a, at = (f"{text}-{since}", None) if since in numbers else (text, since)
    b, upto = (f"{text}-{until}", None) if until in numbers else (text, until)
    if not numbers and re.fullmatch(r"\d\d", since) and text in draft_texts.working(project.root):
        raise UnknownEditionError(f"no revision of {text} was submitted; name one of git")
    changes = Comparison(project, report).compare(a, b, at=at, until=upto)
    if changes is None:
        return None
    title = f"From {since} to {until}" if until else f"Since {since}"
    return to_change_list(changes, title=title) or f"## {title}\n\nNothing changed.\n"


def _next_revision(project: Project, name: str, report: Report) -> str | None:
    """Return the changes of a draft since the revision submitted last, as a section to put into it."""
    from twotrack.redline.formats.proposal_form import to_change_list

    numbers = draft_texts.revisions(project.root, name)
    if not numbers:
        raise UnknownEditionError(f"no revision of {name} was submitted yet: nothing to list changes since")
    changes = Comparison(project, report).compare(f"{name}-{numbers[-1]}", name)
    if changes is None:
        return None
    head = f'# Changes since -{numbers[-1]}\n{{:numbered="false" removeinrfc="true"}}\n\n'
    return head + (to_change_list(changes) or "Nothing changed.\n")


def _entry(name: str, entries: Mapping[str, Entry]) -> Entry:
    if name not in entries:
        raise UnknownEditionError(f"no ledger entry or draft {name!r}; there are {', '.join(entries)}")
    return entries[name]


def _tracks(project: Project) -> tuple[str, str]:
    """Return the names of the site's edition and of the declared edition of the other track."""
    editions = project.editions
    site = editions.editions[editions.site]
    for edition in editions.editions.values():
        own = edition.name not in editions.lineage.versions
        if own and edition.values.get(_TRACK) != site.values.get(_TRACK):
            return site.name, edition.name
    raise UnknownEditionError("editions.yml declares no edition of another track")


def _reason(entry: Entry) -> str:
    """Give why, for the head of a proposal: as a comment, since the proposal's own words are its author's."""
    words = " ".join(f"{entry.id}, {entry.status}: {entry.ietf} Why: {entry.reason}".split())
    return f"<!-- {words.replace('--', '- -')} -->\n"


def _as_delta(entry: Entry) -> str:
    """Return an entry that changes no text of its own in the words of the ledger."""
    note = f"<!-- {entry.id}: no text of the tree stands under it; this is what the ledger says -->"
    matrix, ietf = (" ".join(words.split()) for words in (entry.matrix, entry.ietf))
    return f"## {entry.title}\n\n{note}\nChange:\n\n> {matrix}\n\nto:\n\n> {ietf}\n"


def _as_line(entry: Entry) -> str:
    """Return an entry that both texts say alike as a line of a change list: what is said now, and why."""
    said = " ".join(f"{entry.title}: {entry.matrix} LTS: {entry.ietf} {entry.reason}".split())
    return f"- {said} ({', '.join((entry.id, *entry.source))})\n"
