"""Safe YAML that remembers its lines.

Mappings come as `Map`, a dict that knows the line it starts on and the line of each key. Dates stay
strings, a key that stands twice is a fault, and nothing but plain data is ever built.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from typing import Any

import yaml

from twotrack.problems import Report
from twotrack.text import Origin

# Deeper than anything that a person writes, and far from where libyaml would run out of stack.
MAX_DEPTH = 400
_PREFIX = re.compile(r"^[ \t?:-]+", re.MULTILINE)
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Map(dict[str, Any]):
    """A mapping of YAML with the line (from 1) on which it and each of its keys begin.

    `text_lines` has, for a value written as a block (`|`), the line on which its text begins.
    """

    __slots__ = ("key_lines", "line", "text_lines")

    def __init__(self, line: int) -> None:
        """Start an empty mapping on a line."""
        super().__init__()
        self.line = line
        self.key_lines: dict[str, int] = {}
        self.text_lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Give the line of a key, or the mapping's own where it has no such key."""
        return self.key_lines.get(key, self.line)


class YamlFaultError(ValueError):
    """YAML that cannot be used: `args` are the text and the line (from 1)."""


class _Loader(_Base):  # type: ignore[misc]  # libyaml's loader where it is there, else the Python one
    """The safe loader, with positions, without dates, and strict about keys."""


def _mapping(loader: Any, node: yaml.MappingNode) -> Any:
    result = Map(node.start_mark.line + 1)
    # Yielding first lets an alias inside the mapping refer to it, as PyYAML's own constructor does.
    yield result
    written = {id(key) for key, _ in node.value if key.tag != "tag:yaml.org,2002:merge"}
    loader.flatten_mapping(node)
    seen: set[Hashable] = set()
    for key_node, value_node in node.value:
        key = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, Hashable):
            raise YamlFaultError("a key must be a plain word", line)
        key = key if isinstance(key, str) else key_node.value
        if key in seen and id(key_node) in written:
            raise YamlFaultError(f"the key {key!r} stands twice in one mapping", line)
        if id(key_node) in written:
            seen.add(key)
        result.key_lines[key] = line
        if value_node.__class__ is yaml.ScalarNode and value_node.style == "|":
            result.text_lines[key] = value_node.start_mark.line + 2
        result[key] = loader.construct_object(value_node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)


def load(source: str) -> Any:
    """Load one YAML document. Raises YamlFaultError with a text and a line."""
    check_depth(source, MAX_DEPTH)
    try:
        return yaml.load(source, Loader=_Loader)  # noqa: S506 - the loader is a subclass of the safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise YamlFaultError(
            " ".join(str(error.problem or error).split()), mark.line + 1 if mark else 1
        ) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, YamlFaultError):
            raise
        raise YamlFaultError(" ".join(str(error).split()) or "nested too deep", 1) from error


def check_depth(text: str, depth: int) -> None:
    """Refuse what is nested so deep that libyaml's composer, which recurses, would end the process."""
    # A bound that costs next to nothing settles it for what people write.
    bound = text.count("[") + text.count("{")
    if bound <= depth and max((len(match[0]) for match in _PREFIX.finditer(text)), default=0) <= depth:
        return
    level = 0
    try:
        for event in yaml.parse(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
            if isinstance(event, yaml.CollectionStartEvent):
                level += 1
                if level > depth:
                    line = event.start_mark.line + 1 if event.start_mark else 1
                    raise YamlFaultError(f"nested deeper than {depth} levels", line)
            elif isinstance(event, yaml.CollectionEndEvent):
                level -= 1
    except yaml.YAMLError:
        return  # the loader will say what is wrong, and where


def load_or_report(source: str, path: str, code: str, report: Report, first: int = 1) -> Any:
    """Load a document, or report the fault under `code` and give None; `first` is the line it starts on."""
    try:
        return load(source)
    except YamlFaultError as fault:
        report.add(code, Origin(path, fault.args[1] + first - 1), f"not usable as YAML: {fault.args[0]}")
        return None
