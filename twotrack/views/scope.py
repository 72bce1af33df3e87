"""The scope of the LTS: every domain, whether it is taken up and why, and how much of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from twotrack.ledger.directive import anchor
from twotrack.ledger.entries import order
from twotrack.pages import Page
from twotrack.redline.blocks import blocks_of
from twotrack.redline.tokens import Tokenizer
from twotrack.source.editions import Domain
from twotrack.views.context import LEDGER_PAGE, LTS, REDLINE, SCOPE_PAGE, Context, title_of
from twotrack.views.markup import generated, link, table, url

_OPENING = """\
The long-term stable (LTS) text, {}, takes up a part of the Matrix specification. What it leaves out of a
domain, it leaves out for the reason given."""
_VERDICTS = {"in": "in", "partly": "partly in", "out": "out"}


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of a page the LTS keeps: its blocks of text, those kept, those of them that read otherwise."""

    path: str
    title: str
    blocks: int
    kept: int
    changed: int
    entries: frozenset[str]


def scope_page(context: Context) -> Iterator[Page]:
    """Yield the page of the scope, where there is another edition."""
    if context.lts is None or not context.counterparts:
        return
    domains = context.site.tree.editions.domains
    kept = {one.path: one for one in _kept(context)}
    inside = {
        domain.name: [one for path, one in kept.items() if _domain(context, path) == domain]
        for domain in domains
    }
    blocks = [
        "# Scope of the LTS {#lts-scope}",
        f"<p>{_OPENING.format(escape(context.lts.edition.title))}</p>",
        "## Domains {#lts-domains}",
        table(
            "Every domain, and how much of its text the LTS keeps",
            ("Domain", "In the LTS", "Kept", "Why"),
            [_domain_row(domain, inside[domain.name]) for domain in domains],
            "tt-stack",
        ),
        "## Pages {#lts-pages}",
    ]
    for domain in domains:
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


def _kept(context: Context) -> Iterator[Kept]:
    tokenizer = Tokenizer()
    for path, page in context.site.pages.items():
        if not Context.is_own(page, context.site):
            continue
        one = context.compared.get(path)
        if one is None:
            document = context.document(page)
            count = len(blocks_of({page.source: document}, tokenizer))
            yield Kept(path, title_of(document) or path, count, 0, 0, frozenset())
            continue
        gone = sum(len(change.before) for change in one.redline.changes if change.kind == "delete")
        other = sum(
            len(change.before) for change in one.redline.changes if change.before and change.kind != "delete"
        )
        entries = frozenset(name for change in one.redline.changes for name in change.ledger)
        total = len(one.redline.a)
        yield Kept(path, one.title, total, total - gone, other, entries)


def _domain(context: Context, path: str) -> Domain | None:
    return context.site.tree.editions.domain(context.site.pages[path].source.removeprefix("spec/"))


def _share(blocks: int, kept: int) -> str:
    """Give how much is kept, in words and as a bar."""
    if not blocks:
        return '<span class="tt-quiet">no text yet</span>'
    percent = round(100 * kept / blocks)
    # Never all or nothing where it is not.
    percent = min(max(percent, 1 if kept else 0), 100 if kept == blocks else 99)
    return (
        f'{percent} %<span class="tt-bar" aria-hidden="true">'
        f'<span style="inline-size: {percent}%"></span></span>'
        f'<span class="tt-quiet">{kept} of {blocks} blocks</span>'
    )


def _domain_row(domain: Domain, pages: list[Kept]) -> str:
    blocks, kept = sum(one.blocks for one in pages), sum(one.kept for one in pages)
    title = link(f"#lts-pages-{domain.name}", escape(domain.title)) if pages else escape(domain.title)
    state = f'<span class="tt-state tt-{domain.ietf}">{_VERDICTS.get(domain.ietf, domain.ietf)}</span>'
    return (
        f'<tr><th scope="row">{title}</th><td data-label="In the LTS">{state}</td>'
        f'<td data-label="Kept">{_share(blocks, kept)}</td>'
        f'<td data-label="Why">{escape(domain.because)}</td></tr>'
    )


def _page_row(context: Context, one: Kept) -> str:
    page = link(url(SCOPE_PAGE, one.path), escape(one.title))
    texts = '<span class="tt-quiet">Matrix only</span>'
    if one.path in context.counterparts:
        lts = url(SCOPE_PAGE, f"{LTS}/{context.counterparts[one.path].path}")
        texts = f"{link(lts, 'LTS text')}, {link(url(SCOPE_PAGE, f'{REDLINE}/{one.path}'), 'redline')}"
    entries = ", ".join(
        link(url(SCOPE_PAGE, LEDGER_PAGE, anchor(name)), name)
        for name in sorted(one.entries, key=order)
        if name in context.entries
    )
    changed = f", {one.changed} of them changed" if one.changed else ""
    return (
        f'<tr><th scope="row">{page}</th><td data-label="Texts">{texts}</td>'
        f'<td data-label="Kept">{_share(one.blocks, one.kept)}<span class="tt-quiet">{changed}</span></td>'
        f'<td data-label="Ledger">{entries}</td></tr>'
    )
