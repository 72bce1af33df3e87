"""What a screen reader announces, in reading order, on a page of each type: Chromium's accessibility tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any, NamedTuple

import pytest

pytestmark = pytest.mark.browser

Window = Callable[..., AbstractContextManager[Any]]
SAMPLE = (
    *("", "rooms/v3/", "notes/", "lts/", "lts/rooms/i.1/", "redline/rooms/v3/", "compare/", "compare/v1-v2/"),
    *("compare/ledger/", "compare/scope/", "compare/requirements/", "compare/references/", "404.html"),
)
REAL = ("client-server/to-device/", "appendices/indexes/", "appendices/glossary/", "drafts/", "conformance/")
LANDMARKS = {"banner", "complementary", "contentinfo", "form", "main", "navigation", "region", "search"}
NAMED = {"link", "button", "textbox", "searchbox", "combobox", "image", "img", "dialog", "checkbox"}


class Node(NamedTuple):
    """An element as it is announced."""

    role: str
    name: str
    level: int


def _reading(browser: Any) -> list[Node]:
    """Return what is announced, in order. Elements that assistive technology ignores are left out."""
    browser.until("return document.readyState === 'complete'")
    browser.script("window.idle = false; requestIdleCallback(() => { window.idle = true; })")
    browser.until("return window.idle")
    browser.call("POST", "goog/cdp/execute", {"cmd": "Accessibility.enable", "params": {}})
    tree = browser.call("POST", "goog/cdp/execute", {"cmd": "Accessibility.getFullAXTree", "params": {}})
    nodes = {node["nodeId"]: node for node in tree["nodes"]}

    def walk(node: dict[str, Any]) -> Iterator[Node]:
        if not node.get("ignored"):
            level = next(
                (each["value"]["value"] for each in node.get("properties", ()) if each["name"] == "level"), 0
            )
            name = str(node.get("name", {}).get("value", "")).strip()
            yield Node(node["role"]["value"], name, level)
        for child in node.get("childIds", ()):
            if child in nodes:
                yield from walk(nodes[child])

    return list(walk(tree["nodes"][0]))


def _faults(read: list[Node]) -> list[str]:
    faults = [f"{node.role} without a name" for node in read if node.role in NAMED and not node.name]
    headings = [node for node in read if node.role == "heading"]
    if not headings or headings[0].level != 1 or sum(node.level == 1 for node in headings) != 1:
        faults.append(f"first-level headings: {[node.name for node in headings if node.level == 1]}")
    level = 0
    for node in headings:
        if not node.name:
            faults.append("a heading without words")
        # The title of a page may be followed by a heading of an operation or event.
        if level > 1 and node.level > level + 1:
            faults.append(f"{node.name}: level {node.level} below level {level}")
        level = node.level
    landmarks = [node for node in read if node.role in LANDMARKS]
    faults += [
        f"two landmarks: {node}" for n, node in enumerate(landmarks) if node in landmarks[:n] and node.name
    ]
    order = [node.role for node in landmarks if node.role in {"banner", "search", "main", "contentinfo"}]
    if order != ["banner", "search", "main", "contentinfo"]:
        faults.append(f"order of landmarks: {order}")
    first = next((node for node in read if node.role == "link"), None)
    if first is None or not first.name.startswith("Skip"):
        faults.append(f"the first link is {first}")
    return faults


def test_every_page_type_is_announced_in_order(window: Window, served: str) -> None:
    with window(1500, 900) as browser:
        for path in SAMPLE:
            browser.open(f"{served}/{path}")
            assert _faults(_reading(browser)) == [], path


def test_pages_of_the_real_tree_are_announced_in_order(window: Window, real_served: str) -> None:
    with window(1500, 900) as browser:
        for path in REAL:
            browser.open(f"{real_served}/{path}")
            assert _faults(_reading(browser)) == [], path


def test_rules_are_announced_with_their_numbers(window: Window, served: str) -> None:
    with window(1500, 900) as browser:
        browser.open(f"{served}/rooms/v3/")
        names = [node.name for node in _reading(browser) if node.role == "link"]
        assert "Link to 2" in names


def test_faults_are_found(window: Window, served: str) -> None:
    with window(1500, 900) as browser:
        browser.open(f"{served}/rooms/v3/")
        browser.script(
            "document.querySelector('article').insertAdjacentHTML('beforeend',"
            " '<h1>Again</h1><button></button><h2>a</h2><h5>b</h5>')"
        )
        found = _faults(_reading(browser))
        assert "button without a name" in found
        assert "b: level 5 below level 2" in found
        assert any(fault.startswith("first-level headings") for fault in found)
