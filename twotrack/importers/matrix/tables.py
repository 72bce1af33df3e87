"""Tables that shortcodes make of JSON: the emoji of key verification, and the proposals by state."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from twotrack.importers.hugo.heading_ids import anchorize
from twotrack.importers.matrix.source_tree import SourceTree

PROPOSALS = "msc/proposals.json"
_GITHUB = "https://github.com/"
_COLUMNS = ("MSC", "Title", "Created at", "Updated at", "Docs", "Author", "Shepherd")


class State(NamedTuple):
    """A state of proposals: its title, and the proposals that are in it."""

    title: str
    proposals: list[Mapping[str, Any]]


def read_rows(text: str) -> list[Mapping[str, Any]] | None:
    """Parse a list of objects in JSON; None if it is not one."""
    try:
        rows = json.loads(text)
    except json.JSONDecodeError:
        return None
    return rows if _are_mappings(rows) else None


def emoji_table(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Write the table of emoji."""
    table = ["| Number | Emoji | Unicode | Description |", "|---|---|---|---|"]
    for row in rows:
        cells = (row.get("number"), row.get("emoji"), f"`{row.get('unicode')}`", row.get("description"))
        table.append(f"| {' | '.join(map(str, cells))} |")
    return table


def proposal_states(tree: SourceTree) -> list[State] | None:
    """Read the proposals; None if the tree has none, because the file is not downloaded or not valid."""
    states = tree.parsed(PROPOSALS) if PROPOSALS in tree.data else None
    if states is None or not _are_mappings(states):
        return None
    found = [State(str(state.get("title")), state.get("proposals") or []) for state in states]
    return found if all(_are_mappings(state.proposals) for state in found) else None


def state_anchor(title: str) -> str:
    """Compute the anchor of the heading of a state."""
    return f"proposals-{anchorize(title)}"


def proposal_tables(states: Iterable[State]) -> list[str]:
    """Write a section with a table for each state."""
    lines: list[str] = []
    for title, proposals in states:
        lines += ["", f"### {title} {{#{state_anchor(title)}}}", ""]
        if not proposals:
            lines.append("No MSCs are currently in this state.")
            continue
        lines += [f"| {' | '.join(_COLUMNS)} |", "|---" * len(_COLUMNS) + "|"]
        lines += [f"| {' | '.join(_cells(proposal))} |" for proposal in proposals]
    return lines[1:]


def _cells(proposal: Mapping[str, Any]) -> list[str]:
    people = [str(name) for name in proposal.get("authors") or ()]
    shepherd = proposal.get("shepherd")
    documents = enumerate(proposal.get("documentation") or (), 1)
    return [
        f"[{proposal.get('number')}]({proposal.get('url')})",
        _text(proposal.get("title")),
        _text(proposal.get("created_at")),
        _text(proposal.get("updated_at")),
        ", ".join(f"[{number}]({url})" for number, url in documents),
        ", ".join(map(_person, people)),
        _person(shepherd) if shepherd else "",
    ]


def _are_mappings(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, Mapping) for item in value)


def _person(name: str) -> str:
    return f"[@{name}]({_GITHUB}{name})"


def _text(value: object) -> str:
    """Write a plain text as Markdown in a cell."""
    special = "\\`*_{}[]<>|"
    return "".join(f"\\{char}" if char in special else char for char in str(value or ""))
