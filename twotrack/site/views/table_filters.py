"""Filters above a table: hidden until JavaScript shows them; without it all rows are visible."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape


def choices(name: str, label: str, values: Sequence[str] | Mapping[str, str]) -> str:
    """Render a choice among values, or all; `name` is the rows' `data-` attribute and the URL's parameter."""
    shown = values if isinstance(values, Mapping) else {value: value for value in values}
    options = "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>' for value, text in shown.items()
    )
    return f'<label>{label}<select name="{name}"><option value="">all</option>{options}</select></label>'


def search_field(name: str, label: str) -> str:
    """Render a field for words that a row must contain."""
    return f'<label>{label}<input name="{name}" type="search" autocomplete="off"></label>'


def with_filter(table: str, fields: Iterable[str], html: str) -> str:
    """Add the fields above a table, whose id is `table`."""
    return (
        f'<form class="tt-controls tt-filter" hidden data-for="{table}" aria-label="Filter">{"".join(fields)}'
        f'<button type="reset">Show all</button><output aria-live="polite"></output></form>\n\n{html}'
    )
