"""Hugo shortcodes: `{{% name key="value" %}}`, `{{< name >}}`, `{{% /name %}}`."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

_SHORTCODE = re.compile(r"\{\{([%<])[ \t]*(/?)([\w./-]+)((?:[^%>\n\"]|\"[^\"\n]*\")*?)/?[ \t]*[%>]\}\}")
# `{{</* name */>}}` shows `{{< name >}}`.
_SHOWN = re.compile(r"\{\{([%<])/\*(.*?)\*/([%>])\}\}")
_PARAMETER = re.compile(r"""(\w+)=(?:"([^"]*)"|([^\s"/]+))""")
_TOKEN = re.compile(
    rf"(?P<code>(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`))|{_SHOWN.pattern}|"
    rf"{_SHORTCODE.pattern}|(?<!\\)\{{\{{"
)


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


def replace_shortcodes(line: str, made: Callable[[Shortcode], str], *, is_data: bool = False) -> str:
    """Replace each shortcode of a line with the result of `made`.

    Other double braces are text to Hugo, and are escaped for the dialect outside of code spans; not in a line
    of a data file (`is_data`), where they can be part of its syntax.
    """
    if is_data:
        return _SHORTCODE.sub(lambda match: made(_read(match)), line)
    out, last = [], 0
    for match in _TOKEN.finditer(line):
        out.append(line[last : match.start()])
        last = match.end()
        if match["code"] is not None and "{{%" not in match[0] and "{{<" not in match[0]:
            out.append(match[0])
        elif (shown := _SHOWN.fullmatch(match[0])) is not None:
            out.append(f"\\{{{{{shown[1]}{shown[2]}{shown[3]}}}}}")
        elif (found := _SHORTCODE.fullmatch(match[0])) is not None:
            out.append(made(_read(found)))
        elif match["code"] is not None:
            out.append(_SHORTCODE.sub(lambda inner: made(_read(inner)), match[0]))
        else:
            out.append(f"\\{match[0]}")
    return "".join([*out, line[last:]])


def is_open(line: str) -> bool:
    """Check whether a shortcode begins on a line and does not end there."""
    rest = _SHOWN.sub("", _SHORTCODE.sub("", line))
    return "{{%" in rest or "{{<" in rest


def lone_shortcode(line: str) -> tuple[str, Shortcode] | None:
    """Split a line that ends with a shortcode into the text before the shortcode and the shortcode.

    The text before it is only indentation and, at most, the markers of a list item.
    """
    match = _SHORTCODE.search(line)
    if match is None or line[match.end() :].strip():
        return None
    before = line[: match.start()]
    return (before, _read(match)) if re.fullmatch(r"[ \t]*(?:(?:[-*+]|\d+[.)])[ \t]+)*", before) else None
