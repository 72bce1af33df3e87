"""The page that explains every diagnostic code, made from the catalogue so that it cannot fall behind."""

from __future__ import annotations

from importlib import import_module

from twotrack.codes import AREAS
from twotrack.codes.code_entry import Code

_HEAD = """\
# Diagnostics

Every message reads `path:line: severity: what is wrong and what to do [code]`. An error prevents all
output. A code that is marked so can be silenced with `--silence CODE`, or under `silence` in the
plugin's settings; the others would make an output wrong.
"""


def page() -> str:
    """Return the page as Markdown."""
    lines = _HEAD.split("\n")
    for area in AREAS:
        codes: tuple[Code, ...] = import_module(f"twotrack.codes.{area}_codes").CODES
        if codes:
            title = "OpenAPI" if area == "openapi" else area.capitalize()
            lines += [f"## {title}", ""]
            for code in codes:
                lines += _entry(code)
    return "\n".join(lines).rstrip() + "\n"


def _entry(code: Code) -> list[str]:
    silence = "" if code.fatal else ", can be silenced"
    return [f"`{code.name}` ({code.severity}{silence})", f":   {code.cause}", "", f"    {code.remedy}", ""]
