"""The type of each field of front matter; values of other types are reported and omitted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from twotrack.problems import Report
from twotrack.rfc.source.front_matter import Meta


def checked(meta: Meta, report: Report) -> Meta:
    """Remove, and report, the values of front matter that do not have the type of their field."""
    kept: dict[str, Any] = {}
    for key, value in meta.values.items():
        wanted = None if value is None else _wanted(key, value)
        if wanted is None:
            kept[key] = value
        else:
            text = f"'{key}' takes {wanted}, not {_kind(value)}"
            report.add("rfc-field-value", meta.where(key), text)
    return replace(meta, values=kept)


def _wanted(key: str, value: Any) -> str | None:
    """Return the expected type of a field if the value does not have it, else None."""
    wanted, fine = _RULES.get(key, _SINGLE)
    return None if fine(value) else wanted


def _all_plain(values: Any) -> bool:
    return all(_is_plain(value) for value in values)


def _is_plain(value: Any) -> bool:
    return not isinstance(value, (list, dict))


def _kind(value: Any) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    return "a list" if isinstance(value, list) else f"'{str(value)[:40]}'"


def _map(value: Any) -> bool:
    return isinstance(value, dict) and _all_plain(value.values())


Rule = tuple[str, Callable[[Any], bool]]


def _rules(fields: str, wanted: str, fine: Callable[[Any], bool]) -> dict[str, Rule]:
    return dict.fromkeys(fields.split(), (wanted, fine))


_SINGLE: Rule = ("a single value", _is_plain)
_RULES: dict[str, Rule] = {
    **_rules("date smart_quotes typographic_symbols kramdown_options", "", lambda _: True),
    **_rules("venue entity published about", "a mapping of plain values", _map),
    **_rules(
        "normative informative ref pi",
        "a mapping or a list of names",
        lambda value: isinstance(value, dict) or (isinstance(value, list) and _all_plain(value)),
    ),
    **_rules(
        "author",
        "a mapping, or a list of them",
        lambda value: all(isinstance(each, dict) for each in (value if isinstance(value, list) else [value])),
    ),
    **_rules(
        "contributor",
        "a name or a mapping, or a list of them",
        lambda value: all(
            isinstance(each, (dict, str)) for each in (value if isinstance(value, list) else [value])
        ),
    ),
    **_rules(
        "area workgroup wg keyword kw updates obsoletes",
        "a value or a list of them",
        lambda value: _all_plain(value if isinstance(value, list) else [value]),
    ),
    # Fields that kramdown-rfc writes as elements may have their text under ":", next to attributes.
    **_rules("title", "a value, or a mapping of them", lambda value: _is_plain(value) or _map(value)),
}
