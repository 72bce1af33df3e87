"""The navigation, as for `nav` in `mkdocs.yml`: one entry per domain, in the order of `editions.yml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

NavItem = str | dict[str, Any]
"""The path of a page without a title, or a title with the page or the list below it."""

ABOUT = "About this text"


class _Domain(Protocol):
    @property
    def title(self) -> str: ...
    @property
    def pages(self) -> tuple[str, ...]: ...


def navigation(pages: Mapping[str, Mapping[str, object]], domains: Iterable[_Domain]) -> list[NavItem]:
    """Build the navigation of `pages` (path -> front matter).

    In a domain, the index of its folder is first, then the pages follow by `order` of the front matter (a
    number), then in the order given. Pages with the same `group` are listed together under that title, at the
    position of the first. A page of no domain is listed at the end. A domain without pages is left out.
    """
    left = list(pages)
    nav: list[NavItem] = []
    for domain in domains:
        inside = [path for path in left if any(covers(cover, path) for cover in domain.pages)]
        left = [path for path in left if path not in inside]
        if len(inside) == 1:
            nav.append({domain.title: inside[0]})
        elif inside:
            nav.append({domain.title: _listed(inside, pages)})
    if left:
        nav.append({ABOUT: _listed(left, pages)})
    return nav


def covers(cover: str, path: str) -> bool:
    """Check whether a page is the one that a domain lists, or is in the folder that it lists."""
    return path == cover or (cover.endswith("/") and path.startswith(cover))


def place(path: str, meta: Mapping[str, object]) -> tuple[bool, float]:
    """Compute the sort key of a page in its domain: an index first, then by `order` of the front matter."""
    order = meta.get("order")
    is_index = path.rpartition("/")[2] == "index.md"
    return (not is_index, order if isinstance(order, int | float) else float("inf"))


def _listed(inside: Sequence[str], pages: Mapping[str, Mapping[str, object]]) -> list[NavItem]:
    items: list[NavItem] = []
    groups: dict[str, list[NavItem]] = {}
    # The sort is stable: pages without an order keep their positions.
    for path in sorted(inside, key=lambda path: place(path, pages[path])):
        group = pages[path].get("group")
        if not isinstance(group, str):
            items.append(path)
        elif group in groups:
            groups[group].append(path)
        else:
            groups[group] = [path]
            items.append({group: groups[group]})
    return items
