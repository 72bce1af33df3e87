"""Codes of the site area."""

from __future__ import annotations

from twotrack.codes.kinds import Code

CODES: tuple[Code, ...] = ()
