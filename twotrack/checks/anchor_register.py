"""The register of anchors, `spec/anchors.tsv`: links from elsewhere work for ever.

A line has an anchor, its source page at the last release and, if it is no longer there,
its replacement: the anchor that replaces it (itself, if it only moved to another page), or `-`
if it is gone for good. Columns are separated by tabs.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
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
    """An anchor of a release: the source page it stood on, what replaces it, and its line of the register."""

    anchor: str
    page: str
    now: str
    where: Origin


def anchors(work: Work) -> None:
    """Report anchors of the last release that are no longer at their place, and wrong lines."""
    register = read_anchors(work.root, work.report)
    site = work.site(work.editions.site)
    pages = pages_of(site)
    for row in register.values():
        standing = pages.get(row.anchor)
        if not row.now:
            if standing is None:
                text = f"the anchor {row.anchor!r} of {row.page} is gone; name what replaces it, or `-`"
                work.report.add("anchor-gone", row.where, text)
            elif standing != row.page:
                text = (
                    f"the anchor {row.anchor!r} moved from {row.page} to {standing};"
                    f" write {row.anchor!r} behind the page, so that a redirect is made"
                )
                work.report.add("anchor-moved", row.where, text)
        elif row.now != GONE and row.now not in pages:
            text = f"{row.now!r}, which is to replace {row.anchor!r}, is no anchor of the site"
            work.report.add("anchors", row.where, text)
        elif standing == row.page:
            text = f"{row.anchor!r} still stands on {row.page}; take {row.now!r} away"
            work.report.add("anchors", row.where, text)


def pages_of(site: Site) -> dict[str, str]:
    """Return anchor -> source page (below `spec/`) for every anchor of a site."""
    found: dict[str, str] = {}
    for page in site.pages.values():
        for anchor in page.anchors:
            found.setdefault(anchor.id, page.source.removeprefix(f"{SPEC}/"))
    return found


def read_anchors(root: Path, report: Report) -> dict[str, Registered]:
    """Read the register; empty if there is none yet."""
    path = root / ANCHORS
    if not path.exists():
        return {}
    rows: dict[str, Registered] = {}
    for number, line in enumerate((read_text(path, ANCHORS, root, report) or "").split("\n"), 1):
        if not line:
            continue
        where = Origin(ANCHORS, number)
        fields = line.split("\t")
        if len(fields) not in _FIELDS or not all(fields):
            report.add(
                "anchors",
                where,
                "a line holds an anchor, a page, and perhaps what replaces it, parted by tabs",
            )
        elif fields[0] in rows:
            report.add("anchors", where, f"{fields[0]!r} stands on line {rows[fields[0]].where.line} too")
        else:
            rows[fields[0]] = Registered(fields[0], fields[1], fields[2] if len(fields) > 2 else "", where)  # noqa: PLR2004
    return rows


def write_anchors(root: Path, site: Site, report: Report) -> None:
    """Add the anchors that are not registered yet; registered lines are not changed."""
    rows = {
        row.anchor: [row.anchor, row.page, *filter(None, [row.now])]
        for row in read_anchors(root, report).values()
    }
    for anchor, page in pages_of(site).items():
        rows.setdefault(anchor, [anchor, page])
    lines = ["\t".join(rows[anchor]) + "\n" for anchor in sorted(rows)]
    write_source(root / ANCHORS, "".join(lines))


def redirects(register: Mapping[str, Registered], site: Site) -> dict[str, dict[str, str]]:
    """Return page -> anchor that is no longer there -> relative URL of its present place.

    A page whose source is gone altogether has its redirects under the path that it had, so that a page can be
    made for them. Pages are served as folders, as MkDocs does.
    """
    at: dict[str, dict[str, str]] = {}
    for path, page in site.pages.items():
        for anchor in page.anchors:
            at.setdefault(anchor.id, {}).setdefault(page.source.removeprefix(f"{SPEC}/"), path)
    cut_from: dict[str, list[str]] = {}
    for path, page in site.pages.items():
        cut_from.setdefault(page.source.removeprefix(f"{SPEC}/"), []).append(path)
    found: dict[str, dict[str, str]] = {}
    for row in register.values():
        target = _final(row, register)
        if target not in at:
            continue
        for path in cut_from.get(row.page, [row.page]):
            own = [anchor.id for anchor in site.pages[path].anchors] if path in site.pages else []
            leads = path if target in own else next(iter(at[target].values()))
            here = served_as(path) or "."
            url = "" if leads == path else posixpath.relpath(served_as(leads) or ".", here) + "/"
            found.setdefault(path, {})[row.anchor] = f"{url}#{target}"
    return {path: dict(sorted(found[path].items())) for path in sorted(found)}


def _final(row: Registered, register: Mapping[str, Registered]) -> str:
    """Return the anchor at the end of a chain of renamings; empty if nothing replaces it."""
    seen = {row.anchor}
    now = row.now
    while now in register and register[now].now not in {"", now} and now not in seen:
        seen.add(now)
        now = register[now].now
    return "" if now == GONE else now
