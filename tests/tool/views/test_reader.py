"""Reader functions on every page: finding names, citing rules, looking up terms; with a strict CSP."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Window = Callable[..., AbstractContextManager[Any]]
TAB, ENTER, ESCAPE, DOWN = "\ue004", "\ue007", "\ue00c", "\ue015"
PATHS = (
    *("", "rooms/v3/", "notes/", "lts/", "lts/rooms/i.1/", "redline/rooms/v3/", "compare/", "compare/v1-v2/"),
    *("compare/ledger/", "compare/scope/", "compare/requirements/", "compare/references/", "404.html"),
)


@pytest.fixture
def browser(window: Window, served: str) -> Iterator[Any]:
    with window(1500, 900) as opened:
        opened.home = served
        yield opened


def _loaded(browser: Any) -> list[str]:
    return list(browser.script("return performance.getEntriesByType('resource').map((entry) => entry.name)"))


@pytest.mark.parametrize("dark", [False, True])
def test_pages_work_under_a_strict_policy(window: Window, served: str, *, dark: bool) -> None:
    with window(1500, 900, dark=dark) as browser:
        for path in PATHS:
            browser.open(f"{served}/{path}")
            browser.until(
                "return document.readyState === 'complete' && !document.querySelector('.tt-goto').hidden"
            )
            assert browser.messages() == [], path
            ground = browser.script("return getComputedStyle(document.body).backgroundColor")
            assert ground == ("rgb(20, 23, 28)" if dark else "rgb(255, 255, 255)")


def test_colours_are_a_choice_that_is_remembered(browser: Any) -> None:
    browser.open(f"{browser.home}/")
    ground = "return getComputedStyle(document.body).backgroundColor"
    seen = [browser.script(ground)]
    for _ in range(2):
        browser.click(".tt-colours")
        seen.append(browser.script(ground))
    assert seen == ["rgb(255, 255, 255)", "rgb(255, 255, 255)", "rgb(20, 23, 28)"]
    browser.open(f"{browser.home}/rooms/")
    assert browser.script(ground) == "rgb(20, 23, 28)"


def test_nothing_is_loaded_for_the_search_before_it_is_used(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v3/")
    assert not [name for name in _loaded(browser) if name.endswith((".json", "find.mjs", "goto.mjs"))]
    browser.press("/")
    browser.until("return document.activeElement.id === 'goto'")
    browser.type("#goto", "limts")
    browser.until("return document.querySelector('[role=option] span')?.textContent === 'Limits'")
    assert [name.rpartition("/")[2] for name in _loaded(browser) if name.endswith(".json")] == ["names.json"]


def test_a_name_is_found_and_followed_by_keyboard(browser: Any) -> None:
    browser.open(f"{browser.home}/")
    browser.press("/")
    browser.type("#goto", "version 1 limits")
    browser.until("return document.querySelector('[role=option][aria-selected=true]')")
    first = browser.script(
        "return [...document.querySelector('[role=option]').children].map(e => e.textContent)"
    )
    assert first == ["Limits", "Rooms \u203a Room version 1"]
    browser.press(ENTER)
    browser.until(f"return location.href === '{browser.home}/rooms/v1/#limits'")


def test_a_result_stays_in_its_text(browser: Any) -> None:
    browser.open(f"{browser.home}/lts/")
    browser.press("/")
    browser.type("#goto", "limits")
    browser.until("return document.querySelector('[role=option][aria-selected=true]')")
    browser.press(ENTER)
    browser.until(f"return location.href === '{browser.home}/lts/rooms/i.1/#limits'")


def test_the_full_text_is_searched_on_request(browser: Any) -> None:
    browser.open(f"{browser.home}/")
    browser.press("/")
    browser.type("#goto", "in the middle")
    browser.until(
        "return document.querySelector('[role=option]:last-child span')?.textContent.startsWith('Search')"
    )
    browser.click("[role=option]:last-child")
    browser.until(
        "return document.querySelector('.tt-found [role=status]').textContent.startsWith('1 section')"
    )
    browser.press(ENTER)
    browser.until(f"return location.href === '{browser.home}/rooms/v3/#rules'")


def test_escape_closes_the_list_and_keeps_the_words(browser: Any) -> None:
    browser.open(f"{browser.home}/")
    browser.press("/")
    browser.type("#goto", "rules")
    browser.until("return document.querySelector('[role=option]')")
    browser.press(ESCAPE)
    assert browser.script("return document.querySelector('.tt-found').hidden")
    assert browser.script("return document.querySelector('#goto').getAttribute('aria-expanded')") == "false"


def test_a_rule_can_be_cited(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v3/")
    browser.script("document.querySelector('#rule-middle').click()")
    browser.until("return document.querySelector('dialog.tt-cite[open]')")
    browser.until("return document.querySelector('.tt-cite').textContent.includes('Differences')")
    rows = dict(
        browser.script(
            "return [...document.querySelectorAll('.tt-cite-row')]"
            ".map((row) => [...row.children].slice(0, 2).map((cell) => cell.textContent))"
        )
    )
    assert rows["Link"] == f"{browser.home}/rooms/v3/#rule-middle"
    assert rows["Sentence"].startswith("Room version 3, rule 2, “Rules”, section 2.")
    assert rows["Identifier"] == "rule-middle"
    assert rows["BibTeX"].startswith("@misc{Room-version-3-rule-middle,")
    facts = browser.script("return [...document.querySelectorAll('.tt-cite p')].map(p => p.textContent)")
    assert "Differences: D2" in facts
    assert "In: Room version 1, Room version 2, Room version 3" in facts
    browser.press(ESCAPE)
    browser.until("return !document.querySelector('dialog[open]')")
    assert browser.messages() == []


def test_a_section_is_cited_by_keyboard(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v3/")
    browser.script("document.querySelector('#limits .headerlink').focus()")
    browser.press(ENTER)
    browser.until("return document.querySelector('dialog.tt-cite[open]')")
    assert browser.text("#cite-title") == "Room version 3 \u203a Limits"
    # The focus stays in the panel, and goes back when it is closed.
    assert browser.script("return document.querySelector('dialog').contains(document.activeElement)")
    browser.press(ESCAPE)
    browser.until("return document.activeElement.matches('#limits .headerlink')")


def test_a_term_is_explained_at_its_use(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v3/")
    link = "document.querySelector('article a.term')"
    assert browser.script(f"return {link}.textContent") == "rule"
    browser.script(f"{link}.focus()")
    browser.until("return document.querySelector('#term-panel:popover-open')")
    assert "What a server looks at before it answers." in browser.text("#term-panel")
    assert browser.script(f"return {link}.getAttribute('aria-describedby')") == "term-panel"
    browser.press(ESCAPE)
    assert not browser.script("return document.querySelector('#term-panel:popover-open') !== null")
    assert browser.messages() == []


def test_a_lost_address_is_looked_for(browser: Any) -> None:
    browser.open(f"{browser.home}/404.html#limits")
    browser.until("return !document.querySelector('[data-not-found]').hidden")
    browser.click("[data-query]")
    browser.until("return document.querySelector('[role=option]')")


@pytest.mark.parametrize("width", [320, 360, 1300])
def test_a_place_that_a_link_names_is_below_the_header(window: Window, served: str, width: int) -> None:
    with window(width, 700) as browser:
        browser.open(f"{served}/rooms/v3/")
        browser.script("document.querySelector('article').style.minHeight = '400vh'")
        browser.open(f"{served}/rooms/v3/#limits")
        header, place = browser.script(
            "return [document.querySelector('header').getBoundingClientRect().bottom,"
            " document.getElementById('limits').getBoundingClientRect().top]"
        )
        assert header <= place


@pytest.mark.parametrize("width", [360, 1300])
def test_the_header_has_the_same_height_without_scripts(window: Window, served: str, width: int) -> None:
    heights = []
    for scripts in (True, False):
        with window(width, 700, scripts=scripts) as browser:
            browser.open(f"{served}/rooms/v3/")
            assert browser.shown(".tt-goto") == [scripts]
            size = browser.call("GET", f"element/{browser.one('header')}/rect")["height"]
            heights.append(size)
    assert heights[0] == heights[1]


def test_a_term_panel_is_inside_a_narrow_window(window: Window, served: str) -> None:
    with window(320, 700) as browser:
        browser.open(f"{served}/rooms/v3/")
        browser.script("document.querySelector('article a.term').focus()")
        browser.until("return document.querySelector('#term-panel:popover-open')")
        box = "document.querySelector('#term-panel').getBoundingClientRect()"
        assert browser.script(
            f"return {box}.right <= document.documentElement.clientWidth && {box}.left >= 0"
        )


def test_marks_of_rules_are_links_with_numbers(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v3/")
    marks = dict(
        browser.script(
            "return [...document.querySelectorAll('a.anchor')]"
            ".map((mark) => [mark.id, mark.getAttribute('aria-label')])"
        )
    )
    assert marks["rule-middle"] == "Link to 2"
    assert browser.script("return [...document.querySelectorAll('a.anchor')].every((a) => a.tabIndex === -1)")


def test_without_scripts_pages_are_complete(window: Window, served: str) -> None:
    with window(420, 800, scripts=False) as browser:
        browser.open(f"{served}/lts/rooms/i.1/")
        assert browser.shown(".tt-goto, .tt-colours") == [False, False]
        # The contents open without scripts, too.
        browser.click(".tt-menu-button")
        browser.click("#contents a[href$='/rooms/'], #contents a[href='../']")
        assert browser.url == f"{served}/lts/rooms/"
        browser.click("a[rel='next']")
        assert browser.url == f"{served}/lts/rooms/i.1/"
