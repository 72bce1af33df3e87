"""The runner, with the reference implementation, with wrong ones, and with Synapse if it is installed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import runner
from tests.conftest import ROOT

REFERENCE = [sys.executable, "-m", "conformance.adapters.reference_adapter"]
SYNAPSE = os.environ.get("TWOTRACK_PEER", "")
ADAPTER = """\
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if request["operation"] == "describe":
        known = {"profiles": ["matrix"], "operations": ["canonical-json"]}
        answer = {"result": {"name": "x", "version": "1", **known}}
    else:
        answer = %s
    print(json.dumps({"id": request["id"], **answer}), flush=True)
"""

NUMBERS = '{"id": 1, "result": {"name": "x", "version": "1", "profiles": 5, "operations": 7}}'


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "conformance/runner.py", *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )


def adapter(folder: Path, answer: str) -> list[str]:
    path = folder / "adapter.py"
    path.write_text(ADAPTER % answer, encoding="utf-8")
    return [sys.executable, str(path)]


def test_the_reference_implementation_passes_every_case(tmp_path: Path) -> None:
    done = run("--json", tmp_path / "result.json", "--", *REFERENCE)
    assert done.returncode == 0, done.stdout + done.stderr
    result = json.loads((tmp_path / "result.json").read_text(encoding="utf-8"))
    assert result["failures"] == []
    for area, counts in result["areas"].items():
        assert counts["published"] == counts["cases"] > 0, area


def test_wrong_answers_are_failures(tmp_path: Path) -> None:
    done = run("--failures", "1", "--", *adapter(tmp_path, '{"result": {"canonical": "{}"}}'))
    assert done.returncode == 1
    assert "failed: canonical-json/" in done.stdout
    assert "more failures" in done.stdout


def test_errors_are_failures_but_unsupported_operations_are_not(tmp_path: Path) -> None:
    assert run("--", *adapter(tmp_path, '{"error": "broken"}')).returncode == 1
    done = run("--", *adapter(tmp_path, '{"unsupported": "not yet"}'))
    assert done.returncode == 0
    assert done.stdout.splitlines()[-1].split()[-1] != "0"


@pytest.mark.parametrize(
    ("command", "message"),
    [
        (["no-such-command"], "no-such-command: No such file or directory"),
        ([sys.executable, "-c", ""], "the implementation ended without a response to request 1 (describe)"),
        ([sys.executable, "-c", "print('x')"], "the response to request 1 is not JSON"),
        ([sys.executable, "-c", "print('{\"id\": 7}')"], "the response to request 1 does not have its id"),
        ([sys.executable, "-c", "print('{\"id\": 1}')"], "the response to `describe` lacks name"),
        ([sys.executable, "-c", "print('{\"id\": ' + '9' * 6000 + '}')"], "too long a number"),
        ([sys.executable, "-c", "print('[' * 200000)"], "too deep nesting"),
        ([sys.executable, "-c", r"import os; os.write(1, b'\xff\n')"], "is not UTF-8"),
        ([sys.executable, "-c", f"print({NUMBERS!r})"], "profiles and operations are not arrays"),
    ],
)
def test_protocol_errors_are_one_line(command: list[str], message: str) -> None:
    done = run("--area", "signing", "--", *command)
    assert done.returncode == 2
    assert done.stderr.startswith("runner.py: error: ")
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("import time; time.sleep(600)", "no response to request 1 (describe) within 0.5 s"),
        # It reads the request, writes without a line end, and never stops.
        ("while True: print('x' * 1000, end='')", "no response to request 1 (describe) within 0.5 s"),
    ],
)
def test_an_implementation_that_does_not_respond_is_ended(program: str, message: str) -> None:
    done = run("--area", "signing", "--timeout", "0.5", "--", sys.executable, "-c", program)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_selection_without_cases_is_an_error() -> None:
    done = run("--area", "nonsense", "--", *REFERENCE)
    assert (done.returncode, done.stdout) == (2, "")


def test_numbers_are_not_booleans_and_the_order_of_a_state_is_free() -> None:
    case = runner.Run("x", "x", "1", "x", {}, {"published": {"valid": True, "state": ["a", "b"]}}, "")
    assert case.status({"result": {"valid": True, "state": ["b", "a"]}}) == "published"
    assert case.status({"result": {"valid": 1, "state": ["a", "b"]}}) == "failed"
    assert case.status({"result": {"valid": True}}) == "failed"
    assert case.status({"result": {"valid": True, "state": ["a", "b", "b"]}}) == "failed"


def test_the_rule_is_compared_only_if_it_is_given() -> None:
    case = runner.Run("x", "x", "1", "x", {}, {"published": {"allowed": True, "rule": "a"}}, "")
    assert case.status({"result": {"allowed": True}}) == "published"
    assert case.status({"result": {"allowed": True, "rule": "b"}}) == "failed"


def test_the_runner_needs_nothing_but_python() -> None:
    done = subprocess.run(
        [sys.executable, "-I", "-S", "conformance/runner.py", "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not SYNAPSE, reason="TWOTRACK_PEER names no Python that has matrix-synapse")
def test_synapse_returns_published_or_deployed_results() -> None:
    done = run("--", SYNAPSE, "conformance/adapters/synapse_adapter.py")
    assert done.returncode == 0, done.stdout + done.stderr
