"""JSON texts, canonical JSON and Base64 (sections "Encoding" and "Canonical JSON in events")."""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

Json = dict[str, Any]

LARGEST = 2**53 - 1
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")
_CANONICAL_NUMBER = re.compile(r"0|-?[1-9][0-9]{0,15}")
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2,3})?")


class EncodingError(ValueError):
    """The value has no canonical form, or the text is not what it has to be."""


def _members(pairs: list[tuple[str, Any]]) -> Json:
    """Return an object, whose names are unique (section "Canonical JSON in events", item 4)."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise EncodingError("two members of an object have the same name")
    return found


def _refuse(text: str) -> Any:
    raise EncodingError(f"{text} is not JSON")


def integer(text: str) -> int:
    """Return a JSON number that is an integer in the range (section "Canonical JSON", item 5)."""
    match = _NUMBER.fullmatch(text)
    if match is None:
        raise EncodingError("not a number")
    sign, whole, fraction, power = match[1], match[2], match[3] or "", match[4] or "0"
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return 0
    significant = digits.rstrip("0")
    if len(power) > 4000:
        raise EncodingError("the exponent is out of range")
    zeros = int(power) - len(fraction) + len(digits) - len(significant)
    if zeros < 0:
        raise EncodingError("the number has a fraction")
    if len(significant) + zeros > 16 or int(significant + "0" * zeros) > LARGEST:
        raise EncodingError("the number is out of range")
    value = int(significant + "0" * zeros)
    return -value if sign else value


class OtherForm(int):
    """A number whose text is not in the only form that an event can contain."""


def _number(text: str) -> int:
    value = integer(text)
    return value if _CANONICAL_NUMBER.fullmatch(text) else OtherForm(value)


def has_other_form(value: Any) -> bool:
    """Return whether a value contains a number in another form ("Canonical JSON in events", item 3)."""
    if isinstance(value, dict):
        return any(map(has_other_form, value.values()))
    return (
        any(map(has_other_form, value)) if isinstance(value, list) else isinstance(value, (float, OtherForm))
    )


def parse(text: str) -> Any:
    """Return the value of a JSON text with unique names and exact numbers. Raises EncodingError."""
    try:
        return json.loads(
            text, object_pairs_hook=_members, parse_int=_number, parse_float=_number, parse_constant=_refuse
        )
    except EncodingError:
        raise
    except (ValueError, RecursionError) as error:
        raise EncodingError(str(error)) from None


def _checked(value: Any) -> Any:
    """Return a value with integers only. Raises EncodingError if a number has no canonical form."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, float):
        if not value.is_integer():
            raise EncodingError("the number has a fraction")
        value = int(value)
    if isinstance(value, int):
        if abs(value) > LARGEST:
            raise EncodingError("the number is out of range")
        return value
    if isinstance(value, list):
        return [_checked(item) for item in value]
    return {name: _checked(item) for name, item in value.items()}


def canonical(value: Any) -> bytes:
    """Return the canonical form of a JSON value (section "Canonical JSON"). Raises EncodingError."""
    text = json.dumps(_checked(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise EncodingError("a string contains an unpaired surrogate") from None


def read_event(text: str) -> Json:
    """Return the event of a JSON text, whose form is checked (section "Canonical JSON in events").

    Raises EncodingError if the event has to be dropped because of its text.
    """
    event = parse(text)
    if not isinstance(event, dict) or has_other_form(event):
        raise EncodingError("not an object, or a number is in another form")
    canonical(event)
    return event


def base64_encode(data: bytes) -> str:
    """Return unpadded Base64 (section "Unpadded Base64")."""
    return base64.b64encode(data).rstrip(b"=").decode("ascii")


def base64_exact(text: Any, length: int) -> bytes | None:
    """Return the bytes of the form that an encoder creates, or None ("Base64 of hashes and signatures")."""
    try:
        data = base64_decode(text)
    except EncodingError:
        return None
    return data if len(data) == length and base64_encode(data) == text else None


def base64_url(data: bytes) -> str:
    """Return URL-safe unpadded Base64 (section "URL-safe unpadded Base64")."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def base64_decode(text: Any) -> bytes:
    """Return the bytes of Base64, padded or not (section "Unpadded Base64"). Raises EncodingError."""
    if not isinstance(text, str):
        raise EncodingError("Base64 is a string")
    bare = text.rstrip("=")
    padding = len(text) - len(bare)
    if _BASE64.fullmatch(bare) is None or (padding and padding != -len(bare) % 4):
        raise EncodingError("not Base64")
    try:
        return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)
    except binascii.Error:
        raise EncodingError("not Base64") from None
