"""Reads event types, EDUs and other named schemas into the model."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from twotrack.config.facets import UNKNOWN_KIND, EventKind
from twotrack.openapi.load.derived_names import slug
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.descriptions import Writer
from twotrack.openapi.model.elements import Event, Example, Property, Shape
from twotrack.openapi.model.example_builder import Examples
from twotrack.openapi.model.schema_parts import Schema, Schemas
from twotrack.openapi.model.schema_tables import Layout, Slot
from twotrack.problems import Report
from twotrack.text import Text

# The envelope's keys are shown elsewhere: in the header of the event, or as its content.
_SHOWN = frozenset({"type", "edu_type", "state_key", "content"})


@dataclass(frozen=True, slots=True)
class EventReader:
    """Reads the event types and schemas of one edition."""

    schemas: Schemas
    examples: Examples
    writer: Writer
    report: Report

    def type_of(self, name: str, node: Obj) -> str:
        """Return the event type that a schema describes, empty if it describes no event.

        It is an allowed value of `type` or `edu_type`: the one equal to the schema's name, or else the first
        one. A schema without such a value describes the type of its name if it has `content`.
        """
        properties = self.schemas.properties(self.schemas.read(node))
        base = posixpath.basename(name).partition("$")[0]
        for key in ("type", "edu_type"):
            if key in properties:
                written = properties[key].get("enum")
                values = written if isinstance(written, list) else [properties[key].get("const")]
                if base in values:
                    return base
                if values and isinstance(values[0], str):
                    return values[0]
        return base if "content" in properties else ""

    def read(self, name: str, node: Obj, beside: Mapping[str, Obj]) -> Event:
        """Read an event type. `beside` contains examples from separate files, by name."""
        schema = self.schemas.read(node)
        properties = self.schemas.properties(schema)
        anchor = slug(name)
        layout = Layout(self.schemas, self.writer, anchor)
        whole = properties.get("content", Schema())
        content, tables = layout.lay(whole, "content")
        if tables and "description" not in whole.pieces[0]:
            tables[0].description = Text()  # the description of a base is the same for all events
        kinds = self.kinds(schema, properties)
        state_key = None
        if "state_key" in properties and any(kind.property == "state_key" for kind in kinds):
            state_key = self._state_key(schema, properties["state_key"], layout)
        envelope = self._envelope(node, layout)
        tables += layout.rest()
        examples = self.examples.beside(node) or tuple(
            self._from_file(*item) for item in sorted(beside.items())
        )
        return Event(
            type=self.type_of(name, node) or posixpath.basename(name),
            name=name,
            id=anchor,
            title=node.text("title"),
            kinds=kinds,
            description=self.writer.text(node),
            history=self.writer.history(node),
            state_key=state_key,
            content=content,
            tables=tables,
            envelope=envelope,
            examples=examples,
            origin=node.origin(),
        )

    def kinds(self, schema: Schema, properties: Mapping[str, Schema]) -> tuple[EventKind, ...]:
        """List the kinds of an event: those in `x-kind`, or else the one whose property is present."""
        known = self.writer.editions.vocabulary.event_kinds
        holder = schema.holder("x-kind")
        if holder is not None:
            named = holder.strings("x-kind")
            names = [kind.name for kind in known]
            for word in named:
                if word not in names:
                    text = f"unknown kind of event {word!r}; expected one of: {', '.join(names)}"
                    self.report.add("data-shape", holder.origin("x-kind"), text)
            return tuple(kind for kind in known if kind.name in named)
        found = (kind for kind in known if kind.property and kind.property in properties)
        return (next(found, UNKNOWN_KIND),)

    def shape(self, name: str, node: Obj) -> Shape:
        """Read a schema that is neither an event nor an EDU."""
        schema = self.schemas.read(node)
        anchor = slug(name)
        layout = Layout(self.schemas, self.writer, anchor)
        kind, tables = layout.lay(schema)
        if tables and not tables[0].path:
            tables[0].description = Text()  # it is the first text of the section
        return Shape(
            name=name,
            id=anchor,
            title=schema.text("title") or name,
            description=self.writer.of(schema),
            history=self.writer.history(node),
            type=kind,
            facts=layout.facts(schema),
            tables=tables,
            examples=self.examples.of_schema(schema) or self.examples.made(schema, node),
            origin=node.origin(),
        )

    def _state_key(self, schema: Schema, value: Schema, layout: Layout) -> Property:
        holder = next(piece for piece in schema.pieces if "state_key" in piece.obj("properties"))
        where = holder.obj("properties").origin("state_key")
        return layout.row(Slot("state_key", "", required=True, origin=where), value)

    def _envelope(self, node: Obj, layout: Layout) -> tuple[Property, ...]:
        """Create rows for the keys beside `content` that the event's schema describes itself, not a base."""
        own = node.obj("properties")
        rows = []
        required = self.schemas.read(node).required
        for name in own:
            if name not in _SHOWN and isinstance(own[name], Obj):
                value = self.schemas.read(own[name])
                rows.append(layout.row(Slot(name, "", name in required, own.origin(name)), value))
        return tuple(rows)

    def _from_file(self, file: str, value: Obj) -> Example:
        name = posixpath.basename(file).rsplit(".", 1)[0].partition("$")[2]
        return Example(self.examples.refs.inlined(value), name, "", value.origin())
