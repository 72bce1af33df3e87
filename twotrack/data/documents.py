"""The files of data below `spec/`: found once, each read when it is first asked for."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from twotrack.data.cache import Cache
from twotrack.data.nodes import LimitFaultError, Limits, Value, adopt
from twotrack.problems import Report
from twotrack.source.tree import SPEC, read_text
from twotrack.source.yaml import YamlFaultError, check_depth, load
from twotrack.text import Origin

_SUFFIXES = (".yaml", ".yml", ".json")


@dataclass(frozen=True, slots=True)
class Document:
    """A file's content, and whether a condition stands in it."""

    value: Value
    conditional: bool


# A condition on its line, or in a flow mapping. In quotes it may hold anything.
_CONDITION = re.compile(r"""x-only["']?:[ \t]+("[^"\n]*"|'[^'\n]*'|[^"'\s#,}][^#,}\n]*)""")
# The same in descriptions: within a line, and around lines.
_IN_TEXT = re.compile(
    r"(?:\{\{|:::[ \t]+)only[ \t]+([^:}\n]*?)(?:[ \t]+because\b[^:}\n]*)?[ \t]*(?::|$)", re.MULTILINE
)
_MARKS = {"x-only": re.compile("x-only"), "only": re.compile(r"(?:\{\{|:::[ \t]*)only\b")}


@dataclass(slots=True)
class Documents:
    """All data below a folder. Paths are relative to it, with `/`; messages show them below `shown`."""

    folder: Path
    report: Report
    cache: Cache
    shown: str = SPEC
    limits: Limits = field(default_factory=Limits)
    _texts: dict[str, str | None] = field(default_factory=dict)
    _read: dict[str, Document | None] = field(default_factory=dict)
    _paths: list[str] | None = None

    def paths(self) -> list[str]:
        """Give the path of every file of data, sorted."""
        if self._paths is None:
            self._paths = list(_files(self.folder))
        return self._paths

    def text(self, path: str) -> str | None:
        """Give a file's text, None (reported) where it cannot be read."""
        if path not in self._texts:
            self._texts[path] = read_text(
                self.folder / path, self.name(path), self.folder, self.report, missing="data-ref"
            )
        return self._texts[path]

    def conditions(self) -> set[str] | None:
        """Give every condition that stands in the data, unparsed; None where one may be missed."""
        found: set[str] = set()
        for path in self.paths():
            text = self.text(path) or ""
            if "{{=" in text:
                return None  # a variable is another for every edition
            for mark, pattern in (("x-only", _CONDITION), ("only", _IN_TEXT)):
                if mark in text:
                    written = pattern.findall(text)
                    if len(written) != len(_MARKS[mark].findall(text)):
                        return None
                    found.update(condition.strip(" \t\"'") for condition in written)
        return found

    def get(self, path: str) -> Document | None:
        """Give a file's content, None (reported, once) where it has no usable one."""
        if path not in self._read:
            self._read[path] = self._load(path)
        return self._read[path]

    def has(self, path: str) -> bool:
        """Tell whether there is a file of data at a path."""
        return path.endswith(_SUFFIXES) and not path.startswith("..") and (self.folder / path).is_file()

    def name(self, path: str) -> str:
        """Give a path as messages show it."""
        return f"{self.shown}/{path}" if self.shown else path

    def _load(self, path: str) -> Document | None:
        text = self.text(path)
        if text is None:
            return None
        name = self.name(path)
        known, kept = self.cache.get(text)
        if known:
            try:
                return Document(*adopt(kept, name, self.limits))
            except LimitFaultError:
                pass  # no document was ever kept that goes beyond the limits: the cache is damaged
        try:
            made, conditional = adopt(
                _parse(text, self.limits, is_json=path.endswith(".json")), name, self.limits
            )
        except (YamlFaultError, LimitFaultError) as fault:
            self.report.add("data-yaml", Origin(name, fault.args[1]), f"not usable as data: {fault.args[0]}")
            return None
        self.cache.put(text, made)
        return Document(made, conditional)


def _parse(text: str, limits: Limits, *, is_json: bool) -> Value:
    if len(text) > limits.size:
        raise YamlFaultError(f"larger than {limits.size // 1_000_000} MB; split it", 1)
    check_depth(text, limits.depth)
    try:
        return load(text)
    except YamlFaultError:
        # YAML forbids tabs where JSON has them.
        if not is_json:
            raise
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise YamlFaultError(error.msg, error.lineno) from error


def _files(folder: Path) -> Iterator[str]:
    """Yield the files of data below a folder; hidden ones, and links to folders, are left out."""
    found: list[str] = []
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(where, name).relative_to(folder).as_posix()
            for name in files
            if name.endswith(_SUFFIXES) and not name.startswith(".")
        ]
    yield from sorted(found)
