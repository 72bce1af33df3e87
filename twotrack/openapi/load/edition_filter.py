"""The filter of data for an edition: mappings with `x-only` are handled like conditional blocks of text."""

from __future__ import annotations

from dataclasses import dataclass, field

from twotrack.config.facets import Edition, Editions
from twotrack.openapi.load.nodes import Obj, Value
from twotrack.problems import Report
from twotrack.source.cut import decide, split_because

_CUT = object()
_WORDS = frozenset({"x-only", "x-because"})
# The mappings to which `required` refers.
_NAMED = "properties"


@dataclass(slots=True)
class Cutter:
    """Filters values for one edition. `removed` records, by place, the properties that were removed."""

    editions: Editions
    edition: Edition
    report: Report
    removed: dict[tuple[str, int], frozenset[str]] = field(default_factory=dict)

    def cut(self, value: Value) -> Value:
        """Filter a document for the edition: None if nothing is left."""
        kept = self._cut(value, self.editions.everywhere, ())
        return None if kept is _CUT else kept

    def _cut(self, value: Value, around: int, because: tuple[str, ...]) -> Value:
        if isinstance(value, list):
            items = [self._cut(item, around, because) for item in value]
            return [item for item in items if item is not _CUT]
        if not isinstance(value, Obj):
            return value
        mask = around
        if "x-only" in value:
            mask, ids = self._decide(value, around)
            because += ids
            if not mask >> self.edition.bit & 1:
                # Conditions in it are still read: their faults apply to every edition.
                for item in value.values():
                    self._cut(item, mask, because)
                return _CUT
        made = Obj(value.line, value.path, because)
        for key, item in value.items():
            if key not in _WORDS:
                inner = self._cut(item, mask, because)
                if inner is not _CUT:
                    made.copy_key(key, value, inner)
        self._require(made, value)
        return made

    def _decide(self, value: Obj, around: int) -> tuple[int, tuple[str, ...]]:
        where = value.origin("x-only")
        condition = value["x-only"]
        if not isinstance(condition, str):
            self.report.add("data-shape", where, "`x-only` takes a condition, such as `x-only: matrix`")
            return around, ()
        written = value.get("x-because")
        both = f"{condition} because {written}" if written is not None else condition
        condition, ids, wrong = split_because(both)
        for word in wrong:
            self.report.add("ledger-id", value.origin("x-because"), f"{word!r} is no ledger id, such as D09")
        return around & decide(condition, around, where, self.editions, self.report), ids

    def _require(self, made: Obj, source: Obj) -> None:
        """Remove filtered `properties` from `required` beside them."""
        before, after = source.get(_NAMED), made.get(_NAMED)
        if not isinstance(before, Obj):
            return
        gone = frozenset(before) - frozenset(after if isinstance(after, Obj) else ())
        if not gone:
            return
        self.removed[made.path, made.line] = gone
        required = made.get("required")
        if isinstance(required, list):
            made["required"] = [name for name in required if name not in gone]
