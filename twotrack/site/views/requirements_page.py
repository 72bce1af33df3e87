"""The requirements: each statement with a key word of BCP 14, its addressee, the texts that contain it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from html import escape

from twotrack.pages import Page
from twotrack.requirements.requirement_list import Requirement, to_csv, to_json
from twotrack.site.views.page_markup import UNLISTED, generated, link, table, url
from twotrack.site.views.requirement_parts import Part, parts
from twotrack.site.views.table_filters import choices, search_field, with_filter
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import REQUIREMENTS_PAGE
from twotrack.source.output_map import served_as

_ID = "requirement-list"
_OPENING = """\
Every sentence with a keyword of BCP 14{}. The actor is derived from the sentence. To list what an
implementation of one text has to fulfil, filter by text and actor."""
# If a filter hides rows, JavaScript omits them from the files, too.
_DATA = (
    f"The same as data: [CSV]({{0}}.csv){{{{data-rows={_ID}}}}},"
    f" [JSON]({{0}}.json){{{{data-rows={_ID}}}}}"
    ' <span class="tt-quiet" data-rows-note hidden>(what is shown)</span>'
)
_PARTS = """\
The list has {} requirements, on a page for each part. A filter here searches all parts."""
# RFC 2119 and RFC 8174, from the strongest to the weakest.
_LEVELS = (
    *("MUST", "MUST NOT", "SHALL", "SHALL NOT", "REQUIRED"),
    *("SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED", "MAY", "OPTIONAL"),
)
NOBODY = "not said"
_CODE = re.compile("`([^`]+)`")


def requirement_page(context: Context) -> Iterator[Page]:
    """Yield the page of the requirements, if there are any, and the pages of the parts of a long list."""
    found = context.requirements
    if not found:
        return
    divided = parts(found, _domains(context))
    yield _page(context, REQUIREMENTS_PAGE, found, divided)
    for part in divided:
        if part.path != REQUIREMENTS_PAGE:
            yield _page(context, part.path, part.rows, [part])


def _page(context: Context, path: str, found: Sequence[Requirement], divided: Sequence[Part]) -> Page:
    """Build the page of a list, or of one of its parts. That of a list in parts links to them."""
    editions = context.site.tree.editions
    titles = _domains(context)
    names = {name: editions.editions[name].title for name in context.documents}
    levels = [level for level in _LEVELS if any(row.level == level for row in found)]
    fields = (
        choices("edition", "Text", names),
        choices("actor", "Who", sorted({row.actor or NOBODY for row in found})),
        choices("level", "Level", levels),
        choices(
            "domain",
            "Domain",
            {name: title for name, title in titles.items() if any(r.domain == name for r in found)},
        ),
        *_provenance_field(context),
        search_field("words", "Words"),
    )
    head = ("Level", "Who", "Statement", "Where", "Texts")
    whole = path == REQUIREMENTS_PAGE
    rows = [_row(context, path, row, titles) for row in found] if len(divided) == 1 else []
    shown = table(f"All {len(found)} requirements", head, rows, "tt-stack", _ID)
    if not rows:
        # A script shows it when it has the rows of the parts.
        shown = shown.replace("<div ", "<div hidden ", 1)
    title = "Requirements" if whole else f"Requirements: {divided[0].title}"
    blocks = [
        f"# {title} {{#all-requirements}}",
        _OPENING.format(_of_texts(context)),
        _DATA.format(posixpath.basename(path.removesuffix(".md"))),
        with_filter(_ID, fields, shown),
    ]
    if not rows:
        blocks.append(_PARTS.format(len(found)))
        blocks.append(
            f'<ul data-parts="{_ID}">'
            + "".join(
                f"<li>{link(url(path, part.path), escape(part.title))}: {len(part.rows)}</li>"
                for part in divided
            )
            + "</ul>"
        )
    # The content of a statement is found on its page.
    meta: dict[str, object] = {"title": title, "order": 3, "layout": "tables", "hide": ["toc"], **UNLISTED}
    if not whole:
        meta["up"] = {"title": "Requirements", "path": served_as(REQUIREMENTS_PAGE)}
    return generated(path, context.site.edition, blocks, meta, listed=whole)


def _domains(context: Context) -> dict[str, str]:
    return {domain.name: domain.title for domain in context.site.tree.editions.domains}


def _provenance_field(context: Context) -> list[str]:
    classes = context.project.editions.provenance
    used = {row.provenance for row in context.requirements}
    known = {name: one.title for name, one in classes.items() if name in used}
    return [choices("provenance", "Provenance", known)] if known else []


def _title(context: Context, edition: str) -> str:
    """Return the title of the side that an edition belongs to, or that of the edition."""
    editions = context.project.editions
    side = editions.side(editions.editions[edition])
    return editions.sides.sides[side].title if editions.sides else editions.editions[edition].title


def _of_texts(context: Context) -> str:
    if not context.texts:
        return ""
    names = [context.main.text, *(text.side.text for text in context.texts)]
    return f", from the {' and the '.join(names)}"


def _provenance(context: Context, row: Requirement) -> str:
    """Return the class of a requirement and its note, if they are visible to readers."""
    declared = context.project.editions.provenance.get(row.provenance)
    if declared is None or not declared.shown:
        return ""
    note = f" {escape(row.note)}" if row.note else ""
    return f'<br><span class="tt-quiet"><strong>{escape(declared.title)}.</strong>{note}</span>'


def requirement_assets(context: Context) -> dict[str, str | bytes]:
    """Export the requirements as files."""
    found = context.requirements
    if not found:
        return {}
    divided = parts(found, _domains(context))
    # The rows of the whole list are in the order of its parts.
    lists = {REQUIREMENTS_PAGE: [row for part in divided for row in part.rows]}
    lists |= {part.path: list(part.rows) for part in divided}
    files: dict[str, str | bytes] = {}
    for path, rows in lists.items():
        files |= {path.replace(".md", ".csv"): to_csv(rows), path.replace(".md", ".json"): to_json(rows)}
    return files


def _row(context: Context, here: str, row: Requirement, titles: dict[str, str]) -> str:
    places = []
    for edition in row.editions:
        path = context.pages[edition].get(f"spec/{row.page}")
        if path is not None:
            anchor = row.anchor if row.anchor in context.anchors(edition, path) else ""
            places.append((edition, url(here, path, anchor)))
    first = places[0][1] if places else ""
    where = link(first, escape(row.section or row.page)) if first else escape(row.section)
    texts = ", ".join(link(href, escape(_title(context, edition))) for edition, href in places)
    actor = row.actor or NOBODY
    data = {
        "edition": "|".join(row.editions),
        "actor": actor,
        "level": row.level,
        "domain": row.domain,
        "provenance": row.provenance,
    }
    attributes = "".join(f' data-{name}="{escape(value)}"' for name, value in data.items())
    statement = _CODE.sub(r"<code>\1</code>", escape(row.text))
    domain = titles.get(row.domain, row.domain)
    quiet = "" if row.actor else ' class="tt-quiet"'
    return (
        f'<tr{attributes}><th scope="row" data-label="Level" class="tt-nowrap">{row.level}</th>'
        f'<td data-label="Who"{quiet}>{escape(actor)}</td>'
        f'<td data-label="Statement">{statement}{_provenance(context, row)}</td>'
        f'<td data-label="Where">{where}<br><span class="tt-quiet">{escape(domain)}</span></td>'
        f'<td data-label="Texts" class="tt-nowrap">{texts}</td></tr>'
    )
