"""Settings of a draft's front matter that change how its text is read.

`kramdown: strict` reads a draft as kramdown-rfc does, so that the text of an existing draft stays the same;
the fields for single settings still override it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from twotrack.problems import Report
from twotrack.rfc.source.front_matter import Meta

STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Dialect:
    """The dialect of a draft's text: `strict` means that of kramdown-rfc.

    `nested_types` are the types of nested numbered lists from the outside in; `entities` are the values of
    `{{&NAME}}`.
    """

    strict: bool = False
    nested_types: tuple[str, ...] = ()
    entities: Mapping[str, str] = field(default_factory=dict)


DEFAULT = Dialect()


def dialect_of(meta: Meta, report: Report) -> Dialect:
    """Read the dialect from the front matter; an unknown value of `kramdown` is reported."""
    value = meta.get("kramdown")
    if value not in (None, STRICT):
        text = f"unknown value '{value}' of 'kramdown'; expected: {STRICT}"
        report.add("rfc-field-value", meta.where("kramdown"), text)
    options = meta.get("kramdown_options")
    types = options.get("nested_ol_types") if isinstance(options, dict) else None
    if isinstance(types, str):
        types = [part.strip() for part in types.split(",")]
    for key in options if isinstance(options, dict) else ():
        if key not in _OPTIONS:
            text = f"the kramdown option '{key}' is ignored"
            report.add("rfc-field-unknown", meta.where("kramdown_options", str(key)), text)
    entities = meta.get("entity")
    return Dialect(
        value == STRICT,
        tuple(map(str, types)) if isinstance(types, list) else (),
        {str(key): str(text) for key, text in entities.items()} if isinstance(entities, dict) else {},
    )


_OPTIONS = frozenset({"nested_ol_types", "auto_id_prefix", "ol_start_at_first_marker"})
