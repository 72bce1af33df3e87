"""Layout of schemas: a table for each object, links to nested tables; recursion is named, not unrolled."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.applicators import Rules, joined, only_demands
from twotrack.openapi.model.constraints import facts, format_name, literal
from twotrack.openapi.model.descriptions import Writer, followed
from twotrack.openapi.model.elements import Fact, Property, Table, TypeName, TypePart
from twotrack.openapi.model.schema_parts import Schema, Schemas
from twotrack.text import Origin, Text

_PLAIN: TypeName = (TypePart("object"),)
_ANY: TypeName = (TypePart("any"),)
_NEVER: TypeName = (TypePart("never"),)
_ANY_KEY = TypePart("string")
# The maximum depth to which lists of maps of lists are read.
_DEEP = 4
# A type name with more parts than this is not written out.
_LONGEST = 60
_SEVERAL = 2
_VALUES = frozenset({"const", "enum"})


class Slot(NamedTuple):
    """The position of a row: its name, the path of its object, whether it is required, and its source.

    `pattern` marks a name that represents many names, `see` is the place that defines such a name.
    """

    name: str
    path: str
    required: bool
    origin: Origin
    pattern: bool = False
    see: str = ""


@dataclass(slots=True)
class _Task:
    """An object whose table is not filled yet."""

    table: Table
    schema: Schema


@dataclass(slots=True)
class Layout:
    """Lays out schemas and their subschemas. Ids and tables are shared by all schemas of one `Layout`."""

    schemas: Schemas
    writer: Writer
    root: str
    # Inserted between the root and the path in the ids of tables, to separate a request from its responses.
    part: str = ""
    _tables: dict[tuple[int, ...], Table] = field(default_factory=dict)
    _ids: set[str] = field(default_factory=set)
    _queue: deque[_Task] = field(default_factory=deque)
    _open: list[tuple[int, ...]] = field(default_factory=list)
    _shown: set[tuple[int, ...]] = field(default_factory=set)
    _names: dict[tuple[int, ...], TypeName] = field(default_factory=dict)
    # The name for tables of schemas without a title.
    _titles: dict[tuple[int, ...], str] = field(default_factory=dict)
    # The ledger ids of the current row: they also apply to tables that only this row needs.
    _because: tuple[str, ...] = ()
    _rules: Rules = field(init=False)

    def __post_init__(self) -> None:
        """Create the writer of rules."""
        self._rules = Rules(self.schemas, self._titled, self.facts, self._tabled)

    def lay(self, schema: Schema, path: str = "", part: str = "") -> tuple[TypeName, tuple[Table, ...]]:
        """Return the type name of a schema, and the missing tables for it and its subschemas."""
        self.part = part
        name = self._type(schema, path)
        tables = self.rest()
        for table in tables:
            table.alone = table.alone or table.path == path
        return name, tables

    def rest(self) -> tuple[Table, ...]:
        """List the tables that rows and types named so far need, including nested ones."""
        tables: list[Table] = []
        while self._queue:
            task = self._queue.popleft()
            self._fill(task)
            tables.append(task.table)
        return tuple(tables)

    def row(self, slot: Slot, schema: Schema) -> Property:
        """Create the row for a property or parameter; the next `rest` includes the tables that it needs."""
        name, path, required, origin, pattern, see = slot
        inner = f"{path}.{name}" if path else name
        self._because = origin.because
        kind = self._type(schema, inner)
        description = self._described(schema)
        for line in description.origins:
            origin = origin.under(line.because)
        history = self.writer.history(*schema.pieces[:1], deprecated=schema.is_deprecated)
        facts = self.facts(schema, inner)
        self._because = ()
        return Property(name, kind, required, description, facts, history, origin, pattern, see)

    # -- naming types

    def _type(self, schema: Schema, path: str) -> TypeName:
        if schema.key in self._names:
            return self._names[schema.key]
        if schema.key in self._open:
            return (TypePart(schema.text("title") or "the same"),)
        self._open.append(schema.key)
        try:
            name = self._named(schema, path)
        finally:
            self._open.pop()
        if len(name) > _LONGEST:
            # Such a name is unreadable, and mutually recursive schemas would exhaust the memory.
            name = (TypePart(schema.text("title") or "…"),)
        self._names[schema.key] = name
        return name

    def _titled(self, schema: Schema, path: str, title: str) -> TypeName:
        """Return the name of a type; its table, if it needs one, has the name `title`."""
        if title:
            self._titles.setdefault(schema.key, title)
        return tuple(
            part._replace(text=f"object ({title})")
            if part.table and part.text == "object" and title
            else part
            for part in self._type(schema, path)
        )

    def _named(self, schema: Schema, path: str) -> TypeName:
        if schema.is_never:
            return _NEVER
        _, alternatives = self.schemas.alternatives(schema)
        shaped = [a for a in alternatives if not only_demands(a)]
        if shaped and not self.schemas.properties(schema):
            outer = tuple(piece for piece in schema.pieces if "oneOf" not in piece and "anyOf" not in piece)
            names = []
            for a in shaped:
                # Keywords beside the alternatives apply to each; a type is used only if they have no type.
                both = a if a.types else Schema(a.pieces + outer)
                names.append(self._type(both, path))
            return joined(list(dict.fromkeys(names)))
        kinds = schema.types
        if not kinds:
            return _ANY
        return joined([self._one(kind, schema, path) for kind in kinds])

    def _one(self, kind: str, schema: Schema, path: str) -> TypeName:
        if kind == "array":
            return self._array(schema, path)
        if kind == "object":
            return self._object(schema, path)
        form = schema.text("format")
        if not form or kind == "null":
            return (TypePart(kind),)
        return (TypePart(f"{kind} ("), self._format(form), TypePart(")"))

    def _format(self, name: str) -> TypePart:
        return format_name(name, self.writer.editions.formats)

    def _array(self, schema: Schema, path: str) -> TypeName:
        items = self.schemas.part(schema, "items")
        holder = schema.holder("prefixItems")
        if holder is not None:
            first = [
                self._type(self.schemas.read(item), f"{path}[{i}]")
                for i, item in enumerate(holder.objs("prefixItems"))
            ]
            rest = [(*self._type(items, f"{path}[]"), TypePart("…"))] if items else []
            return (TypePart("["), *joined([*first, *rest], ", "), TypePart("]"))
        if items is None or not items.pieces:
            return (TypePart("array"),)
        return (TypePart("["), *self._type(items, f"{path}[]"), TypePart("]"))

    def _object(self, schema: Schema, path: str) -> TypeName:
        if self.schemas.properties(schema):
            return (self._linked(schema, path),)
        entries = self._entries(schema)
        if not entries:
            return (TypePart(schema.text("title") or "object"),)
        if self._many(entries):
            return (self._linked(schema, path),)
        named = [(key, TypePart(": "), *self._type(value, f"{path}.*")) for key, value in entries]
        return (TypePart("{"), *joined(named, ", "), TypePart("}"))

    def _many(self, entries: list[tuple[TypePart, Schema]]) -> bool:
        """Check whether the kinds of keys have so many details that they need a table."""
        return any(self.writer.of(value).lines or facts(value) for _, value in entries[1:])

    def _tabled(self, schema: Schema) -> bool:
        """Check whether the values of a schema have a separate table with their constraints."""
        return bool(self.schemas.properties(schema)) or self._many(self._entries(schema))

    def _entries(self, schema: Schema) -> list[tuple[TypePart, Schema]]:
        """List the kinds of keys without a fixed name, with the schema of their values."""
        found = [
            (self._key(value, pattern), value) for pattern, value in self.schemas.patterns(schema).items()
        ]
        for word in ("additionalProperties", "unevaluatedProperties"):
            rest = self.schemas.part(schema, word)
            if rest is not None and rest.first.keys() - {"$comment"}:
                names = self.schemas.part(schema, "propertyNames")
                found.append((self._key(names, "") if names else _ANY_KEY, rest))
        return found

    def _key(self, schema: Schema, pattern: str) -> TypePart:
        form = schema.text("x-pattern-format") or (schema.text("format") if not pattern else "")
        if form:
            return self._format(form)
        pattern = pattern or schema.text("pattern")
        values = schema.get("enum") if not pattern else None
        if isinstance(values, list):
            return TypePart(" | ".join(map(str, values)))
        return TypePart(f"/{pattern}/") if pattern else _ANY_KEY

    def _linked(self, schema: Schema, path: str) -> TypePart:
        table = self._tables.get(schema.key)
        if table is None:
            title = schema.text("title") or self._titles.get(schema.key, "")
            holder = schema.holder("properties") or schema.pieces[0]
            table = Table(self._id(path), title, path, holder.origin().under(self._because))
            table.alone = path.endswith(("[]", ".*"))
            self._tables[schema.key] = table
            self._queue.append(_Task(table, schema))
        return TypePart(schema.text("title") or "object", table.id)

    def _id(self, path: str) -> str:
        parts = [self.root, self.part, re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")]
        wanted = "-".join(part for part in parts if part)
        chosen, n = wanted, 2
        while chosen in self._ids:
            chosen, n = f"{wanted}-{n}", n + 1
        self._ids.add(chosen)
        return chosen

    # -- filling tables

    def _fill(self, task: _Task) -> None:
        schema, table = task.schema, task.table
        required = schema.required
        rows = []
        for name, value in self.schemas.properties(schema).items():
            holder = next(
                (p["properties"] for p in schema.pieces if name in (p.get("properties") or ())), None
            )
            origin = table.origin if holder is None else holder.origin(name)
            if holder is not None and isinstance(holder[name], Obj):
                origin = origin.under(holder[name].because)
            origin = origin.under(table.origin.because)
            rows.append(self.row(Slot(name, table.path, name in required, origin), value))
        for key, value in self._entries(schema):
            where = value.pieces[0].origin() if value.pieces else table.origin
            where = where.under(table.origin.because)
            name = "any other key" if key == _ANY_KEY else key.text
            slot = Slot(name, table.path, required=False, origin=where, pattern=True, see=key.see)
            rows.append(self.row(slot, value))
        # Required properties come first; otherwise the author's order is kept.
        table.properties = tuple(sorted(rows, key=lambda row: not row.required))
        table.description = self.writer.of(schema)
        table.described_at = schema.text("x-described-at")
        self._because = table.origin.because
        table.facts = facts(schema) + self._rules.of(schema, table.path) + self._names_of_keys(schema)
        word, alternatives = self.schemas.alternatives(schema)
        shaped = [a for a in alternatives if not only_demands(a)]
        table.choice = word
        table.variants = tuple(self._type(a, f"{table.path}") for a in shaped)
        self._because = ()

    def facts(self, schema: Schema, path: str = "", depth: int = 0) -> tuple[Fact, ...]:
        """List the constraints on a schema's values, and on nested values that have no table."""
        own = facts(schema)
        if not self._tabled(schema):
            own += self._rules.of(schema, path) + self._names_of_keys(schema)
        for word, inner in self._inside(schema, depth):
            own += tuple(
                fact._replace(phrase=f"{word}: {fact.phrase[0].lower()}{fact.phrase[1:]}")
                for fact in self.facts(inner, f"{path}[]", depth + 1)
            )
        plain = [
            a
            for a in self.schemas.alternatives(schema)[1]
            if not self.schemas.properties(a) and not only_demands(a)
        ]
        if _exclude_each_other(plain):
            return (*_one_of(own), self._rules.either(plain, path))
        for a in plain:
            own += tuple(fact for fact in facts(a) if fact not in own)
        return _one_of(own)

    def _names_of_keys(self, schema: Schema) -> tuple[Fact, ...]:
        """List the constraints on the names of keys that are not part of their type name."""
        names = self.schemas.part(schema, "propertyNames")
        if names is None:
            return ()
        called = bool(self._entries(schema))
        found = self.facts(names, depth=_DEEP)
        kept = [fact for fact in found if not (called and fact.phrase in {"One of", "Always", "Matches"})]
        return tuple(
            fact._replace(phrase=f"Each key: {fact.phrase[0].lower()}{fact.phrase[1:]}") for fact in kept
        )

    def _described(self, schema: Schema, depth: int = 0) -> Text:
        """Return the description of a schema, with those of nested values without a table, each once."""
        text = self.writer.of(schema)
        for word, inner in self._inside(schema, depth):
            if inner.key in self._shown:
                continue
            self._shown.add(inner.key)
            more = self._described(inner, depth + 1)
            if more.lines and word.startswith("Item "):
                more = Text([f"{word}: {more.lines[0]}", *more.lines[1:]], more.origins)
            text = followed(text, more)
        return followed(text, self._choices(schema))

    def _choices(self, schema: Schema) -> Text:
        """Return titles and descriptions of alternatives that have no table, as a list."""
        out = Text()
        for a in self.schemas.alternatives(schema)[1]:
            about = self.writer.of(a)
            title = self.writer.text(a.holder("title"), "title")
            if self._tabled(a) or not (about.lines or title.lines):
                continue
            values = [a.get("const")] if "const" in a.first else a.get("enum")
            if isinstance(values, list) and values:
                name = ", ".join(f"`{literal(value)}`" for value in values)
            elif self._type(a, "") and (a.types or title.lines):
                name = " or ".join(a.types) or title.lines[0]
            else:
                continue
            shown = about if about.lines else title
            label = (
                f"{name} ({title.lines[0]})"
                if about.lines and title.lines and name != title.lines[0]
                else name
            )
            out.append(f"- {label}: {shown.lines[0]}", shown.origins[0])
            for line, origin in zip(shown.lines[1:], shown.origins[1:], strict=True):
                out.append(f"  {line}".rstrip(), origin)
        return out

    def _inside(self, schema: Schema, depth: int) -> Iterator[tuple[str, Schema]]:
        """Yield the items of a list and the values of a map, unless they have a separate table."""
        if depth >= _DEEP:
            return
        if "array" in schema.types:
            first = [self.schemas.read(item) for piece in schema.pieces for item in piece.objs("prefixItems")]
            for number, item in enumerate(first, 1):
                if not self.schemas.properties(item):
                    yield f"Item {number}", item
            items = self.schemas.part(schema, "items")
            if items is not None and not self.schemas.properties(items):
                yield "Each further item" if first else "Each item", items
        if "object" in schema.types and not self.schemas.properties(schema):
            for _, value in self._entries(schema)[:1]:
                if not self.schemas.properties(value):
                    yield "Each value", value


def _exclude_each_other(alternatives: list[Schema]) -> bool:
    """Check whether the facts of alternatives would be misleading if they were listed for one value.

    Facts about values of one type do not apply to another type, and lists of values are shown as one.
    """
    with_facts = [(a, facts(a)) for a in alternatives if set(a.types) != {"null"}]
    listed = [bool(_VALUES & a.first.keys()) for a, _ in with_facts]
    if len(with_facts) < _SEVERAL or all(listed) or not any(found for _, found in with_facts):
        return False
    if any(listed):
        return True
    types = [kind for a, found in with_facts for kind in (a.types or ("any",)) if found]
    return len(set(types)) < len(types) or "any" in types


def _one_of(found: tuple[Fact, ...]) -> tuple[Fact, ...]:
    """Merge the single values of several alternatives into one list of values."""
    single = [fact for fact in found if fact.phrase == "Always"]
    if len(single) < _SEVERAL:
        return found
    values = dict.fromkeys(value for fact in single for value in fact.values)
    one = Fact("One of", tuple(values))
    return tuple(one if fact is single[0] else fact for fact in found if fact not in single[1:])
