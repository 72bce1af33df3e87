"""The schema of RFCXML v3 that xml2rfc ships."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path


def schema_path() -> Path:
    """Find `v3.rng` without importing xml2rfc, which takes longer than writing a draft."""
    spec = find_spec("xml2rfc")
    if spec is None or not spec.submodule_search_locations:
        raise FileNotFoundError("xml2rfc is not installed")
    return Path(spec.submodule_search_locations[0]) / "data" / "v3.rng"
