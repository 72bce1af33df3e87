"""The scope of the LTS: every domain, whether it is taken up and why, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from twotrack.checks.scope_figures import Kept, kept, scope
from twotrack.config.facets import Domain
from twotrack.ledger.entries import order
from twotrack.ledger.ledger_directive import anchor
from twotrack.pages import Page
from twotrack.redline.compare import redline
from twotrack.site.views.page_markup import generated, link, table, url
from twotrack.site.views.view_context import Context, title_of
from twotrack.site.views.view_paths import LEDGER_PAGE, LTS, REDLINE, SCOPE_PAGE
from twotrack.source.tree import SPEC

_OPENING = """\
The long-term stable (LTS) text, {}, takes up a part of the Matrix specification. What it leaves out of a
domain, it leaves out for the reason given."""
_VERDICTS = {"in": "in", "partly": "partly in", "out": "out"}


@dataclass(frozen=True, slots=True)
class Row:
    """A page of the site, and how much of it the LTS keeps."""

    path: str
    title: str
    source: str
    kept: Kept


def scope_page(context: Context) -> Iterator[Page]:
    """Yield the page of the scope, where there is another edition."""
    if context.lts is None or not context.counterparts:
        return
    declared = context.site.tree.editions
    rows = list(_rows(context))
    domains = scope({row.source: row.kept for row in rows}, declared)
    inside = {
        domain.name: [row for row in rows if declared.domain(row.source.removeprefix(f"{SPEC}/")) == domain]
        for domain, _ in domains
    }
    blocks = [
        "# Scope of the LTS {#lts-scope}",
        f"<p>{_OPENING.format(escape(context.lts.edition.title))}</p>",
        "## Domains {#lts-domains}",
        table(
            "Every domain, and how much of its text the LTS keeps",
            ("Domain", "In the LTS", "Kept", "Why"),
            [_domain_row(domain, kept, linked=bool(inside[domain.name])) for domain, kept in domains],
            "tt-stack",
        ),
        "## Pages {#lts-pages}",
    ]
    for domain, _ in domains:
        pages = inside[domain.name]
        if pages:
            blocks += [
                f"### {domain.title} {{#lts-pages-{domain.name}}}",
                table(
                    f"Pages of the domain {escape(domain.title)}",
                    ("Page", "Texts", "Kept", "Ledger"),
                    [_page_row(context, one) for one in pages],
                    "tt-stack",
                ),
            ]
    yield generated(SCOPE_PAGE, context.site.edition, blocks, {"title": "Scope of the LTS", "order": 2})


def _rows(context: Context) -> Iterator[Row]:
    for path, page in context.site.pages.items():
        if not context.site.is_own(page):
            continue
        one = context.compared.get(path)
        document = context.document(page)
        changes = one.redline if one else redline({page.source: document}, {})
        yield Row(path, (one.title if one else title_of(document)) or path, page.source, kept(changes))


def _share(part: Kept) -> str:
    """Return how much is kept, in words and as a bar."""
    blocks, kept = part.blocks, part.kept
    if not blocks:
        return '<span class="tt-quiet">no text yet</span>'
    percent = round(100 * kept / blocks)
    # Never all or nothing where it is not.
    percent = min(max(percent, 1 if kept else 0), 100 if kept == blocks else 99)
    return (
        f'{percent} %<meter class="tt-bar" max="{blocks}" value="{kept}" aria-hidden="true"></meter>'
        f'<span class="tt-quiet">{kept} of {blocks} blocks</span>'
    )


def _domain_row(domain: Domain, part: Kept, *, linked: bool) -> str:
    title = escape(domain.title)
    if linked:
        title = link(f"#lts-pages-{domain.name}", title)
    state = f'<span class="tt-state tt-{domain.ietf}">{_VERDICTS.get(domain.ietf, domain.ietf)}</span>'
    return (
        f'<tr><th scope="row">{title}</th><td data-label="In the LTS">{state}</td>'
        f'<td data-label="Kept">{_share(part)}</td>'
        f'<td data-label="Why">{escape(domain.because)}</td></tr>'
    )


def _page_row(context: Context, one: Row) -> str:
    page = link(url(SCOPE_PAGE, one.path), escape(one.title))
    texts = '<span class="tt-quiet">Matrix only</span>'
    if one.path in context.counterparts:
        lts = url(SCOPE_PAGE, f"{LTS}/{context.counterparts[one.path].path}")
        texts = f"{link(lts, 'LTS text')}, {link(url(SCOPE_PAGE, f'{REDLINE}/{one.path}'), 'redline')}"
    entries = ", ".join(
        link(url(SCOPE_PAGE, LEDGER_PAGE, anchor(name)), name)
        for name in sorted(one.kept.entries, key=order)
        if name in context.entries
    )
    changed = f", {one.kept.changed} of them changed" if one.kept.changed else ""
    return (
        f'<tr><th scope="row">{page}</th><td data-label="Texts">{texts}</td>'
        f'<td data-label="Kept">{_share(one.kept)}<span class="tt-quiet">{changed}</span></td>'
        f'<td data-label="Ledger">{entries}</td></tr>'
    )
