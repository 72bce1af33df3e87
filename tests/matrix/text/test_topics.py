"""Every topic of the published pages is covered in this tree, for the domains that it contains."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from twotrack.pages import build_site
from twotrack.problems import Report

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
PAGES = re.compile(
    r"(_index|(server-server|application-service|identity-service|push-gateway)-api|appendices)\.md"
    r"|(rooms|client-server-api|olm-megolm)/.*"
)


def _table() -> dict[tuple[str, str], str]:
    lines = (HERE / "topics.tsv").read_text().splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    return {(page, topic): anchor for page, topic, anchor in rows}


def _topics(page: str, sections: list[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    for section in sections:
        if "id" in section:
            yield page, section["id"]
        yield from _topics(page, section.get("sub", []))


def test_every_topic_has_a_home(facts: Path) -> None:
    outline = yaml.safe_load((facts / "outline.yaml").read_text())
    pages = [page for page in outline if PAGES.fullmatch(page["page"])]
    topics = {topic for page in pages for topic in _topics(page["page"], page.get("sections", []))}
    assert len(topics) > 100
    assert topics - _table().keys() == set()


@pytest.fixture(scope="module")
def anchors() -> set[str]:
    site = build_site(ROOT, "matrix", Report())
    assert site is not None
    return {anchor.id for page in site.pages.values() for anchor in page.anchors}


def test_every_home_is_there(anchors: set[str]) -> None:
    assert {anchor for anchor in _table().values() if anchor not in anchors} == set()
