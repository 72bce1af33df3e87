"""Pages with the changes since the previous release: an overview by class, and one for each page.

The pages show only what changed, with its section; the whole text with its changes is `twotrack redline`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from html import escape
from itertools import groupby

from twotrack.config.facets import Editions
from twotrack.openapi.load.derived_names import operation_id, slug
from twotrack.pages import Page
from twotrack.redline.blocks.block_list import Block
from twotrack.redline.formats.labels import title_of
from twotrack.redline.records import Change, Redline
from twotrack.releases.change_class import CLASSES, MINOR
from twotrack.releases.tree_redline import TreeRedline
from twotrack.site.side_by_side.successors import ReleasePages
from twotrack.site.views.page_markup import UNLISTED, generated, link, table, url
from twotrack.site.views.redline_parts import numbered, resolve_links, show
from twotrack.source.output_map import served_as
from twotrack.source.tree import SPEC

FOLDER = "changes"
INDEX = f"{FOLDER}/index.md"
VERSIONS = f"{FOLDER}/published-versions.md"
_ID = re.compile(r' id="(?!change-)[^"]*"')
_BADGE = "tt-class"
_SUBJECT = re.compile(r"(?P<method>[A-Z]+) (?P<path>/\S*?)(?=: |$)")


# A change with its number and its classes.
Numbered = tuple[int, Change, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Side:
    """A release of a comparison: its tag, and the places of its anchors."""

    tag: str
    pages: ReleasePages


@dataclass(slots=True)
class ChangePages:
    """Builds the pages for the changes from one release to the next one."""

    old: Side
    new: Side
    found: TreeRedline
    editions: Editions
    _places: dict[int, str] = field(default_factory=dict)

    def build(self) -> list[Page]:
        """Return the pages, the overview first."""
        by_page: dict[str, list[Numbered]] = {}
        for number, change, classes in self._changes():
            by_page.setdefault(change.block.page, []).append((number, change, classes))
        pages = []
        for source, changes in by_page.items():
            path = f"{FOLDER}/{source.removeprefix(f'{SPEC}/')}"
            path = f"{path.removesuffix('index.md')}start.md" if path == INDEX else path
            pages.append(self._page(path, source, changes))
            self._places |= {number: path for number, _, _ in changes}
        if self.found.versions:
            pages.append(self._versions())
        return [self._index(by_page), *pages]

    def _changes(self) -> Iterator[Numbered]:
        pairs = zip(self.found.text.changes, self.found.classes, strict=True)
        yield from ((number, *pair) for number, pair in enumerate(pairs, 1))

    def _index(self, by_page: Mapping[str, Sequence[Numbered]]) -> Page:
        title = f"Changes from {self.old.tag} to {self.new.tag}"
        blocks = [f"<h1>{escape(title)}</h1>"]
        if self.found.versions:
            names = ", ".join(map(escape, self.found.versions))
            blocks.append(
                '<div class="admonition warning"><p class="admonition-title">Published versions changed</p>'
                f"<p>The text of these versions was published before: {names}. "
                f"{link(url(INDEX, VERSIONS), 'Their changes')}.</p></div>"
            )
        sections = dict(self._sections())
        summary = [
            f"<tr><th scope='row'>{link(f'#{slug(name)}', name) if name in sections else name}</th>"
            f"<td>{number}</td></tr>"
            for name, number in self.found.summary().items()
        ]
        blocks.append(table("Changes by class", ["Class", "Changes"], summary))
        for name, entries in sections.items():
            listed = "".join(f"<li>{entry}</li>" for entry in entries)
            blocks.append(f'<h2 id="{slug(name)}">{escape(name.capitalize())}</h2><ul>{listed}</ul>')
        rows = [self._row(source, changes) for source, changes in by_page.items()]
        if rows:
            head = ["Page", "Changes", *(name.capitalize() for name in CLASSES if name in MINOR)]
            blocks.append('<h2 id="pages">Pages</h2>' + table("Changes by page", head, rows))
        else:
            blocks.append("<p>No text changed.</p>")
        blocks += self._one_sided()
        return self._raw(INDEX, title, blocks)

    def _row(self, source: str, changes: Sequence[Numbered]) -> str:
        columns = [name for name in CLASSES if name in MINOR]
        minor = [sum(name in classes for _, _, classes in changes) for name in columns]
        place = url(INDEX, self._places[changes[0][0]])
        name = escape(source.removeprefix(f"{SPEC}/"))
        cells = "".join(f"<td>{number}</td>" for number in (len(changes), *minor))
        return f'<tr><th scope="row">{link(place, name)}</th>{cells}</tr>'

    def _one_sided(self) -> Iterator[str]:
        """Yield a list of the pages that only one of the releases has and that are not compared."""
        for side, name in (("a", self.old), ("b", self.new)):
            pages = [page for page in self.found.text.pages if page.side == side]
            listed = "".join(
                f"<li>{escape(page.title)} (<code>{escape(page.page.removeprefix(f'{SPEC}/'))}</code>), "
                f"{page.words} words</li>"
                for page in pages
            )
            if pages:
                yield f"<h2>Pages only in {escape(name.tag)}</h2><ul>{listed}</ul>"

    def _sections(self) -> Iterator[tuple[str, list[str]]]:
        """Yield the classes that concern implementations, with an entry for each change."""
        entries: dict[str, list[str]] = {}
        for number, change, classes in self._changes():
            for name in classes:
                if name not in MINOR:
                    entries.setdefault(name, []).append(self._entry(number, change))
        for name, subjects in self.found.fact_classes().items():
            entries.setdefault(name, []).extend(map(self._subject, subjects))
        yield from ((name, entries[name]) for name in CLASSES if name in entries)

    def _entry(self, number: int, change: Change) -> str:
        where = " \u203a ".join(section.title for section in change.section) or change.block.page
        marks = ", ".join(dict.fromkeys(map(str, change.requirements)))
        place = link(f"{url(INDEX, self._places[number])}#change-{number}", escape(where))
        return f"{place}: {escape(title_of(change))}{f' ({escape(marks)})' if marks else ''}"

    def _subject(self, subject: str) -> str:
        """Write an operation, parameter, error code or event type with a link to its place."""
        match = _SUBJECT.match(subject)
        anchor = operation_id(match["method"], match["path"]) if match else slug(subject.partition(": ")[0])
        target = self._target(INDEX, self.new, anchor) or self._target(INDEX, self.old, anchor)
        return (
            link(target, f"<code>{escape(subject)}</code>") if target else f"<code>{escape(subject)}</code>"
        )

    def _page(self, path: str, source: str, changes: Sequence[Numbered]) -> Page:
        name = served_as(source.removeprefix(f"{SPEC}/")) or "the start page"
        title = f"Changes of {name} since {self.old.tag}"
        blocks = [f"<h1>{escape(title)}</h1>", f"<p>{link(url(path, INDEX), 'All changes')}</p>"]
        blocks += self._groups(path, changes)
        return self._raw(path, title, blocks)

    def _versions(self) -> Page:
        title = f"Changes of published versions since {self.old.tag}"
        blocks = [f"<h1>{escape(title)}</h1>", f"<p>{link(url(VERSIONS, INDEX), 'All changes')}</p>"]
        number = 1
        for version, changes in self.found.versions.items():
            blocks.append(f'<h2 id="version-{slug(version)}">{escape(version)}</h2>')
            members = [(number + i, change, ()) for i, change in enumerate(changes)]
            blocks += self._groups(VERSIONS, members, version)
            number += len(changes)
        return self._raw(VERSIONS, title, blocks)

    def _groups(self, here: str, changes: Iterable[Numbered], version: str = "") -> Iterator[str]:
        """Yield the changes, those of one section together. `version` is that of the text, if another."""
        level = 3 if version else 2
        for _, group in groupby(changes, lambda item: item[1].section):
            members = list(group)
            first = members[0][1]
            heading = " \u203a ".join(section.title for section in first.section[1:]) or "Introduction"
            anchor = first.anchor or ""
            links = [
                link(target, f"in {escape(side.tag)}")
                for side in (self.new, self.old)
                if (target := self._target(here, side, anchor, self._page_of(first, version)))
            ]
            classes = dict.fromkeys(name for _, _, names in members for name in names)
            badges = " ".join(f'<span class="{_BADGE}">{escape(name)}</span>' for name in classes)
            yield f"<h{level}>{escape(heading)}</h{level}><p>{' '.join(filter(None, (badges, *links)))}</p>"
            shown = show(_alone([change for _, change, _ in members]))
            html = _ID.sub("", numbered(shown.title + shown.html, members[0][0]))
            find = partial(self._find, here, self._page_of(first, version))
            yield resolve_links(html, (), find, lambda name: f"#{name}")

    def _page_of(self, change: Change, version: str) -> str:
        """Return the page of a change, as served, of `version` or, by default, of the site's edition."""
        source = change.block.page.removeprefix(f"{SPEC}/")
        editions = self.editions
        pattern = editions.versioned.get(source)
        name = version or editions.editions[editions.site].values.get(editions.version_facet, "")
        if pattern is None or name not in editions.lineage.versions:
            return served_as(source)
        return served_as(pattern.format(slug=editions.lineage.versions[name].slug))

    def _find(self, here: str, page: str, path: str, anchor: str) -> str | None:
        """Find the target of a link from `page` by path and anchor."""
        if path:
            folder = posixpath.dirname(page)
            page = served_as(posixpath.normpath(posixpath.join(folder, path)))
        sides = (self._target(here, side, anchor, page) for side in (self.new, self.old))
        return next(filter(None, sides), None)

    def _target(self, here: str, side: Side, anchor: str, page: str = "") -> str | None:
        """Compute the URL of an anchor of a release, on `page` if it is there, from a page of the new one."""
        if anchor and anchor not in side.pages.pages.get(page, ()):
            found = side.pages.place(anchor)
            page = found if found is not None else page
        if not anchor or anchor not in side.pages.pages.get(page, ()):
            return None
        up = "../" * (served_as(here).count("/") + 1)
        folder = up if side is self.new else f"{up}../{side.tag}/"
        return f"{folder}{page}{'/' if page else ''}#{anchor}"

    def _raw(self, path: str, title: str, blocks: Iterable[str]) -> Page:
        meta = {**UNLISTED, "title": title, "hide": ["navigation", "toc"]}
        return generated(
            path, self.editions.editions[self.editions.site], blocks, meta, listed=False, raw=True
        )


def _alone(changes: Iterable[Change]) -> Redline:
    """Build a redline that has only these changes and their blocks; blocks that moved are shown in place."""
    before: list[Block] = []
    after: list[Block] = []
    made: list[Change] = []
    for change in changes:
        made.append(replace(change, a=len(before), b=len(after), moved=False))
        before += change.before
        after += change.after
    return Redline(tuple(before), tuple(after), tuple(made))
