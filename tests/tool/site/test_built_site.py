"""Properties of every site: links have targets, ids are unique, nothing is fetched from other hosts."""

from __future__ import annotations

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import lxml.html
import pytest

# Elements and attributes through which a page has the browser fetch something.
_FETCHES = {
    "script": ("src",),
    "img": ("src", "srcset"),
    "iframe": ("src",),
    "source": ("src", "srcset"),
    "video": ("src", "poster"),
    "audio": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "use": ("href", "xlink:href"),
    "form": ("action",),
}
# Links of these kinds are followed only by the reader; all other kinds are fetched.
_NO_FETCH = {"canonical", "prev", "next", "alternate", "license", "author"}


# Bytes of a page of rules, compressed, beyond those of its text.
MARKUP_OF_RULES = 7_700


def _compressed(content: bytes) -> int:
    return len(gzip.compress(content, 9))


@cache
def _page(path: Path) -> lxml.html.HtmlElement:
    return lxml.html.parse(str(path), parser=lxml.html.HTMLParser(encoding="utf-8")).getroot()


@cache
def _ids(path: Path) -> frozenset[str]:
    return frozenset(_page(path).xpath("//@id")) | frozenset(_page(path).xpath("//a/@name"))


def _pages(site: Path) -> list[Path]:
    pages = sorted(site.rglob("*.html"))
    assert pages
    return pages


def _target(site: Path, page: Path, path: str) -> Path:
    start = site if path.startswith("/") else page.parent
    target = (start / unquote(path).lstrip("/")).resolve()
    return target / "index.html" if target.is_dir() else target


def _broken(site: Path) -> Iterator[str]:
    for page in _pages(site):
        for element in _page(page).xpath("//*[@href or @src]"):
            link = element.get("href") or element.get("src") or ""
            parts = urlsplit(link)
            if parts.scheme or parts.netloc:
                continue
            target = _target(site, page, parts.path) if parts.path else page
            name = page.relative_to(site)
            if not target.is_file():
                yield f"{name}: {link}: no such file"
            elif parts.fragment and target.suffix == ".html" and unquote(parts.fragment) not in _ids(target):
                yield f"{name}: {link}: no such anchor"


def test_no_internal_link_or_anchor_is_broken(site: Path) -> None:
    assert list(_broken(site)) == []


def test_ids_are_unique_on_a_page(site: Path) -> None:
    doubled = {
        str(page.relative_to(site)): twice
        for page in _pages(site)
        if (twice := [name for name, count in Counter(_page(page).xpath("//@id")).items() if count > 1])
    }
    assert doubled == {}


def _remote(address: str) -> bool:
    parts = urlsplit(address.strip())
    return bool(parts.netloc) or parts.scheme in {"http", "https", "ws", "wss"}


def _fetched(page: lxml.html.HtmlElement) -> Iterator[str]:
    for element in page.iter(*_FETCHES):
        for name in _FETCHES[element.tag]:
            yield from (part.split()[0] for part in element.get(name, "").split(",") if part.strip())
    for link in page.iter("link"):
        if not _NO_FETCH & set(link.get("rel", "").split()):
            yield link.get("href", "")
    for styled in [*page.xpath("//@style"), *(style.text or "" for style in page.iter("style"))]:
        yield from _fetched_by_css(styled)


def _fetched_by_css(css: str) -> Iterator[str]:
    yield from re.findall(r"""url\(\s*["']?(?!data:)([^"')]+)""", css)
    yield from re.findall(r"""@import\s+["']([^"']+)""", css)


def test_pages_and_style_sheets_fetch_nothing_from_elsewhere(site: Path) -> None:
    remote = [
        f"{page.relative_to(site)}: {address}"
        for page in _pages(site)
        for address in _fetched(_page(page))
        if _remote(address)
    ]
    remote += [
        f"{sheet.relative_to(site)}: {address}"
        for sheet in sorted(site.rglob("*.css"))
        for address in _fetched_by_css(sheet.read_text(encoding="utf-8"))
        if _remote(address)
    ]
    assert remote == []


def _own_pages(site: Path) -> list[Path]:
    """Return the pages that the templates make; the viewer and the drafts have policies of their own."""
    return [
        page
        for page in _pages(site)
        if not {"viewer", "drafts"} & set(page.parts[:-1]) or page.name == "index.html"
    ]


def test_pages_need_no_inline_scripts_or_styles(site: Path) -> None:
    inline = [
        f"{page.relative_to(site)}: {element.tag}"
        for page in _own_pages(site)
        for element in _page(page).iter()
        if isinstance(element.tag, str)
        and (
            element.tag == "style"
            or (element.tag == "script" and not element.get("src"))
            or any(name == "style" or name.startswith("on") for name in element.attrib)
        )
    ]
    assert inline == []


def test_no_page_of_the_real_tree_is_large(real_site: Path) -> None:
    # An eighth of the largest page of the published specification, 379 kB.
    large = {
        str(page.relative_to(real_site)): size
        for page in _own_pages(real_site)
        if page.stat().st_size > 47_000 and (size := _compressed(page.read_bytes())) > 47_000
    }
    assert large == {}
    # The rules of a room version are the densest page: 14 kB of text.
    page = real_site / "rooms/v12/index.html"
    text = str(_page(page).text_content())
    assert _compressed(page.read_bytes()) - _compressed(text.encode()) <= MARKUP_OF_RULES


def test_sources_are_no_files_of_the_site(site: Path) -> None:
    left = [path for path in site.rglob("*") if path.suffix in {".md", ".yml", ".yaml"}]
    assert left == []


def test_every_page_has_a_name_in_the_index(site: Path) -> None:
    texts = {file.parents[2] for file in site.rglob("assets/twotrack/names.json")}
    assert site in texts
    found = {
        (text / path).relative_to(site).as_posix()
        for text in texts
        for path, *_ in json.loads((text / "assets/twotrack/names.json").read_text(encoding="utf-8"))["pages"]
        if not path.endswith(".html")
    }
    pages = {
        page.parent.relative_to(site).as_posix()
        for page in _pages(site)
        # What repeats another page is left out of this index as of search engines'.
        if page.name == "index.html" and not _page(page).xpath("//meta[@name='robots'][@content='noindex']")
    }
    assert found >= pages


def test_every_page_has_the_disclaimer(site: Path) -> None:
    for page in _pages(site):
        assert "not the Matrix.org Foundation" in _page(page).text_content(), page


@pytest.mark.parametrize(
    ("break_it", "finds"),
    [('<a href="nowhere/">x</a>', "no such file"), ('<a href="#nothing">x</a>', "no such anchor")],
)
def test_the_search_for_broken_links_finds_one(tmp_path: Path, break_it: str, finds: str) -> None:
    (tmp_path / "index.html").write_text(f"<html><body>{break_it}</body></html>", encoding="utf-8")
    assert [line.rpartition(": ")[2] for line in _broken(tmp_path)] == [finds]
