"""Codes of kept releases."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "release",
        "error",
        "The description of a kept release, `releases/TAG/release.json`, cannot be read.",
        "Restore the file: an object with `date` and `status`.",
    ),
)
