"""Validity of a server's signing keys for events."""

from __future__ import annotations

from collections.abc import Iterator

from conformance.areas.case_files import entries, versions
from conformance.areas.context import PUBLIC
from conformance.suite import Case

TITLE = "Validity of signing keys"
DAY = 24 * 60 * 60 * 1000
NOW = 1000


def cases() -> Iterator[Case]:
    """Yield all cases of the area."""
    for entry in entries("key-validity"):
        for profile in versions(entry):
            slug = f"v{profile}" if profile.isdigit() else profile.lower()
            yield Case(
                name=f"{entry['name']}/{profile}",
                profiles=(profile,),
                page=f"rooms/{slug}/",
                anchor=entry["anchor"],
                operation="key-validity",
                input={
                    "key_list": {
                        "server_name": "example.org",
                        "valid_until_ts": entry.get("until", 1010) * DAY,
                        "verify_keys": {"ed25519:new": {"key": PUBLIC}},
                        "old_verify_keys": {"ed25519:old": {"key": PUBLIC, "expired_ts": 900 * DAY}},
                    },
                    "key_id": entry["key"],
                    "origin_server_ts": entry["day"] * DAY,
                    "fetched": entry.get("fetched", NOW) * DAY,
                    "now": NOW * DAY,
                },
                published={"valid": entry["valid"]},
            )
