"""The contents of the client-server API pages agree with the examples."""

import base64
import hashlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from . import pages
from .regenerate import rooms


@pytest.mark.parametrize("path", pages.paths(), ids=lambda path: path.stem)
def test_ids_on_pages_are_those_of_events_in_the_examples(path: Path) -> None:
    known = {i for room in rooms() for i in (room.room_id, *room.events)}
    found = set(re.findall(r"[$!][A-Za-z0-9_/+-]{43}\b", pages.text(path.stem)))
    assert not found - known


def events(value: Any) -> list[dict[str, Any]]:
    """Return each object in `value` that has an id and a content."""
    if isinstance(value, list):
        return [event for item in value for event in events(item)]
    if not isinstance(value, dict):
        return []
    own = [value] if {"event_id", "content"} <= value.keys() else []
    return own + [event for item in value.values() for event in events(item)]


def shown() -> list[tuple[str, dict[str, Any]]]:
    """Return each event in the JSON of a page, with the page's name."""
    fences = [
        (path.stem, text)
        for path in pages.paths()
        for text in re.findall(r"(?ms)^``` ?(?:json|\{\.json .*?\})\n(.*?)^```$", pages.text(path.stem))
        if "…" not in text and "..." not in text
    ]
    return [(page, event) for page, text in fences for event in events(json.loads(text))]


def test_events_on_pages_are_those_of_the_rooms() -> None:
    """An event may be shown in part, and may have been edited."""
    known = {i: (room.room_id, event) for room in rooms() for i, event in room.events.items()}
    for page, event in shown():
        room_id, whole = known[event["event_id"]]
        assert event.get("room_id", room_id) == room_id, page
        for key in ("type", "sender", "origin_server_ts", "state_key"):
            assert event.get(key, whole.get(key)) == whole.get(key), f"{page}: {key}"
    assert shown()


def test_the_code_challenge_is_that_of_the_verifier() -> None:
    request = pages.figure("oauth", "fig-cs-oauth-authorize")
    sent = pages.figure("oauth", "fig-cs-oauth-token")
    [challenge] = re.findall(r"&code_challenge=(\S+)", request)
    [verifier] = re.findall(r"&code_verifier=(\S+)", sent)
    assert re.fullmatch(r"[A-Za-z0-9._~-]{43,128}", verifier)
    digest = hashlib.sha256(verifier.encode()).digest()
    assert base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == challenge


def test_the_steps_of_the_login_belong_together() -> None:
    request = pages.figure("oauth", "fig-cs-oauth-authorize")
    back = pages.figure("oauth", "fig-cs-oauth-redirected")
    sent = pages.figure("oauth", "fig-cs-oauth-token")
    for name, texts in {"state": (request, back), "code": (back, sent), "client_id": (request, sent)}.items():
        values = {found for text in texts for found in re.findall(rf"\b{name}=([^&\s]+)", text)}
        assert len(values) == 1, name
