"""Runs of a command whose inputs did not change: the last result is shown again, not made again.

The inputs are the files of the project, the options, this package and its libraries, and everything else on
which the outputs depend: the date, the commit, some environment variables and external tools. Outputs are
compared as well, so that a folder that was changed or removed is written again.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from twotrack.output import MARKER
from twotrack.store import code_version, digest

# Folders without inputs, which tools install or keep. Hidden folders are skipped as well.
_SKIPPED = frozenset({"node_modules", "__pycache__"})
# A folder with more files or bytes is not a project to read at every start.
_MOST_FILES = 20_000
_MOST_BYTES = 500_000_000
# Plugins of the engine whose output depends on nothing but the project's files.
_KNOWN_PLUGINS = frozenset({"search", "material/search", "twotrack"})
PASSING = frozenset({"output", "rfc-drawing-failed", "pdf"})
"""Codes of problems that the next run may not have although no input changed, such as a full disk."""
_TOOLS = ("node", "aasvg")
_INSTALLED = "node_modules/.package-lock.json"
_ENVIRONMENT = re.compile(r"TWOTRACK_(?!WORKERS$)|SOURCE_DATE_EPOCH$|NO_MKDOCS_2_WARNING$|TZ$|LC_|LANG")


def inputs(root: Path, options: Iterable[str]) -> str | None:
    """Compute a hash of everything that the result of a run depends on; None if that cannot be known."""
    # Anything else is no project, and may be large.
    files = _files(root) if (root / "spec").is_dir() else None
    config = _configuration(root)
    if files is None or config is None or not _engine_is_known(config):
        return None
    words = set(re.findall(r"\w+", config))
    named = sorted(name for name in os.environ if _ENVIRONMENT.match(name) or name in words)
    return digest(
        code_version(),
        str(root),
        *options,
        *(f"{name}={os.environ[name]}" for name in named),
        *(str(shutil.which(tool)) for tool in _TOOLS),
        _hash_of(root / _INSTALLED),
        time.strftime("%Y-%m-%d"),
        time.strftime("%Y-%m-%d", time.gmtime()),
        # Without a commit, a draft has the date of its file.
        _commit(root) or "\n".join(_days(root)),
        *files,
    )


def outputs(folders: Iterable[Path]) -> str:
    """Compute a hash of the content of output folders."""
    found: list[str] = []
    for folder in folders:
        found += (str(folder), *(f"{path.relative_to(folder)} {_hash_of(path)}" for path in _walk(folder)))
    return digest(*found)


def _files(root: Path) -> list[str] | None:
    found: list[str] = []
    size = 0
    for place, folders, names in os.walk(root):
        here = Path(place)
        if MARKER in names:
            folders.clear()
            continue
        inside = sorted(name for name in folders if not name.startswith(".") and name not in _SKIPPED)
        if any((here / name).is_symlink() for name in inside):
            return None
        folders[:] = inside
        for name in sorted(names):
            path = here / name
            if name.startswith(".") or not path.is_file():
                continue
            size += path.stat().st_size
            found.append(f"{path.relative_to(root)} {_hash_of(path)}")
        if len(found) > _MOST_FILES or size > _MOST_BYTES:
            return None
    return found


def _days(root: Path) -> Iterator[str]:
    for path in sorted((root / "drafts").glob("*.md")):
        yield time.strftime("%Y-%m-%d", time.gmtime(path.stat().st_mtime))


def _walk(folder: Path) -> Iterator[Path]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        yield from (Path(place, name) for name in sorted(names))


def _hash_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return f"error {error.errno}"


def _configuration(root: Path) -> str | None:
    """Read `mkdocs.yml`; return "" if there is none, and None if it is not a file of UTF-8 text."""
    path = root / "mkdocs.yml"
    if not path.exists():
        return ""
    try:
        # Reading a pipe would wait for ever.
        return path.read_text(encoding="utf-8") if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        return None


def _engine_is_known(text: str) -> bool:
    """Check whether the site depends on files of the project alone, as far as its configuration shows."""
    if not text:
        return True
    from twotrack.config.yaml_lines import SafeLoader, YamlFaultError, load

    class Loader(SafeLoader):
        """A loader for which values with a tag, such as `!ENV`, are None."""

    Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
    try:
        config = load(text, loader=Loader)
    except YamlFaultError:
        return False
    if not isinstance(config, dict) or config.get("hooks") or "INHERIT" in config:
        return False
    plugins = config.get("plugins") or []
    names = [next(iter(plugin), "") if isinstance(plugin, dict) else plugin for plugin in plugins]
    return set(names) <= _KNOWN_PLUGINS and not any(map(_leads_out, _strings(config)))


def _leads_out(value: str) -> bool:
    """Check whether a setting may be a path to something outside of the project, or hidden in it."""
    return value.startswith(("/", "~", ".")) or "/." in value


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (list, dict)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _commit(root: Path) -> str:
    """Read the commit that is checked out, by whose date a draft is dated."""
    git = shutil.which("git")
    if git is None:
        return ""
    command = [git, "-C", str(root), "rev-parse", "HEAD"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - no input in it
    return done.stdout
