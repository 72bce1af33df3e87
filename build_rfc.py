"""Build the Internet-Drafts: `python build_rfc.py [NAME…] [--format xml,txt,html,pdf] [--out DIR]`.

`--check` runs all checks and writes nothing; `--help` lists the rest.
"""

from __future__ import annotations

import sys
from pathlib import Path

from twotrack.cli.draft_command import main

if __name__ == "__main__":
    sys.exit(main(root=Path(__file__).parent))
