"""Parsed data kept between builds: one file of JSON, a line for each document, found by the hash of its text.

JSON, never pickle: whoever can write the cache can at worst make a page wrong. A cache that cannot
be read or written is as good as none.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

from twotrack.data.nodes import Value
from twotrack.source.yaml import Map

# Raised whenever the form below changes: the file of an older form is left aside.
FORM = 1
# Beyond this, what the last build did not use is dropped.
MAX_BYTES = 64_000_000


@dataclass(slots=True)
class Cache:
    """Documents by the hash of their text. Nothing is read before the first question."""

    folder: Path | None
    hits: int = 0
    _lines: dict[str, str] | None = None
    _used: set[str] = field(default_factory=set)
    _added: bool = False

    def get(self, text: str) -> tuple[bool, Value]:
        """Give whether a document with this text is known, and what it holds."""
        key = _key(text)
        line = self._known().get(key)
        if line is None:
            return False, None
        try:
            value = _unpack(json.loads(line))
        except (ValueError, TypeError, IndexError, RecursionError):
            return False, None
        self._used.add(key)
        self.hits += 1
        return True, value

    def put(self, text: str, value: object) -> None:
        """Keep what a document with this text holds."""
        key = _key(text)
        self._known()[key] = json.dumps(_pack(value), ensure_ascii=False, separators=(",", ":"))
        self._used.add(key)
        self._added = True

    def save(self) -> None:
        """Write what was added, beside the old file and then over it."""
        if self.folder is None or not self._added or self._lines is None:
            return
        keep = self._lines
        if sum(map(len, keep.values())) > MAX_BYTES:
            keep = {key: line for key, line in keep.items() if key in self._used}
        path = self._path()
        beside = path.with_suffix(".new")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(
                "".join(f"{key} {line}\n" for key, line in sorted(keep.items())), encoding="utf-8"
            )
            beside.replace(path)
        except OSError:
            return
        self._added = False

    def _path(self) -> Path:
        return (self.folder or Path()) / f"data-{FORM}.jsonl"

    def _known(self) -> dict[str, str]:
        if self._lines is None:
            self._lines = {}
            if self.folder is not None:
                try:
                    text = self._path().read_text(encoding="utf-8")
                except (OSError, UnicodeDecodeError):
                    text = ""
                for line in text.split("\n"):
                    key, space, value = line.partition(" ")
                    if space:
                        self._lines[key] = value
        return self._lines


def _key(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _pack(value: Value) -> Value:
    """Write a mapping as [1, line, keys, lines of keys, values], a list as [0, items…]."""
    if isinstance(value, Map):
        return [
            1,
            value.line,
            list(value),
            [value.line_of(k) for k in value],
            [_pack(v) for v in value.values()],
        ]
    if isinstance(value, list):
        return [0, *map(_pack, value)]
    return value


def _unpack(value: Value) -> Value:
    if not isinstance(value, list):
        return value
    if value[0] == 0:
        return [_unpack(item) for item in value[1:]]
    _, line, keys, lines, items = value
    made = Map(line)
    made.key_lines = dict(zip(keys, lines, strict=True))
    for key, item in zip(keys, items, strict=True):
        made[key] = _unpack(item)
    return made
