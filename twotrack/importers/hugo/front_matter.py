"""Front matter of Hugo pages: YAML between lines of `---`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import yaml


class Content(NamedTuple):
    """A content file: its front matter, the lines below it, and the number of the first of them."""

    meta: Mapping[str, Any]
    lines: list[str]
    first: int


def read_content(text: str) -> Content:
    """Split a content file. Raises yaml.YAMLError if the front matter is not valid YAML."""
    lines = text.split("\n")
    if lines and not lines[-1]:
        lines.pop()
    if not lines or lines[0].rstrip() != "---":
        return Content({}, lines, 1)
    end = next((index for index in range(1, len(lines)) if lines[index].rstrip() == "---"), 0)
    if not end:
        return Content({}, lines, 1)
    meta = yaml.safe_load("\n".join(lines[1:end]))
    return Content(meta if isinstance(meta, dict) else {}, lines[end + 1 :], end + 2)
