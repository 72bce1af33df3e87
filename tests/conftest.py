"""What every test may use. Fixtures of one area stand in that area's folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

# How long an example takes says more of the machine than of the code.
settings.register_profile(
    "untimed", parent=settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return ROOT


@pytest.fixture(scope="session")
def facts() -> Path:
    """The folder of facts that the text is held against; it is not part of the project."""
    folder = ROOT.parent / "shared" / "facts"
    if not folder.is_dir():
        pytest.skip("the facts that the text is held against are not on this machine")
    return folder
