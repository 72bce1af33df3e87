"""Validity of signing keys: `#key-validity` for requests, and `#signing-key-validity` for events."""

from typing import Final

from .values import Object, as_object, is_integer
from .versions import RoomVersion

WEEK: Final = 7 * 24 * 60 * 60 * 1000


def _time(value: object) -> int:
    return value if is_integer(value) else -1


def is_valid_for_event(key_list: Object, key_id: str, time: int, version: RoomVersion, fetched: int) -> bool:
    """Return whether a key is valid for an event whose `origin_server_ts` is `time`.

    The list was obtained at `fetched`. In I.1 it is the one that was obtained last, `#key-valid-latest`.
    """
    old = as_object(as_object(key_list.get("old_verify_keys")).get(key_id))
    if old and time <= _time(old.get("expired_ts")):  # key-valid-old
        return True
    if key_id not in as_object(key_list.get("verify_keys")):
        return False
    if version.base < 5:
        return True
    return time <= _expiry(key_list, fetched)  # key-valid-current, key-valid-cap


def _expiry(key_list: Object, fetched: int) -> int:
    """Return the time at which a list that was obtained at `fetched` expires, `#key-valid-until`."""
    return min(_time(key_list.get("valid_until_ts")), fetched + WEEK)


def is_valid_for_request(key_list: Object, key_id: str, fetched: int, now: int) -> bool:
    """Return whether a key of a list that was obtained at `fetched` is valid for a request at `now`."""
    current = as_object(key_list.get("verify_keys"))
    return key_id in current and now <= _expiry(key_list, fetched)  # key-valid-requests
