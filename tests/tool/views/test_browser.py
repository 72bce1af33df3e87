"""The views as people meet them: with a keyboard, without JavaScript, on a narrow screen."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Window = Callable[..., AbstractContextManager[Any]]
TAB, ENTER, HOME, DOWN = "\ue004", "\ue007", "\ue011", "\ue015"


@pytest.fixture
def browser(window: Window, served: str) -> Iterator[Any]:
    with window(1300, 900) as opened:
        opened.home = served
        yield opened


def _focus(browser: Any, css: str) -> None:
    """Go to an element by the tabulator alone."""
    for _ in range(120):
        if browser.script(f"return document.activeElement.matches({css!r})"):
            return
        browser.press(TAB)
    pytest.fail(f"the tabulator never comes to {css}")


def test_the_switch_leads_to_the_other_texts_and_links_stay_in_them(browser: Any) -> None:
    browser.open(f"{browser.home}/")
    assert browser.text(".tt-switch [aria-current]") == "Matrix text"
    browser.click('.tt-switch a[data-text="lts"]')
    assert browser.url == f"{browser.home}/lts/"
    assert browser.text(".tt-switch [aria-current]") == "LTS text"
    browser.click('article a[data-ref="rules"], article a[href$="#rules"]')
    assert browser.url == f"{browser.home}/lts/rooms/i.1/#rules"
    browser.click('#contents a[href$="rooms/"], #contents a[href="../"]')
    assert browser.url == f"{browser.home}/lts/rooms/"


@pytest.mark.parametrize("chosen", ["lts", "redline"])
def test_an_address_shows_the_text_that_it_names_whatever_was_chosen(browser: Any, chosen: str) -> None:
    browser.open(f"{browser.home}/rooms/")
    browser.click(f'.tt-switch a[data-text="{chosen}"]')
    for path in ("", "rooms/v3/#rules", "rooms/v3/?text=redline#limits", "notes/", "compare/v1-v2/"):
        browser.open(f"{browser.home}/{path}")
        assert browser.url == f"{browser.home}/{path}"
    browser.open(f"{browser.home}/rooms/")
    assert browser.text(".tt-switch [aria-current]") == "Matrix text"
    # The chosen text is only marked.
    assert browser.text(f'.tt-switch a[data-text="{chosen}"]').endswith("chosen last")


def test_the_switch_keeps_the_place_after_scrolling(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v3/#rules")
    browser.script("document.querySelector('article').style.minHeight = '400vh'")
    browser.script("window.scrollTo(0, document.getElementById('same').offsetTop)")
    # The switch is still in sight, so that a click does not scroll the page.
    browser.click('.tt-switch a[data-text="lts"]')
    assert browser.url == f"{browser.home}/lts/rooms/i.1/#same"


def test_a_page_missing_in_the_lts_has_a_notice(browser: Any) -> None:
    browser.open(f"{browser.home}/notes/")
    assert browser.text(".tt-outside").startswith("Not part of the LTS text")


def test_a_part_that_the_text_lacks_is_reported(browser: Any) -> None:
    browser.open(f"{browser.home}/lts/rooms/i.1/#rule-middle")
    browser.until("return document.querySelector('.tt-notice')")
    browser.click(".tt-notice a")
    browser.until(f"return location.href === '{browser.home}/rooms/v3/#rule-middle'")
    assert browser.script("return document.getElementById('rule-middle') !== null")


def test_the_switch_works_by_keyboard(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/")
    _focus(browser, '.tt-switch a[data-text="lts"]')
    outline = "const s = getComputedStyle(document.activeElement); return s.outlineStyle + s.outlineWidth"
    assert browser.script(outline) != "none0px"
    browser.press(ENTER)
    browser.until(f"return location.href === '{browser.home}/lts/rooms/'")


def test_two_versions_are_chosen_by_keyboard(browser: Any) -> None:
    browser.open(f"{browser.home}/compare/")
    _focus(browser, "select[name=a]")
    browser.press(HOME)  # the first version
    _focus(browser, ".tt-choice button")
    browser.press(ENTER)
    browser.until(f"return location.href.startsWith('{browser.home}/compare/')")
    browser.until("return document.querySelector('.redline ins, .redline del')")


def test_a_comparison_has_an_address_of_its_own(browser: Any) -> None:
    browser.open(f"{browser.home}/compare/?a=3&b=1")
    browser.until(f"return location.href === '{browser.home}/compare/v1-v3/'")
    assert browser.text("h1") == "From room version 1 to 3"
    assert "bytes" in browser.text("#in-limits ins")
    assert browser.text("#in-rules .requirement") == "MAY → MUST"
    # The choice shows the pair, and leads from it to another.
    assert browser.script("return document.querySelector('select[name=b]').value") == "3"
    browser.script("const b = document.querySelector('select[name=b]'); b.value = 'I.1';")
    browser.click(".tt-choice button")
    browser.until(f"return location.href === '{browser.home}/compare/v1-i.1/'")


def test_the_same_version_twice_is_no_comparison(browser: Any) -> None:
    browser.open(f"{browser.home}/compare/?a=3&b=3")
    assert browser.url.endswith("/compare/?a=3&b=3")
    assert browser.script("return document.querySelector('.tt-choice button').disabled")
    assert browser.text(".tt-choice output") == "Choose two different versions."


def test_filters_select_rows_and_are_in_the_address(browser: Any) -> None:
    browser.open(f"{browser.home}/compare/ledger/")
    assert browser.shown("#ledger-entries tbody tr") == [True, True]
    _focus(browser, "select[name=status]")
    browser.press(DOWN)
    browser.until("return document.querySelector('.tt-filter output').value === '1 of 2 shown'")
    assert browser.url.endswith("?status=open")
    browser.open(browser.url)
    assert browser.shown("#ledger-entries tbody tr") == [False, True]
    browser.open(f"{browser.home}/compare/ledger/?status=open#ledger-d1")
    browser.until("return document.querySelector('#ledger-d1').checkVisibility()")
    browser.click(".tt-filter button[type=reset]")
    browser.until("return document.querySelector('.tt-filter output').value === '2 of 2 shown'")
    assert "status" not in browser.url
    browser.type("input[name=words]", "in the middle")
    browser.until("return document.querySelector('.tt-filter output').value === '1 of 2 shown'")


def test_requirements_are_found_by_text_and_actor(browser: Any) -> None:
    browser.open(f"{browser.home}/compare/requirements/?edition=lts&actor=server&level=MUST")
    shown = "document.querySelectorAll('#requirement-list tbody tr:not([hidden])')"
    rows = browser.script(f"return [...{shown}].map(row => row.textContent)")
    assert len(rows) == 3
    assert not any("middle" in row for row in rows)


def test_a_filter_of_a_list_in_parts_searches_all_parts(window: Window, real_served: str) -> None:
    with window(1300, 900) as browser:
        browser.open(f"{real_served}/compare/requirements/")
        assert browser.shown("[data-parts]") == [True]
        assert browser.shown("#requirement-list") == [False]
        browser.open(f"{real_served}/compare/requirements/?edition=lts&actor=server&level=MUST")
        browser.until("return document.querySelector('.tt-filter output').value.endsWith(' shown')")
        shown, _, whole = browser.script(
            "return document.querySelector('.tt-filter output').value.split(' ').slice(0, 3)"
        )
        assert 0 < int(shown) < int(whole)
        # The rows come from several pages, and their links lead to where they led there.
        links = "[...document.querySelectorAll('#requirement-list tr:not([hidden]) a')].map(a => a.href)"
        places = browser.script(f"return {links}")
        assert {place.removeprefix(real_served).split("/")[1] for place in places} >= {"rooms", "lts"}
        browser.open(places[0])
        assert browser.script("return document.querySelector(':target') !== null")


def test_what_is_shown_can_be_exported(browser: Any, sample_site: Path) -> None:
    browser.open(f"{browser.home}/compare/requirements/")
    assert browser.shown("[data-rows-note]") == [False]
    # Unfiltered, the links are plain ones to the files.
    browser.script(
        "URL.createObjectURL = (blob) => {"
        " blob.text().then((text) => { window.exported = text; }); return '#'; };"
    )
    browser.script(
        "const f = document.querySelector('form.tt-filter'); f.elements.level.value = 'MUST';"
        "f.elements.edition.value = 'lts'; f.dispatchEvent(new Event('input'));"
    )
    assert browser.shown("[data-rows-note]") == [True]
    whole = (sample_site / "compare" / "requirements.csv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(whole)))
    wanted = [row for row in rows if row["level"] == "MUST" and "lts" in row["editions"].split()]
    assert 0 < len(wanted) < len(rows)
    browser.click("a[data-rows][href$='.csv']")
    browser.until("return window.exported")
    # Row by row as in the whole file.
    assert list(csv.DictReader(io.StringIO(browser.script("return window.exported")))) == wanted
    browser.script("window.exported = undefined")
    browser.click("a[data-rows][href$='.json']")
    browser.until("return window.exported")
    objects = json.loads(browser.script("return window.exported"))
    assert [row["text"] for row in objects] == [row["text"] for row in wanted]


def test_a_ledger_id_in_the_redline_leads_to_its_entry(browser: Any) -> None:
    browser.open(f"{browser.home}/redline/rooms/v3/")
    assert browser.text("#in-rules .ledger, .redline .about .ledger") == "D2"
    browser.click(".redline .about .ledger")
    browser.until(f"return location.href.startsWith('{browser.home}/compare/ledger/')")
    assert browser.url.endswith("#ledger-d2")
    browser.click('#ledger-d2 a[href*="#change-"]')
    assert browser.script("return document.querySelector(':target').textContent").startswith(
        "list item deleted"
    )


def test_without_javascript_everything_is_there(window: Window, served: str) -> None:
    with window(1300, 900, scripts=False) as browser:
        browser.open(f"{served}/rooms/v3/?text=lts")
        assert browser.text(".tt-switch [aria-current]") == "Matrix text"
        browser.click('.tt-switch a[data-text="lts"]')
        assert browser.url == f"{served}/lts/rooms/i.1/"
        browser.open(f"{served}/compare/")
        assert browser.shown(".tt-choice") == [False]
        browser.click('.tt-grid a[href^="v1-v2/"], .tt-grid a[href*="v1-v2/"]')
        assert browser.url.startswith(f"{served}/compare/v1-v2/")
        browser.open(f"{served}/compare/ledger/?status=open")
        assert browser.shown(".tt-filter") == [False]
        assert browser.shown("#ledger-entries tbody tr") == [True, True]


def _too_wide(browser: Any) -> int:
    return int(
        browser.script("return document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


_PATHS = (
    *("", "lts/", "redline/", "compare/", "compare/ledger/", "compare/scope/", "compare/requirements/"),
    *("compare/references/",),
)


@pytest.mark.parametrize("dark", [False, True])
def test_no_view_is_wider_than_a_telephone(window: Window, served: str, *, dark: bool) -> None:
    with window(360, 780, dark=dark) as browser:
        for path in (*_PATHS, "rooms/v3/", "redline/rooms/v3/", "compare/v1-i.1/"):
            browser.open(f"{served}/{path}?text={path.partition('/')[0]}")
            assert browser.script("return innerWidth") == 360
            assert _too_wide(browser) <= 0, path


def test_no_page_of_the_real_tree_is_wider_than_a_telephone(
    window: Window, real_site: Path, real_served: str
) -> None:
    folders = ("client-server", "compare", "redline", "lts")
    pages = [page for folder in folders for page in sorted((real_site / folder).rglob("index.html"))]
    wide = []
    with window(360, 780) as browser:
        for page in pages:
            path = page.parent.relative_to(real_site).as_posix()
            browser.open(f"{real_served}/{path}/")
            if _too_wide(browser) > 0:
                wide.append(path)
    assert wide == []


def test_links_to_renamed_and_moved_anchors_lead_on(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v2/#former")
    browser.until(f"return location.href === '{browser.home}/rooms/v2/#rules'")
    browser.open(f"{browser.home}/old/page/#gone-section")
    browser.until(f"return location.href === '{browser.home}/notes/#notes'")
    browser.open(f"{browser.home}/rooms/v2/#never-was")
    browser.until("return document.readyState === 'complete'")
    assert browser.url == f"{browser.home}/rooms/v2/#never-was"


_BESIDE = """
const margin = document.querySelector(".redline").getBoundingClientRect().right;
const pick = (css) => [...document.querySelectorAll(css)].slice(0, 20);
const notes = [...pick(".noted code > .about"), ...pick(".noted tr .about"), ...pick("p > .about")];
return notes.map((note) => {
  const line = note.closest("tr, p") ?? note.nextElementSibling;
  const [box, beside] = [note.getBoundingClientRect(), line.getBoundingClientRect()];
  return [note.closest("pre, tr, p").tagName, box.left >= margin, Math.abs(box.top - beside.top) < 20];
});
"""


def test_notes_on_code_and_rows_are_in_the_margin(window: Window, real_served: str) -> None:
    with window(1400, 900) as browser:
        browser.open(f"{real_served}/redline/appendices/identifiers/")
        notes = browser.script(_BESIDE)
        assert {tag for tag, _, _ in notes} == {"PRE", "TR", "P"}
        # Right of the text, at the height of the element they refer to.
        assert [note for note in notes if note[1:] != [True, True]] == []
        first = "document.querySelector('.noted code > .about .ledger')"
        assert browser.script(f"return {first}.textContent") == "D07"
        browser.script(f"{first}.click()")
        browser.until("return location.hash === '#ledger-d07'")
    with window(390, 800) as browser:
        browser.open(f"{real_served}/redline/appendices/identifiers/")
        # Without a margin, above the line.
        above = "const n = document.querySelector('.noted code > .about'), l = n.nextElementSibling;"
        assert browser.script(
            f"{above} return n.getBoundingClientRect().bottom <= l.getBoundingClientRect().top + 1"
        )


@pytest.mark.parametrize("path", ["compare/v1-v3/", "redline/rooms/v3/"])
def test_notes_and_the_list_of_sections_do_not_overlap(window: Window, served: str, path: str) -> None:
    with window(1500, 900) as browser:
        browser.open(f"{served}/{path}")
        notes, free = browser.script(
            "const list = document.querySelector('.tt-sections').getBoundingClientRect(),"
            " notes = [...document.querySelectorAll('.about')].map(note => note.getBoundingClientRect())"
            ".filter(box => box.width > 1);"
            "return [notes.length, notes.every(box => !list.width || box.right <= list.left)]"
        )
        assert notes
        assert free


def test_a_missing_change_is_reported(browser: Any) -> None:
    browser.open(f"{browser.home}/redline/rooms/v3/#change-999")
    browser.until("return document.querySelector('.tt-notice')")
    assert "The change that the link leads to is gone" in browser.text(".tt-notice")


def test_going_back_shows_the_text_that_was_left(browser: Any) -> None:
    browser.open(f"{browser.home}/rooms/v3/")
    # A page that a browser does not keep in memory is loaded again.
    browser.script("addEventListener('unload', () => {})")
    browser.click(".tt-switch a[data-text='lts']")
    browser.until(f"return location.href.startsWith('{browser.home}/lts/')")
    browser.back()
    browser.until(f"return location.href.startsWith('{browser.home}/rooms/v3/')")
    # It is shown, not left again for the text that was chosen last.
    browser.until("return document.readyState === 'complete'")
    assert browser.script("return document.querySelector('.tt-current').textContent") == "Matrix text"
    assert browser.url.startswith(f"{browser.home}/rooms/v3/")
