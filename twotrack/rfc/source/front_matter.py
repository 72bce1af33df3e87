"""Front matter: YAML, read safely and with the line of every value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

from twotrack.config.yaml_lines import MAX_DEPTH, YamlFaultError, check_depth
from twotrack.problems import Report
from twotrack.text import Origin, Text

_Loader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_MOST = 200_000
# Fields whose key may be repeated, each time with one more value.
_LISTS = frozenset({"keyword", "kw", "area", "workgroup", "wg"})

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Meta:
    """A mapping read from YAML, and the origin of each value by its path of keys."""

    values: Mapping[str, Any]
    lines: Mapping[Path, Origin] = field(default_factory=dict)
    start: Origin = field(default_factory=lambda: Origin("", 0))

    def get(self, *keys: str) -> Any:
        """Get the value of the first of these keys that is present."""
        return next((self.values[key] for key in keys if self.values.get(key) is not None), None)

    def text(self, *keys: str) -> str:
        """Get the value of the first of these keys as text, empty if no key is present."""
        value = self.get(*keys)
        return "" if value is None or value is False else " ".join(str(value).split())

    def flag(self, *keys: str, default: bool) -> bool:
        """Get a boolean value, written in any form of YAML 1.1 or as text."""
        value = self.get(*keys)
        if value is None:
            return default
        return value if isinstance(value, bool) else str(value).lower() not in {"false", "no", "off"}

    def items(self, *keys: str) -> list[Any]:
        """Get a list: that of the first of these keys, its single value as a list, or an empty list."""
        value = self.get(*keys)
        if value is None:
            return []
        return value if isinstance(value, list) else [value]

    def where(self, *path: str | int) -> Origin:
        """Find the origin of the value at a path of keys, or of the nearest value around it."""
        for end in range(len(path), -1, -1):
            if found := self.lines.get(path[:end]):
                return found
        return self.start


def read(text: Text, report: Report) -> Meta:
    """Read a mapping from YAML; an error is reported at its line and results in an empty mapping."""
    start = text.origin(1)
    try:
        check_depth(str(text), MAX_DEPTH)
        node = yaml.compose(str(text), Loader=_Loader)
        if node is None:
            return Meta({}, start=start)
        _count_values(node, {})
        loader = _Loader("")
        try:
            values = loader.construct_document(node)
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = text.origin(mark.line + 1) if mark else start
        report.add("rfc-yaml", where, f"the YAML cannot be read: {error.problem or error.context}")
        return Meta({}, start=start)
    except YamlFaultError as error:
        report.add("rfc-yaml", text.origin(error.args[1]), f"the YAML cannot be read: {error.args[0]}")
        return Meta({}, start=start)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        report.add("rfc-yaml", start, f"the YAML cannot be read: {error}")
        return Meta({}, start=start)
    if not isinstance(values, dict):
        report.add("rfc-yaml", start, "this YAML must be a mapping of names to values")
        return Meta({}, start=start)
    lines = _Lines(text, report)
    lines.walk(node)
    found = {str(key): value for key, value in values.items()}
    return Meta(found | lines.repeated, lines.found, start)


def _count_values(node: yaml.Node, known: dict[int, int]) -> int:
    """Count the values of a node with its aliases expanded; raise YamlFaultError if there are too many."""
    if (found := known.get(id(node))) is not None:
        if not found:
            raise YamlFaultError("an alias (*) is inside the value that it repeats", node.start_mark.line + 1)
        return found
    known[id(node)] = 0
    inside: list[yaml.Node] = []
    if isinstance(node, yaml.MappingNode):
        inside = [each for pair in node.value for each in pair]
    elif isinstance(node, yaml.SequenceNode):
        inside = node.value
    known[id(node)] = weight = 1 + sum(_count_values(each, known) for each in inside)
    if weight > _MOST:
        raise YamlFaultError(f"aliases (*) make more than {_MOST} values of it", node.start_mark.line + 1)
    return weight


def element_text(value: Any) -> tuple[str, dict[str, str]]:
    """Split kramdown-rfc's `{":": text, ascii: …}` into the text of a value and its attributes."""
    if not isinstance(value, dict):
        return ("" if value is None or value is False else " ".join(str(value).split())), {}
    beside = {str(key): " ".join(str(item).split()) for key, item in value.items() if key != ":"}
    return element_text(value.get(":"))[0], beside


class _Lines:
    """A visitor that records the line of each value; repeated values of an alias have their first line."""

    def __init__(self, text: Text, report: Report) -> None:
        self.text = text
        self.report = report
        self.found: dict[Path, Origin] = {}
        self.seen: set[int] = set()
        # The values of repeated keys, for the fields with lists.
        self.repeated: dict[str, list[str]] = {}
        self.first: dict[Path, str] = {}

    def walk(self, node: yaml.Node, path: Path = ()) -> None:
        """Record the lines of the values in a node, and report a repeated key."""
        if id(node) in self.seen:
            return
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                inner = (*path, str(key.value))
                origin = self.text.origin(key.start_mark.line + 1)
                if inner in self.found and inner[-1] in _LISTS and isinstance(value, yaml.ScalarNode):
                    self.repeated.setdefault(str(inner[-1]), [self.first[inner]]).append(str(value.value))
                elif inner in self.found:
                    self.report.add("rfc-yaml", origin, f"the key '{key.value}' is repeated; write it once")
                self.found[inner] = origin
                self.first.setdefault(inner, str(value.value))
                self.walk(value, inner)
        elif isinstance(node, yaml.SequenceNode):
            for index, value in enumerate(node.value):
                inner = (*path, index)
                self.found[inner] = self.text.origin(value.start_mark.line + 1)
                self.walk(value, inner)
