"""Write the generated pages of the manual: `python tools/reference_pages.py`.

The pages are made from the commands, the schemas and the catalogue of diagnostics, and are kept in the
repository, so that a change of them is read in the diff. A test shows that they are current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
FOLDER = ROOT / "docs" / "spec" / "reference"


def pages() -> dict[str, str]:
    """Return the content of each generated page by its name."""
    from twotrack.codes.catalogue_page import page

    diagnostics = re.sub(r"^# Diagnostics$", "# Diagnostics {#diagnostics}", page(), flags=re.MULTILINE)
    return {
        "commands.md": "\n".join(_commands()),
        "editions.md": "\n".join(_schema("editions", "editions.yml", "editions-file")),
        "ledger.md": "\n".join(_schema("ledger-entry", "Ledger entries", "ledger-entries")),
        "diagnostics.md": "---\norder: 9\n---\n" + _literal(diagnostics),
    }


def _commands() -> Iterator[str]:
    from twotrack.cli.main import COMMANDS, group

    yield from ("---", "order: 2", "---", "# Commands {#commands}", "")
    yield from (
        "Every command has `--help`. The exit status is 0 for success, 1 for problems, 2 for wrong",
        "",
    )
    yield from ("usage and 130 after an interrupt.", "")
    context = click.Context(group, info_name="twotrack")
    for name in COMMANDS:
        command = group.get_command(context, name)
        if command is None:
            continue
        own = click.Context(
            command,
            info_name=f"twotrack {name}",
            help_option_names=["-h", "--help"],
            max_content_width=90,
            terminal_width=90,
        )
        yield from (f"## {name} {{#command-{name}}}", "", "```text", command.get_help(own), "```", "")


def _schema(name: str, title: str, anchor: str) -> Iterator[str]:
    from twotrack.config.schema_validation import schema

    whole = schema(name)
    yield from ("---", f"order: {3 if name == 'editions' else 4}", "---", f"# {title} {{#{anchor}}}", "")
    yield from (
        _literal(whole["description"]),
        "",
        f"The JSON Schema is `{name}.schema.json` in the package.",
        "",
    )
    yield from _properties(whole, whole, "", anchor)


def _properties(node: dict[str, Any], whole: dict[str, Any], path: str, anchor: str) -> Iterator[str]:
    required = node.get("required", ())
    for key, written in node.get("properties", {}).items():
        value = _followed(written, whole)
        name = f"{path}{key}"
        identifier = f"{anchor}-{re.sub(r'[^a-z0-9]+', '-', name.lower()).strip('-')}"
        mark = ", required" if key in required else ""
        yield from (f"`{name}` ({_type(value, whole)}{mark}) {{#{identifier}}}",)
        yield from (
            f":   {_literal(value.get('description', 'See below.' if 'properties' in value else ''))}",
            "",
        )
        yield from _properties(value, whole, f"{name}.", anchor)
        inner = _followed(value.get("additionalProperties") or {}, whole)
        if isinstance(inner, dict) and inner.get("properties"):
            yield from _properties(inner, whole, f"{name}.NAME.", anchor)


def _followed(node: Any, whole: dict[str, Any]) -> Any:
    if isinstance(node, dict) and "$ref" in node:
        target = whole["$defs"][node["$ref"].rpartition("/")[2]]
        return {**target, **{key: value for key, value in node.items() if key != "$ref"}}
    return node


def _type(node: dict[str, Any], whole: dict[str, Any]) -> str:
    if "enum" in node:
        return "one of " + ", ".join(f"`{value}`" for value in node["enum"])
    if "oneOf" in node:
        return str(node.get("x-expected", "one of several forms"))
    kind = node.get("type", "value")
    kind = kind[0] if isinstance(kind, list) else kind
    items = _followed(node.get("items", {}), whole)
    return {
        "object": "mapping",
        "array": f"list of {_type(items, whole)}s" if items else "list",
        "string": "text",
        "boolean": "true or false",
    }.get(kind, str(kind))


def _literal(text: str) -> str:
    """Return text in which no directive of the dialect is carried out."""
    return text.replace("{{", "\\{{")


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, content in pages().items():
        (FOLDER / name).write_text(content.rstrip() + "\n", encoding="utf-8")
