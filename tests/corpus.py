"""Data from outside the repository, in the folder that the environment variable TWOTRACK_CORPUS names.

CONTRIBUTING.md lists the public repositories that it comes from. Without the variable, the tests that need it
are skipped; nothing is tested by them alone.
"""

from __future__ import annotations

import os
from pathlib import Path

CORPUS = Path(os.environ.get("TWOTRACK_CORPUS") or "no-corpus").resolve()
MISSING = "TWOTRACK_CORPUS does not name the folder of texts and data from outside the repository"
