"""axe finds no violation of WCAG 2.2 AA on any page type, wide and narrow, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Window = Callable[..., AbstractContextManager[Any]]
SAMPLE = (
    *("", "rooms/v3/", "notes/", "lts/", "lts/rooms/i.1/", "redline/rooms/v3/", "compare/", "compare/v1-v2/"),
    *("compare/ledger/", "compare/scope/", "compare/requirements/", "compare/references/", "404.html"),
)
REAL = (
    *(
        "",
        "client-server/to-device/",
        "rooms/v12/",
        "redline/appendices/identifiers/",
        "appendices/glossary/",
    ),
    *("appendices/indexes/", "client-server/verification/", "drafts/"),
)
_TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN = """
window.found = null;
window.axe.run(document, {runOnly: {type: "tag", values: %s}}).then((result) => {
  window.found = {violations: result.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.html.slice(0, 200)}`))};
});
"""


@pytest.fixture(scope="session")
def axe(root: Path) -> str:
    """The source of axe."""
    path = root / "node_modules/axe-core/axe.min.js"
    if not path.is_file():
        pytest.skip("axe is not installed: run `npm ci`")
    return path.read_text(encoding="utf-8")


def _violations(browser: Any, axe: str) -> list[str]:
    # Wait for deferred scripts, such as the one that makes scrollable elements focusable.
    browser.script(
        "window.idle = false; requestIdleCallback(() => setTimeout(() => { window.idle = true; }))"
    )
    browser.until("return window.idle")
    browser.script(axe + _RUN % _TAGS)
    browser.until("return window.found")
    return list(browser.script("return window.found.violations"))


LOOKS = [(1500, False), (1500, True), (390, False), (390, True)]


@pytest.mark.parametrize(("width", "dark"), LOOKS)
def test_the_sample_has_no_violation(
    window: Window, served: str, axe: str, width: int, *, dark: bool
) -> None:
    with window(width, 900, dark=dark) as browser:
        for path in SAMPLE:
            browser.open(f"{served}/{path}")
            assert _violations(browser, axe) == [], path


@pytest.mark.parametrize(("width", "dark"), LOOKS[::3])
def test_the_real_site_has_no_violation(
    window: Window, real_served: str, axe: str, width: int, *, dark: bool
) -> None:
    with window(width, 900, dark=dark) as browser:
        for path in REAL:
            browser.open(f"{real_served}/{path}")
            assert _violations(browser, axe) == [], path


def test_open_panels_have_no_violation(window: Window, served: str, axe: str) -> None:
    with window(1500, 900) as browser:
        browser.open(f"{served}/rooms/v3/")
        browser.press("/")
        browser.type("#goto", "rules")
        browser.until("return document.querySelector('[role=option]')")
        assert _violations(browser, axe) == []
        browser.script("document.querySelector('#rule-middle').click()")
        browser.until("return document.querySelector('dialog[open]')")
        assert _violations(browser, axe) == []


def test_axe_finds_violations(window: Window, served: str, axe: str) -> None:
    with window(1500, 900) as browser:
        browser.open(f"{served}/")
        browser.script("document.querySelector('article').append(document.createElement('button'))")
        assert [found.partition(":")[0] for found in _violations(browser, axe)] == ["button-name"]
