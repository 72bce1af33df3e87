"""Codes of the redline area."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = ()
