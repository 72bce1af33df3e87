"""Codes of the rfc area."""

from __future__ import annotations

from twotrack.codes.kinds import Code

CODES: tuple[Code, ...] = ()
