"""Results that are kept between runs, in memory and on disk, under a hash of everything that they depend on.

An entry is JSON. Its key is a hash of its kind, of the parts that its maker names, and of `code_version`: the
code of this package, the versions of all libraries, and that of Python. So an entry never goes out of date;
when the folder grows beyond its limit, those used least recently are removed. A file carries a checksum, and
one that is damaged counts as absent. Deleting the folder, or any file in it, at any time changes no output.

Two processes can use a folder at the same time: a file is written under a name of its own and then renamed.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
import tempfile
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

# The values of JSON; a tuple becomes a list.
Json = Any

CACHE = ".cache/twotrack"
"""The folder of a project for results that are kept between runs. Deleting it changes no output."""
CACHE_VARIABLE = "TWOTRACK_CACHE"
"""The environment variable that names another folder; if it is empty, nothing is kept on disk."""
DISK_LIMIT = 400_000_000
"""The size in bytes beyond which the entries that were used least recently are removed."""
MEMORY_LIMIT = 64_000_000
"""The size in bytes, as JSON, of the entries that one process keeps in memory."""

_SWEEP_EVERY = 3600.0
_STAMP = "swept"
_SUFFIX = ".json"
_NEW = ".new"
# The files of a store, below the folder: nothing else is removed, whatever folder a user names.
_OWN = re.compile(rf"[0-9a-f]{{2}}/[0-9a-f]{{62}}(?:{re.escape(_SUFFIX)}|-[^/]*{re.escape(_NEW)})")
_PACKAGE = Path(__file__).parent
# The folders that name an installed library and its version.
_DISTRIBUTIONS = frozenset({".dist-info", ".egg-info"})


class Store:
    """Entries by kind and key. Without a folder, they are kept in memory only.

    A store that cannot be read or written works as an empty one: it is never a reason for an error.
    """

    def __init__(
        self, folder: Path | None = None, disk_limit: int = DISK_LIMIT, memory_limit: int = MEMORY_LIMIT
    ) -> None:
        """Use the files below `folder`, which need not exist."""
        self.folder = folder
        self.disk_limit = disk_limit
        self.memory_limit = memory_limit
        self.hits = 0
        self.misses = 0
        self._memory: OrderedDict[str, str] = OrderedDict()
        self._size = 0
        self._writable = folder is not None

    def get(self, kind: str, *parts: str) -> Json | None:
        """Get the entry of a kind that was made from `parts`; None if there is none."""
        name = _name(kind, parts)
        text = self._memory.get(name)
        if text is not None:
            self._memory.move_to_end(name)
        else:
            text = self._read(name)
            if text is not None:
                self._keep(name, text)
        if text is None:
            self.misses += 1
            return None
        self.hits += 1
        return json.loads(text)

    def has(self, kind: str, *parts: str) -> bool:
        """Check whether there probably is an entry of a kind that was made from `parts`."""
        name = _name(kind, parts)
        path = self._path(name)
        return name in self._memory or (path is not None and path.exists())

    def put(self, value: Json, kind: str, *parts: str) -> None:
        """Keep a value, which is not None, as the entry of a kind that was made from `parts`."""
        name = _name(kind, parts)
        text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        self._keep(name, text)
        self._write(name, text)

    def remember(self, make: Callable[[], Json], kind: str, *parts: str) -> Json:
        """Get the entry of a kind that was made from `parts`, made by `make` if there is none.

        The result is always read back from JSON, so that an entry that was found and one that was made cannot
        differ.
        """
        known = self.get(kind, *parts)
        if known is None:
            self.put(make(), kind, *parts)
            known = self.get(kind, *parts)
        return known

    def _keep(self, name: str, text: str) -> None:
        if len(text) > self.memory_limit // 4:
            return
        old = self._memory.pop(name, "")
        self._memory[name] = text
        self._size += len(text) - len(old)
        while self._size > self.memory_limit:
            self._size -= len(self._memory.popitem(last=False)[1])

    def _path(self, name: str) -> Path | None:
        return None if self.folder is None else self.folder / name[:2] / f"{name[2:]}{_SUFFIX}"

    def _read(self, name: str) -> str | None:
        path = self._path(name)
        if path is None:
            return None
        try:
            data = path.read_bytes()
        except OSError:
            return None
        head, _, body = data.partition(b"\n")
        if head != _checksum(name, body):
            return None
        with suppress(OSError):
            # The time of its last use, by which `sweep` chooses.
            os.utime(path)
        return body.decode()

    def _write(self, name: str, text: str) -> None:
        path = self._path(name)
        if path is None or not self._writable:
            return
        try:
            body = text.encode()
        except UnicodeEncodeError:
            return  # A lone surrogate: no file that is UTF-8 can have it.
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            handle, beside = tempfile.mkstemp(suffix=_NEW, prefix=f"{path.stem}-", dir=path.parent)
            with os.fdopen(handle, "wb") as file:
                file.write(_checksum(name, body) + b"\n" + body)
            Path(beside).replace(path)
            self._sweep_at_times(path.parent.parent)
        except OSError:
            # A full disk, or a folder that is read-only: the others would fail as well.
            self._writable = False

    def _sweep_at_times(self, folder: Path) -> None:
        stamp = folder / _STAMP
        with suppress(FileNotFoundError):
            if time.time() - stamp.stat().st_mtime < _SWEEP_EVERY:
                return
        stamp.touch()
        self.sweep()

    def sweep(self) -> None:
        """Remove the entries used least recently until half of the limit is free, if it is exceeded.

        Files that a killed process left half-written are removed as well.
        """
        if self.folder is None:
            return
        now = time.time()
        entries: list[tuple[float, int, Path]] = []
        for path in self.folder.glob("*/*"):
            if not _OWN.fullmatch(path.relative_to(self.folder).as_posix()):
                continue
            with suppress(OSError):
                state = path.stat()
                if path.suffix == _SUFFIX:
                    entries.append((state.st_mtime, state.st_size, path))
                elif path.suffix == _NEW and now - state.st_mtime > _SWEEP_EVERY:
                    path.unlink()
        size = sum(entry[1] for entry in entries)
        if size <= self.disk_limit:
            return
        for _, own, path in sorted(entries):
            if size <= self.disk_limit // 2:
                break
            with suppress(OSError):
                path.unlink()
                size -= own


def open_store(root: Path) -> Store:
    """Open the store of a project."""
    folder = os.environ.get(CACHE_VARIABLE, CACHE)
    return Store(root / folder / "results" if folder else None)


def digest(*parts: str) -> str:
    """Compute a hash of several strings, which differs for every other list of strings."""
    made = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        made.update(b"%d:" % len(data))
        made.update(data)
    return made.hexdigest()


def _name(kind: str, parts: tuple[str, ...]) -> str:
    return digest(code_version(), kind, *parts)


def _checksum(name: str, body: bytes) -> bytes:
    return hashlib.sha256(name.encode() + body).hexdigest().encode()


@cache
def code_version() -> str:
    """Compute a hash of the files of this package, the versions of all libraries, and that of Python."""
    made = hashlib.sha256(sys.version.encode())
    for place, folders, files in os.walk(_PACKAGE):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(files):
            path = Path(place, name)
            made.update(path.relative_to(_PACKAGE).as_posix().encode())
            made.update(hashlib.sha256(path.read_bytes()).digest())
    found: set[str] = set()
    for place in sys.path:
        with suppress(OSError):
            found.update(path.name for path in Path(place).iterdir() if path.suffix in _DISTRIBUTIONS)
    made.update("\n".join(sorted(found)).encode())
    return made.hexdigest()
