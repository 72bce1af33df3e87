"""Canonical JSON, `#canonical-json`: one sequence of bytes for a JSON value."""

import json
import math
import re
from decimal import Decimal, InvalidOperation
from typing import Final

from .values import is_integer, is_object

MAX_INTEGER: Final = 9007199254740991
# `#canonical-json-escapes`: these have an escape of two characters, the other control characters `\u00xx`.
_ESCAPES: Final = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_ESCAPED: Final = str.maketrans({**{chr(code): f"\\u{code:04x}" for code in range(0x20)}, **_ESCAPES})


class NoCanonicalForm(ValueError):  # noqa: N818 - the term of the specification
    """A value has no canonical form; the message names the part that has none."""


def _number(text: str) -> int | float:
    """Read a number: an integer however it is written, anything else as a float."""
    try:
        exact = Decimal(text)
        # An exponent of any size may travel; nothing is expanded that could not be an integer anyway.
        if not exact:
            return 0
        if exact.adjusted() < len(str(MAX_INTEGER)) and exact == exact.to_integral_value():
            return int(exact)
    except InvalidOperation:
        pass
    return float(text)


def parse(text: str) -> object:
    """Read JSON as an implementation has to whose numbers are the integers of canonical JSON."""
    value: object = json.loads(text, parse_float=_number, parse_int=_number, parse_constant=float)
    return value


# What `number` of `#canonical-json-grammar` is, its range aside.
_PLAIN: Final = re.compile(r"0|-?[1-9][0-9]*")


def _plain_number(text: str) -> int:
    if not _PLAIN.fullmatch(text):
        raise NoCanonicalForm(f"the number {text} is in another form than the canonical one")
    return int(text)


def _distinct(members: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(members)
    if len(found) != len(members):
        raise NoCanonicalForm("an object has two members of one name")
    return found


def parse_strictly(text: str) -> object:
    """Parse JSON as required by I.1, `#json-numbers` and `#json-names`. Raises NoCanonicalForm."""
    value: object = json.loads(
        text,
        parse_float=_plain_number,
        parse_int=_plain_number,
        parse_constant=_plain_number,
        object_pairs_hook=_distinct,
    )
    return value


def _string(text: str) -> str:
    return f'"{text.translate(_ESCAPED)}"'


def _encode(value: object, *, loosely: bool) -> str:
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if is_integer(value):
        if abs(value) > MAX_INTEGER and not loosely:
            raise NoCanonicalForm(f"the integer {value} is out of range")
        return str(value)
    if isinstance(value, str):
        return _string(value)
    if is_object(value):
        # `#canonical-json-keys`: Python compares strings by code point.
        members = (f"{_string(name)}:{_encode(value[name], loosely=loosely)}" for name in sorted(value))
        return "{" + ",".join(members) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_encode(item, loosely=loosely) for item in value) + "]"
    if loosely and isinstance(value, float) and math.isfinite(value):
        return repr(value)
    raise NoCanonicalForm(f"{value!r} is no value of canonical JSON")


def encode(value: object, *, loosely: bool = False) -> bytes:
    """Return the canonical form of a value. Raises NoCanonicalForm if it has none.

    With `loosely`, numbers without a canonical form are encoded as in room versions 1 to 5,
    `#canonical-json-enforcement`.
    """
    try:
        return _encode(value, loosely=loosely).encode("utf-8")
    except UnicodeEncodeError as error:
        raise NoCanonicalForm("half of a surrogate pair") from error
