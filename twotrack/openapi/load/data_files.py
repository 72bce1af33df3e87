"""The data files in `spec/`: listed once, each read on first use."""

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
    """The content of a file, and whether it contains a condition."""

    value: Value
    conditional: bool


# A condition on a separate line, or in a flow mapping. Quoted, it may contain any character.
_CONDITION = re.compile(r"""x-only["']?:[ \t]+("[^"\n]*"|'[^'\n]*'|[^"'\s#,}][^#,}\n]*)""")
# The same in descriptions: within a line, and around lines.
_IN_TEXT = re.compile(
    r"(?:\{\{|:::[ \t]+)only[ \t]+([^:}\n]*?)(?:[ \t]+because\b[^:}\n]*)?[ \t]*(?::|$)", re.MULTILINE
)
_REF = re.compile(r"""\$ref["']?[ \t]*:[ \t\n]*["']?([^#"'\s,}]*)""")
_MARKS = {"x-only": re.compile("x-only"), "only": re.compile(r"(?:\{\{|:::[ \t]*)only\b")}
_VARIABLE = "{{="
# Anything that can make a file differ between editions.
_VARIES = re.compile("|".join((*(mark.pattern for mark in _MARKS.values()), re.escape(_VARIABLE))))


@dataclass(slots=True)
class Documents:
    """The data in a folder. Paths are relative to it, with `/`; messages show them relative to `shown`."""

    folder: Path
    report: Report
    cache: Cache
    shown: str = SPEC
    limits: Limits = field(default_factory=Limits)
    _texts: dict[str, str | None] = field(default_factory=dict)
    _read: dict[str, Document | None] = field(default_factory=dict)
    # Files without usable content: their references and conditions are unknown.
    unusable: set[str] = field(default_factory=set)
    _paths: list[str] | None = None
    _same: dict[str, bool] = field(default_factory=dict)
    _known: frozenset[str] | None = None

    def paths(self) -> list[str]:
        """List the paths of all data files, sorted."""
        if self._paths is None:
            self._paths = list(_files(self.folder))
        return self._paths

    def text(self, path: str) -> str | None:
        """Read the text of a file, None (reported) if it cannot be read."""
        if path not in self._texts:
            self._texts[path] = read_text(
                self.folder / path, self.name(path), self.folder, self.report, missing="data-ref"
            )
            if self._texts[path] is None:
                self.unusable.add(path)
        return self._texts[path]

    def conditions(self) -> set[str] | None:
        """Collect every condition in the data, unparsed; None if the list may be incomplete."""
        found: set[str] = set()
        for path in self.paths():
            text = self.text(path) or ""
            if _VARIABLE in text:
                return None  # a variable differs between editions
            for mark, pattern in (("x-only", _CONDITION), ("only", _IN_TEXT)):
                if mark in text:
                    written = pattern.findall(text)
                    if len(written) != len(_MARKS[mark].findall(text)):
                        return None
                    found.update(condition.strip(" \t\"'") for condition in written)
        return found

    def same_everywhere(self, path: str) -> bool:
        """Check whether a file, with all files that it refers to, is the same in every edition.

        Results from such a file can be kept for all editions. If this cannot be determined, because a
        reference has no target, the file is assumed to vary.
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
        """Read the content of a file, None (reported once) if it is not usable."""
        if path not in self._read:
            self._read[path] = self._load(path)
            if self._read[path] is None:
                self.unusable.add(path)
        return self._read[path]

    def has(self, path: str) -> bool:
        """Check whether there is a data file at a path."""
        if self._known is None:
            self._known = frozenset(self.paths())
        return path in self._known

    def name(self, path: str) -> str:
        """Return a path as shown in messages."""
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
                pass  # documents beyond the limits are never cached: the cache is damaged
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
        # YAML forbids tabs that JSON allows.
        if not name.endswith(".json"):
            raise
    try:
        made = json.loads(text, object_hook=lambda made: _object(made, name))
        json.dumps(made, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        # Only the text of an escape: JSON has no line numbers.
        code = f"\\u{ord(error.object[error.start]):04x}"
        line = text.lower()[: text.lower().find(code)].count("\n") + 1
        raise YamlFaultError(f"{code} is half of a character; write the whole character", line) from error
    except json.JSONDecodeError as error:
        raise YamlFaultError(error.msg, error.lineno) from error
    except RecursionError as error:
        raise YamlFaultError(f"nested deeper than {limits.depth} levels", 1) from error
    return made


def _object(made: dict[str, Value], name: str) -> Obj:
    """Create an object from JSON, which has no line numbers."""
    out = Obj(1, name)
    out.update(made)
    return out


def _files(folder: Path) -> Iterator[str]:
    """Yield the data files in a folder, without hidden files and links to folders."""
    found: list[str] = []
    for where, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [
            Path(where, name).relative_to(folder).as_posix()
            for name in files
            if name.endswith(SUFFIXES) and not name.startswith(".")
        ]
    yield from sorted(found)
