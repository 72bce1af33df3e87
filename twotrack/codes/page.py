"""The page that explains every diagnostic code, made from the catalogue so that it cannot fall behind."""

from __future__ import annotations

from twotrack.codes import AREAS, CODES
from twotrack.codes.kinds import Code


def page() -> str:
    """Give the page as Markdown."""
    lines = [
        "# Diagnostics",
        "",
        "Every message reads `path:line: severity: what is wrong and what to do [code]`. An error prevents all",
        "output. A code that is marked so can be silenced with `--silence CODE`, or under `silence` in the",
        "plugin's settings; the others would make an output wrong.",
        "",
    ]
    for area in AREAS:
        codes = [code for code in CODES.values() if code in _of(area)]
        if codes:
            lines += [f"## {area.capitalize()}", ""]
            for code in codes:
                lines += _entry(code)
    return "\n".join(lines).rstrip() + "\n"


def _of(area: str) -> tuple[Code, ...]:
    from importlib import import_module

    codes: tuple[Code, ...] = import_module(f"twotrack.codes.{area}").CODES
    return codes


def _entry(code: Code) -> list[str]:
    silence = "" if code.fatal else ", can be silenced"
    return [f"`{code.name}` ({code.severity}{silence})", f":   {code.cause}", "", f"    {code.cure}", ""]
