"""Results of deployed servers that differ from the published text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from conformance.suite import Case

FILE = Path(__file__).parent / "cases" / "deployed.yml"
_STABLE = ("lts", "I.")


@cache
def _entries() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return loaded


def with_deployed(area: str, cases: Iterable[Case]) -> Iterator[Case]:
    """Yield the cases of an area with the results of deployed servers.

    A case whose profiles differ in that result becomes one for each profile.
    """
    for case in cases:
        entry = _entries().get(area, {}).get(_without_profile(case))
        if entry is not None:
            yield from _split(case, entry)
        elif case.profiles[0].startswith(_STABLE):
            yield replace(case, deployed=None)
        else:
            yield case


def _without_profile(case: Case) -> str:
    return "/".join(part for part in case.name.split("/") if part not in case.profiles)


def _split(case: Case, entry: dict[str, Any]) -> Iterator[Case]:
    for profile in case.profiles:
        name = case.name if len(case.profiles) == 1 else f"{case.name}/{profile}"
        own = replace(case, name=name, profiles=(profile,))
        if profile in entry["profiles"]:
            own = replace(own, deployed=entry["answer"], note=entry.get("note") or case.note)
        yield own
