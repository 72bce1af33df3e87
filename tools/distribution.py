"""Build wheel and sdist into `dist/`, with the addresses of this repository.

    python tools/distribution.py

The address is that in TWOTRACK_REPOSITORY, or of the git remote `origin`. It becomes the URLs of the project
and the targets of the README's links, which PyPI does not resolve. Without an address they are unchanged.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
_FILES = ("pyproject.toml", "README.md", "CHANGELOG.md", "LICENSE", "NOTICE", "twotrack")
_LINK = re.compile(r"(!?)(\[[^\]]*\])\((?![a-z][a-z0-9+.-]*:|#|/)([^)\s]+)\)")
_REMOTE = re.compile(r"(?:(?:ssh|https?)://)?(?:[\w.-]+@)?([\w.-]+)[:/](.+?)(?:\.git)?/?$")


def repository(root: Path) -> str:
    """Return the web address of the repository, empty if it has none."""
    declared = os.environ.get("TWOTRACK_REPOSITORY", "")
    if declared:
        return declared.rstrip("/")
    # The arguments are fixed, and git is found on the path of whoever builds.
    shown = subprocess.run(  # noqa: S603
        ["git", "-C", root, "remote", "get-url", "origin"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    match = _REMOTE.match(shown.stdout.strip())
    return f"https://{match[1]}/{match[2]}" if match and "." in match[1] else ""


def absolute_links(markdown: str, address: str, tag: str) -> str:
    """Return a file of the repository's root with absolute links and images."""

    def absolute(link: re.Match[str]) -> str:
        image, text, path = link.groups()
        return f"{image}{text}({address}/{'raw' if image else 'blob'}/{tag}/{path})"

    return _LINK.sub(absolute, markdown)


def urls(address: str, tag: str) -> str:
    """Return the table of the project's URLs."""
    pages = {
        "Source": address,
        "Documentation": f"{address}/tree/{tag}/docs/spec",
        "Changelog": f"{address}/blob/{tag}/CHANGELOG.md",
        "Issues": f"{address}/issues",
    }
    return "\n[project.urls]\n" + "".join(f'{name} = "{page}"\n' for name, page in pages.items())


def prepare(root: Path, folder: Path, address: str) -> None:
    """Copy what the distributions contain into a folder, with the addresses."""
    for name in _FILES:
        if (root / name).is_dir():
            shutil.copytree(root / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(root / name, folder / name)
    if not address:
        return
    version = re.search(
        r'^__version__ = "([^"]+)"', (root / "twotrack/__init__.py").read_text("utf-8"), re.MULTILINE
    )
    tag = f"v{version[1]}" if version else "HEAD"
    readme, project = folder / "README.md", folder / "pyproject.toml"
    readme.write_text(absolute_links(readme.read_text("utf-8"), address, tag), encoding="utf-8")
    project.write_text(project.read_text("utf-8") + urls(address, tag), encoding="utf-8")


def build(root: Path, out: Path) -> list[str]:
    """Build wheel and sdist, and return their names."""
    from flit_core import buildapi

    address = repository(root)
    if not address:
        print("no address of the repository: the distributions have no URLs", file=sys.stderr)
    out.mkdir(exist_ok=True)
    before = Path.cwd()
    with tempfile.TemporaryDirectory() as folder:
        prepare(root, Path(folder), address)
        os.chdir(folder)
        try:
            return [buildapi.build_wheel(str(out)), buildapi.build_sdist(str(out))]
        finally:
            os.chdir(before)


if __name__ == "__main__":
    print("\n".join(build(ROOT, ROOT / "dist")))
