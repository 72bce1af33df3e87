"""`python -m twotrack`."""

import sys

from twotrack.cli.main import main

sys.exit(main())
