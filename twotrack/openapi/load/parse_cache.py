"""A cache of parsed data between builds: a JSON file for each document, named by the hash of its text.

JSON, never pickle: write access to the cache can at worst make a page wrong. A cache that cannot
be read or written is ignored.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from twotrack.openapi.load.nodes import Obj, Value

# Increased when the format below changes: files of older versions are ignored.
FORM = 2
# If there are more files than this, the least recently used ones are deleted.
MOST = 4_000
_AGAIN = 2


@dataclass(slots=True)
class Cache:
    """Documents by the hash of their text; disabled without a folder. `hits` counts successful lookups."""

    folder: Path | None
    hits: int = 0
    _checked: bool = False

    def get(self, text: str, name: str) -> tuple[bool, Value]:
        """Check whether a document with this text is cached, and its content as the file `name`."""
        path = self._path(text)
        if path is None:
            return False, None
        try:
            value = _unpack(json.loads(path.read_bytes()), name, [])
        except (OSError, ValueError, TypeError, IndexError, RecursionError):
            return False, None
        self.hits += 1
        return True, value

    def put(self, text: str, value: Value) -> None:
        """Store the content of a document: written to a temporary file and moved, so that it is complete."""
        path = self._path(text)
        if path is None:
            return
        beside = path.with_suffix(".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._prune(path.parent)
            beside.write_text(json.dumps(_pack(value, {}), separators=(",", ":")), encoding="ascii")
            beside.replace(path)
        except OSError:
            return

    def _path(self, text: str) -> Path | None:
        if self.folder is None:
            return None
        return self.folder / f"data-{FORM}" / f"{hashlib.sha256(text.encode()).hexdigest()}.json"

    def _prune(self, folder: Path) -> None:
        """Delete the older half of the files if there are too many, once per run."""
        if self._checked:
            return
        self._checked = True
        files = list(folder.glob("*.json"))
        if len(files) > MOST:
            for old in sorted(files, key=lambda file: file.stat().st_mtime)[: len(files) // 2]:
                old.unlink(missing_ok=True)


def _pack(value: Value, seen: dict[int, int]) -> Value:
    """Pack a mapping as [1, line, keys, lines of keys, values], a list as [0, items…].

    A value repeated by an alias is [2, n], the n-th of these: tables are shared if values are.
    """
    if not isinstance(value, (Obj, list)):
        return value
    if id(value) in seen:
        return [_AGAIN, seen[id(value)]]
    seen[id(value)] = len(seen)
    if isinstance(value, list):
        return [0, *(_pack(item, seen) for item in value)]
    lines = [value.line_of(key) for key in value]
    return [1, value.line, list(value), lines, [_pack(item, seen) for item in value.values()]]


def _unpack(value: Value, name: str, made: list[Value]) -> Value:
    if isinstance(value, dict):
        raise TypeError("no mapping is written as one")
    if not isinstance(value, list):
        return value
    if value[0] == _AGAIN:
        return made[value[1]]
    if value[0] == 0:
        items: list[Value] = []
        made.append(items)
        items += [_unpack(item, name, made) for item in value[1:]]
        return items
    _, line, keys, lines, values = value
    mapping = Obj(line, name)
    made.append(mapping)
    mapping.key_lines = dict(zip(keys, lines, strict=True))
    for key, item in zip(keys, values, strict=True):
        mapping[key] = _unpack(item, name, made) if isinstance(item, (list, dict)) else item
    return mapping
