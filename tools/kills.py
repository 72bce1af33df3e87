"""Kill commands at random moments; check that outputs stay whole, and that the next run cleans up.

    python tools/kills.py --count 100 --seed 1

Makes a project with `twotrack new`, and repeatedly edits a page, starts `build`, `draft` or `redlines` and
kills it, with its processes, after a random part of the time that the command takes; every second time near
its end, when outputs are exchanged. After each kill, the files of each output must be those that its marker
lists. The same command is then run again: it must succeed, its outputs must be whole, and no temporary file
may be left. At the end, the outputs must equal those of a new build.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from twotrack.output_marker import MARKER, PREFIX, digest_of, file_names, read_marker

COMMANDS = (("build",), ("draft",), ("redlines", "--out", "build/redlines"))
_NEW = ("--title", "Kills", "--sides", "community,w3c", "--versions", "1,2", "--organization", "A. Person")
_TWOTRACK = (sys.executable, "-m", "twotrack")
_TEMPORARY = ".cache/twotrack"


def run(root: Path, command: tuple[str, ...]) -> float:
    """Run a command to its end and return its time in seconds. Raises CalledProcessError if it fails."""
    started = time.monotonic()
    subprocess.run([*_TWOTRACK, *command], cwd=root, check=True, capture_output=True)  # noqa: S603
    return time.monotonic() - started


def kill(root: Path, command: tuple[str, ...], after: float) -> bool:
    """Start a command and kill it and its processes; return whether it was still running."""
    with subprocess.Popen(  # noqa: S603
        [*_TWOTRACK, *command],
        cwd=root,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        time.sleep(after)
        running = process.poll() is None
        if running:
            os.killpg(process.pid, signal.SIGKILL)
    return running


def outputs(root: Path) -> Iterator[Path]:
    """Yield the output folders: those with a marker, except what a killed run has left."""
    for marker in sorted(root.rglob(MARKER)):
        if not any(part.startswith(PREFIX) for part in marker.relative_to(root).parts):
            yield marker.parent


def leftovers(root: Path) -> list[str]:
    """List temporary files and folders, outside of the cache."""
    return sorted(
        path.relative_to(root).as_posix()
        for path in root.rglob(f"{PREFIX}*")
        if not path.relative_to(root).as_posix().startswith(_TEMPORARY)
    )


def faults(root: Path) -> list[str]:
    """List files of outputs that are missing, incomplete or not listed in the marker."""
    found = []
    for folder in outputs(root):
        marker = read_marker(folder)
        if marker is None:
            found.append(f"{folder}: marker cannot be read")
            continue
        found += (f"{folder / name}: missing" for name in marker.files if not os.path.lexists(folder / name))
        for name in file_names(folder):
            path = folder / name
            inner = any(part.startswith(PREFIX) for part in Path(name).parts)
            if not inner and name in marker.files and not marker.covers(path, name):
                found.append(f"{path}: not whole")
    return found


def contents(root: Path) -> dict[str, str]:
    """Map the files of all outputs to digests of their content."""
    return {
        (folder / name).relative_to(root).as_posix(): digest_of(folder / name)
        for folder in outputs(root)
        for name in file_names(folder)
    }


def main() -> None:
    """Run the kills and print what was found; exit with 1 if an output was damaged or something was left."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    dice = random.Random(options.seed)  # noqa: S311
    bad: list[str] = []
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as place:
        root = Path(place) / "project"
        subprocess.run([*_TWOTRACK, "new", str(root), *_NEW], check=True, capture_output=True)  # noqa: S603
        page = root / "spec/index.md"
        first = page.read_text(encoding="utf-8")
        times = {command: run(root, command) for command in COMMANDS}
        for number in range(options.count):
            command = dice.choice(COMMANDS)
            page.write_text(f"{first}\nEdit {number}.\n", encoding="utf-8")
            after = dice.uniform(0 if number % 2 else 0.8, 1) * times[command]
            counts["killed" if kill(root, command, after) else "ended before the kill"] += 1
            counts["left something"] += bool(leftovers(root))
            where = f"kill {number + 1}, {' '.join(command)} after {after:.2f} s"
            bad += (f"{where}: {fault}" for fault in faults(root))
            try:
                run(root, command)
            except subprocess.CalledProcessError as error:
                bad.append(f"{where}: the next run failed: {error.stderr.decode()[-500:]}")
            bad += (f"{where}: after the next run, {fault}" for fault in faults(root))
            bad += (f"{where}: left after the next run: {name}" for name in leftovers(root))
        run(root, ("build",))
        other = Path(place) / "other"
        shutil.copytree(root, other, ignore=shutil.ignore_patterns("site", "build", ".cache"))
        root.rename(Path(place) / "killed")
        other.rename(root)
        run(root, ("build",))
        if contents(root) != contents(Path(place) / "killed"):
            bad.append("the outputs differ from those of a new build")
    print(
        f"{options.count} runs: {', '.join(f'{n} {what}' for what, n in counts.items())}; {len(bad)} faults"
    )
    print(*bad, sep="\n")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
