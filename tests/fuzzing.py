"""The command line of the fuzz targets: `COUNT [FIRST]`, the number of seeds and the first of them."""

from __future__ import annotations

import sys
from collections.abc import Callable


def try_seeds(fault: Callable[[int], str | None]) -> int:
    """Try seeds, print those at fault with what `fault` returns for them, and return the exit status."""
    count, first = int(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 0
    found = 0
    for seed in range(first, first + count):
        what = fault(seed)
        if what:
            found += 1
            sys.stdout.write(f"--- {seed}: {what}\n")
    sys.stdout.write(f"{found} of {count} at fault\n")
    return 1 if found else 0
