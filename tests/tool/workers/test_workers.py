"""Work in several processes has the results of work in one.

The functions run in a process of their own: pytest-xdist has threads, beside which no worker is started.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

ORDER = """
import os
from twotrack import workers
from twotrack.workers import Beside, map_all, worker_count

assert worker_count() == 3
made = map_all(lambda item: (item * item, os.getpid()), range(40), lambda item: item)
assert [square for square, _ in made] == [item * item for item in range(40)]
assert len({process for _, process in made}) > 1
assert map_all(str, [], len) == []

def fails():
    raise KeyError("reason")

def ends():
    if workers._is_worker:
        os._exit(9)
    return "here"

assert Beside([worker_count]).results() == [1], "a worker started others"
assert Beside([ends, lambda: 2]).results() == ["here", 2]
assert Beside([os.getpid], begin=False).results() == [os.getpid()]
try:
    Beside([lambda: 1, fails]).results()
except KeyError as error:
    assert error.args == ("reason",)
else:
    raise AssertionError("the error was lost")
"""
CHECK = """
import os, sys
from pathlib import Path
from twotrack import project, store, workers
from twotrack.checks.all_checks import check
from twotrack.markdown import converter
from twotrack.problems import Report

project._LARGE = converter._WORTH_A_PROCESS = 0
started = []
begin = workers.Beside.__init__
def counted(self, tasks, **options):
    begin(self, tasks, **options)
    started.append(len(self._futures))
workers.Beside.__init__ = counted

def problems(count):
    os.environ[workers.VARIABLE] = str(count)
    report = Report()
    made = project.open_project(Path(sys.argv[1]), report)
    check(made, report)
    return report.problems

found = problems(1)
assert "data-openapi" in {problem.code for problem in found}
assert found and not any(started)
assert problems(3) == found
assert any(started)
"""
INTERRUPT = """
import signal, sys, time
from twotrack.workers import Beside

# A shell starts a job in the background with interrupts ignored; a process inherits that.
signal.signal(signal.SIGINT, signal.default_int_handler)
beside = Beside([lambda: time.sleep(60)])
try:
    print("started", flush=True)
    beside.results()
except KeyboardInterrupt:
    sys.exit(3)
"""


def _run(script: str, *arguments: str) -> None:
    environment = os.environ | {"TWOTRACK_WORKERS": "3", "TWOTRACK_CACHE": ""}
    command = [sys.executable, "-W", "error", "-c", script, *arguments]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert not done.stderr


def test_results_are_in_the_order_of_the_tasks() -> None:
    _run(ORDER)


def test_a_check_finds_the_same_in_several_processes(tmp_path: Path) -> None:
    spec = tmp_path / "spec"
    spec.mkdir()
    (spec / "editions.yml").write_text(
        "facets: {track: [a, b]}\nsite: a\neditions:\n  a: {track: a}\n", "utf-8"
    )
    (spec / "index.md").write_text("# Title {#title}\n\nSee {{missing}}.\n\n<b>open\n", encoding="utf-8")
    (spec / "api").mkdir()
    (spec / "api/a.yaml").write_text("openapi: 3.1.0\ninfo: {title: 1}\npaths: {}\n", encoding="utf-8")
    _run(CHECK, str(tmp_path))


def test_an_interrupt_ends_all_processes() -> None:
    environment = os.environ | {"TWOTRACK_WORKERS": "2"}
    command = [sys.executable, "-c", INTERRUPT]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"started\n"
        # As a terminal does: to every process of the group.
        os.killpg(process.pid, signal.SIGINT)
        # The streams end when the last process has ended.
        _, errors = process.communicate(timeout=50)
    assert (process.returncode, errors) == (3, b"")
