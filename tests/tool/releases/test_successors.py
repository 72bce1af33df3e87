"""The place of an anchor of one release in another."""

from __future__ import annotations

from twotrack.checks.anchor_register import Registered
from twotrack.site.side_by_side.successors import ReleasePages, missing_pages, redirects_from
from twotrack.text import Origin


def release(pages: dict[str, str], *register: str, sources: dict[str, str] | None = None) -> ReleasePages:
    rows = [(*row.split(), "")[:3] for row in register]
    made = [Registered(anchor, page, now, Origin("anchors.tsv", 1)) for anchor, page, now in rows]
    return ReleasePages(
        {page: frozenset(names.split()) for page, names in pages.items()}, made, sources or {}
    )


def test_an_anchor_that_moved_or_was_renamed_is_found_both_ways() -> None:
    old = release({"a": "x first", "b": ""})
    new = release({"a": "", "b": "x second"}, "x a.md x", "first a.md second")
    assert redirects_from(new, [old]) == {"a": {"first": "../b/#second", "x": "../b/#x"}}
    assert redirects_from(old, [new]) == {"b": {"second": "../a/#first", "x": "../a/#x"}}


def test_names_of_both_releases_for_one_published_anchor_are_linked() -> None:
    old = release({"a": "overview", "b": "b-overview"}, "overview b.md b-overview")
    new = release(
        {"a": "a-overview", "b": "other-overview"}, "overview a.md a-overview", "overview b.md other-overview"
    )
    assert redirects_from(new, [old]) == {
        "a": {"overview": "#a-overview"},
        "b": {"b-overview": "#other-overview"},
    }
    assert redirects_from(old, [new]) == {
        "a": {"a-overview": "#overview"},
        "b": {"other-overview": "#b-overview"},
    }


def test_the_page_of_a_version_leads_to_the_same_version() -> None:
    sources = {"rooms/v1": "rooms/version", "rooms/v2": "rooms/version"}
    old = release({"rooms/v1": "rules", "rooms/v2": "rules"}, sources=sources)
    new = release(
        {"rooms/v1": "new-rules", "rooms/v2": "new-rules"},
        "rules rooms/version.md new-rules",
        sources=sources,
    )
    assert redirects_from(new, [old]) == {page: {"rules": "#new-rules"} for page in sources}
    assert redirects_from(old, [new]) == {page: {"new-rules": "#rules"} for page in sources}


def test_an_anchor_that_is_gone_leads_nowhere() -> None:
    old = release({"a": "x y"})
    new = release({"a": ""}, "x a.md -")
    assert redirects_from(new, [old]) == {}


def test_missing_pages_lead_to_the_last_release_that_has_them() -> None:
    one, two, three = release({"a": "", "b": ""}), release({"a": "", "b": ""}), release({"a": ""})
    assert missing_pages(three, {"v1": one, "v2": two}) == {"b": "v2"}
