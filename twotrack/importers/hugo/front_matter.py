"""Front matter of Hugo pages: YAML between lines of `---`, TOML between lines of `+++`, or a JSON object."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml

_FENCES = ("---", "+++")


class FrontMatterError(ValueError):
    """Front matter that cannot be read; `line` is the line of the fault in the file."""

    def __init__(self, text: str, line: int) -> None:
        super().__init__(text)
        self.line = line


class Content(NamedTuple):
    """A content file: its front matter, the lines below it, and the number of the first of them."""

    meta: Mapping[str, Any]
    lines: list[str]
    first: int


def read_content(text: str) -> Content:
    """Split a content file. Raises FrontMatterError."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    first = lines[0].rstrip() if lines else ""
    if first.startswith("{") and not first.startswith("{{"):
        return _json(text)
    if first not in _FENCES:
        return Content({}, lines, 1)
    end = next((index for index in range(1, len(lines)) if lines[index].rstrip() == first), 0)
    if not end:
        raise FrontMatterError(f"the front matter is not closed; add a line {first}", 1)
    inner = "\n".join(lines[1:end])
    return Content(_mapping(_yaml(inner) if first == "---" else _toml(inner)), lines[end + 1 :], end + 2)


def _yaml(text: str) -> Any:
    try:
        return yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise FrontMatterError(
            "the front matter is not valid YAML", 2 + (mark.line if mark else 0)
        ) from error


def _toml(text: str) -> Any:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise FrontMatterError(f"the front matter is not valid TOML: {error}", 1) from error


def _json(text: str) -> Content:
    try:
        meta, end = json.JSONDecoder().raw_decode(text)
    except json.JSONDecodeError as error:
        raise FrontMatterError("the front matter is not valid JSON", error.lineno) from error
    rest = text[end:].split("\n")
    if not rest[-1]:
        rest.pop()
    return Content(_mapping(meta), rest[1:], text.count("\n", 0, end) + 2)


def _mapping(meta: Any) -> Mapping[str, Any]:
    if not isinstance(meta, dict):
        raise FrontMatterError("the front matter is not a mapping of keys to values", 1)
    return meta
