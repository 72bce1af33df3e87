"""The Internet-Drafts: what each is about, and its texts where they were built before the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

from twotrack.markdown.scan.anchors import guard
from twotrack.pages import Page
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.rfc.source import submissions
from twotrack.rfc.read.draft_texts import revisions
from twotrack.config.facets import Domain
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import DRAFTS, DRAFTS_FOLDER, DRAFTS_PAGE, LEDGER_PAGE, LTS, SCOPE_PAGE
from twotrack.site.views.page_markup import generated, link, table, url

_FORMATS = {".html": "HTML", ".txt": "text", ".pdf": "PDF", ".xml": "RFCXML"}
_OPENING = """\
<p>What of this specification is meant to stay as it is for a long time is written up as Internet-Drafts,
from the same source as this site. {scope} says what they take up, {ledger} where they differ from the
Matrix text, and why.</p>"""


def draft_page(context: Context) -> Iterator[Page]:
    """Yield the page of the drafts, where the project has any."""
    # What is wrong with a draft is told when it is built.
    project = draft_build.open_project(context.site.tree.root, Report())
    if project is None or not project.drafts:
        return
    opening = _OPENING.format(
        scope=link(url(DRAFTS_PAGE, SCOPE_PAGE), "The scope of the LTS"),
        ledger=link(url(DRAFTS_PAGE, LEDGER_PAGE), "the ledger of differences"),
    )
    blocks = ["# Internet-Drafts {#internet-drafts}", *([opening] if context.counterparts else [])]
    texts = draft_assets(context)
    for draft in project.drafts.values():
        blocks += _draft(context, project, draft, [Path(path).name for path in texts])
    yield generated(DRAFTS_PAGE, context.site.edition, blocks, {"title": DRAFTS.title})


def draft_assets(context: Context) -> dict[str, str | bytes]:
    """Give path on the site -> content of the drafts as they were last built, and as they were submitted."""
    found: dict[str, str | bytes] = {}
    for folder in (draft_build.OUT, submissions.FOLDER):
        for path in sorted((context.site.tree.root / folder).glob("draft-*")):
            if path.suffix in _FORMATS and path.is_file():
                found[f"{DRAFTS_FOLDER}/{path.name}"] = path.read_bytes()
    return found


def _draft(
    context: Context, project: draft_build.Project, draft: draft_build.Draft, texts: list[str]
) -> Iterator[str]:
    meta, stem = draft.file.meta, Path(draft.path).stem
    name = submissions.base_name(meta.text("docname") or stem)
    yield f"## {guard(meta.text('title') or name)} {{#{name}}}"
    yield from _abstract(project, draft)
    frozen = [f"{name}-{number}" for number in revisions(context.site.tree.root, name)]
    rows = {
        "Name": f"<code>{escape(name)}</code>",
        "Cut from": _edition(context, meta.text("edition")),
        "Working text": _links(stem, texts) or '<span class="tt-quiet">not built with this site</span>',
        "Submitted": "<br>".join(f"{revision[-2:]}: {_links(revision, texts)}" for revision in frozen)
        or '<span class="tt-quiet">nothing yet</span>',
    }
    yield table(
        f"The draft {escape(name)}",
        (),
        (f'<tr><th scope="row">{head}</th><td>{content}</td></tr>' for head, content in rows.items()),
        "tt-facts",
    )


def _edition(context: Context, name: str) -> str:
    editions = context.site.tree.editions
    declared = editions.editions.get(name or editions.site)
    if declared is None:
        return escape(name)
    if context.lts is not None and declared.name == context.lts.edition.name:
        return link(url(DRAFTS_PAGE, f"{LTS}/index.md"), escape(declared.title))
    return escape(declared.title)


def _abstract(project: draft_build.Project, draft: draft_build.Draft) -> Iterator[str]:
    parts = tuple(part for part in draft.file.parts if part.name == "abstract")
    quiet = draft_build.quiet(project, Report())
    converted = draft_build.convert(quiet, replace(draft, file=replace(draft.file, parts=parts)))
    for part in converted[0] if converted else ():
        yield str(part.document.text)


def _links(stem: str, texts: list[str]) -> str:
    names = {ending: f"{stem}{ending}" for ending in _FORMATS}
    return ", ".join(link(name, _FORMATS[ending]) for ending, name in names.items() if name in texts)
