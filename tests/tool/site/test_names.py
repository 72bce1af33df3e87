"""The field "Go to": the names it finds, and the files it loads."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent / "names"
NAMES = "assets/twotrack/names.json"
Find = Callable[[Path, list[str]], list[list[dict[str, str]]]]


@pytest.fixture(scope="session")
def find(root: Path) -> Find:
    """Return the results of queries in a text of a site, as a browser would compute them."""
    if shutil.which("node") is None:
        pytest.skip("there is no Node to run the search with")

    def run(text: Path, queries: list[str]) -> list[list[dict[str, str]]]:
        files = [text / NAMES, text / "assets/twotrack/anchors.json"]
        done = subprocess.run(
            ["node", HERE / "find_all.mjs", root / "twotrack/site/assets/find.mjs", *files],
            input=json.dumps(queries),
            text=True,
            capture_output=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        found: list[list[dict[str, str]]] = json.loads(done.stdout)
        return found

    return run


def _cases() -> list[tuple[str, list[str]]]:
    lines = (HERE / "queries.txt").read_text(encoding="utf-8").splitlines()
    return [(query, places.split()) for query, tab, places in (line.partition("\t") for line in lines) if tab]


def _answers(result: dict[str, str], places: list[str]) -> bool:
    for place in places:
        path, _, anchor = place.partition("#")
        if result["path"] == path and (
            (anchor == "*" and result["anchor"])
            or anchor == result["anchor"]
            or (not anchor and result["kind"] == "page")
        ):
            return True
    return False


def test_what_readers_type_is_found(find: Find, real_site: Path) -> None:
    cases = _cases()
    assert len(cases) >= 150
    results = find(real_site, [query for query, _ in cases])
    first = [
        bool(found) and _answers(found[0], places) for found, (_, places) in zip(results, cases, strict=True)
    ]
    missed = [query for (query, _), right in zip(cases, first, strict=True) if not right]
    assert len(missed) <= 0.02 * len(cases), missed
    listed = [
        any(_answers(one, places) for one in found) for found, (_, places) in zip(results, cases, strict=True)
    ]
    assert [query for (query, _), right in zip(cases, listed, strict=True) if not right] == []


def test_every_result_leads_to_a_place(find: Find, real_site: Path) -> None:
    found = find(real_site, [query for query, _ in _cases()])
    missing = []
    for result in {(one["path"], one["anchor"]) for results in found for one in results}:
        path, anchor = result
        file = real_site / path if path.endswith(".html") else real_site / path / "index.html"
        if not file.is_file() or (anchor and f'id="{anchor}"' not in file.read_text(encoding="utf-8")):
            missing.append(result)
    assert missing == []


def test_the_index_is_small(real_site: Path) -> None:
    size = len(gzip.compress((real_site / NAMES).read_bytes(), 9))
    assert size <= 40_000


def test_each_text_finds_its_own_names(find: Find, real_site: Path) -> None:
    (in_lts,) = find(real_site / "lts", ["auth rules"])
    assert (in_lts[0]["path"], in_lts[0]["anchor"]) == ("rooms/i.1", "auth-rules")
    (clients,) = find(real_site / "lts", ["createRoom"])
    assert not any("client-server" in one["path"] for one in clients)
    (redline,) = find(real_site / "redline", ["forward extremities"])
    assert redline[0]["anchor"] == "forward-extremities"
    page = real_site / "redline" / redline[0]["path"] / "index.html"
    assert 'id="forward-extremities"' in page.read_text(encoding="utf-8")


def test_entries_of_the_ledger_and_pages_of_the_views_have_names(find: Find, real_site: Path) -> None:
    entry, page = find(real_site, ["D07", "ledger of differences"])
    assert (entry[0]["path"], entry[0]["anchor"]) == ("compare/ledger", "ledger-d07")
    assert page[0]["path"] == "compare/ledger"


@pytest.mark.parametrize(
    ("query", "anchor"),
    [
        # Versions by number and by name, a rule by its number in one of them, and an anchor as it is.
        ("version 1 rules", "rules"),
        ("rules", "rules"),
        ("rules 2", "rule-middle"),
        ("rule-middle", "rule-middle"),
        # A slip of the finger, in each way.
        ("limts", "limits"),
        ("limtis", "limits"),
        ("limitts", "limits"),
    ],
)
def test_names_of_a_small_tree_are_found(find: Find, views_site: Path, query: str, anchor: str) -> None:
    (found,) = find(views_site, [query])
    assert found[0]["anchor"] == anchor


def test_what_has_no_name_is_not_found(find: Find, views_site: Path) -> None:
    assert find(views_site, ["", "   ", "zzzz", "https://", "#", "///", "v", "%"]) == [[]] * 8


def _index(site: Path) -> dict[str, Any]:
    index: dict[str, Any] = json.loads((site / NAMES).read_text(encoding="utf-8"))
    return index


def test_the_full_text_has_every_page_once(views_site: Path) -> None:
    words = json.loads((views_site / "assets/twotrack/words.json").read_text(encoding="utf-8"))
    assert list(words) == ["", "notes", "rooms", "rooms/v3"]
    assert {page[0] for page in _index(views_site)["pages"]} >= set(words)
    sections = {anchor: text for anchor, _, text in words["rooms/v3"]}
    assert "A server MUST look at the rule in the middle of <angle> & others." in sections["rules"]
