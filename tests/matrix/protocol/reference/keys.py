"""Validity of signing keys: `#key-validity` for requests, and `#signing-key-validity` for events."""

from typing import Final

from .values import Object, as_object, is_integer
from .versions import RoomVersion

WEEK: Final = 7 * 24 * 60 * 60 * 1000


def _time(value: object) -> int:
    return value if is_integer(value) else -1


def is_valid_for_event(key_list: Object, key_id: str, time: int, version: RoomVersion, now: int) -> bool:
    """Return whether a key of a list is valid for an event whose `origin_server_ts` is `time`."""
    old = as_object(as_object(key_list.get("old_verify_keys")).get(key_id))
    if old and time <= _time(old.get("expired_ts")):  # key-valid-old
        return True
    if key_id not in as_object(key_list.get("verify_keys")):
        return False
    if version.base < 5:
        return True
    return time <= min(_time(key_list.get("valid_until_ts")), now + WEEK)  # key-valid-current, key-valid-cap


def is_valid_for_request(key_list: Object, key_id: str, fetched: int, now: int) -> bool:
    """Return whether a key of a list that was obtained at `fetched` is valid for a request at `now`."""
    expires = min(_time(key_list.get("valid_until_ts")), fetched + WEEK)  # key-valid-until
    return key_id in as_object(key_list.get("verify_keys")) and now <= expires  # key-valid-requests
