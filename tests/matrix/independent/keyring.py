"""The keys of other servers, and the list of the own keys (section "Server keys")."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from typing import Any

from . import ed25519, signing
from .encoding import Json, base64_encode
from .events import AUTHORISED, required_signers
from .identifiers import domain

Fetch = Callable[[str], Any]
"""Returns the list that a server publishes, or None."""

LIFETIME = 24 * 3600 * 1000
INTERVAL = 60 * 1000
"""The least time between two requests for a list ("Publishing and retrieving keys", item 4)."""


def own_list(server: str, key_id: str, seed: bytes, now: int) -> Json:
    """Return the signed list of the keys of a server (section "Publishing and retrieving keys", item 1)."""
    keys = {
        "server_name": server,
        "verify_keys": {key_id: {"key": base64_encode(ed25519.public_key(seed))}},
        "old_verify_keys": {},
        "valid_until_ts": now + LIFETIME,
    }
    return signing.sign_json(keys, server, key_id, seed)


class KeyRing:
    """A cache of the key lists of other servers."""

    def __init__(self, fetch: Fetch, clock: Callable[[], int]) -> None:
        """Take the function that requests a list, and the clock in milliseconds."""
        self._fetch = fetch
        self._clock = clock
        self._lists: dict[str, Json] = {}
        self._requested: dict[str, int] = {}
        self._lock = threading.Lock()

    def lists(self) -> dict[str, Json]:
        """Return the known lists and the times at which they were fetched."""
        with self._lock:
            return dict(self._lists)

    def update(self, server: str) -> None:
        """Request the current list of a server, and keep it if it is valid (section "Key lists", item 4)."""
        now = self._clock()
        with self._lock:
            if now - self._requested.get(server, now - INTERVAL) < INTERVAL:
                return
            self._requested[server] = now
        found = self._fetch(server)
        if signing.accept_key_list(found, server):
            with self._lock:
                self._lists[server] = {"fetched": now, "keys": found}

    def for_request(self, server: str, key_id: str) -> None:
        """Make sure that a current list of a server is known (section "Validity", item 2)."""
        known = self.lists().get(server)
        now = self._clock()
        if known is None or key_id not in signing.keys_for_request(known["keys"], known["fetched"], now):
            self.update(server)

    def for_event(self, event: Json) -> dict[str, dict[str, str]]:
        """Return the keys that are valid for an event, by server (section "Validity of signing keys")."""
        servers = {one for one in required_signers(event) if one is not None}
        if AUTHORISED in event["content"]:
            servers |= {one for one in [domain(event["content"][AUTHORISED])] if one is not None}
        return {server: self._valid(server, event) for server in servers}

    def of_server(self, server: str, event: Json) -> dict[str, str]:
        """Return the keys of a server that are valid for an event, though its signature is not required."""
        return self._valid(server, event)

    def valid_until(self, server: str, until: int) -> Json | None:
        """Return a list that is valid until a time, or else the last one ("Notary servers", 4 and 5)."""
        known = self.lists().get(server)
        if known is None or known["keys"]["valid_until_ts"] < until:
            self.update(server)
            known = self.lists().get(server)
        return None if known is None else known["keys"]

    def _valid(self, server: str, event: Json) -> dict[str, str]:
        signatures = event["signatures"].get(server)
        wanted: Iterable[str] = signatures if isinstance(signatures, dict) else ()
        found = self._known(server, event)
        if not any(key_id in found for key_id in wanted):
            self.update(server)
            found = self._known(server, event)
        return found

    def _known(self, server: str, event: Json) -> dict[str, str]:
        known = self.lists().get(server)
        if known is None:
            return {}
        return signing.keys_for_event(known["keys"], event["origin_server_ts"], known["fetched"])
