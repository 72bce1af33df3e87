"""A limit on the processor time of a step, for libraries whose time can grow exponentially."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_AGAIN = 0.5


class CpuLimitError(BaseException):
    """The time is used up. Not an Exception: code that catches all of these must not go on."""


def start(seconds: float, error: type[BaseException] = CpuLimitError) -> bool:
    """Raise `error` in the main thread once the process has used so much time; return whether it will.

    It will not in other threads, on systems without such timers, and while another limit runs. Processor time
    is counted, so that a busy machine changes nothing. Code that catches the error gets it again.
    """

    def expire(_number: int, _frame: FrameType | None) -> None:
        raise error

    available = hasattr(signal, "setitimer") and threading.current_thread() is threading.main_thread()
    if not available or signal.getitimer(signal.ITIMER_VIRTUAL)[0]:
        return False
    signal.signal(signal.SIGVTALRM, expire)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    return True


def stop() -> None:
    """End the limit that `start` began, if any."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)


@contextmanager
def cpu_limit(seconds: float) -> Iterator[None]:
    """Raise CpuLimitError if the body uses more processor time; inside another limit, do nothing."""
    started = start(seconds)
    try:
        yield
    finally:
        if started:
            stop()
