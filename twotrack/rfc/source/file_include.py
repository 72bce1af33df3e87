"""kramdown-rfc's `{::include file}`: the line is replaced with a file of the project.

The line begins in column 1, in code or not. The file is searched for in the folder of the draft, then in the
root of the project; files outside the project and hidden files are not read. `-nested` resolves the includes
of the file itself, `-dedent` removes common indentation, `-quote` makes a quotation, `-fold` or `-fold72`
folds long lines (RFC 8792); `-lines2..5` and `-region=NAME` include a part of the file. `::: include`
includes sections of the tree.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from twotrack.markdown import file_parts
from twotrack.problems import Report
from twotrack.rfc.model import rfc8792
from twotrack.source.tree import read_text
from twotrack.text import Origin, Text

_LINE = re.compile(
    r"\{::include(?P<flags>(?:-(?:lines\d*\.\.\d*|region=[\w.]+|[a-z0-9]+))*)"
    r"[ \t]+(?P<name>[^}]+?)[ \t]*\}[ \t]*"
)
_FOLD = re.compile(r"fold(\d*)")
_DEEPEST = 10
# The minimum width for the header of RFC 8792.
_NARROWEST = 46


@dataclass(frozen=True, slots=True)
class _Place:
    root: Path
    folder: Path
    report: Report


def expand(text: Text, root: Path, folder: Path, report: Report) -> Text:
    """Insert the included files into a draft's text; `folder` is that of the draft."""
    if not any(line.startswith("{::include") for line in text.lines):
        return text
    return _expanded(text, _Place(root.resolve(), folder, report), ())


def _expanded(text: Text, place: _Place, around: Sequence[Path]) -> Text:
    out = Text()
    for line, origin in zip(text.lines, text.origins, strict=True):
        match = _LINE.fullmatch(line)
        if match is None:
            out.append(line, origin)
            continue
        found = _find(match["name"], place, origin)
        if found is None:
            continue
        if found in around or len(around) >= _DEEPEST:
            text_of = f"'{match['name']}' includes itself, or more than {_DEEPEST} files deep"
            place.report.add("rfc-include", origin, text_of)
            continue
        out.extend(_included(found, match["flags"].split("-")[1:], origin, place, around))
    return out


def _find(name: str, place: _Place, origin: Origin) -> Path | None:
    path = file_parts.find_file(place.root, name, (place.folder, place.root))
    if path is not None:
        return path
    place.report.add(
        "rfc-include", origin, f"'{name}' is no file of this project, beside the draft or from its root"
    )
    return None


def _included(
    path: Path, flags: Sequence[str], origin: Origin, place: _Place, around: Sequence[Path]
) -> Text:
    shown = path.relative_to(place.root).as_posix()
    source = read_text(path, shown, place.root, place.report)
    text = Text.of(source or "", shown)
    part = file_parts.select(text, _parts(flags), shown, origin, place.report)
    if part is None:
        return Text()
    text = part
    if "nested" in flags:
        text = _expanded(text, place, (*around, path))
    if "dedent" in flags:
        text = Text(textwrap.dedent(str(text)).split("\n")[: len(text)], text.origins)
    for flag in flags:
        if fold := _FOLD.fullmatch(flag):
            text = _folded(text, int(fold[1] or 69), origin, place)
        elif not flag.startswith(("lines", "region=")) and flag not in {"nested", "dedent", "quote"}:
            place.report.add(
                "rfc-include",
                origin,
                f"include-{flag} is not supported; expected one of: nested, dedent, quote, fold, fold72, "
                "lines1..2, region=NAME",
            )
    if "quote" in flags:
        text = Text([f"> {line}".rstrip() for line in text.lines], text.origins)
    return text


def _parts(flags: Sequence[str]) -> dict[str, str]:
    """Select the lines of the flags `lines2..5` and `region=NAME`."""
    found = {}
    for flag in flags:
        if flag.startswith("lines"):
            found["lines"] = flag.removeprefix("lines")
        elif flag.startswith("region="):
            found["region"] = flag.removeprefix("region=")
    return found


def _folded(text: Text, width: int, origin: Origin, place: _Place) -> Text:
    if all(len(line) <= width for line in text.lines):
        return text
    folded = rfc8792.fold(str(text).rstrip("\n"), width) if width >= _NARROWEST else None
    if folded is None:
        place.report.add(
            "rfc-include", origin, f"the file cannot be folded to {width} columns as RFC 8792 has it"
        )
        return text
    lines = folded.split("\n")
    # The original lines are no longer known.
    return Text(lines, [text.origin(1)] * len(lines))
