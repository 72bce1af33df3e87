"""The form of an entry in the catalogue of codes."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Code(NamedTuple):
    """A diagnostic code: its name (stable for ever), severity, cause, and remedy.

    `fatal` marks a fault that would make an output wrong: the configuration cannot silence it.
    """

    name: str
    severity: Literal["error", "warning", "info"]
    cause: str
    remedy: str
    fatal: bool = True
