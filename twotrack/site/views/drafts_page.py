"""The Internet-Drafts: the topic of each, and its texts if they were built before the site."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from html import escape
from pathlib import Path

from twotrack.markdown.scan.anchors import guard
from twotrack.pages import Page
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.rfc.read.draft_texts import revisions
from twotrack.rfc.source import submissions
from twotrack.site.views.page_markup import generated, link, table, url
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import DRAFTS, DRAFTS_FOLDER, DRAFTS_PAGE, LEDGER_PAGE

_FORMATS = {".html": "HTML", ".txt": "text", ".pdf": "PDF", ".xml": "RFCXML"}
# The HTML of xml2rfc refers to a style sheet beside it for local additions.
_LOCAL_SHEET = "rfc-local.css"
_OPENING = """\
<p>The Internet-Drafts are generated from the same source as this site. {scope} lists the parts of the
specification that they include, {ledger} the differences and their reasons.</p>"""


def draft_page(context: Context) -> Iterator[Page]:
    """Yield the page of the drafts, if the project has any."""
    # Faults of a draft are reported when it is built.
    drafts = context.project.drafts(Report())
    if not drafts.by_key:
        return
    opening = ""
    if context.texts:
        opening = _OPENING.format(
            scope=link(url(DRAFTS_PAGE, context.texts[0].scope_page), "The scope"),
            ledger=link(url(DRAFTS_PAGE, LEDGER_PAGE), "the ledger of differences"),
        )
    blocks = ["# Internet-Drafts {#internet-drafts}", *([opening] if opening else [])]
    texts = draft_assets(context)
    for draft in drafts.by_key.values():
        blocks += _draft(context, drafts, draft, [Path(path).name for path in texts])
    yield generated(DRAFTS_PAGE, context.site.edition, blocks, {"title": DRAFTS.title})


def draft_assets(context: Context) -> dict[str, str | bytes]:
    """Map path on the site -> content, for the drafts as they were last built, and as they were submitted."""
    found: dict[str, str | bytes] = {}
    project = context.project
    for folder in (project.draft_folder, project.root / submissions.FOLDER):
        for path in sorted(folder.glob("draft-*")):
            if path.suffix in _FORMATS and path.is_file():
                found[f"{DRAFTS_FOLDER}/{path.name}"] = path.read_bytes()
    if any(path.endswith(".html") for path in found):
        found[f"{DRAFTS_FOLDER}/{_LOCAL_SHEET}"] = "/* Every draft links this sheet; it changes nothing. */\n"
    return found


def _draft(
    context: Context, drafts: draft_build.Drafts, draft: draft_build.Draft, texts: list[str]
) -> Iterator[str]:
    meta, stem = draft.file.meta, Path(draft.path).stem
    name = submissions.base_name(meta.text("docname", "docName") or stem)
    yield f"## {guard(meta.text('title') or name)} {{#{name}}}"
    yield from _abstract(drafts, draft)
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
    for text in context.texts:
        if declared.name == text.site.edition.name and "index.md" in text.site.pages:
            return link(url(DRAFTS_PAGE, f"{text.side.folder}/index.md"), escape(declared.title))
    return escape(declared.title)


def _abstract(drafts: draft_build.Drafts, draft: draft_build.Draft) -> Iterator[str]:
    parts = tuple(part for part in draft.file.parts if part.name == "abstract")
    quiet = draft_build.with_report(drafts, Report())
    converted = draft_build.convert(quiet, replace(draft, file=replace(draft.file, parts=parts)))
    for part in converted[0] if converted else ():
        yield str(part.document.text)


def _links(stem: str, texts: list[str]) -> str:
    names = {ending: f"{stem}{ending}" for ending in _FORMATS}
    return ", ".join(link(name, _FORMATS[ending]) for ending, name in names.items() if name in texts)
