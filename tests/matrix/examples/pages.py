"""Contents of the pages of the client-server API: figures, tables and ids, by their anchors."""

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from . import data


def paths() -> list[Path]:
    """Return the pages, in order."""
    return sorted((data.SPEC / "client-server").glob("*.md"))


@cache
def text(name: str) -> str:
    """Return the page `name`."""
    return (data.SPEC / f"client-server/{name}.md").read_text(encoding="utf-8")


def figure(page: str, anchor: str) -> str:
    """Return the content of the fence with this anchor."""
    found = re.search(rf"(?ms)^``` \{{\.\w+ #{re.escape(anchor)}\}}\n(.*?)^```$", text(page))
    assert found is not None, f"{page}: {anchor}"
    return found[1].rstrip("\n")


def json_figure(page: str, anchor: str) -> Any:
    """Return the JSON in the fence with this anchor."""
    return json.loads(figure(page, anchor))


def behind(page: str, words: str) -> str:
    """Return the content of the first fence after `words`."""
    rest = text(page).partition(words)[2]
    found = re.search(r"(?ms)^```.*?\n(.*?)^```$", rest)
    assert found is not None, f"{page}: {words}"
    return found[1].rstrip("\n")


def row(page: str, anchor: str) -> list[str]:
    """Return the code in the row with this anchor, without the label in its first cell."""
    found = re.search(rf"(?m)^\| \{{#{re.escape(anchor)}\}} `[^`]*`[^|]*\|(.*)\|$", text(page))
    assert found is not None, f"{page}: {anchor}"
    return re.findall(r"`([^`]*)`", found[1])


def octets(shown: str) -> bytes:
    """Return the bytes of a figure: hexadecimal, behind it two spaces and words in each line, or neither."""
    return bytes.fromhex("".join(line.partition("  ")[0] for line in shown.splitlines()))
