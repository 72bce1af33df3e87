"""Work in several processes: functions that run beside this process, on a copy of its memory.

A worker is a fork of this process, so that a function can use everything that was read already. Only its
result is passed back, as a pickle between processes of one program. Results are in the order of the tasks,
whatever the number of processes. With one processor, or on a system without fork, functions run in this
process, one after the other.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from functools import partial
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")

VARIABLE = "TWOTRACK_WORKERS"
"""The environment variable with the number of processes to use in place of that of the processors."""

# Every worker needs memory for what it changes; more of them would have little to do.
_MOST = 8
# The functions of the workers that are being started: a fork inherits them, without a pickle.
_inherited: list[Callable[[], Any]] = []
# Whether this process is a worker, which starts no others.
_is_worker = False


def worker_count() -> int:
    """Return the number of processes that may work at the same time, this one included."""
    # Not on macOS, where libraries of the system do not survive a fork.
    if _is_worker or sys.platform == "darwin" or "fork" not in multiprocessing.get_all_start_methods():
        return 1
    if threading.active_count() > 1:
        # A lock that another thread has would never be free in the fork.
        return 1
    with suppress(ValueError):
        return max(1, int(os.environ.get(VARIABLE, "")))
    available = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(available, _MOST)


class Beside(Generic[R]):
    """Functions that run in other processes while this one goes on."""

    def __init__(self, tasks: Sequence[Callable[[], R]], *, begin: bool = True) -> None:
        """Begin to run `tasks`; with one processor, or without `begin`, `results` runs them."""
        self._tasks = tasks
        self._executor: ProcessPoolExecutor | None = None
        self._futures: list[Future[R]] = []
        number = min(worker_count() - 1, len(tasks))
        if begin and number > 0:
            context = multiprocessing.get_context("fork")
            self._executor = ProcessPoolExecutor(number, mp_context=context, initializer=_begin)
            # The first call starts all processes, which inherit the functions.
            _inherited[:] = tasks
            # An interrupt waits until the workers are set up to end without a traceback.
            before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
            try:
                self._futures = [self._executor.submit(_run, index) for index in range(len(tasks))]
            finally:
                signal.pthread_sigmask(signal.SIG_SETMASK, before)
            _inherited.clear()

    def results(self) -> list[R]:
        """Wait for the results, in the order of the tasks; raises the exceptions of the functions."""
        if self._executor is None:
            return [task() for task in self._tasks]
        try:
            return [self._result(index) for index in range(len(self._tasks))]
        finally:
            self._executor.shutdown(cancel_futures=True)

    def _result(self, index: int) -> R:
        try:
            return self._futures[index].result()
        except BrokenProcessPool:
            # The system ended a worker, such as for lack of memory.
            return self._tasks[index]()


def run_all(tasks: Sequence[Callable[[], R]]) -> list[R]:
    """Run functions in several processes and return their results in order; this process runs the first."""
    first, *others = tasks
    beside = Beside(others)
    return [first(), *beside.results()]


def map_all(function: Callable[[T], R], items: Iterable[T], size: Callable[[T], int]) -> list[R]:
    """Apply a function to items in several processes; `size` is about proportional to the time of an item."""
    items = list(items)
    shares: list[list[int]] = [[] for _ in range(max(1, min(worker_count(), len(items))))]
    loads = [0] * len(shares)
    for index in sorted(range(len(items)), key=lambda index: -size(items[index])):
        share = loads.index(min(loads))
        shares[share].append(index)
        loads[share] += size(items[index])

    def work(share: list[int]) -> list[tuple[int, R]]:
        return [(index, function(items[index])) for index in share]

    made: dict[int, R] = {}
    for results in run_all([partial(work, share) for share in shares]):
        made.update(results)
    return [made[index] for index in range(len(items))]


def _begin() -> None:
    global _is_worker  # noqa: PLW0603 - it is of this process
    _is_worker = True
    # An interrupt ends a worker without a traceback; the process that started it reports it.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    parent = multiprocessing.parent_process()

    def watch() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def _run(number: int) -> Any:
    return _inherited[number]()
