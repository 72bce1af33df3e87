"""The result of an import."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field


@dataclass(slots=True)
class Imported:
    """A project as files, and counts for the summary.

    `files` maps a path below the project's folder to its content. `counts` is how often each construct of
    the source was converted, `lost` how often one was not; each of the latter is a problem in the report too.
    """

    files: dict[str, str | bytes] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
