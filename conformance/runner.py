"""Run the vectors against an implementation. It needs Python 3.11 or newer and nothing else.

    python conformance/runner.py -- COMMAND ...       run COMMAND, which speaks the runner protocol

`README.md` describes the protocol. Exit status: 0 if no case fails, 1 if one does, 2 if the implementation
cannot be run.
"""

from __future__ import annotations

import argparse
import contextlib
import datetime as dt
import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

FORMAT = 1
TIME_LIMIT = 60.0
"""Seconds for a response."""
VECTORS = Path(__file__).parent / "vectors"
READINGS = ("published", "deployed")
_SHARED = "$shared"
_UNORDERED = frozenset({"state"})
_OPTIONAL = frozenset({"rule"})
STATUSES = ("published", "deployed", "failed", "unsupported")
"""A result is that of the published text, that of deployed servers, neither, or missing."""

Json = dict[str, Any]


class AdapterError(Exception):
    """The implementation does not follow the protocol; the message describes how."""


@dataclass(frozen=True)
class Run:
    """A case in one profile, with its input and the expected results."""

    name: str
    area: str
    profile: str
    operation: str
    input: Json
    expect: Json
    statement: str

    def status(self, answer: Json) -> str:
        """Return the status of a response."""
        if "unsupported" in answer:
            return "unsupported"
        result = answer.get("result")
        for reading in READINGS:
            if reading in self.expect and isinstance(result, dict) and _same(result, self.expect[reading]):
                return reading
        return "failed"


@dataclass
class Result:
    """The outcome of a run of the suite."""

    implementation: Json
    counts: dict[tuple[str, str], Counter[str]] = field(default_factory=dict)
    failures: list[Json] = field(default_factory=list)

    def add(self, run: Run, answer: Json) -> None:
        """Count a response, and keep it if it is not expected."""
        status = run.status(answer)
        self.counts.setdefault((run.area, run.profile), Counter())[status] += 1
        if status == "failed":
            self.failures.append(
                {
                    "case": run.name,
                    "profile": run.profile,
                    "statement": run.statement,
                    "expected": run.expect,
                    "answer": answer.get("result", answer.get("error")),
                }
            )

    def by_area(self) -> dict[str, Counter[str]]:
        """Return the counts of each area, in all profiles together."""
        found: dict[str, Counter[str]] = {}
        for (area, _), counts in self.counts.items():
            found.setdefault(area, Counter()).update(counts)
        return found


def _same(result: Json, expected: Json) -> bool:
    """Return whether a result is the expected one; parts that need not be given are compared if they are."""
    names = expected.keys() - (_OPTIONAL - result.keys())
    if expected.get("outcome") == "drop":
        names -= {"redacted"}
    return all(
        name in result and _value(name, result[name]) == _value(name, expected[name]) for name in names
    )


def _value(name: str, value: Any) -> Any:
    """Return a value in the form in which it is compared; as text, since `1 == True` in Python."""
    if name in _UNORDERED and isinstance(value, list):
        value = sorted(map(str, value))
    return json.dumps(value, sort_keys=True)


def read_runs(folder: Path) -> Iterator[Run]:
    """Yield every case of the vectors in each of its profiles."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    if manifest["format"] != FORMAT:
        raise AdapterError(
            f"{folder}: the vectors have format {manifest['format']}, this runner has {FORMAT}"
        )
    for listed in manifest["files"]:
        file = json.loads((folder / listed["file"]).read_text(encoding="utf-8"))
        for case in file["cases"]:
            given = resolve(case["input"], file["shared"])
            for profile in case["profiles"]:
                yield Run(
                    case["id"],
                    file["area"],
                    profile,
                    case["operation"],
                    given,
                    case["expect"],
                    case["statement"]["page"],
                )


def resolve(value: Any, shared: Json) -> Any:
    """Return an input with the shared values in place of the references to them."""
    if isinstance(value, dict):
        if value.keys() == {_SHARED}:
            return resolve(shared[value[_SHARED]], shared)
        return {key: resolve(item, shared) for key, item in value.items()}
    return [resolve(item, shared) for item in value] if isinstance(value, list) else value


class Adapter:
    """An implementation that runs as a process."""

    def __init__(self, command: Sequence[str], limit: float = TIME_LIMIT) -> None:
        """Start the process. `limit` is the time for a response, in seconds.

        Raises AdapterError if it cannot be started.
        """
        self._limit = limit
        self._late = False
        try:
            self._process = subprocess.Popen(  # noqa: S603 - the command given by the user
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
            )
        except OSError as error:
            raise AdapterError(f"{command[0]}: {error.strerror}") from error
        self._number = 0

    def ask(self, operation: str, profile: str, given: Json) -> Json:
        """Send a request and return the response. Raises AdapterError."""
        # A process that is ended closes its pipes, which ends the calls that wait for it.
        timer = threading.Timer(self._limit, self._end)
        timer.start()
        try:
            return self._ask(operation, profile, given)
        except AdapterError:
            if self._late:
                text = f"no response to request {self._number} ({operation}) within {self._limit:g} s"
                raise AdapterError(text) from None
            raise
        finally:
            timer.cancel()

    def _end(self) -> None:
        self._late = True
        self._process.kill()

    def _ask(self, operation: str, profile: str, given: Json) -> Json:
        self._number += 1
        request = {"id": self._number, "operation": operation, "profile": profile, "input": given}
        try:
            _pipe(self._process.stdin).write(json.dumps(request) + "\n")
            _pipe(self._process.stdin).flush()
        except BrokenPipeError:
            raise AdapterError(f"the implementation ended before request {self._number}") from None
        try:
            line = _pipe(self._process.stdout).readline()
        except UnicodeDecodeError:
            raise AdapterError(f"the response to request {self._number} is not UTF-8") from None
        if not line:
            raise AdapterError(
                f"the implementation ended without a response to request {self._number} ({operation})"
            )
        try:
            response = json.loads(line)
        except json.JSONDecodeError as error:
            raise AdapterError(f"the response to request {self._number} is not JSON: {error.msg}") from error
        except (ValueError, RecursionError):
            text = f"the response to request {self._number} has too deep nesting or too long a number"
            raise AdapterError(text) from None
        if not isinstance(response, dict) or response.get("id") != self._number:
            raise AdapterError(f"the response to request {self._number} does not have its id")
        return response

    def close(self) -> None:
        """Close the pipes of the process and wait until it exits; end it if it does not."""
        with contextlib.suppress(BrokenPipeError):
            _pipe(self._process.stdin).close()
        _pipe(self._process.stdout).close()
        try:
            self._process.wait(min(self._limit, TIME_LIMIT))
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _pipe(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise AdapterError("the process has no pipe")
    return pipe


def run(adapter: Adapter, runs: Sequence[Run]) -> Result:
    """Run all cases against an implementation. Raises AdapterError."""
    described = adapter.ask("describe", "", {"format": FORMAT}).get("result")
    if (
        not isinstance(described, dict)
        or not {"name", "version", "profiles", "operations"} <= described.keys()
    ):
        raise AdapterError("the response to `describe` lacks name, version, profiles or operations")
    if not all(isinstance(described[name], list) for name in ("profiles", "operations")):
        raise AdapterError("in the response to `describe`, profiles and operations are not arrays")
    result = Result(described)
    for case in runs:
        known = case.operation in described["operations"] and case.profile in described["profiles"]
        answer = adapter.ask(case.operation, case.profile, case.input) if known else {"unsupported": ""}
        result.add(case, answer)
    return result


def table(result: Result) -> str:
    """Return the result as a table in plain text."""
    rows: list[tuple[str, ...]] = [("area", "cases", *STATUSES)]
    total: Counter[str] = Counter()
    for area, counts in result.by_area().items():
        total.update(counts)
        rows.append(_row(area, counts))
    rows.append(_row("total", total))
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = [
        "  ".join(
            cell.ljust(width) if i == 0 else cell.rjust(width)
            for i, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    ]
    head = f"{result.implementation['name']} {result.implementation['version']}"
    return "\n".join([head, *lines])


def _row(name: str, counts: Counter[str]) -> tuple[str, ...]:
    return (name, str(counts.total()), *(str(counts[status]) for status in STATUSES))


def to_json(result: Result, vectors: str, date: str) -> str:
    """Return the result as JSON."""
    known = {key: result.implementation[key] for key in ("name", "version")}
    counts = {
        area: {"cases": found.total(), **{status: found[status] for status in STATUSES}}
        for area, found in result.by_area().items()
    }
    whole = {"format": FORMAT, "vectors": vectors, "date": date, "implementation": known, "areas": counts}
    return json.dumps({**whole, "failures": result.failures}, indent=2) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return its exit status."""
    parser = argparse.ArgumentParser(
        prog="runner.py", description="Run the conformance vectors against an implementation."
    )
    parser.add_argument("--vectors", type=Path, default=VECTORS, help="the folder of the vectors")
    parser.add_argument("--area", action="append", help="run only this area; can be repeated")
    parser.add_argument("--profile", action="append", help="run only this profile; can be repeated")
    parser.add_argument("--case", help="run only cases whose name contains this text")
    parser.add_argument("--failures", type=int, default=20, help="how many failures to show (default: 20)")
    parser.add_argument(
        "--timeout", type=float, default=TIME_LIMIT, help="seconds for a response (default: %(default)g)"
    )
    parser.add_argument("--json", type=Path, help="write the result to this file")
    parser.add_argument("command", nargs="+", help="the implementation, behind `--`")
    options = parser.parse_args(arguments)
    try:
        runs = _selected(options)
        adapter = Adapter(options.command, options.timeout)
        try:
            result = run(adapter, runs)
        finally:
            adapter.close()
    except (AdapterError, OSError) as error:
        sys.stderr.write(f"runner.py: error: {error}\n")
        return 2
    _report(result, options)
    return 1 if result.failures else 0


def _selected(options: argparse.Namespace) -> list[Run]:
    """Return the selected cases. Raises AdapterError if there are none."""
    runs = [
        case
        for case in read_runs(options.vectors)
        if (not options.area or case.area in options.area)
        and (not options.profile or case.profile in options.profile)
        and (options.case or "") in case.name
    ]
    if not runs:
        raise AdapterError("no case has this area, profile and name")
    return runs


def _report(result: Result, options: argparse.Namespace) -> None:
    sys.stdout.write(table(result) + "\n")
    for failure in result.failures[: options.failures]:
        sys.stdout.write(f"failed: {failure['case']} in {failure['profile']} ({failure['statement']})\n")
        sys.stdout.write(
            f"  expected {json.dumps(failure['expected'])}\n  answer   {json.dumps(failure['answer'])}\n"
        )
    more = len(result.failures) - options.failures
    if more > 0:
        sys.stdout.write(f"and {more} more failures\n")
    if options.json:
        manifest = json.loads((options.vectors / "manifest.json").read_text(encoding="utf-8"))
        date = dt.datetime.now(dt.UTC).date().isoformat()
        options.json.write_text(to_json(result, manifest["version"], date), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
