"""The scope of each side: every domain, whether the side includes it, the reason, and the extent."""

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
from twotrack.site.views.page_markup import generated, link, table, url, words
from twotrack.site.views.view_context import Context, SideText, title_of
from twotrack.site.views.view_paths import LEDGER_PAGE
from twotrack.source.tree import SPEC

_VERDICTS = {"in": "in", "partly": "partly in", "out": "out"}


@dataclass(frozen=True, slots=True)
class Row:
    """A page of the site, and the share of it that a side includes."""

    path: str
    title: str
    source: str
    kept: Kept


def scope_page(context: Context) -> Iterator[Page]:
    """Yield the page of the scope of each other side."""
    yield from (_page(text) for text in context.texts)


def _page(text: SideText) -> Page:
    context, side = text.context, text.side
    declared = context.site.tree.editions
    rows = list(_rows(text))
    domains = scope({row.source: row.kept for row in rows}, declared)
    inside = {
        domain.name: [row for row in rows if declared.domain(row.source.removeprefix(f"{SPEC}/")) == domain]
        for domain, _ in domains
    }
    title = f"Scope of the {side.text}"
    blocks = [
        f"# {words(title)} {{#{side.folder}-scope}}",
        f"<p>{_opening(text)}</p>",
        f"## Domains {{#{side.folder}-domains}}",
        table(
            f"Every domain, and how much of its text the {escape(side.text)} includes",
            ("Domain", f"In the {escape(side.text)}", "Kept", "Reason"),
            [_domain_row(text, domain, kept, linked=bool(inside[domain.name])) for domain, kept in domains],
            "tt-stack",
        ),
        f"## Pages {{#{side.folder}-pages}}",
    ]
    for domain, _ in domains:
        pages = inside[domain.name]
        if pages:
            blocks += [
                f"### {words(domain.title)} {{#{side.folder}-pages-{domain.name}}}",
                table(
                    f"Pages of the domain {escape(domain.title)}",
                    ("Page", "Texts", "Kept", "Ledger"),
                    [_page_row(text, one) for one in pages],
                    "tt-stack",
                ),
            ]
    order_of = 2 + context.texts.index(text) / 10
    return generated(text.scope_page, context.site.edition, blocks, {"title": title, "order": order_of})


def _opening(text: SideText) -> str:
    side = text.side
    meaning = f" ({escape(side.title)}: {escape(side.meaning)})" if side.meaning else ""
    return (
        f"The {escape(side.text)}{meaning}, {escape(text.site.edition.title)}, includes a part of the"
        f" {escape(text.context.main.text)}. The reason is given for each domain that it leaves out in part"
        " or whole."
    )


def _rows(text: SideText) -> Iterator[Row]:
    context = text.context
    for path, page in context.site.pages.items():
        if not context.site.is_own(page):
            continue
        one = text.compared.get(path)
        document = context.document(page)
        changes = one.redline if one else redline({page.source: document}, {})
        yield Row(path, (one.title if one else title_of(document)) or path, page.source, kept(changes))


def _share(part: Kept) -> str:
    """Render the share that is included, in words and as a bar."""
    blocks, kept = part.blocks, part.kept
    if not blocks:
        return '<span class="tt-quiet">no text yet</span>'
    percent = round(100 * kept / blocks)
    # Partial shares are never rounded to all or nothing.
    percent = min(max(percent, 1 if kept else 0), 100 if kept == blocks else 99)
    return (
        f'{percent} %<meter class="tt-bar" max="{blocks}" value="{kept}" aria-hidden="true"></meter>'
        f'<span class="tt-quiet">{kept} of {blocks} blocks</span>'
    )


def _domain_row(text: SideText, domain: Domain, part: Kept, *, linked: bool) -> str:
    title = escape(domain.title)
    if linked:
        title = link(f"#{text.side.folder}-pages-{domain.name}", title)
    verdict, because = domain.scope(text.side.name).verdict, domain.scope(text.side.name).because
    state = f'<span class="tt-state tt-{verdict}">{_VERDICTS.get(verdict, verdict)}</span>'
    return (
        f'<tr><th scope="row">{title}</th><td data-label="In the {escape(text.side.text)}">{state}</td>'
        f'<td data-label="Kept">{_share(part)}</td>'
        f'<td data-label="Reason">{escape(because)}</td></tr>'
    )


def _page_row(text: SideText, one: Row) -> str:
    here = text.scope_page
    page = link(url(here, one.path), escape(one.title))
    texts = f'<span class="tt-quiet">{escape(text.context.main.title)} only</span>'
    if one.path in text.counterparts:
        other = url(here, f"{text.side.folder}/{text.counterparts[one.path].path}")
        redlined = url(here, f"{text.redlines}/{one.path}")
        texts = f"{link(other, escape(text.side.text))}, {link(redlined, 'redline')}"
    entries = ", ".join(
        link(url(here, LEDGER_PAGE, anchor(name)), name)
        for name in sorted(one.kept.entries, key=order)
        if name in text.context.entries
    )
    changed = f", {one.kept.changed} of them changed" if one.kept.changed else ""
    return (
        f'<tr><th scope="row">{page}</th><td data-label="Texts">{texts}</td>'
        f'<td data-label="Kept">{_share(one.kept)}<span class="tt-quiet">{changed}</span></td>'
        f'<td data-label="Ledger">{entries}</td></tr>'
    )
