"""The files of data below `spec/`: found once, each read when it is first asked for."""

from __future__ import annotations

import json
import os
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote

from twotrack.config.yaml_lines import YamlFaultError, load
from twotrack.openapi.load.nodes import LimitFaultError, Limits, Obj, Value, check_limits
from twotrack.openapi.load.parse_cache import Cache
from twotrack.problems import Report
from twotrack.source.tree import SPEC, read_text
from twotrack.text import Origin

SUFFIXES = (".yaml", ".yml", ".json")


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
_REF = re.compile(r"""\$ref["']?[ \t]*:[ \t\n]*["']?([^#"'\s,}]*)""")
_MARKS = {"x-only": re.compile("x-only"), "only": re.compile(r"(?:\{\{|:::[ \t]*)only\b")}
_VARIABLE = "{{="
# Anything that can make a file another one for another edition.
_VARIES = re.compile("|".join((*(mark.pattern for mark in _MARKS.values()), re.escape(_VARIABLE))))


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
    # Those with no usable content: what they would have said nobody can tell.
    unusable: set[str] = field(default_factory=set)
    _paths: list[str] | None = None
    _same: dict[str, bool] = field(default_factory=dict)
    _known: frozenset[str] | None = None

    def paths(self) -> list[str]:
        """Return the path of every file of data, sorted."""
        if self._paths is None:
            self._paths = list(_files(self.folder))
        return self._paths

    def text(self, path: str) -> str | None:
        """Return a file's text, None (reported) where it cannot be read."""
        if path not in self._texts:
            self._texts[path] = read_text(
                self.folder / path, self.name(path), self.folder, self.report, missing="data-ref"
            )
            if self._texts[path] is None:
                self.unusable.add(path)
        return self._texts[path]

    def conditions(self) -> set[str] | None:
        """Return every condition that stands in the data, unparsed; None if one may be missed."""
        found: set[str] = set()
        for path in self.paths():
            text = self.text(path) or ""
            if _VARIABLE in text:
                return None  # a variable is another for every edition
            for mark, pattern in (("x-only", _CONDITION), ("only", _IN_TEXT)):
                if mark in text:
                    written = pattern.findall(text)
                    if len(written) != len(_MARKS[mark].findall(text)):
                        return None
                    found.update(condition.strip(" \t\"'") for condition in written)
        return found

    def same_everywhere(self, path: str) -> bool:
        """Return whether a file, with all that its references lead to, is alike in every edition.

        What is made of such a file can be kept for all of them. A file of which that cannot be told, since
        a reference leads nowhere, is taken for one that varies.
        """
        if path not in self._same:
            reached, ahead = {path}, [path]
            while ahead and self._same.get(ahead[-1], True):
                text = self.text(ahead[-1]) if self.has(ahead[-1]) else None
                if text is None or _VARIES.search(text):
                    break
                folder = posixpath.dirname(ahead.pop())
                led = {
                    posixpath.normpath(posixpath.join(folder, unquote(to))) for to in _REF.findall(text) if to
                }
                ahead += sorted(led - reached)
                reached |= led
            self._same[path] = not ahead
        return self._same[path]

    def get(self, path: str) -> Document | None:
        """Return a file's content, None (reported, once) where it has no usable one."""
        if path not in self._read:
            self._read[path] = self._load(path)
            if self._read[path] is None:
                self.unusable.add(path)
        return self._read[path]

    def has(self, path: str) -> bool:
        """Return whether there is a file of data at a path."""
        if self._known is None:
            self._known = frozenset(self.paths())
        return path in self._known

    def name(self, path: str) -> str:
        """Return a path as messages show it."""
        return f"{self.shown}/{path}" if self.shown else path

    def _load(self, path: str) -> Document | None:
        text = self.text(path)
        if text is None:
            return None
        name = self.name(path)
        known, kept = self.cache.get(text, name)
        if known:
            try:
                check_limits(kept, self.limits)
            except LimitFaultError:
                pass  # no document was ever kept that goes beyond the limits: the cache is damaged
            else:
                return Document(kept, "x-only" in text)
        try:
            made = _parse(text, name, self.limits)
            check_limits(made, self.limits)
        except (YamlFaultError, LimitFaultError) as fault:
            self.report.add("data-yaml", Origin(name, fault.args[1]), f"not usable as data: {fault.args[0]}")
            return None
        self.cache.put(text, made)
        return Document(made, "x-only" in text)


def _parse(text: str, name: str, limits: Limits) -> Value:
    if len(text) > limits.size:
        raise YamlFaultError(f"larger than {limits.size // 1_000_000} MB; split it", 1)
    try:
        return load(text, lambda line: Obj(line, name), limits.depth)
    except YamlFaultError:
        # YAML forbids tabs where JSON has them.
        if not name.endswith(".json"):
            raise
    try:
        return json.loads(text, object_hook=lambda made: _object(made, name))
    except json.JSONDecodeError as error:
        raise YamlFaultError(error.msg, error.lineno) from error
    except RecursionError as error:
        raise YamlFaultError(f"nested deeper than {limits.depth} levels", 1) from error


def _object(made: dict[str, Value], name: str) -> Obj:
    """Return an object of JSON, whose lines are not known."""
    out = Obj(1, name)
    out.update(made)
    return out


def _files(folder: Path) -> Iterator[str]:
    """Yield the files of data below a folder; hidden ones, and links to folders, are left out."""
    found: list[str] = []
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(where, name).relative_to(folder).as_posix()
            for name in files
            if name.endswith(SUFFIXES) and not name.startswith(".")
        ]
    yield from sorted(found)
