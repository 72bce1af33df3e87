"""Options that follow the name in a data directive: `::: event m.room.message title="Text messages"`."""

from __future__ import annotations

import re
from collections.abc import Iterable

from twotrack.problems import Report
from twotrack.text import Origin

_OPTION = re.compile(r"""[ \t]+([a-z-]+)=(?:"([^"]*)"|(\S+))[ \t]*$""")


def split_options(
    argument: str, known: Iterable[str], where: Origin, report: Report
) -> tuple[str, dict[str, str]]:
    """Split an argument into the name and the options. Unknown options are added to `report`."""
    options: dict[str, str] = {}
    while match := _OPTION.search(argument):
        argument = argument[: match.start()]
        options[match[1]] = match[2] if match[2] is not None else match[3]
    for option in options.keys() - set(known):
        text = f"unknown option '{option}'; expected one of: {', '.join(known)}"
        report.add("data-unknown", where, text)
        del options[option]
    return argument.strip(), options
