"""Characters that no source may contain: control characters and noncharacters.

HTML and XML do not allow them (HTML, "Preprocessing the input stream"; XML 1.0, section 2.2). The conversion
marks places with the noncharacters U+FDD0 to U+FDEF, which are for such use (The Unicode Standard, section
23.7). Private-use characters are ordinary text.
"""

from __future__ import annotations

import re
import unicodedata

from twotrack.problems import Report
from twotrack.text import Origin

_LAST_PLANE = 16
_PLANE_ENDS = "".join(
    chr(plane << 16 | 0xFFFE) + chr(plane << 16 | 0xFFFF) for plane in range(_LAST_PLANE + 1)
)
FORBIDDEN = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef{_PLANE_ENDS}]")
_REPLACEMENT = "\ufffd"
_MOST = 10
_NAMES = {
    0: "null",
    8: "backspace",
    11: "vertical tab",
    12: "form feed",
    27: "escape",
    127: "delete",
    0x85: "next line",
}


def without_forbidden(text: str, path: str, report: Report) -> str:
    """Return a file's text with forbidden characters replaced, after reporting the lines that have them."""
    if not FORBIDDEN.search(text):
        return text
    lines = [
        (number, found[0])
        for number, line in enumerate(text.split("\n"), 1)
        if (found := FORBIDDEN.search(line)) is not None
    ]
    for number, character in lines[:_MOST]:
        report.add("character", Origin(path, number), f"{name_of(character)} is not allowed; remove it")
    if len(lines) > _MOST:
        rest = f"{len(lines) - _MOST} more lines have such characters; is this a text file?"
        report.add("character", Origin(path, 0), rest)
    return FORBIDDEN.sub(_REPLACEMENT, text)


def name_of(character: str) -> str:
    """Return the name of a forbidden character, such as `the control character U+000C (form feed)`."""
    code = ord(character)
    kind = "control character" if unicodedata.category(character) == "Cc" else "noncharacter"
    name = f" ({_NAMES[code]})" if code in _NAMES else ""
    return f"the {kind} U+{code:04X}{name}"
