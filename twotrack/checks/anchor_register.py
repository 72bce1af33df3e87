"""The register of anchors, `spec/anchors.tsv`, which keeps links from other sites working.

A line has an anchor, the source page that it was on at the last release, and, if it is not there any more,
its successor: another anchor, the same anchor if only the page changed, or `-` if there is none. Columns are
separated by tabs. Two pages may have had the same anchor, and a page that is cut for several versions may
have a successor for each of them; these are lines of their own.
"""

from __future__ import annotations

import posixpath
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from twotrack.checks.work import Work
from twotrack.output import write_source
from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.source.output_map import served_as
from twotrack.source.tree import SPEC, read_text
from twotrack.text import Origin

ANCHORS = f"{SPEC}/anchors.tsv"
GONE = "-"
_FIELDS = (2, 3)


@dataclass(frozen=True, slots=True)
class Registered:
    """An anchor of a release: its source page, its successor (empty if it is still there), and its line."""

    anchor: str
    page: str
    now: str
    where: Origin


def anchors(work: Work) -> None:
    """Report anchors of the last release that are not where they were, and lines that are wrong."""
    register = read_anchors(work.root, work.report)
    site = work.site(work.editions.site)
    pages = pages_of(site)
    for row in register:
        standing = pages.get(row.anchor)
        if not row.now:
            if standing is None:
                text = f"the anchor {row.anchor!r} of {row.page} is gone; add its successor, or `-`"
                work.report.add("anchor-gone", row.where, text)
            elif standing != row.page:
                text = (
                    f"the anchor {row.anchor!r} moved from {row.page} to {standing};"
                    f" add {row.anchor!r} as its successor to redirect links"
                )
                work.report.add("anchor-moved", row.where, text)
        elif row.now != GONE and row.now not in pages:
            text = f"undefined anchor {row.now!r}, given as successor of {row.anchor!r}"
            work.report.add("anchors", row.where, text)
        elif standing == row.page:
            text = f"{row.anchor!r} is still on {row.page}; remove {row.now!r}"
            work.report.add("anchors", row.where, text)


def pages_of(site: Site) -> dict[str, str]:
    """Return anchor -> source page (below `spec/`) for every anchor of a site."""
    found: dict[str, str] = {}
    for page in site.pages.values():
        for anchor in page.anchors:
            found.setdefault(anchor.id, page.source.removeprefix(f"{SPEC}/"))
    return found


def read_anchors(root: Path, report: Report) -> list[Registered]:
    """Read the register; it is empty if there is no file."""
    path = root / ANCHORS
    if not path.exists():
        return []
    rows: dict[tuple[str, ...], Registered] = {}
    for number, line in enumerate((read_text(path, ANCHORS, root, report) or "").split("\n"), 1):
        if not line:
            continue
        where = Origin(ANCHORS, number)
        fields = line.split("\t")
        if len(fields) not in _FIELDS or not all(fields):
            text = "expected an anchor, a page, and optionally the successor, separated by tabs"
            report.add("anchors", where, text)
            continue
        row = Registered(fields[0], fields[1], fields[2] if len(fields) > 2 else "", where)  # noqa: PLR2004
        # Successors may differ by version, but an anchor cannot be there and have a successor.
        same = [(row.anchor, row.page, row.now), (row.anchor, row.page, "")]
        first = next((rows[key] for key in same if key in rows), None)
        if first is not None:
            text = f"duplicate anchor {row.anchor!r} of {row.page}, first on line {first.where.line}"
            report.add("anchors", where, text)
        else:
            rows[row.anchor, row.page, row.now] = row
    return list(rows.values())


def write_anchors(root: Path, site: Site, report: Report) -> None:
    """Add the anchors that are not in the register; existing lines are kept.

    A register with faults is only reported: its lines that cannot be read would be lost.
    """
    own = Report()
    rows = [(row.anchor, row.page, row.now) for row in read_anchors(root, own)]
    report.take(own)
    if own.problems:
        return
    # A name that only other pages had is registered for the page that has it now.
    known = {anchor for anchor, _, now in rows if now in {"", anchor}} | {row[:2] for row in rows}
    for anchor, page in pages_of(site).items():
        if anchor not in known and (anchor, page) not in known:
            rows.append((anchor, page, ""))
    lines = ["\t".join(filter(None, row)) + "\n" for row in sorted(rows)]
    write_source(root / ANCHORS, "".join(lines))


def redirects(register: Sequence[Registered], site: Site) -> dict[str, dict[str, str]]:
    """Return page -> anchor that is not there any more -> relative URL of its successor.

    A page whose source does not exist any more has its redirects under its former path, so that a page can be
    made for them. Pages are served as folders, as by MkDocs.
    """
    at: dict[str, dict[str, str]] = {}
    cut_from: dict[str, list[str]] = {}
    for path, page in site.pages.items():
        source = page.source.removeprefix(f"{SPEC}/")
        cut_from.setdefault(source, []).append(path)
        for anchor in page.anchors:
            at.setdefault(anchor.id, {}).setdefault(source, path)
    own = {path: {anchor.id for anchor in page.anchors} for path, page in site.pages.items()}
    successors = {row.anchor: row.now for row in register if row.now}
    found: dict[str, dict[str, str]] = {}
    for row in register:
        target = _final(row, successors, at)
        if target not in at:
            continue
        for path in cut_from.get(row.page, [row.page]):
            here = target in own.get(path, ())
            if row.anchor in found.get(path, {}) and not here:
                continue  # of several successors, that on the page itself comes first
            leads = path if here else next(iter(at[target].values()))
            url = "" if here else posixpath.relpath(served_as(leads) or ".", served_as(path) or ".") + "/"
            found.setdefault(path, {})[row.anchor] = f"{url}#{target}"
    return {path: dict(sorted(found[path].items())) for path in sorted(found)}


def _final(row: Registered, successors: Mapping[str, str], at: Container[str]) -> str:
    """Return the anchor at the end of a chain of successors; empty if there is none."""
    seen = {row.anchor}
    now = row.now
    while now not in at and now in successors and now not in seen:
        seen.add(now)
        now = successors[now]
    return "" if now == GONE else now
