"""The catalogue of diagnostic codes, one module an area: for messages, and the page that explains them."""

from __future__ import annotations

from importlib import import_module

from twotrack.codes.code_entry import Code

AREAS = (
    "source",
    "markdown",
    "openapi",
    "rfc",
    "tools",
    "lint",
    "redline",
    "ledger",
    "site",
    "import",
    "release",
)


def _load() -> dict[str, Code]:
    codes: dict[str, Code] = {}
    for area in AREAS:
        for code in import_module(f"twotrack.codes.{area}_codes").CODES:
            if code.name in codes:
                raise ValueError(f"code {code.name!r} is declared twice")
            codes[code.name] = code
    return codes


CODES = _load()


def why_not_silenced(name: str) -> str | None:
    """Return why a code cannot be silenced, or None if it can."""
    if name not in CODES:
        return f"unknown code '{name}'; `twotrack codes` lists all codes"
    if CODES[name].fatal:
        return f"'{name}' cannot be silenced: an output with this fault would be wrong"
    return None
