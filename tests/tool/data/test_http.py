"""Statuses are called what RFC 9110 calls them, whichever Python builds the page."""

from __future__ import annotations

import pytest

from twotrack.openapi.render.http_messages import status_line


@pytest.mark.parametrize(
    ("status", "shown"),
    [
        ("404", "404 Not Found"),
        # Sections 15.5.14, 15.5.15, 15.5.17 and 15.5.21: Python had other names for these before 3.13.
        ("413", "413 Content Too Large"),
        ("414", "414 URI Too Long"),
        ("416", "416 Range Not Satisfiable"),
        ("422", "422 Unprocessable Content"),
        ("4XX", "4XX"),
        ("599", "599"),
        ("default", "Otherwise"),
    ],
)
def test_status_line(status: str, shown: str) -> None:
    assert status_line(status) == shown
