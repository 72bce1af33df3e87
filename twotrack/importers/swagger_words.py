"""The words of a Swagger 2.0 document that have to be in the OpenAPI 3.1 document made of it.

They are those of the parsed document, since both can write the same text in other forms: quoted with escapes,
folded, or as an alias. Comments are left out, and members that OpenAPI 3.1 has under another name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import yaml

_WHOLE = frozenset({"swagger", "host", "basePath", "schemes", "consumes", "produces", "$ref"})
_KEYS = frozenset({"securityDefinitions", "definitions", "parameters", "examples", "x-example"})
_VALUES = frozenset({"in", "name", "type", "flow", "required", "collectionFormat", "x-nullable"})
_WORD = re.compile(r"\w+")


def published_lines(text: str) -> list[tuple[int, str]]:
    """List the texts of a Swagger 2.0 document that are kept, with the numbers of their lines."""
    root = yaml.compose(text, Loader=yaml.CSafeLoader)
    return [line for scalar in _scalars(root, set(), all_of_them=False) for line in _lines(scalar)]


def all_text(text: str) -> str:
    """Join the texts of a YAML document, keys included; a document that is not valid is returned as it is."""
    try:
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
    except yaml.YAMLError:
        return text
    return "\n".join(scalar.value for scalar in _scalars(root, set(), all_of_them=True))


def _lines(scalar: yaml.ScalarNode) -> Iterator[tuple[int, str]]:
    # The text of a block begins on the line below its mark.
    first = scalar.start_mark.line + (2 if scalar.style in {"|", ">"} else 1)
    last = max(scalar.end_mark.line + 1, first)
    for index, line in enumerate(scalar.value.split("\n")):
        yield min(first + index, last), line


def _scalars(node: yaml.Node | None, seen: set[int], *, all_of_them: bool) -> Iterator[yaml.ScalarNode]:
    """Yield the scalars of a node; a node that has several aliases once."""
    if node is None or id(node) in seen:
        return
    seen.add(id(node))
    if isinstance(node, yaml.ScalarNode):
        yield node
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            yield from _scalars(item, seen, all_of_them=all_of_them)
    elif isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) and not all_of_them else ""
            if name in _WHOLE and not isinstance(value, yaml.MappingNode):
                continue
            if name not in _KEYS | _VALUES | _WHOLE:
                yield from _scalars(key, seen, all_of_them=all_of_them)
            is_word = isinstance(value, yaml.ScalarNode) and _WORD.fullmatch(value.value)
            if not (name in _VALUES and is_word):
                yield from _scalars(value, seen, all_of_them=all_of_them)
