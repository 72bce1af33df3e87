"""Paths of the machine-readable outputs below the site."""

from __future__ import annotations

FOLDER = "data"
VIEWER = f"{FOLDER}/viewer"


def domain_path(domain: str) -> str:
    """Return where the site has the OpenAPI document of a domain."""
    return f"{FOLDER}/{domain}.openapi.json"


def event_path(name: str) -> str:
    """Return where the site has the JSON Schema of an event type; engines would link a `$` in two ways."""
    return f"{FOLDER}/events/{name.replace('$', '-')}.schema.json"
