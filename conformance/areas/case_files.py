"""The case files of the suite: areas whose cases are written as data, with the expected answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from tests.matrix.protocol.auth_cases import span

FOLDER = Path(__file__).resolve().parents[1] / "cases"
TEXTS = ("matrix", "lts")
"""The profiles of cases that depend on no room version: the specification and its stable subset."""


def entries(name: str) -> list[dict[str, Any]]:
    """Return the entries of a case file."""
    loaded: list[dict[str, Any]] = yaml.safe_load((FOLDER / f"{name}.yml").read_text(encoding="utf-8"))
    return loaded


def texts(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the texts that a case applies to: both if it names none."""
    return tuple(entry.get("profiles", TEXTS))


def versions(entry: dict[str, Any]) -> tuple[str, ...]:
    """Return the room versions of a case."""
    return tuple(version.name for version in span(str(entry["profiles"])))
