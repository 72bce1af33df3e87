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
sys.path[:0] = [str(ROOT), str(ROOT / "tools")]
import diagnostic_examples  # noqa: E402 - in the folder of this file

FOLDER = ROOT / "docs" / "spec" / "reference"


def pages() -> dict[str, str]:
    """Return the content of each generated page by its name."""
    from twotrack.codes.catalogue_page import page

    diagnostics = re.sub(r"^# Diagnostics$", "# Diagnostics {#diagnostics}", page(), flags=re.MULTILINE)
    return {
        "commands.md": "\n".join(_commands()),
        "editions.md": "\n".join(_schema("editions", "editions.yml", "editions-file")),
        "ledger.md": "\n".join(_schema("ledger-entry", "Ledger entries", "ledger-entries")),
        "diagnostics.md": "---\norder: 9\n---\n" + _linked(_literal(diagnostics)),
        **{f"diagnostics/{name}.md": "\n".join(_diagnostic(name)) for name in diagnostic_examples.names()},
    }


def _linked(page: str) -> str:
    """Link the codes that have a page of their own."""
    for name in diagnostic_examples.names():
        page = page.replace(f"\n`{name}` (", f"\n[`{name}`](diagnostics/{name}.md) (")
    return page


def _diagnostic(name: str) -> Iterator[str]:
    from twotrack.codes import CODES

    code, example = CODES[name], diagnostic_examples.read(name)
    silence = "" if code.fatal else ", can be silenced"
    yield from ("---", "group: Diagnostics", "---", f"# {name} {{#diagnostic-{name}}}", "")
    yield from (f"{code.severity.capitalize()}{silence}. {_literal(code.cause)} {_literal(code.remedy)}", "")
    yield from _files(example.bad)
    shown = "\n".join(filter(None, (example.message, example.follows)))
    yield from (f"`twotrack {' '.join(example.command)}` reports:", "", *_fence(shown), "")
    changed = {path: text for path, text in example.good.items() if example.bad.get(path) != text}
    removed = [path for path, text in example.bad.items() if text and not example.good.get(path)]
    yield from ("Corrected:", "")
    yield from (f"Without `{path}`.\n" for path in removed)
    yield from _files({path: text for path, text in changed.items() if text})


def _files(files: dict[str, str]) -> Iterator[str]:
    for path, text in files.items():
        note = "" if text else " is empty or missing."
        yield from (f"`{path}`{note or ':'}", "")
        if text:
            yield from (*_fence(text.rstrip("\n")), "")


def _fence(text: str) -> Iterator[str]:
    marks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    # A page cannot have control characters; their pictures are shown.
    text = re.sub(r"[\x00-\x08\x0b-\x1f]", lambda match: chr(0x2400 + ord(match[0])), text)
    # Directives are carried out in fences, too.
    yield from (f"{marks}text", re.sub(r"(?m)^([ \t>]*)(?=:::)", r"\1\\", text), marks)


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
    (FOLDER / "diagnostics").mkdir(exist_ok=True)
    for name, content in pages().items():
        (FOLDER / name).write_text(content.rstrip() + "\n", encoding="utf-8")
