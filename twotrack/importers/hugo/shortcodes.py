"""Hugo shortcodes: `{{% name key="value" %}}`, `{{< name >}}`, `{{% /name %}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_SHORTCODE = re.compile(r"\{\{([%<])[ \t]*(/?)([\w./-]+)((?:[^%>\n\"]|\"[^\"\n]*\")*?)/?[ \t]*[%>]\}\}")
_PARAMETER = re.compile(r"""(\w+)=(?:"([^"]*)"|([^\s"/]+))""")


@dataclass(frozen=True, slots=True)
class Shortcode:
    """A shortcode tag. `closing` marks the second of a pair."""

    name: str
    parameters: Mapping[str, str] = field(default_factory=dict)
    closing: bool = False
    written: str = ""

    def get(self, name: str) -> str:
        """Get a parameter, or an empty text."""
        return self.parameters.get(name, "")


def _read(match: re.Match[str]) -> Shortcode:
    parameters = {key: quoted or bare for key, quoted, bare in _PARAMETER.findall(match[4])}
    return Shortcode(match[3], parameters, bool(match[2]), match[0])


def shortcodes(line: str) -> list[Shortcode]:
    """Find the shortcodes of a line, from left to right."""
    return [_read(match) for match in _SHORTCODE.finditer(line)]


def replace_shortcodes(line: str, made: Callable[[Shortcode], str]) -> str:
    """Replace each shortcode of a line with the result of `made`."""
    return _SHORTCODE.sub(lambda match: made(_read(match)), line)


def lone_shortcode(line: str) -> tuple[str, Shortcode] | None:
    """Split a line that ends with a shortcode into the text before the shortcode and the shortcode.

    The text before it is only indentation and, at most, the markers of a list item.
    """
    match = _SHORTCODE.search(line)
    if match is None or line[match.end() :].strip():
        return None
    before = line[: match.start()]
    return (before, _read(match)) if re.fullmatch(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)*", before) else None
