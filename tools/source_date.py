"""Print the time of the source in seconds since 1970, for SOURCE_DATE_EPOCH.

It is the first of these that is known: the time of the last commit; that of the commit that `git archive`
made an archive of; the newest day in the changelog or the ledger; the newest change of a file below spec/.
Git knows none outside a repository, nor in one of another user ("dubious ownership").
"""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ARCHIVED = "tools/archive-date.txt"
_DAY = re.compile(r"\b(20\d\d-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01]))\b")


def source_date(root: Path) -> int:
    """Return the time of the source in `root`, in seconds since 1970."""
    return committed(root) or archived(root) or newest_day(root) or newest_change(root)


def committed(root: Path) -> int | None:
    """Return the time of the last commit, or None if git does not report it."""
    # The folder has to be the repository's own: one around an unpacked archive has another history.
    if not (root / ".git").exists():
        return None
    words = ["git", "-C", str(root), "log", "-1", "--format=%ct"]
    try:
        done = subprocess.run(words, capture_output=True, text=True, check=False)  # noqa: S603 - no shell, fixed words
    except OSError:
        return None
    return _number(done.stdout)


def archived(root: Path) -> int | None:
    """Return the time of the commit that an archive was made of; in a clone, the file has a placeholder."""
    try:
        return _number((root / ARCHIVED).read_text(encoding="utf-8"))
    except OSError:
        return None


def newest_day(root: Path) -> int | None:
    """Return the newest day that the changelog or a ledger entry names."""
    days = [day for path in _dated(root) for day in _DAY.findall(path.read_text(encoding="utf-8"))]
    if not days:
        return None
    return int(dt.datetime.fromisoformat(max(days)).replace(tzinfo=dt.UTC).timestamp())


def newest_change(root: Path) -> int:
    """Return the time of the newest change of a source."""
    files = [path for path in (root / "spec").rglob("*") if path.is_file()]
    return max((int(path.stat().st_mtime) for path in files), default=int(root.stat().st_mtime))


def _dated(root: Path) -> Iterable[Path]:
    changelog = root / "CHANGELOG.md"
    return [*([changelog] if changelog.is_file() else []), *sorted((root / "spec/ledger").glob("*.y*ml"))]


def _number(text: str) -> int | None:
    return int(text) if text.strip().isdigit() else None


if __name__ == "__main__":
    sys.stdout.write(f"{source_date(ROOT)}\n")
