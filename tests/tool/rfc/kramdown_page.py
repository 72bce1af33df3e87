"""Make KRAMDOWN.md, the table of supported kramdown-rfc syntax: `python -m tests.tool.rfc.kramdown_page`."""

from __future__ import annotations

import sys
from itertools import chain
from pathlib import Path
from typing import Any

import yaml

LISTED = Path(__file__).with_name("kramdown.yml")
_HEAD = """\
# Compatibility with kramdown-rfc

This table is made from `tests/tool/rfc/kramdown.yml`: `python -m tests.tool.rfc.kramdown_page > KRAMDOWN.md`.
`tests/tool/rfc/test_differential.py` compares the RFCXML of each case with that of kramdown-rfc 1.7.39 after
`xml2rfc --v2v3`, for drafts with `kramdown: strict` in their front matter.

`kramdown: strict` keeps the reading of kramdown-rfc, so that the text of an existing draft stays the same:

| | `kramdown: strict` | otherwise | undone by |
|---|---|---|---|
| numbers of nested lists | each list counts from 1 | 4.2.1 | `nested-counters: false` |
| the number a list begins with | 1 | the number that is written | `{: start="1"}` |
| code wider than 69 columns | as it is | folded (RFC 8792) | `fold: false` |
| footnotes | editorial comments | asides | `footnotes: cref` |
| `>` without `{:quote}`, `cite` or `quotedFrom` | a list without bullets | a quotation | |
| typographic characters in text | as they are | as RFCs write them, in ASCII | |
| a list right below a line of text | text | a list | an empty line |
| bullets of different kinds | one list | a list for each kind | |
| a table without a header | its first row is the header | rows alone | |
| several bodies and a foot of a table | one body | as written | |
| several terms of one definition | each has its own, which may be empty | joined by commas | |
| a reference to a list item | its place, by xml2rfc | its number | |

"""


def listed() -> dict[str, Any]:
    """Return the list of cases."""
    found: dict[str, Any] = yaml.safe_load(LISTED.read_text(encoding="utf-8"))
    return found


def cases_of(rows: list[list[str]]) -> list[str]:
    """Return the cases of a class in order."""
    return sorted(chain.from_iterable(rows))


def page() -> str:
    """Return the page as Markdown."""
    found = listed()
    out = [_HEAD, "| syntax | cases | equal | better | refused | own |\n|---|---|---|---|---|---|\n"]
    for name, rows in found["classes"].items():
        cases = cases_of(rows)
        counts = [sum(case in found[state] for case in cases) for state in ("better", "refused", "alone")]
        figures = [len(cases), len(cases) - sum(counts), *counts]
        out.append(f"| {name} | {' | '.join(map(str, figures))} |\n")
    out.append(
        "\n*own*: kramdown-rfc's output was not at hand.\n\n## Better\n\n| case | difference |\n|---|---|\n"
    )
    out += [f"| {case} | {_cell(why)} |\n" for case, why in found["better"].items()]
    out.append("\n## Refused, with a message at the line\n\n| case | what |\n|---|---|\n")
    out += [f"| {case} | {_cell(why)} |\n" for case, why in found["refused"].items()]
    out.append("\n## Differences in the text of published drafts\n\n| draft | difference |\n|---|---|\n")
    out += [f"| {name} | {_cell(why)} |\n" for name, why in found["drafts"].items()]
    return "".join(out)


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


if __name__ == "__main__":
    sys.stdout.write(page())
