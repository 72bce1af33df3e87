"""The views as pages: their content, their links, and their reproducibility."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path

import lxml.html
import pytest

from twotrack.pages import Page, Site
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.site_files import site_navigation
from twotrack.site.views import requirement_parts
from twotrack.site.views.all_views import full_site
from twotrack.site.views.ledger_page import today
from twotrack.site.views.page_markup import link, url
from twotrack.site.views.redline_parts import numbered, resolve_links
from twotrack.site.views.text_switch import with_block
from twotrack.text import Text

Views = Callable[[Path], tuple[Site, Report]]


def _html(page: Page) -> lxml.html.HtmlElement:
    return lxml.html.fragment_fromstring(str(page.text), create_parent="div")


def _words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def test_each_page_in_scope_has_three_texts(site: Site) -> None:
    for path, lts in {
        "index.md": "index.md",
        "rooms/index.md": "rooms/index.md",
        "rooms/v3.md": "rooms/i.1.md",
    }.items():
        for page in (site.pages[path], site.pages[f"lts/{lts}"], site.pages[f"redline/{path}"]):
            switch = _html(page).find(".//nav[@class='tt-switch']")
            assert len(switch.xpath(".//a")) == 2
            assert len(switch.xpath(".//*[@aria-current]")) == 1
    assert "tt-switch" not in str(site.pages["notes/index.md"].text)
    assert "Not part of the" in str(site.pages["notes/index.md"].text)
    # The other versions' pages are neither text of the two.
    assert "data-text" not in str(site.pages["rooms/v1.md"].text)


def test_each_text_is_a_part_of_the_navigation(site: Site) -> None:
    navigation = site_navigation(site)
    titles = [next(iter(item)) for item in navigation if isinstance(item, dict)]
    assert titles == ["Introduction", "Rooms", "Notes", "Compare", "LTS core", "Redline"]
    inside = json.dumps(navigation)
    assert '"Compare": ["compare/index.md", "compare/ledger.md", "compare/scope.md"' in inside
    assert json.dumps({"LTS core": _in_texts("lts/", "rooms/i.1.md")})[1:-1] in inside
    assert json.dumps({"Redline": _in_texts("redline/", "rooms/v3.md")})[1:-1] in inside
    assert "v1-v2" not in inside


def _in_texts(home: str, version: str) -> list[object]:
    return [{"Introduction": f"{home}index.md"}, {"Rooms": [f"{home}rooms/index.md", home + version]}]


def test_a_redline_shows_changes_and_their_reasons(site: Site) -> None:
    page = _html(site.pages["redline/rooms/v3.md"])
    gone = page.xpath(".//*[contains(@class, 'change') and contains(@class, 'delete')]")
    assert [_words(element.find(".//del")) for element in gone] == [
        "A server MUST look at the rule in the middle of <angle> & others."
    ]
    entry = gone[0].find(".//a[@class='ledger']")
    assert (entry.text, entry.get("href")) == ("D2", "../../../compare/ledger/#ledger-d2")


def test_links_of_a_redline_lead_to_redlines_and_else_to_the_matrix_text(site: Site) -> None:
    page = _html(site.pages["redline/index.md"])
    links = {_words(element): element.get("href") for element in page.xpath(".//a[@class='xref']")}
    assert links["the rules"] == "rooms/v3/#rules"
    assert links["the notes"] == "../notes/#notes"


def test_every_link_of_every_view_leads_somewhere(site: Site) -> None:
    served = {path.removesuffix(".md").removesuffix("index").rstrip("/"): path for path in site.pages}
    ids = {
        path: {*_html(page).xpath(".//@id"), *(anchor.id for anchor in page.anchors)}
        for path, page in site.pages.items()
    }
    for path, page in site.pages.items():
        for href in _html(page).xpath(
            ".//a[starts-with(@class, 'tt-') or @class='xref' or @class='ledger']/@href"
        ):
            place, _, anchor = href.partition("#")
            here = path.removesuffix(".md").removesuffix("index").rstrip("/")
            target = (Path("/") / here / place).resolve().as_posix().strip("/")
            assert target in served or href.startswith("https://example.org/"), f"{path}: {href}"
            if anchor:
                known = ids[served[target]] | set(
                    re.findall(r"\{#([\w-]+)\}", str(site.pages[served[target]].text))
                )
                assert anchor in known, f"{path}: {href}"


def test_a_pair_shows_only_the_sections_that_changed(site: Site) -> None:
    page = _html(site.pages["compare/v2-v3.md"])
    assert [element.get("id") for element in page.xpath("./div[@class='redline']")] == [
        "in-introduction",
        "in-limits",
    ]
    assert "The same in both: Rules, Same." in _words(page)
    # All changes of a page are numbered through.
    numbers = [
        int(name.removeprefix("change-")) for name in page.xpath(".//@id") if name.startswith("change-")
    ]
    assert numbers == list(range(1, len(numbers) + 1))


def test_there_is_a_page_for_every_pair(site: Site) -> None:
    slugs = ["v1", "v2", "v3", "i.1"]
    pairs = {f"compare/{a}-{b}.md" for i, a in enumerate(slugs) for b in slugs[i + 1 :]}
    assert {path for path in site.pages if re.fullmatch(r"compare/v.*-.*\.md", path)} == pairs


def test_the_matrix_of_versions_shows_changes_by_section(site: Site) -> None:
    table = _html(site.pages["compare/index.md"]).xpath(".//table")[0]
    rows = {_words(row[0]): [_words(cell) for cell in row[1:]] for row in table.xpath(".//tbody/tr")}
    assert [_words(cell) for cell in table.xpath(".//thead//th")] == ["Section", "2", "3", "I.1"]
    assert rows["Rules"] == ["1", "·no change", "1"]
    assert rows["Limits"] == ["·no change", "1", "·no change"]
    assert rows["Same"] == ["·no change"] * 3


def test_the_board_lists_every_entry_with_its_place(site: Site) -> None:
    rows = _html(site.pages["compare/ledger.md"]).xpath(".//tbody/tr")
    assert [row.get("id") for row in rows] == ["ledger-d1", "ledger-d2"]
    cells = {cell.get("data-label"): _words(cell) for cell in rows[1].xpath("./td")}
    assert cells["Status"] == "open"
    assert cells["Ferried"] == "→ Matrix"
    assert cells["Owner"] == "Core team"
    assert cells["Where in the text"] == "Room version I.1"
    assert cells["Next step"] == "Write an MSC."
    assert "Nobody needs <code>&lt;it&gt;</code> &amp; <em>that</em>." in str(
        site.pages["compare/ledger.md"].text
    )


def test_ages_are_counted_to_a_day_that_the_build_is_given(project: Path) -> None:
    opened = open_project(project, Report())
    assert opened is not None
    entries = opened.entries(Report()).values()
    assert today(entries, None) == date(2026, 1, 5)
    assert today(entries, "1768000000") == date(2026, 1, 9)
    # An older build than the ledger would make ages negative.
    assert today(entries, "0") == date(2026, 1, 5)
    assert today(entries, "soon") == date(2026, 1, 5)


def test_the_scope_names_every_domain_and_page(site: Site) -> None:
    tables = _html(site.pages["compare/scope.md"]).xpath(".//table")
    domains = [[_words(cell) for cell in row] for row in tables[0].xpath(".//tbody/tr")]
    assert domains[0][:2] == ["Introduction", "in"]
    assert domains[2] == ["Notes", "out", "0 %0 of 2 blocks", "Servers need no notes."]
    notes = [_words(cell) for cell in tables[-1].xpath(".//tbody/tr")[0]]
    assert notes[:2] == ["Notes", "Matrix only"]


def test_requirements_are_a_table_and_two_files_with_the_same_rows(site: Site) -> None:
    rows = _html(site.pages["compare/requirements.md"]).xpath(".//tbody/tr")
    table = list(csv.DictReader(io.StringIO(str(site.assets["compare/requirements.csv"]))))
    data = json.loads(site.assets["compare/requirements.json"])
    assert len(rows) == len(table) == len(data) == 7
    assert [row["text"] for row in table] == [row["text"] for row in data]
    assert {row.get("data-edition") for row in rows} == {"matrix", "matrix|lts"}
    middle = next(row for row in data if "middle" in row["text"])
    assert (middle["level"], middle["actor"], middle["editions"]) == ("MUST", "server", ["matrix"])


def test_a_long_list_of_requirements_is_divided_into_pages(
    project: Path, views: Views, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = views(project)[0]
    monkeypatch.setattr(requirement_parts, "LONGEST", 2)
    site, report = views(project)
    assert report.problems == []
    index = _html(site.pages["compare/requirements.md"])
    assert index.xpath(".//tbody/tr") == []
    assert index.xpath(".//div[@hidden]//table")
    listed = [(link.get("href"), _words(link.getparent())) for link in index.xpath(".//ul[@data-parts]//a")]
    paths = [path for path in site.pages if path.startswith("compare/requirements/")]
    assert [href for href, _ in listed] == [
        path.replace("compare/requirements/", "").replace(".md", "/") for path in paths
    ]
    assert sum(int(words.rpartition(": ")[2]) for _, words in listed) == 7
    # The parts have the rows of the whole list, each at most two, with links that lead to the same places.
    rows = [_html(site.pages[path]).xpath(".//tbody/tr") for path in paths]
    assert max(map(len, rows)) == 2
    shown = {_words(row) for part in rows for row in part}
    assert shown == {
        _words(row) for row in _html(whole.pages["compare/requirements.md"]).xpath(".//tbody/tr")
    }
    first = rows[0][0].xpath(".//a/@href")[0]
    assert first.startswith("../../../")
    # The rows of the files are in the order of the parts, by which a script omits those that are not shown.
    texts = [row["text"] for row in json.loads(site.assets["compare/requirements.json"])]
    in_parts = [
        row["text"] for path in paths for row in json.loads(site.assets[path.replace(".md", ".json")])
    ]
    assert texts == in_parts


def test_a_reference_out_of_the_lts_is_in_the_report(project: Path, views: Views) -> None:
    index = project / "spec/index.md"
    broken = index.read_text(encoding="utf-8").replace("- {#names}", "See {{notes}}.\n\n- {#names}")
    index.write_text(broken, encoding="utf-8")
    text = str(views(project)[0].pages["compare/references.md"].text)
    assert "1 of" in text
    assert "lts leaves out &#x27;notes&#x27;" in text


def test_a_closed_text_is_called_closed(site: Site) -> None:
    assert "**The LTS text is closed:**" in str(site.pages["compare/references.md"].text)


def test_the_same_tree_produces_the_same_views(project: Path, views: Views) -> None:
    first, second = (views(project)[0] for _ in range(2))
    assert {path: str(page.text) for path, page in first.pages.items()} == {
        path: str(page.text) for path, page in second.pages.items()
    }
    assert first.assets == second.assets


def test_another_edition_has_no_views(project: Path) -> None:
    report = Report()
    opened = open_project(project, report)
    assert opened is not None
    assert set(full_site(opened, "lts", report).pages) == set(opened.site("lts", report).pages)


def test_a_page_in_the_place_of_a_view_is_reported(project: Path, views: Views) -> None:
    (project / "spec/compare").mkdir()
    (project / "spec/compare/ledger.md").write_text("# Mine {#mine}\n", encoding="utf-8")
    problems = views(project)[1].problems
    assert [(problem.code, problem.path) for problem in problems] == [
        ("site-clash", "spec/compare/ledger.md")
    ]


def test_a_tree_without_another_track_has_no_variants(project: Path, views: Views) -> None:
    config = project / "spec/editions.yml"
    text = config.read_text(encoding="utf-8")
    config.write_text(re.sub(r"  lts: .*\n", "", text), encoding="utf-8")
    built, report = views(project)
    assert report.problems == []
    assert not [path for path in built.pages if path.startswith(("lts/", "redline/"))]
    assert "compare/v1-v2.md" in built.pages
    assert "compare/scope.md" not in built.pages


@pytest.mark.parametrize(
    ("here", "there", "anchor", "expected"),
    [
        ("a.md", "a.md", "x", "#x"),
        ("a.md", "b/c.md", "", "../b/c/"),
        ("index.md", "b/index.md", "x", "b/#x"),
        ("b/c.md", "index.md", "", "../../"),
        ("b/index.md", "b/v1-i.1.md", "", "v1-i.1/"),
    ],
)
def test_urls_are_those_of_folders(here: str, there: str, anchor: str, expected: str) -> None:
    assert url(here, there, anchor) == expected


def test_a_block_goes_behind_the_title_and_lines_keep_their_place() -> None:
    text = Text.of("\n# Title\n\nText\n\n```\ncode\n```\n", "a.md")
    text.starts, text.fences = {1: 2, 3: 0}, [5]
    put = with_block(text, "<p>block</p>")
    assert put.lines[1:5] == ["# Title", "", "<p>block</p>", ""]
    assert {put.lines[index]: column for index, column in put.starts.items()} == {"# Title": 2, "Text": 0}
    assert [put.lines[index] for index in put.fences] == ["```"]
    assert len(put.lines) == len(put.origins)
    assert put.origins[put.lines.index("Text")] == text.origins[3]


def test_what_is_written_into_html_is_escaped() -> None:
    assert link('a"b', "<b>", data_text="<") == '<a class="tt-link" href="a&quot;b" data-text="&lt;"><b></a>'


def test_links_are_settled() -> None:
    html = (
        '<a class="xref" href="#own">1</a><a class="xref" href="#there">2</a>'
        '<a class="xref" href="#lost">3</a>'
        '<a class="ledger" href="ledger:D1">4</a><a class="tt-link" href="https://example.org/?a=1&amp;b">5</a>'
        '<a class="tt-link" href="../x.md#y">6</a>'
    )
    found = resolve_links(
        html,
        {"own"},
        lambda path, anchor: {"there": "../p/#there", "y": f"../{path}/"}.get(anchor),
        lambda name: f"../ledger/#{name}",
    )
    assert re.findall(r'class="\S+"(?: href="([^"]*)")?>', found) == [
        *("#own", "../p/#there", "", "../ledger/#D1", "https://example.org/?a=1&amp;b", "../../x.md/"),
    ]


def test_changes_are_numbered_on() -> None:
    html = '<span class="about" id="change-1"></span><a class="what" href="#change-2">change-3"</a>'
    assert numbered(html, 11) == html.replace("change-1", "change-11").replace("change-2", "change-12")


def test_a_writer_can_build_without_views(site_without_views: Path) -> None:
    assert (site_without_views / "rooms/v1/index.html").is_file()
    assert not (site_without_views / "compare").exists()
    assert "tt-switch" not in (site_without_views / "index.html").read_text(encoding="utf-8")


def test_repeated_texts_are_excluded_from_search_engines(sample_site: Path) -> None:
    robots = {
        page.parent.relative_to(sample_site).as_posix(): lxml.html.parse(str(page)).xpath(
            "//meta[@name='robots']/@content"
        )
        for page in sample_site.rglob("index.html")
    }
    assert robots["redline/rooms/v3"] == robots["compare/v1-v2"] == ["noindex"]
    assert robots["rooms/v3"] == robots["lts"] == robots["."] == robots["compare/ledger"] == []


def test_a_removed_page_links_to_the_new_places_of_its_anchors(sample_site: Path) -> None:
    text = (sample_site / "old/page/index.html").read_text(encoding="utf-8")
    assert 'href="../../notes/#notes"' in text
    table = json.loads((sample_site / "assets/twotrack/redirects.json").read_text(encoding="utf-8"))
    assert table["old/page"] == {"gone-section": "../../notes/#notes"}
    assert table["rooms/v1"] == {"former": "#rules"}


def test_each_change_of_a_redline_page_can_be_reached_from_its_list(site: Site) -> None:
    titles = 0
    for path, page in site.pages.items():
        if path.startswith("redline/"):
            root = _html(page)
            ids = set(root.xpath(".//@id"))
            entries = root.xpath(".//nav[@class='redline-summary']//li/a")
            assert [entry.get("href")[1:] in ids for entry in entries] == [True] * len(entries)
            # The note beside a changed title is styled like the others.
            marked = root.xpath(".//h1//*[@class='about']")
            titles += len(marked)
            assert all(mark.xpath("ancestor::*[@class='redline']") for mark in marked)
    assert titles
