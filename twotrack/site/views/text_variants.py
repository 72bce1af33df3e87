"""The texts of other sides, and their redlines against the site's text, as pages with a switch."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial
from html import escape

from twotrack.config.sides import Side
from twotrack.ledger.ledger_directive import anchor as ledger_anchor
from twotrack.markdown.scan.anchors import Anchor
from twotrack.pages import Page
from twotrack.redline.formats.html_form import summary
from twotrack.redline.formats.html_inline import serialize
from twotrack.site.views.doors import START, doors
from twotrack.site.views.outside_links import OutsideLinks
from twotrack.site.views.page_markup import UNLISTED, generated, link, url
from twotrack.site.views.redline_parts import resolve_links
from twotrack.site.views.text_switch import Choice, switch, with_block
from twotrack.site.views.view_context import Compared, Context, SideText, title_of
from twotrack.site.views.view_paths import LEDGER_PAGE
from twotrack.source.tree_files import pictures
from twotrack.text import Text


def variants(context: Context) -> Iterator[Page]:
    """Yield the variants, and the site's pages with the switch on each page that has variants."""
    if not context.texts:
        return
    site = context.site
    for path, page in site.pages.items():
        if not site.is_own(page):
            continue
        absent = [text for text in context.texts if path not in text.compared]
        block = "\n".join(_outside(path, context.main, text) for text in absent)
        if len(absent) < len(context.texts):
            block = "\n".join(filter(None, (_switch(context, path, path, context.main.name), block)))
        if path == START:
            block = "\n".join(filter(None, (block, doors(context))))
        yield _with_block(page, block)
    for text in context.texts:
        yield from _side_pages(context, text)
        find = _Finder(text)
        yield from (_redline_page(text, one, find) for one in text.compared.values())


def variant_assets(context: Context) -> dict[str, str | bytes]:
    """Collect the files of the other sides, and the pictures of the tree, for the links in their texts."""
    found: dict[str, str | bytes] = {}
    for text in context.texts:
        found |= {f"{text.side.folder}/{path}": content for path, content in text.site.assets.items()}
        for path, file in pictures(context.site.tree.root).items():
            found |= {f"{folder}/{path}": file.read_bytes() for folder in (text.side.folder, text.redlines)}
    return found


def _switch(context: Context, here: str, path: str, current: str) -> str:
    """Render the switch between the texts of the site's page `path`, seen from the page `here`."""
    main = context.main
    choices = [Choice(main.name, main.text, url(here, path))]
    for text in context.texts:
        one = text.compared.get(path)
        if one is None:
            continue
        side = text.side
        count = one.shown.changes
        remark = f"{count} change{'' if count == 1 else 's'}" if count else "no change"
        choices += (
            Choice(side.folder, side.text, url(here, f"{side.folder}/{one.other.path}")),
            Choice(text.redlines, text.redline_title, url(here, f"{text.redlines}/{path}"), remark),
        )
    return switch(choices, current, main.name)


def _outside(here: str, main: Side, text: SideText) -> str:
    why = link(url(here, text.scope_page), "Why, and what is in it")
    side = text.side
    name = escape(side.text)
    if side.meaning and name.startswith(side.title):
        short = f'<abbr title="{escape(side.meaning)}">{escape(side.title)}</abbr>'
        name = short + name.removeprefix(escape(side.title))
    sides = f'data-text="{main.name}" data-main="{main.name}"'
    return f'<p class="tt-outside" {sides}>Not part of the {name}. {why}</p>'


def _side_pages(context: Context, text: SideText) -> Iterator[Page]:
    """Yield the pages of another side. A page that only this side has does not have a switch."""
    of = {one.other.path: one for one in text.compared.values()}
    side = text.side
    links = OutsideLinks(context.site, text.site, side.folder)
    for path, page in text.site.pages.items():
        here = f"{side.folder}/{path}"
        one = of.get(path)
        lines = links.rewritten(page)
        if one:
            lines = with_block(lines, _switch(context, here, one.path, side.folder))
        title = title_of(context.document(page)) or path
        meta = {
            **page.meta,
            "title": title,
            "text": {"title": text.site.edition.title, "home": f"{side.folder}/"},
        }
        yield Page(here, page.source, page.edition, meta, lines, _moved(page.anchors, lines, page.text))


def _with_block(page: Page, block: str) -> Page:
    text = with_block(page.text, block)
    return replace(page, text=text, anchors=_moved(page.anchors, text, page.text))


def _moved(anchors: Iterable[Anchor], text: Text, before: Text) -> tuple[Anchor, ...]:
    """Shift anchors to their lines in `text`, which has an additional block after its title."""
    more = len(text.lines) - len(before.lines)
    first = min((anchor.line for anchor in anchors), default=0)
    return tuple(
        replace(anchor, line=anchor.line + more) if anchor.line > first else anchor for anchor in anchors
    )


def _redline_page(text: SideText, one: Compared, find: _Finder) -> Page:
    here = f"{text.redlines}/{one.path}"
    own = one.shown.ids

    def resolved(html: str) -> str:
        return resolve_links(
            html, own, partial(find, here, one.path), lambda name: url(here, LEDGER_PAGE, ledger_anchor(name))
        )

    title = resolved(one.shown.title) or f"<h1>{escape(one.title)}</h1>"
    blocks = [
        # A title can change too, and is marked like the rest.
        f'<div class="redline">{title}</div>',
        _switch(text.context, here, one.path, text.redlines),
        _overview(one),
        resolved(one.shown.html),
    ]
    meta = {
        **{key: value for key, value in one.page.meta.items() if key in {"order", "group"}},
        **UNLISTED,
        "title": one.title,
        "layout": "redline",
        "text": {"title": text.redline_title, "home": f"{text.redlines}/"},
    }
    return generated(here, one.other.edition, blocks, meta, source=one.page.source, raw=True)


def _overview(one: Compared) -> str:
    """List the changes. A change that is not marked in the text is linked to its anchor."""
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
    """Resolves the target of a link on a redline page: another redline if there is one."""

    def __init__(self, text: SideText) -> None:
        self.text = text
        self.site = text.context.site
        self.redline: dict[str, str] = {}
        for one in text.compared.values():
            for anchor in one.shown.ids:
                self.redline.setdefault(anchor, f"{text.redlines}/{one.path}")
        self.own: dict[str, str] = {}
        for path, page in self.site.pages.items():
            for mark in page.anchors:
                if mark.id not in self.own or self.site.is_own(page):
                    self.own[mark.id] = path

    def __call__(self, here: str, base: str, path: str, anchor: str) -> str | None:
        """Return the URL of an anchor or page, from the redline page `here`; `path` is relative to `base`."""
        if anchor:
            page = self.redline.get(anchor) or self.own.get(anchor)
            if page is not None:
                return url(here, page, anchor)
        target = posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else ""
        if target in self.text.compared:
            return url(here, f"{self.text.redlines}/{target}")
        return url(here, target) if target in self.site.pages else None
