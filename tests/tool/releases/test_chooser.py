"""The site of two releases in a browser: from a rule of one to the same rule of the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import webdriver
from tests.shared_build import shared_build
from tests.webdriver import Browser, served_folder
from twotrack.problems import Report, render
from twotrack.releases.kept_release import Release, keep_release, read_releases
from twotrack.site.side_by_side.build import SideBySide

pytestmark = pytest.mark.browser

URL = "https://spec.example"
_EDITIONS = "facets: {}\neditions: {all: {title: All}}\nsite: all\n"
_SETTINGS = (
    "site_name: Small\ndocs_dir: spec\nplugins: [{twotrack: {views: false}}]\n"
    "markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html,\n"
    "  sane_lists, tables, pymdownx.superfences, {pymdownx.highlight: {pygments_lang_class: true}}]\n"
)
_LONG = "\n\n".join(["A paragraph of a text that is longer than a window."] * 40)
_OLD = {
    "index.md": "# Start {#start}\n\nSee [the rules](#rule-sign).\n",
    "rules.md": (
        f"# Rules {{#rules}}\n\n{_LONG}\n\n## Signing {{#rule-sign}}\n\nServers SHOULD sign.\n\n{_LONG}\n\n"
        "## Limits {#limits}\n\nAt most 10.\n\n## Colours {#colours}\n\nRed.\n"
    ),
    "history.md": "# History {#history}\n\n## Before {#before}\n\nNothing.\n",
}
_NEW = {
    "index.md": "# Start {#start}\n\nSee [the rules](#rule-sign).\n",
    "rules.md": f"# Rules {{#rules}}\n\n## Signing {{#rule-sign}}\n\nServers MUST sign.\n\n{_LONG}\n",
    "limits.md": "# Limits of all kinds {#all-limits}\n\n## Sizes {#sizes}\n\nAt most 20.\n",
    "anchors.tsv": "limits\trules.md\tsizes\n",
}


def _build(folder: Path) -> None:
    """Keep two releases of a small text, and build their site."""
    root = folder / "project"
    for tag, date, pages in (("v1.0", "2026-01-01", _OLD), ("v1.1", "2026-04-01", _NEW)):
        source = folder / tag
        (source / "spec").mkdir(parents=True)
        (source / "mkdocs.yml").write_text(_SETTINGS, encoding="utf-8")
        for path, text in {"editions.yml": _EDITIONS, **pages}.items():
            (source / "spec" / path).write_text(text, encoding="utf-8")
        keep_release(root, source, Release(tag, date, "stable", Path()))
    report = Report()
    SideBySide(read_releases(root, report), URL, "Small", report).build(folder / "site", ())
    assert render(report.problems) == ""


@pytest.fixture(scope="session")
def served(driver: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    del driver  # without a browser, nothing has to be built
    built = shared_build(tmp_path_factory, "two-releases", _build)
    with served_folder(built / "site") as address:
        yield address


@pytest.fixture(scope="module")
def opened(driver: str, served: str) -> Iterator[Browser]:
    """One window for all tests, as the pages remember nothing."""
    del served
    with webdriver.window(driver, 1200, 800) as opened:
        yield opened


@pytest.fixture
def browser(opened: Browser, served: str) -> Browser:
    opened.open(f"{served}/v1.1/rules/#rule-sign")
    return opened


def _choose(browser: Browser, release: str) -> None:
    browser.click(".tt-releases summary")
    position = {"v1.1": 1, "v1.0": 2}[release]
    browser.click(f".tt-releases li:nth-child({position}) a")


_arrives = "return location.href === {!r} && document.readyState === 'complete'"


def _arrive(browser: Browser, url: str) -> None:
    browser.until(_arrives.format(url))


def test_a_rule_is_found_in_the_older_release_and_back(browser: Browser, served: str) -> None:
    assert browser.text(".tt-releases summary") == "v1.1"
    _choose(browser, "v1.0")
    _arrive(browser, f"{served}/v1.0/rules/#rule-sign")
    assert "SHOULD" in browser.text("#rule-sign + p")
    assert browser.text(".tt-release-banner") == "This is release v1.0. The latest release is v1.1."
    _choose(browser, "v1.1")
    _arrive(browser, f"{served}/v1.1/rules/#rule-sign")
    assert browser.find(".tt-release-banner") == []


def test_the_section_in_sight_is_kept_after_scrolling(browser: Browser, served: str) -> None:
    browser.open(f"{served}/v1.0/rules/")
    browser.script("document.getElementById('rule-sign').scrollIntoView()")
    # Links are not scrolled to: the chooser is in the header.
    browser.script("document.querySelector('.tt-releases').open = true")
    browser.script("document.querySelector('.tt-releases a').dispatchEvent(new Event('pointerdown'))")
    assert browser.script("return document.querySelector('.tt-releases a').hash") == "#rule-sign"


def test_the_banner_keeps_the_section(browser: Browser, served: str) -> None:
    browser.open(f"{served}/v1.0/rules/#rule-sign")
    browser.script("document.querySelector('.tt-release-banner a').dispatchEvent(new Event('focus'))")
    assert browser.script("return document.querySelector('.tt-release-banner a').hash") == "#rule-sign"


def test_an_anchor_that_moved_is_found_both_ways(browser: Browser, served: str) -> None:
    browser.open(f"{served}/v1.1/limits/#sizes")
    _choose(browser, "v1.0")
    _arrive(browser, f"{served}/v1.0/rules/#limits")
    browser.open(f"{served}/v1.1/rules/#limits")
    _arrive(browser, f"{served}/v1.1/limits/#sizes")


def test_a_page_that_did_not_exist_is_reported(browser: Browser, served: str) -> None:
    browser.open(f"{served}/v1.1/history/#before")
    browser.until("return document.readyState === 'complete'")
    assert browser.text("h1") == "Page not in this release"
    browser.click("p a")
    _arrive(browser, f"{served}/v1.0/history/")


def test_a_section_that_the_release_lacks_is_reported(browser: Browser, served: str) -> None:
    browser.open(f"{served}/v1.0/rules/#colours")
    _choose(browser, "v1.1")
    browser.until("return document.querySelector('.tt-release-notice')")
    assert browser.text(".tt-release-notice") == "Release v1.1 has no section “colours”. Other releases: v1.0"
    browser.click(".tt-release-notice a")
    _arrive(browser, f"{served}/v1.0/rules/#colours")


def test_the_changes_since_the_older_release_are_linked(browser: Browser, served: str) -> None:
    browser.click(".tt-releases summary")
    browser.click(".tt-releases .tt-changes")
    _arrive(browser, f"{served}/v1.1/changes/")
    assert browser.text("h1") == "Changes from v1.0 to v1.1"
    browser.click("#requirement-strengthened + ul a")
    browser.until("return location.pathname === '/v1.1/changes/rules/'")
    assert browser.script("return document.querySelector(location.hash) !== null")


def test_the_latest_release_has_a_short_address(browser: Browser, served: str) -> None:
    browser.open(f"{served}/latest/rules/#rule-sign")
    _arrive(browser, f"{served}/v1.1/rules/#rule-sign")


def test_search_engines_are_directed_to_the_latest_release(browser: Browser, served: str) -> None:
    canonical = "return document.querySelector('link[rel=canonical]').href"
    for page, holder in (("rules", "v1.1"), ("history", "v1.0")):
        browser.open(f"{served}/v1.0/{page}/")
        assert browser.script(canonical) == f"{URL}/{holder}/{page}/"
    browser.open(f"{served}/sitemap.xml")
    text = str(browser.script("return document.documentElement.textContent"))
    assert f"{URL}/v1.1/limits/" in text
    assert "v1.0" not in text


def test_nothing_violates_the_policy(browser: Browser) -> None:
    browser.messages()  # those of other tests, among them of the browser's own view of XML
    _choose(browser, "v1.0")
    assert [text for text in browser.messages() if "policy" in text.lower()] == []
