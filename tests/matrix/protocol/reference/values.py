"""JSON values as they come from other servers: nothing can be taken to have the type that it should have."""

from collections.abc import Mapping, Sequence
from typing import TypeGuard

Object = Mapping[str, object]


def is_integer(value: object) -> TypeGuard[int]:
    """Return whether a value is a JSON integer; in Python, booleans are also integers."""
    return isinstance(value, int) and not isinstance(value, bool)


def is_object(value: object) -> TypeGuard[Object]:
    """Return whether a value is a JSON object."""
    return isinstance(value, Mapping)


def as_object(value: object) -> Object:
    """Return a value if it is a JSON object, and otherwise an empty one."""
    return value if is_object(value) else {}


def as_list(value: object) -> Sequence[object]:
    """Return a value if it is a JSON array, and otherwise an empty one."""
    return value if isinstance(value, list) else ()


def without(value: Object, *names: str) -> dict[str, object]:
    """Return a copy of an object that lacks the properties of these names."""
    return {name: item for name, item in value.items() if name not in names}
