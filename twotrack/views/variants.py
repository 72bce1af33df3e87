"""The LTS text of a page, and its redline against the Matrix text, as pages of their own with a switch."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from html import escape

from lxml.html import HtmlElement

from twotrack.convert.document import Document
from twotrack.ledger.directive import anchor as ledger_anchor
from twotrack.pages import Page, Site
from twotrack.redline.compare import redline
from twotrack.redline.html_inline import serialize
from twotrack.redline.records import Redline
from twotrack.views.context import LEDGER_PAGE, LTS, REDLINE, SCOPE_PAGE, Context
from twotrack.views.markup import UNLISTED, generated, link, url
from twotrack.views.redlines import ids, overview, redline_body, settle
from twotrack.views.switch import Choice, switch, with_block

_TEXT: Mapping[str, object] = {**UNLISTED, "hide": ["navigation"]}
_WIDE: Mapping[str, object] = {**UNLISTED, "hide": ["navigation", "toc"]}


@dataclass(frozen=True, slots=True)
class _Compared:
    """A page of the site held against its counterpart: the changes, and the HTML that shows them."""

    path: str
    page: Page
    other: Page
    title: str
    redline: Redline
    root: HtmlElement
    heading: str


def add_variants(context: Context) -> None:
    """Put the variants into the site, and the switch on every page that has them."""
    site, lts = context.site, context.lts
    if lts is None or not context.counterparts:
        return
    compared = {path: _compare(context, lts, path) for path in context.counterparts}
    for path, page in list(site.pages.items()):
        if path in compared:
            block = _switch(path, "matrix", compared[path])
        elif Context.is_own(page, site):
            block = _outside(path)
        else:
            continue
        site.pages[path] = replace(page, text=with_block(page.text, block))
    find = _Finder(site, compared)
    made = [*_lts_pages(context, lts, compared), *(_redline_page(one, find) for one in compared.values())]
    site.pages |= {page.path: page for page in made}
    # The other edition's own files, for the links in its text.
    site.assets |= {f"{LTS}/{path}": content for path, content in lts.assets.items()}


def _compare(context: Context, lts: Site, path: str) -> _Compared:
    page, other = context.site.pages[path], context.counterparts[path]
    before, after = context.document(context.site, page), context.document(lts, other)
    changes = redline({page.source: before}, {other.source: after})
    here = f"{REDLINE}/{path}"
    root, heading = redline_body(changes, lambda name: url(here, LEDGER_PAGE, ledger_anchor(name)))
    return _Compared(path, page, other, title_of(after) or path, changes, root, heading)


def title_of(document: Document) -> str:
    """Give the words of a document's title; empty where it has none."""
    found = next(document.root.iter("h1"), None)
    return "" if found is None else " ".join(found.text_content().split())


def _switch(here: str, current: str, one: _Compared) -> str:
    count = len(one.redline.changes)
    remark = f"{count} change{'' if count == 1 else 's'}" if count else "no change"
    return switch(
        (
            Choice("matrix", "Matrix text", url(here, one.path)),
            Choice("lts", "LTS text", url(here, f"{LTS}/{one.other.path}")),
            Choice("redline", "Redline", url(here, f"{REDLINE}/{one.path}"), remark),
        ),
        current,
    )


def _outside(here: str) -> str:
    why = link(url(here, SCOPE_PAGE), "Why, and what is in it")
    return f'<p class="tt-outside" data-text="matrix">Not part of the <abbr title="long-term stable">LTS</abbr> text. {why}</p>'


def _lts_pages(context: Context, lts: Site, compared: Mapping[str, _Compared]) -> Iterator[Page]:
    """Yield the pages of the other edition. One that only it has stands without a switch."""
    of = {one.other.path: one for one in compared.values()}
    for path, page in lts.pages.items():
        here = f"{LTS}/{path}"
        one = of.get(path)
        text = with_block(page.text, _switch(here, "lts", one)) if one else page.text
        title = title_of(context.document(lts, page)) or path
        meta = {**page.meta, **_TEXT, "title": f"{title} (LTS text)"}
        yield Page(here, page.source, page.edition, meta, text, listed=False)


def _redline_page(one: _Compared, find: _Finder) -> Page:
    here = f"{REDLINE}/{one.path}"
    settle(one.root, partial(find, here, one.path))
    blocks = [
        one.heading or f"<h1>{escape(one.title)}</h1>",
        _switch(here, "redline", one),
        f'<div class="tt-overview">{overview(one.redline)}</div>',
        serialize(one.root),
    ]
    meta = {**_WIDE, "title": f"{one.title} (redline)"}
    return generated(here, one.other.edition, blocks, meta, source=one.page.source, listed=False)


class _Finder:
    """Where a link on a redline page leads: to redlines where it can, so that the choice is kept."""

    def __init__(self, site: Site, compared: Mapping[str, _Compared]) -> None:
        self.site = site
        self.compared = compared
        self.redline: dict[str, str] = {}
        for one in compared.values():
            for anchor in ids(one.root):
                self.redline.setdefault(anchor, f"{REDLINE}/{one.path}")
        self.matrix: dict[str, str] = {}
        for path, page in site.pages.items():
            for anchor in page.anchors:
                if anchor.id not in self.matrix or Context.is_own(page, site):
                    self.matrix[anchor.id] = path

    def __call__(self, here: str, base: str, path: str, anchor: str) -> str | None:
        """Give the URL of an anchor or a page, from the redline page `here`; `path` starts from page `base`."""
        if anchor:
            page = self.redline.get(anchor) or self.matrix.get(anchor)
            if page is not None:
                return url(here, page, anchor)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else ""
        if target in self.compared:
            return url(here, f"{REDLINE}/{target}")
        return url(here, target) if target in self.site.pages else None
