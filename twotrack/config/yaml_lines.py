"""Safe YAML that remembers its lines.

Mappings come as `Map`, a dict that knows the line it starts on and the line of each key. Dates stay
strings, a key that occurs twice is a fault, and nothing but plain data is ever built.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import yaml

from twotrack.config.characters import FORBIDDEN, name_of
from twotrack.problems import Report
from twotrack.text import Origin

# Deeper than anything that a person writes, and far below the depth at which libyaml's stack overflows.
MAX_DEPTH = 400
# Values of a document whose aliases are written out; far more than anything that a person writes.
MAX_VALUES = 500_000
_PREFIX = re.compile(r"^[ \t?:-]+", re.MULTILINE)
_Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


_HINTS = (
    ("mapping values are not allowed", "put a text that contains `: ` into quotes"),
    ("did not find expected ',' or", "a bracket is not closed before this line"),
    ("did not find expected", "look at the indentation of this line and the one before"),
    ("cannot start any token", "put a text that begins so into quotes"),
    (
        "undefined alias",
        "an alias `*name` repeats what `&name` marks; put a text that begins with `*` into quotes",
    ),
    (
        "could not determine a constructor",
        "only plain data is read; put a text that begins with `!` into quotes",
    ),
)


class Map(dict[str, Any]):
    """A mapping of YAML with the line (from 1) on which it and each of its keys begin."""

    __slots__ = ("key_lines", "line")

    def __init__(self, line: int) -> None:
        """Start an empty mapping on a line."""
        self.line = line
        self.key_lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """Return the line of a key, or the mapping's own if it has no such key."""
        return self.key_lines.get(key, self.line)


class YamlFaultError(ValueError):
    """YAML that cannot be used: `args` are the text and the line (from 1)."""


class SafeLoader(_Base):  # type: ignore[misc]  # libyaml's loader if it is there, else the Python one
    """The safe loader, without dates. `_Builder` makes values of the nodes that it composes."""


SafeLoader.add_constructor("tag:yaml.org,2002:timestamp", lambda _loader, node: node.value)

_STR, _MAP, _SEQ, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("str", "map", "seq", "merge"))
# A key is kept as it is written; these tags need no look at whether they are known ones.
_WORDS = frozenset({_STR, "tag:yaml.org,2002:int", "tag:yaml.org,2002:value"})


class _Builder:
    """Makes values of the nodes of one document: mappings with positions, strict about keys.

    Mappings, lists and strings are made here: nearly all nodes are one of these, and PyYAML's way to them is
    long. All else, and every refusal of a tag, is the safe constructor's.
    """

    def __init__(self, loader: Any, mapping: Callable[[int], Map]) -> None:
        self.loader = loader
        self.mapping = mapping
        self._made: dict[int, Any] = {}

    def value(self, node: yaml.Node) -> Any:
        tag = node.tag
        if isinstance(node, yaml.ScalarNode):
            return node.value if tag == _STR else self._scalar(node)
        # Kept before it is filled, so that an alias inside can refer to it; repeated values stay shared.
        known = self._made.get(id(node))
        if known is not None:
            return known
        if tag == _MAP and isinstance(node, yaml.MappingNode):
            made = self._made[id(node)] = self.mapping(node.start_mark.line + 1)
            self._fill(made, node)
            return made
        if tag == _SEQ:
            items = self._made[id(node)] = []
            items += map(self.value, node.value)
            return items
        return self.loader.construct_object(node, deep=True)

    def _scalar(self, node: yaml.ScalarNode) -> Any:
        try:
            return self.loader.construct_object(node, deep=True)
        except ValueError as error:
            text = "a number of too many digits, or none that can be read; put a text into quotes"
            raise YamlFaultError(text, node.start_mark.line + 1) from error

    def _fill(self, made: Map, node: yaml.MappingNode) -> None:
        own = None
        if any(key.tag == _MERGE for key, _ in node.value):
            # The mapping's own keys override those of a merge.
            own = {id(key) for key, _ in node.value}
            self.loader.flatten_mapping(node)
        seen: set[str] = set()
        for key_node, value_node in node.value:
            key, line = key_node.value, key_node.start_mark.line + 1
            if not isinstance(key_node, yaml.ScalarNode):
                raise YamlFaultError("a key must be a plain word", line)
            if key_node.tag not in _WORDS:
                self.loader.construct_object(key_node)
            if own is None or id(key_node) in own:
                if key in seen:
                    raise YamlFaultError(f"duplicate key {key!r}; remove one of the two", line)
                seen.add(key)
            made.key_lines[key] = line
            made[key] = self.value(value_node)


def load(
    source: str, mapping: Callable[[int], Map] = Map, depth: int = MAX_DEPTH, loader: type[Any] = SafeLoader
) -> Any:
    """Load one YAML document nested at most `depth` levels.

    `mapping` makes an empty mapping on a line; `loader` is a subclass of `SafeLoader` for further tags.
    Raises YamlFaultError with a text and a line.
    """
    check_depth(source, depth)
    reader = None
    try:
        reader = loader(source)
        node = reader.get_single_node()
        if node is not None and "*" in source and "&" in source:
            _count_values(node, 1, {})
        return None if node is None else _Builder(reader, mapping).value(node)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        message = " ".join(str(error.problem or error).split())
        raise YamlFaultError(message + _hint(message, source, line), line) from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        if isinstance(error, YamlFaultError):
            raise
        raise YamlFaultError(" ".join(str(error).split()) or "nested too deep", 1) from error
    finally:
        if reader is not None:
            reader.dispose()


def _hint(message: str, source: str, line: int) -> str:
    """Return advice for the most frequent errors: libyaml only names the missing token."""
    lines = source.split("\n")
    written = lines[line - 1] if line <= len(lines) else ""
    if re.match(r" *\t", written):
        return "; indent with blanks, not with tabs"
    for part, hint in _HINTS:
        if part in message:
            return f"; {hint}"
    return ""


def check_depth(text: str, depth: int) -> None:
    """Refuse values nested so deep that libyaml's composer, which recurses, would end the process."""
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
        return  # the loader will report the fault and its line


def _count_values(node: yaml.Node, line: int, known: dict[int, int | None]) -> int:
    """Return the number of lists and mappings and their items in a node, with its aliases written out.

    `line` is that of the key. `known` maps each node to its number, or to None while it is counted.
    Raises YamlFaultError if there are too many, or a value contains itself: whatever walks the data would
    take too long, or never end.
    """
    if not isinstance(node, yaml.CollectionNode):
        return 0
    key = id(node)
    if key not in known:
        known[key] = None
        if isinstance(node, yaml.MappingNode):
            parts = [(part, name.start_mark.line + 1) for name, part in node.value]
        else:
            parts = [(part, line) for part in node.value]
        known[key] = len(parts) + sum(_count_values(part, where, known) for part, where in parts)
    count = known[key]
    if count is None:
        raise YamlFaultError("an alias refers to a value that contains it", line)
    if count > MAX_VALUES:
        raise YamlFaultError(f"more than {MAX_VALUES} values, aliases written out", line)
    return count


def _check_characters(value: Any, seen: dict[int, Any], line: int = 1) -> None:
    """Refuse a text with a forbidden character. Only an escape in double quotes can have written it."""
    if isinstance(value, str):
        found = FORBIDDEN.search(value)
        if found is not None:
            raise YamlFaultError(f"{name_of(found[0])} is not allowed", line)
    elif isinstance(value, Map | list) and id(value) not in seen:
        # An alias may repeat a value, or lead back to one that contains it.
        seen[id(value)] = value
        if isinstance(value, Map):
            for key, item in value.items():
                _check_characters(key, seen, value.line_of(key))
                _check_characters(item, seen, value.line_of(key))
        else:
            for item in value:
                _check_characters(item, seen, line)


def load_or_report(source: str, path: str, code: str, report: Report, first: int = 1) -> Any:
    """Load a document, or report the fault under `code` and return None; `first` is its first line."""
    try:
        data = load(source)
        _check_characters(data, {})
    except YamlFaultError as fault:
        report.add(code, Origin(path, fault.args[1] + first - 1), f"not usable as YAML: {fault.args[0]}")
        return None
    return data
