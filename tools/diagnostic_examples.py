"""The examples of diagnostics in `docs/diagnostics/`; its README describes their format."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "diagnostics"
_SECTION = re.compile(r"=== (?P<kind>bad|good|both) (?P<path>\S+)|=== (?P<text>message|follows)")


@dataclass(slots=True)
class Example:
    """The examples of one code: the command, the files of the bad and the good project, and the messages.

    `follows` are messages of other codes that the same fault causes.
    """

    command: list[str] = field(default_factory=lambda: ["check"])
    message: str = ""
    follows: str = ""
    bad: dict[str, str] = field(default_factory=dict)
    good: dict[str, str] = field(default_factory=dict)

    def write(self, folder: Path, files: dict[str, str]) -> None:
        """Write the base project with these files of an example into a folder."""
        for path, text in (base().bad | files).items():
            if text:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(text, encoding="utf-8", newline="\n")


def names() -> list[str]:
    """List the codes that have examples, sorted."""
    return sorted(path.stem for path in FOLDER.glob("*.txt") if path.stem != "base")


def base() -> Example:
    """Read the project that all examples change."""
    return read("base")


def read(name: str) -> Example:
    """Read the examples of a code. Raises ValueError for text outside a section or an unknown section."""
    example = Example()
    current: list[str] | None = None
    sections: list[tuple[re.Match[str], list[str]]] = []
    path = FOLDER / f"{name}.txt"
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if match := _SECTION.fullmatch(line):
            current = []
            sections.append((match, current))
        elif line.startswith("=== "):
            raise ValueError(
                f"{path}:{number}: unknown section; expected bad, good, both, message or follows"
            )
        elif current is not None:
            current.append(line)
        elif line:
            example.command = line.split()
    for match, lines in sections:
        text = "\n".join(lines).rstrip("\n")
        text += "\n" * bool(text)
        if match["text"]:
            setattr(example, match["text"], text.rstrip())
        if match["kind"] in {"bad", "both"}:
            example.bad[match["path"]] = text
        if match["kind"] in {"good", "both"}:
            example.good[match["path"]] = text
    return example
