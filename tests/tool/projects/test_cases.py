"""Small projects for the commands: `cases/NAME` contains `input/`, `cmd` (the commands) and `expect`.

`cmd` has one command a line: `page [EDITION]` (a build by MkDocs), `draft`, `check`, `stage [EDITION]`,
`redline` (of `a.md` and `b.md`) or `data` (the directives in `show`). `expect`, or `expect.EDITION` or
`expect.COMMAND`, has rules: `has: TEXT`, `not: TEXT`, `or: A ||| B`, `rc: STATUS`. White space counts as one
space; `!!` is any message.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tool.projects import runner

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("name", sorted(path.name for path in CASES.iterdir()))
def test_case(name: str, tmp_path: Path) -> None:
    folder = CASES / name
    for number, line in enumerate((folder / "cmd").read_text(encoding="utf-8").split("\n")):
        command, *words = line.split() or [""]
        if not command:
            continue
        status, output = runner.run(command, folder / "input", tmp_path / str(number), *words)
        assert "Traceback" not in output
        rules = next(
            folder / file
            for file in (*(f"expect.{word}" for word in words), f"expect.{command}", "expect")
            if (folder / file).exists()
        )
        faults = runner.faults(rules.read_text(encoding="utf-8"), status, output)
        assert not faults, f"{line}: {faults}\n{output[-3000:]}"
