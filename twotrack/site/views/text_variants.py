"""The LTS text of a page, and its redline against the Matrix text, as pages of their own with a switch."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from html import escape

from twotrack.ledger.ledger_directive import anchor as ledger_anchor
from twotrack.markdown.scan.anchors import Anchor
from twotrack.pages import Page, Site
from twotrack.redline.formats.html_form import summary
from twotrack.redline.formats.html_inline import serialize
from twotrack.site.views.doors import START, doors
from twotrack.site.views.page_markup import UNLISTED, generated, link, url
from twotrack.site.views.redline_parts import settle
from twotrack.site.views.text_switch import Choice, switch, with_block
from twotrack.site.views.view_context import Compared, Context, title_of
from twotrack.site.views.view_paths import LEDGER_PAGE, LTS, REDLINE, SCOPE_PAGE
from twotrack.source.tree_files import pictures
from twotrack.text import Text


def variants(context: Context) -> Iterator[Page]:
    """Yield the variants, and the site's own pages with the switch on each that has them."""
    site, lts = context.site, context.lts
    if lts is None or not context.counterparts:
        return
    compared = context.compared
    for path, page in site.pages.items():
        if path in compared:
            block = _switch(path, "matrix", compared[path])
            if path == START and (ways := doors(context)):
                block += f"\n{ways}"
            yield _with_block(page, block)
        elif site.is_own(page):
            yield _with_block(page, _outside(path))
    yield from _lts_pages(context, lts, compared)
    find = _Finder(site, compared)
    yield from (_redline_page(one, find) for one in compared.values())


def variant_assets(context: Context) -> dict[str, str | bytes]:
    """Return the other edition's own files, and the pictures of the tree, for the links in its text."""
    if context.lts is None or not context.counterparts:
        return {}
    found: dict[str, str | bytes] = {f"{LTS}/{path}": content for path, content in context.lts.assets.items()}
    for path, file in pictures(context.site.tree.root).items():
        found |= {f"{folder}/{path}": file.read_bytes() for folder in (LTS, REDLINE)}
    return found


def _switch(here: str, current: str, one: Compared) -> str:
    count = one.shown.changes
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
    lts = '<abbr title="long-term stable">LTS</abbr>'
    return f'<p class="tt-outside" data-text="matrix">Not part of the {lts} text. {why}</p>'


def _lts_pages(context: Context, lts: Site, compared: Mapping[str, Compared]) -> Iterator[Page]:
    """Yield the pages of the other edition. One that only it has stands without a switch."""
    of = {one.other.path: one for one in compared.values()}
    for path, page in lts.pages.items():
        here = f"{LTS}/{path}"
        one = of.get(path)
        text = with_block(page.text, _switch(here, "lts", one)) if one else page.text
        title = title_of(context.document(page)) or path
        meta = {**page.meta, "title": title, "text": {"title": lts.edition.title, "home": f"{LTS}/"}}
        yield Page(here, page.source, page.edition, meta, text, _moved(page.anchors, text, page.text))


def _with_block(page: Page, block: str) -> Page:
    text = with_block(page.text, block)
    return replace(page, text=text, anchors=_moved(page.anchors, text, page.text))


def _moved(anchors: Iterable[Anchor], text: Text, before: Text) -> tuple[Anchor, ...]:
    """Return anchors at their lines in a text that has a block more after its title than the text before."""
    more = len(text.lines) - len(before.lines)
    first = min((anchor.line for anchor in anchors), default=0)
    return tuple(
        replace(anchor, line=anchor.line + more) if anchor.line > first else anchor for anchor in anchors
    )


def _redline_page(one: Compared, find: _Finder) -> Page:
    here = f"{REDLINE}/{one.path}"
    own = one.shown.ids

    def settled(html: str) -> str:
        return settle(
            html, own, partial(find, here, one.path), lambda name: url(here, LEDGER_PAGE, ledger_anchor(name))
        )

    title = settled(one.shown.title) or f"<h1>{escape(one.title)}</h1>"
    blocks = [
        # A title can be changed as well, and is marked like the rest.
        f'<div class="redline">{title}</div>',
        _switch(here, "redline", one),
        _overview(one),
        settled(one.shown.html),
    ]
    meta = {
        **{key: value for key, value in one.page.meta.items() if key in {"order", "group"}},
        **UNLISTED,
        "title": one.title,
        "layout": "redline",
        "text": {"title": "Redline", "home": f"{REDLINE}/"},
    }
    return generated(here, one.other.edition, blocks, meta, source=one.page.source, raw=True)


def _overview(one: Compared) -> str:
    """Return the list of changes. One that is not marked in the text is linked to by the place it is at."""
    nav = summary(one.redline)
    for change, item in zip(one.redline.changes, nav.iter("li"), strict=False):
        entry = item[0]
        target = entry.attrib.pop("href")
        if target[1:] not in one.shown.ids:
            target = f"#{change.anchor}" if change.anchor in one.shown.ids else ""
        entry.set("class", "tt-link")
        if target:
            entry.set("href", target)
    return serialize(nav)


class _Finder:
    """Where a link on a redline page leads: to redlines where it can, so that the choice is kept."""

    def __init__(self, site: Site, compared: Mapping[str, Compared]) -> None:
        self.site = site
        self.compared = compared
        self.redline: dict[str, str] = {}
        for one in compared.values():
            for anchor in one.shown.ids:
                self.redline.setdefault(anchor, f"{REDLINE}/{one.path}")
        self.matrix: dict[str, str] = {}
        for path, page in site.pages.items():
            for mark in page.anchors:
                if mark.id not in self.matrix or site.is_own(page):
                    self.matrix[mark.id] = path

    def __call__(self, here: str, base: str, path: str, anchor: str) -> str | None:
        """Return the URL of an anchor or a page, from the redline page `here`; `path` starts from `base`."""
        if anchor:
            page = self.redline.get(anchor) or self.matrix.get(anchor)
            if page is not None:
                return url(here, page, anchor)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else ""
        if target in self.compared:
            return url(here, f"{REDLINE}/{target}")
        return url(here, target) if target in self.site.pages else None
