"""Paths of the machine-readable outputs, relative to the site."""

from __future__ import annotations

FOLDER = "data"
VIEWER = f"{FOLDER}/viewer"


def domain_path(domain: str) -> str:
    """Return the path of the OpenAPI document of a domain."""
    return f"{FOLDER}/{domain}.openapi.json"


def event_path(name: str) -> str:
    """Return the path of the JSON Schema of an event type, without `$`, which engines link differently."""
    return f"{FOLDER}/events/{name.replace('$', '-')}.schema.json"
