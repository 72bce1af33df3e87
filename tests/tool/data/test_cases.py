"""Small data files, and the resulting output or messages.

A case's input is files, each after a line `== path`; after `== show` come directives, one a line, after
`edition NAME` or `medium draft` if these are not the site's; `check` runs the checks, followed by the error
codes that the text defines; `validate` validates the OpenAPI documents. `pytest --accept` writes the expected
output: read the difference before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.cases import Case, parametrize, read_cases
from twotrack.config.facets import Editions
from twotrack.openapi.check.data_checks import check_data
from twotrack.openapi.check.known_keys import check_keys
from twotrack.openapi.check.openapi_schema import check_documents
from twotrack.openapi.model.data_tree import open_data
from twotrack.openapi.render.directives import Expander
from twotrack.problems import Report, render
from twotrack.text import Origin

CASES = Path(__file__).parent / "cases"


def run(given: str, folder: Path, editions: Editions) -> tuple[str, str]:  # noqa: C901 - a branch for each word
    """Return the expansion of an input's directives, and the problems reported."""
    shown: list[str] = []
    current: list[str] | None = None
    files: dict[str, list[str]] = {}
    for line in given.rstrip("\n").split("\n"):
        if line.startswith("== "):
            current = shown if line == "== show" else files.setdefault(line[3:], [])
        elif current is not None:
            current.append(line)
    for path, lines in files.items():
        file = folder / "spec" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    report = Report()
    data = open_data(folder, editions, report)
    edition, draft, check = "matrix", False, False
    codes: list[str] | None = None
    made = []
    for number, line in enumerate(shown, 1):
        word, _, rest = line.partition(" ")
        if word == "edition":
            edition = rest
        elif word == "medium":
            draft = rest == "draft"
        elif word == "validate":
            check_keys(data.documents, report)
            check_documents(data.documents, report)
        elif word == "check":
            check, codes = True, rest.split() or None
        else:
            expander = Expander(data.view(editions.editions[edition]), "draft" if draft else "site", report)
            name, _, argument = rest.partition(" ")
            made.append(str(expander(name, argument, 2, Origin("spec/page.md", number))))
    if check:
        check_data(data.view(editions.editions[edition]), codes, report)
        check_keys(data.documents, report)
    return "\n".join(made), render(report.problems)


@parametrize(CASES, "problems.txt")
def test_problems(case: Case, tmp_path: Path, editions: Editions) -> None:
    assert run(case.given, tmp_path, editions)[1] + "\n" == case.expected


@parametrize(CASES, "show-*.txt")
def test_shown(case: Case, tmp_path: Path, editions: Editions) -> None:
    text, problems = run(case.given, tmp_path, editions)
    assert problems == ""
    assert text.rstrip("\n") + "\n" == case.expected


@pytest.mark.skipif(not os.environ.get("TWOTRACK_ACCEPT"), reason="only writes what is expected anew")
def test_accept(tmp_path: Path, editions: Editions) -> None:
    for path in sorted(CASES.glob("*.txt")):
        out = []
        for case in read_cases(path):
            folder = tmp_path / path.stem / str(case.line)
            text, problems = run(case.given, folder, editions)
            shown = problems if path.stem == "problems" else text
            out.append(f"{case.title}\n.\n{case.given.rstrip()}\n.\n{shown.rstrip()}\n.\n")
        head = [line for line in path.read_text(encoding="utf-8").split("\n") if line.startswith("%%")]
        path.write_text("\n".join([*head, "", *out] if head else out), encoding="utf-8")
