"""Build the Internet-Drafts of this project: `python build_rfc.py …` is `twotrack draft …`."""

from __future__ import annotations

import sys
from pathlib import Path

from twotrack.cli.main import main

if __name__ == "__main__":
    sys.exit(main(["draft", *sys.argv[1:]], root=Path(__file__).parent))
