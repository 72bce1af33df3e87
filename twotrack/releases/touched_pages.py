"""The pages of a project that a new release of another text concerns, such as the one that it restates.

Operations and event types have the same anchors in both; a change of words belongs to the innermost section
whose anchor the project has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from twotrack.pages import Site
from twotrack.redline.formats.labels import title_of
from twotrack.redline.records import Change
from twotrack.releases.tree_redline import TreeRedline
from twotrack.source.tree import SPEC

_SHOWN = 12


@dataclass(slots=True)
class Touched:
    """The changes of a release: for each source page of the project, and for sections that it does not have.

    Both map a page (of the project, or of the other text) to anchors or sections with their changes.
    """

    pages: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    elsewhere: dict[str, dict[str, list[str]]] = field(default_factory=dict)


def touched_pages(found: TreeRedline, site: Site) -> Touched:
    """Sort the changes from one release to another by the pages of `site`; editorial ones are left out."""
    homes: dict[str, str] = {}
    for page in site.pages.values():
        for anchor in page.anchors:
            homes.setdefault(anchor.id, page.source.removeprefix(f"{SPEC}/"))
    result = Touched()
    for fact in found.facts:
        # Key words are those of the changed words.
        if fact.group != "keywords":
            _add(result, homes, [fact.anchor], fact.group, str(fact))
    for change, classes in zip(found.text.changes, found.classes, strict=True):
        if classes != ("editorial",):
            text = f"{title_of(change)} ({', '.join(classes)})"
            _add(result, homes, list(_anchors(change)), change.block.page.removeprefix(f"{SPEC}/"), text)
    return result


def _anchors(change: Change) -> Iterator[str]:
    """Yield the anchors of a change, its own first, then those of its sections, the innermost first."""
    if change.block.anchor:
        yield change.block.anchor
    yield from (section.anchor for section in reversed(change.section) if section.anchor)


def _add(result: Touched, homes: Mapping[str, str], anchors: list[str], page: str, text: str) -> None:
    anchor = next((name for name in anchors if name in homes), None)
    if anchor is not None:
        result.pages.setdefault(homes[anchor], {}).setdefault(anchor, []).append(text)
    else:
        name = anchors[0] if anchors else ""
        result.elsewhere.setdefault(page, {}).setdefault(name, []).append(text)


def to_markdown(result: Touched, old: str, new: str) -> str:
    """Write a report: the pages of the project with their changes, then the changes that no page has."""
    lines = [f"# Changes from {old} to {new}", ""]
    lines += _section(f"{len(result.pages)} pages of this project are concerned", result.pages, {})
    lines += _section("No page of this project has these parts", result.elsewhere, {"schemas": "Schemas"})
    return "\n".join(lines).rstrip("\n") + "\n"


def _section(
    title: str, pages: Mapping[str, Mapping[str, list[str]]], titles: Mapping[str, str]
) -> Iterator[str]:
    yield from (f"## {title}", "")
    for page, anchors in sorted(pages.items()):
        total = sum(map(len, anchors.values()))
        yield f"- [ ] {titles.get(page, f'`{page}`')}: {total} change{'' if total == 1 else 's'}"
        for anchor, texts in sorted(anchors.items(), key=lambda item: -len(item[1]))[:_SHOWN]:
            more = f", and {len(texts) - 1} more" if len(texts) > 1 else ""
            yield f"    - `#{anchor}`: {texts[0]}{more}"
        if len(anchors) > _SHOWN:
            yield f"    - and {len(anchors) - _SHOWN} more sections"
    yield ""
