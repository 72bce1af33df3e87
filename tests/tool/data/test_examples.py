"""Which example is shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tool.data.conftest import expander
from twotrack.config.facets import Editions
from twotrack.openapi.model.data_tree import open_data
from twotrack.problems import Report
from twotrack.text import Origin


@pytest.mark.parametrize(
    ("edition", "shape"), [("1", "event_id"), ("11", "room_id"), ("matrix", "auth_events")]
)
def test_a_schema_cut_to_one_alternative_shows_the_example_of_that(
    edition: str, shape: str, root: Path, editions: Editions
) -> None:
    text = str(expander(open_data(root, editions, Report()), edition)("schema", "pdu", 2, Origin("p", 1)))
    assert "``` {.json" in text
    assert f'"{shape}":' in text.partition("``` {.json")[2]
    assert ('"event_id":' in text.partition("``` {.json")[2]) == (edition == "1")
