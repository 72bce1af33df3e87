"""Changes between any two versions: a page for each pair, and the sections that changed.

Versions are compared section by section. Most sections are the same in many versions, so
that only a few comparisons are necessary.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import combinations

from lxml.html import Element, HtmlElement, tostring

from twotrack.config.lineage import Version
from twotrack.ledger.ledger_directive import anchor as ledger_anchor
from twotrack.markdown.document import Document
from twotrack.markdown.line_marks import LINE
from twotrack.pages import Page
from twotrack.redline.blocks.block_list import Block, blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.redline.compare import compare
from twotrack.redline.records import without_ledger
from twotrack.site.views.lineage_picture import Link, picture
from twotrack.site.views.page_markup import UNLISTED, generated, link, table, url, words
from twotrack.site.views.redline_parts import Shown, numbered, resolve_links, show
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import COMPARE, LEDGER_PAGE, VIEWS

INDEX = f"{COMPARE}/index.md"
_PAIR: Mapping[str, object] = {
    **UNLISTED,
    "hide": ["navigation", "toc"],
    "up": {"title": VIEWS.title, "path": f"{COMPARE}/"},
}
_OPENING = "Introduction"
_KEY = """\
The text of {}, with all that is not as in {}: what is new is underlined, what is gone is struck through."""
_INDEX = """\
Any two versions can be compared. Each comparison is a page with its own address."""


@dataclass(frozen=True, slots=True)
class Part:
    """A section of a version: its anchor (empty before the first one), title, text, and a key."""

    anchor: str
    title: str
    blocks: tuple[Block, ...]
    key: str


@dataclass(frozen=True, slots=True)
class Text:
    """The page of a version, and its sections in order."""

    version: Version
    page: Page
    parts: Mapping[str, Part]

    @property
    def name(self) -> str:
        """The name of the version."""
        title = self.page.edition.title
        return title[:1].lower() + title[1:]


@dataclass(slots=True)
class Versions:
    """All versions, and the changes between them; each pair of texts of a section is compared once."""

    texts: Mapping[str, Text]
    sides: Mapping[str, str]
    _shown: dict[tuple[str, str, bool], Shown] = field(default_factory=dict)

    @classmethod
    def of(cls, context: Context) -> Versions:
        """Split the version pages of a site into sections."""
        site = context.site
        tokenizer = Tokenizer()
        versions = site.tree.editions.lineage.versions
        sources = {f"spec/{source}" for source in site.tree.editions.versioned}
        texts = {}
        for page in site.pages.values():
            if page.source in sources and page.edition.name in versions:
                parts = {part.anchor: part for part in split(context.document(page), tokenizer)}
                texts[page.edition.name] = Text(versions[page.edition.name], page, parts)
        editions = site.tree.editions
        sides = {name: editions.side(editions.editions[name]) for name in texts}
        return cls({name: texts[name] for name in versions if name in texts}, sides)

    def pairs(self) -> Iterator[tuple[Text, Text]]:
        """Yield all pairs of versions in the order of declaration."""
        yield from combinations(self.texts.values(), 2)

    def changed(self, a: Text, b: Text, anchor: str) -> Shown:
        """Compare a section in two versions."""
        before, after = a.parts.get(anchor), b.parts.get(anchor)
        one_track = self.sides[a.version.id] == self.sides[b.version.id]
        key = (before.key if before else "", after.key if after else "", one_track)
        if key not in self._shown:
            left, right = (part.blocks if part else () for part in (before, after))
            changes = compare(left, right) if key[0] != key[1] else None
            if changes is not None and one_track:
                changes = without_ledger(changes)
            self._shown[key] = show(changes) if changes is not None else _SAME
        return self._shown[key]

    def count(self, a: Text, b: Text) -> int:
        """Count the changes between two versions."""
        return sum(self.changed(a, b, anchor).changes for anchor in order(a, b))


_SAME = Shown("", "", frozenset(), 0, 0)


def split(document: Document, tokenizer: Tokenizer) -> Iterator[Part]:
    """Yield the sections of a page, at its headings of the second level; its title belongs to no section."""
    group: list[HtmlElement] = []
    anchor, title = "", _OPENING
    for child in document.root:
        if child.tag == "h2":
            yield _part(anchor, title, group, document, tokenizer)
            anchor, title, group = child.get("id") or "", child.text_content().strip(), []
        if child.tag != "h1":
            group.append(child)
    yield _part(anchor, title, group, document, tokenizer)


def _part(
    anchor: str, title: str, group: list[HtmlElement], document: Document, tokenizer: Tokenizer
) -> Part:
    root = Element("div")
    root.extend(copy.deepcopy(element) for element in group)
    blocks = tuple(blocks_of({"": Document(root, document.text)}, tokenizer))
    for element in root.iter():
        if isinstance(element.tag, str):
            element.attrib.pop(LINE, None)
    # The key of an existing section differs from that of a missing one.
    return Part(anchor, title, blocks, f"{anchor}\n{tostring(root, encoding='unicode')}")


def order(a: Text, b: Text) -> list[str]:
    """List the sections of both, in the order of B; those that only A has follow the one before them."""
    merged = list(b.parts)
    last = ""
    for anchor in a.parts:
        if anchor not in b.parts:
            merged.insert(merged.index(last) + 1 if last in merged else 0, anchor)
        last = anchor
    return merged


def pair_page(a: Text, b: Text) -> str:
    """Return the path of the page that compares two versions."""
    return f"{COMPARE}/{a.version.slug}-{b.version.slug}.md"


def version_pages(context: Context) -> Iterator[Page]:
    """Yield the page of all versions and that of each pair, if there are at least two versions."""
    versions = Versions.of(context)
    if len(versions.texts) > 1:
        yield _index(context, versions)
        yield from (_pair(context, versions, a, b) for a, b in versions.pairs())


def _pair(context: Context, versions: Versions, a: Text, b: Text) -> Page:
    here = pair_page(a, b)
    changed = {anchor: shown for anchor in order(a, b) if (shown := versions.changed(a, b, anchor)).changes}
    blocks = [
        f"<h1>From {a.name} to {b.version.id}</h1>",
        f"<p>{_KEY.format(_text(here, b), _text(here, a))}</p>",
        choice(versions, here, a, b),
        _overview(here, a, b, changed),
    ]
    own = {id_ for shown in changed.values() for id_ in shown.ids}
    homes = _homes(context, a, b)

    def find(path: str, anchor: str) -> str | None:
        page = homes.get(anchor) if anchor else None
        if page is None and path:
            full = path.removeprefix("../") if path.startswith("../") else f"rooms/{path}"
            page = full if full in context.site.pages else None
        return page and url(here, page, anchor if anchor in homes else "")

    number = 1
    for anchor, shown in changed.items():
        html = resolve_links(
            numbered(shown.html, number), own, find, lambda name: url(here, LEDGER_PAGE, ledger_anchor(name))
        )
        number += shown.changes
        blocks.append(html.replace('<div class="redline">', f'<div class="redline" id="{_id(anchor)}">', 1))
    title = f"{a.page.edition.title} to {b.version.id}"
    meta = {**_PAIR, "title": title, "layout": "redline"}
    return generated(here, b.page.edition, blocks, meta, source=b.page.source, listed=False, raw=True)


def _homes(context: Context, a: Text, b: Text) -> dict[str, str]:
    """Map each anchor to its page, relative to a comparison: the new text comes first."""
    homes: dict[str, str] = {}
    for path, page in context.site.pages.items():
        for anchor in page.anchors:
            if anchor.id not in homes or context.site.is_own(page):
                homes[anchor.id] = path
    for text in (a, b):
        homes |= {anchor.id: text.page.path for anchor in text.page.anchors}
    return homes


def _text(here: str, text: Text, anchor: str = "", words: str = "") -> str:
    return link(url(here, text.page.path, anchor), escape(words or text.name))


def _id(anchor: str) -> str:
    return f"in-{anchor or 'introduction'}"


def _overview(here: str, a: Text, b: Text, changed: Mapping[str, Shown]) -> str:
    """Render an overview of the sections that changed, the number of changes, and unchanged sections."""
    items = []
    for anchor, shown in changed.items():
        part = b.parts.get(anchor) or a.parts[anchor]
        state = (
            "" if anchor in a.parts and anchor in b.parts else (" (new)" if anchor in b.parts else " (gone)")
        )
        text = f"{_counted(shown.changes, 'change')}"
        if shown.requirements:
            text += f", {shown.requirements} of a requirement"
        items.append(f"<li>{link('#' + _id(anchor), escape(part.title))}{state}: {text}</li>")
    same = [_text(here, b, anchor, part.title) for anchor, part in b.parts.items() if anchor not in changed]
    listing = f"<ul>{''.join(items)}</ul>" if items else "<p>Nothing changed.</p>"
    rest = f"<p>The same in both: {', '.join(same)}.</p>" if same else ""
    return f'<nav class="tt-overview" aria-label="Sections">{listing}{rest}</nav>'


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def choice(versions: Versions, here: str, a: Text, b: Text) -> str:
    """Render the choice of two versions. It needs JavaScript, and is hidden without; tables replace it."""

    def option(text: Text, chosen: Text) -> str:
        name, slug = escape(text.version.id), escape(text.version.slug)
        selected = " selected" if text is chosen else ""
        return (
            f'<option value="{name}" data-slug="{slug}"{selected}>{escape(text.page.edition.title)}</option>'
        )

    def select(name: str, label: str, chosen: Text) -> str:
        options = "".join(option(text, chosen) for text in versions.texts.values())
        return f'<label>{label}<select name="{name}">{options}</select></label>'

    return (
        f'<form class="tt-controls tt-choice" hidden data-base="{url(here, INDEX)}">'
        f"{select('a', 'From', a)}{select('b', 'To', b)}"
        '<button type="submit">Compare</button><output aria-live="polite"></output></form>'
    )


def _index(context: Context, versions: Versions) -> Page:
    texts = list(versions.texts.values())
    site = context.site
    last = texts[-1]
    base = versions.texts.get(last.version.based_on or "", texts[-2])
    title = f"Compare {site.tree.editions.version_facet.replace('_', ' ')}s"
    blocks = [
        f"# {words(title)}",
        _INDEX,
        choice(versions, INDEX, base, last),
        "## Lineage {#lineage}",
        "Each version leads to its page, each arrow to the changes between two versions.",
        _lineage(context, versions),
        "## What changed where {#changed-where}",
        "How many changes each version makes to each section of the version that it is based on.",
        _by_section(versions),
        "## All pairs {#pairs}",
        "How many changes lie between two versions, from the one of the row to the one of the column.",
        _by_pair(versions),
    ]
    return generated(INDEX, site.edition, blocks, {"title": title, "layout": "tables", "hide": ["toc"]})


def _lineage(context: Context, versions: Versions) -> str:
    texts = versions.texts
    boxes = {
        name: Link(url(INDEX, text.page.path), text.name[:1].upper() + text.name[1:])
        for name, text in texts.items()
    }
    arrows = {
        (old.version.id, new.version.id): Link(
            url(INDEX, pair_page(old, new)), f"Changes from {old.name} to {new.name}"
        )
        for new in texts.values()
        if (old := texts.get(new.version.based_on or "")) is not None
    }
    return picture(context.site.tree.editions.lineage, boxes, arrows, "Lineage of the versions")


def _by_section(versions: Versions) -> str:
    texts = versions.texts
    steps = [(texts[b.version.based_on or ""], b) for b in texts.values() if b.version.based_on in texts]
    anchors: list[str] = []
    titles: dict[str, str] = {}
    for text in reversed(list(texts.values())):
        for place, (anchor, part) in enumerate(text.parts.items()):
            titles.setdefault(anchor, part.title)
            if anchor not in anchors:
                anchors.insert(place, anchor)
    rows = []
    for anchor in anchors:
        cells = [_cell(versions, a, b, anchor) for a, b in steps]
        rows.append(f'<tr><th scope="row">{escape(titles[anchor])}</th>{"".join(cells)}</tr>')
    head = [
        "Section",
        *(
            link(
                url(INDEX, pair_page(a, b)),
                escape(b.version.id),
                title=f"from {a.version.id} to {b.version.id}",
            )
            for a, b in steps
        ),
    ]
    return table("Changes of each section, by version", head, rows, "tt-grid")


def _cell(versions: Versions, a: Text, b: Text, anchor: str) -> str:
    shown = versions.changed(a, b, anchor)
    if not shown.changes:
        sign, text = ("·", "no change") if anchor in b.parts else ("\u2013", "not there")
        return f'<td><span aria-hidden="true">{sign}</span><span class="tt-heard">{text}</span></td>'
    word = str(shown.changes)
    if anchor not in a.parts:
        word = "new"
    elif anchor not in b.parts:
        word = "gone"
    what = f"{_counted(shown.changes, 'change')} from {a.version.id} to {b.version.id}"
    return f"<td>{link(url(INDEX, pair_page(a, b), _id(anchor)), word, title=what)}</td>"


def _by_pair(versions: Versions) -> str:
    texts = list(versions.texts.values())
    rows = []
    for i, a in enumerate(texts[:-1]):
        cells = []
        for j, b in enumerate(texts[1:], 1):
            if j <= i:
                cells.append('<td class="tt-self"></td>')
            else:
                count = versions.count(a, b)
                what = f"from {a.version.id} to {b.version.id}"
                cells.append(f"<td>{link(url(INDEX, pair_page(a, b)), str(count), title=what)}</td>")
        rows.append(f'<tr><th scope="row">{_text(INDEX, a, words=a.version.id)}</th>{"".join(cells)}</tr>')
    head = ["From", *(_text(INDEX, b, words=b.version.id) for b in texts[1:])]
    return table("Changes between two versions", head, rows, "tt-grid")
