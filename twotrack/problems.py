"""Problems as data: a text, a place, a severity, and a stable code.

Stages add to a `Report` and do not raise exceptions for errors in the input. The command prints the report
once, and writes no output if `report.failed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from twotrack.codes import CODES
from twotrack.text import Origin

Severity = Literal["error", "warning", "info"]
Format = Literal["text", "json", "github"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """A problem in the input, shown as `path:line: severity: text [code]`. Line 0 means the whole file."""

    path: str
    line: int
    code: str
    text: str

    @property
    def severity(self) -> Severity:
        """The severity of this code in the catalogue."""
        return CODES[self.code].severity

    def __str__(self) -> str:
        """Format the problem as one line of text."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.severity}: {self.text} [{self.code}]"


@dataclass(slots=True)
class Report:
    """A collection of problems. Those with a code in `silenced` are not recorded."""

    silenced: frozenset[str] = frozenset()
    _problems: set[Problem] = field(default_factory=set)

    def add(self, code: str, where: Origin, text: str) -> None:
        """Record a problem. Raises KeyError for a code that is not in the catalogue."""
        if not self._is_silenced(code):
            # Each problem is shown on one line.
            self._problems.add(Problem(where.path, where.line, code, " ".join(text.split())))

    def take(self, other: Report) -> None:
        """Record all problems of another report that this one does not silence."""
        self._problems.update(problem for problem in other._problems if not self._is_silenced(problem.code))

    def _is_silenced(self, code: str) -> bool:
        return not CODES[code].fatal and code in self.silenced

    @property
    def problems(self) -> list[Problem]:
        """The problems by path, then line, without duplicates."""
        return sorted(self._problems)

    @property
    def failed(self) -> bool:
        """Whether any problem is an error, so that no output may be written."""
        return any(p.severity == "error" for p in self._problems)


def render(problems: Iterable[Problem], form: Format = "text") -> str:
    """Format problems as lines of text, a JSON array, or GitHub Actions annotations."""
    if form == "json":
        return json.dumps(
            [
                {"path": p.path, "line": p.line, "severity": p.severity, "code": p.code, "text": p.text}
                for p in problems
            ],
            indent=2,
            ensure_ascii=False,
        )
    if form == "github":
        return "\n".join(map(_annotation, problems))
    return "\n".join(map(str, problems))


def _annotation(problem: Problem) -> str:
    """Format a problem as a workflow command of GitHub Actions, with its special characters escaped."""
    kind = {"error": "error", "warning": "warning", "info": "notice"}[problem.severity]
    text = problem.text.replace("%", "%25")
    path = problem.path.replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    return f"::{kind} file={path},line={max(problem.line, 1)},title={problem.code}::{text}"
