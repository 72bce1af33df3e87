"""The date of a draft: its own, or a date of its source; the day of the build only on request."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

# The shortest form of a month's name: "Ma" is ambiguous.
_SHORTEST = 3
_SHAPES = (
    re.compile(r"(?P<year>\d{4})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})"),
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"),
    re.compile(r"(?P<name>[A-Za-z]+)\.?,? (?P<year>\d{4})"),
    re.compile(r"(?P<day>\d{1,2})\.? (?P<name>[A-Za-z]+)\.?,? (?P<year>\d{4})"),
    re.compile(r"(?P<name>[A-Za-z]+)\.? (?P<day>\d{1,2}),? (?P<year>\d{4})"),
)


def is_placeholder(written: Any) -> bool:
    """Return whether a date is `{DATE}` (a mapping in YAML), which means the day of the build."""
    return isinstance(written, dict) and list(written) == ["DATE"]


def attributes(written: Any) -> dict[str, str] | None:
    """Read the year, month and day of a date from YAML; None if it is not a date."""
    if isinstance(written, dt.date):
        return {"year": f"{written.year:04}", "month": MONTHS[written.month - 1], "day": str(written.day)}
    text = " ".join(str(written).split())
    for shape in _SHAPES:
        if match := shape.fullmatch(text):
            return _from(match.groupdict())
    return None


def _from(found: Mapping[str, str | None]) -> dict[str, str] | None:
    out = {"year": found["year"] or ""}
    if month := found.get("month"):
        if not 1 <= int(month) <= len(MONTHS):
            return None
        out["month"] = MONTHS[int(month) - 1]
    elif name := found.get("name"):
        full = next(
            (m for m in MONTHS if len(name) >= _SHORTEST and m.lower().startswith(name.lower())), None
        )
        if full is None:
            return None
        out["month"] = full
    if day := found.get("day"):
        out["day"] = str(int(day))
    try:
        complete(out)
    except ValueError:
        return None
    return out


def complete(found: Mapping[str, str]) -> dt.date:
    """Convert date attributes to a day; a missing month or day is taken as the first."""
    month = MONTHS.index(found["month"]) + 1 if "month" in found else 1
    return dt.date(int(found["year"]), month, int(found.get("day", "1")))


def of_source(path: Path, environment: Mapping[str, str] | None = None) -> dt.date:
    """Return the date of a draft without a date.

    In this order: `SOURCE_DATE_EPOCH`; the day of the last commit of the repository around `path`; the day
    `path` was last changed. Builds of the same commit therefore produce the same bytes on every day.
    """
    env = os.environ if environment is None else environment
    epoch = env.get("SOURCE_DATE_EPOCH", "")
    if epoch.isdigit():
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC).date()
    committed = _git(path.parent)
    if committed:
        return dt.datetime.fromtimestamp(committed, dt.UTC).date()
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC).date()


def _git(folder: Path) -> int | None:
    import subprocess

    try:
        done = subprocess.run(
            ["git", "log", "-1", "--format=%ct"],  # noqa: S607 - the user's git
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=10,
            check=False,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    stamp = done.stdout.strip()
    return int(stamp) if stamp.isdigit() else None
