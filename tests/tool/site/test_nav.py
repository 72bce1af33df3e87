"""The navigation from domains, by cases."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from twotrack.source.navigation import ABOUT, NavItem, navigation


class Domain(NamedTuple):
    title: str
    pages: tuple[str, ...]


START = Domain("Start", ("index.md",))
ROOMS = Domain("Rooms", ("rooms/",))


@pytest.mark.parametrize(
    ("pages", "domains", "expected"),
    [
        ({}, [START], []),
        ({"index.md": {}}, [START, ROOMS], [{"Start": "index.md"}]),
        # Domains come in their order, whatever the order of the pages.
        (
            {"rooms/a.md": {}, "index.md": {}},
            [START, ROOMS],
            [{"Start": "index.md"}, {"Rooms": "rooms/a.md"}],
        ),
        # The index first, then by order, then as they came.
        (
            {"rooms/b.md": {}, "rooms/a.md": {}, "rooms/z.md": {"order": 1}, "rooms/index.md": {}},
            [ROOMS],
            [{"Rooms": ["rooms/index.md", "rooms/z.md", "rooms/b.md", "rooms/a.md"]}],
        ),
        # A group has the position of its first page.
        (
            {"rooms/v1.md": {"group": "Versions"}, "rooms/a.md": {}, "rooms/v2.md": {"group": "Versions"}},
            [ROOMS],
            [{"Rooms": [{"Versions": ["rooms/v1.md", "rooms/v2.md"]}, "rooms/a.md"]}],
        ),
        # A folder's name is no prefix of another's.
        ({"rooms-old/a.md": {}}, [ROOMS], [{ABOUT: ["rooms-old/a.md"]}]),
        # A page of two domains is listed in the first alone; one of none at the end.
        (
            {"index.md": {}, "codes.md": {}},
            [START, Domain("Again", ("index.md",))],
            [{"Start": "index.md"}, {ABOUT: ["codes.md"]}],
        ),
        # Front matter that makes no sense here is left alone.
        (
            {"rooms/a.md": {"order": "x", "group": 3}, "rooms/b.md": {}},
            [ROOMS],
            [{"Rooms": ["rooms/a.md", "rooms/b.md"]}],
        ),
    ],
)
def test_navigation(
    pages: dict[str, dict[str, object]], domains: list[Domain], expected: list[NavItem]
) -> None:
    assert navigation(pages, domains) == expected
