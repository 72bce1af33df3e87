"""Test the tests of a module: change its code in many small ways, and list the changes that no test notices.

    python tools/mutation.py twotrack/redline/align/placement.py tests/tool/redline/test_cases.py

mutmut is installed into `build/mutation/` on first use, beside the environment, and works on a copy of the
tree in that folder. Its own options follow `--`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VERSION = "3.8.1"
_FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "twotrack", "tests", "tools")


def settings(module: str, tests: list[str]) -> str:
    """Return the table of settings for mutmut."""
    return (
        "\n[tool.mutmut]\n"
        'source_paths = ["twotrack"]\n'
        f"only_mutate = {[module]}\n"
        f"pytest_add_cli_args_test_selection = {tests}\n"
        'pytest_add_cli_args = ["-p", "no:xdist", "-p", "no:cacheprovider"]\n'
        'also_copy = ["tools", "README.md"]\n'
    )


def prepare(folder: Path, module: str, tests: list[str]) -> Path:
    """Install mutmut if it is missing, and copy the tree; return the folder of mutmut."""
    library, tree = folder / "library", folder / "tree"
    if not library.exists():
        words = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--target",
            str(library),
            f"mutmut=={VERSION}",
        ]
        subprocess.run(words, check=True)  # noqa: S603 - no shell, fixed words
    shutil.rmtree(tree, ignore_errors=True)
    tree.mkdir(parents=True)
    for name in _FILES:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, tree / name)
    with (tree / "pyproject.toml").open("a", encoding="utf-8") as project:
        project.write(settings(module, tests))
    return library


def main() -> int:
    """Run mutmut, then list the mutants that survived."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("module", help="the module to change, such as twotrack/source/cut.py")
    parser.add_argument("tests", nargs="+", help="the tests to run")
    parser.add_argument("--folder", type=Path, default=ROOT / "build/mutation")
    chosen, rest = parser.parse_known_args()
    library = prepare(chosen.folder, chosen.module, chosen.tests)
    environment = os.environ | {"PYTHONPATH": str(library)}
    mutmut = [sys.executable, "-m", "mutmut"]
    for words in (["run", *(word for word in rest if word != "--")], ["results"]):
        done = subprocess.run([*mutmut, *words], cwd=chosen.folder / "tree", env=environment, check=False)  # noqa: S603
        if done.returncode:
            return done.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
