"""Codes of the ledger, and of what `twotrack check` finds."""

from __future__ import annotations

from twotrack.codes.kinds import Code

CODES: tuple[Code, ...] = (
    Code(
        "ledger-entry",
        "error",
        "A file of `spec/ledger/` is no usable entry: a field is missing, unknown, or has a value that it cannot have.",
        "Correct the field that the message names; the file is called like its id.",
    ),
    Code(
        "ledger-directive",
        "error",
        "`::: ledger` is written with words that it does not take.",
        "Write `::: ledger` alone on its line.",
    ),
)
