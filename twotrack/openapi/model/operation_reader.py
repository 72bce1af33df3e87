"""Reads OpenAPI 3.1 operations into the model."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from twotrack.openapi.load.derived_names import operation_id
from twotrack.openapi.load.json_references import Refs
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.descriptions import Writer, followed
from twotrack.openapi.model.elements import (
    Body,
    Example,
    Fact,
    Operation,
    Property,
    Response,
)
from twotrack.openapi.model.example_builder import Examples
from twotrack.openapi.model.operation_locations import METHODS, Found, linked_operation
from twotrack.openapi.model.parameter_styles import Style
from twotrack.openapi.model.parameter_styles import text as written
from twotrack.openapi.model.schema_parts import Schema, Schemas
from twotrack.openapi.model.schema_tables import Layout, Slot
from twotrack.openapi.model.security_schemes import SecurityReader
from twotrack.openapi.model.server_urls import example_host, server_facts
from twotrack.problems import Report
from twotrack.text import Origin, Text

_PLACES = ("path", "query", "header", "cookie")
_STATUS = re.compile(r"[1-5](?:\d\d|XX)$|default$")
ERROR_CODE = re.compile(r"\bM_[A-Z][A-Z0-9_]*[A-Z0-9]\b")


@dataclass(slots=True)
class OperationReader:
    """Reads the operations of one edition."""

    refs: Refs
    schemas: Schemas
    examples: Examples
    writer: Writer
    report: Report

    def read(self, found: Found, name: str = "") -> Operation:
        """Read an operation; `name` is its anchor if that is not derived from its method and path."""
        node, item = found.node, found.item
        inner = bool(name)
        name = name or found.id
        layout = Layout(self.schemas, self.writer, name)
        groups, values, because = self._parameters(found, layout)
        parameter_tables = layout.rest()
        request = self.refs.follow(node.obj("requestBody"))
        answers = node.get("responses")
        if answers is not None and not isinstance(answers, Obj):
            self.report.add(
                "data-shape", node.origin("responses"), "`responses` takes a mapping of statuses to responses"
            )
        return Operation(
            method=found.method.upper(),
            path=found.path,
            id=name,
            domain=found.domain,
            summary=" ".join((self.writer.text(node, "summary") or self.writer.text(item, "summary")).lines),
            description=followed(
                followed(self.writer.text(item), self.writer.text(node)), self.writer.more(node)
            ),
            history=self.writer.history(node),
            schemes=SecurityReader(self.refs, self.writer, self.report).read(found.document, node),
            limited="429" in node.obj("responses"),
            parameters=groups,
            tables=parameter_tables,
            request=self._bodies(request, layout, "request"),
            request_required=request.get("required") is True,
            request_description=self.writer.text(request),
            responses=tuple(self._response(status, found, layout) for status in node.obj("responses")),
            values=values,
            origin=found.origin,
            tags=tuple(node.strings("tags")),
            servers=()
            if found.webhook
            else server_facts(self.writer, found.document, found.item, found.node),
            callbacks=() if inner else tuple(self._callbacks(found, name)),
            webhook=found.webhook,
            host=example_host(*found.holders),
            because=because,
        )

    def _callbacks(self, found: Found, name: str) -> Iterator[tuple[str, Operation]]:
        """Yield the callback requests of an operation, by name."""
        callbacks = found.node.obj("callbacks")
        for label in callbacks:
            routes = self.refs.follow(callbacks.obj(label))
            for route in routes:
                item = self.refs.follow(routes.obj(route))
                for method in METHODS:
                    if isinstance(item.get(method), Obj):
                        called = replace(found, method=method, path=route, item=item, node=item.obj(method))
                        yield label, self.read(called, f"{name}-{operation_id(method, label)}")

    # -- parameters

    def _parameters(
        self, found: Found, layout: Layout
    ) -> tuple[
        tuple[tuple[str, tuple[Property, ...]], ...], dict[str, list[tuple[str, str]]], tuple[str, ...]
    ]:
        groups: dict[str, dict[str, Property]] = {place: {} for place in _PLACES}
        values: dict[str, dict[str, list[tuple[str, str]]]] = {place: {} for place in _PLACES}
        because: dict[str, None] = {}
        for entry in (*found.item.objs("parameters"), *found.node.objs("parameters")):
            parameter = self.refs.follow(entry)
            name, place = parameter.text("name"), parameter.text("in")
            if not name or place not in groups:
                text = "a parameter needs a `name`, and `in`: path, query, header or cookie"
                self.report.add("data-shape", entry.origin(), text)
                continue
            # A parameter of the operation overrides one of the path item with the same name.
            groups[place][name] = self._row(name, parameter, layout, parameter.origin())
            shown = self.examples.beside(parameter)
            value = shown[0].value if shown else self.examples.value(self._schema(parameter))
            because |= dict.fromkeys(shown[0].origin.because if shown else ())
            if value is not None:
                whole = "content" in parameter
                values[place][name] = (
                    [(name, written(value))] if whole else Style.of(parameter).write(name, value)
                )
        found_groups = tuple((place, tuple(rows.values())) for place, rows in groups.items() if rows)
        written_values = {
            place: [pair for pairs in named.values() for pair in pairs] for place, named in values.items()
        }
        return found_groups, written_values, tuple(because)

    def _row(self, name: str, parameter: Obj, layout: Layout, where: Origin) -> Property:
        schema = self._schema(parameter)
        required = parameter.get("required") is True
        row = layout.row(Slot(name, "", required, where), schema)
        description = self.writer.text(parameter)
        history = self.writer.history(parameter, *schema.pieces[:1])
        origin = row.origin
        for line in description.origins:
            origin = origin.under(line.because)
        return Property(
            row.name,
            row.type,
            required,
            description if len(description) else row.description,
            (*row.facts, *Style.of(parameter).facts(parameter, schema.types)),
            history,
            origin,
        )

    def _schema(self, holder: Obj) -> Schema:
        """Return the schema of a parameter or header, which may be inside its only media type."""
        if "schema" in holder:
            return self.schemas.read(holder["schema"])
        content = holder.obj("content")
        return self.schemas.read(*(content.obj(media).get("schema") for media in list(content)[:1]))

    # -- bodies and responses

    def _bodies(self, holder: Obj, layout: Layout, part: str) -> tuple[Body, ...]:
        content = holder.obj("content")
        return tuple(self._body(kind, self.refs.follow(content.obj(kind)), layout, part) for kind in content)

    def _body(self, kind: str, media: Obj, layout: Layout, part: str) -> Body:
        schema = self.schemas.read(media.get("schema"))
        examples = self.examples.of_media(media, schema) if _is_json(kind) else self.examples.beside(media)
        name, tables = layout.lay(schema, "", part)
        facts = layout.facts(schema)
        tables += layout.rest()
        return Body(kind, name, tables, self.writer.of(schema), examples, facts, tuple(self._encoding(media)))

    def _encoding(self, media: Obj) -> Iterator[Fact]:
        """Describe how the parts of a form are encoded (OpenAPI 3.1.1, section 4.8.15)."""
        encodings = media.obj("encoding")
        for name in encodings:
            node = encodings.obj(name)
            if node.text("contentType"):
                yield Fact(f"`{name}` is sent as", (node.text("contentType"),))
            if node.obj("headers"):
                yield Fact(f"`{name}` has headers", tuple(node.obj("headers")))
            if "style" in node or "explode" in node:
                style = Style.of(node) if "style" in node else Style("form", node.get("explode") is True)
                for fact in style.facts(node, ("array",)):
                    yield fact._replace(phrase=f"`{name}`: {fact.phrase[0].lower()}{fact.phrase[1:]}")

    def _links(self, response: Obj, found: Found) -> tuple[Text, tuple[Fact, ...]]:
        """Return the descriptions of a response's links, and their targets (OpenAPI 3.1.1, 4.8.20)."""
        about = Text()
        facts = []
        links = response.obj("links")
        for name in links:
            link = self.refs.follow(links.obj(name))
            text = self.writer.text(link)
            if text.lines:
                text = Text([f"Link `{name}`: {text.lines[0]}", *text.lines[1:]], text.origins)
                about = followed(about, text)
            parameters = link.obj("parameters")
            values = [f"{key} = {written(parameters[key])}" for key in parameters]
            if "requestBody" in link:
                values.append(f"body = {written(link['requestBody'])}")
            facts.append(
                Fact(f"Link `{name}` leads to", tuple(values), (linked_operation(link, found.document),))
            )
        return about, tuple(facts)

    def _response(self, status: str, found: Found, layout: Layout) -> Response:
        holder = found.node.obj("responses")
        if not _STATUS.match(status):
            text = f"{status!r} is no status; write three digits, `4XX` or `default`"
            self.report.add("data-shape", holder.origin(status), text)
        response = self.refs.follow(holder.obj(status))
        description = self.writer.text(response)
        bodies = self._bodies(response, layout, f"{status.lower()}-body")
        headers = []
        named = response.obj("headers")
        for name in named:
            header = self.refs.follow(named.obj(name))
            where = named.origin(name)._replace(because=header.because)
            headers.append(self._row(name, header, layout, where))
        codes = dict.fromkeys(
            [
                *ERROR_CODE.findall("\n".join(description.lines)),
                *(code for body in bodies for example in body.examples for code in _codes(example)),
            ]
        )
        history = self.writer.history(response)
        about, links = self._links(response, found)
        return Response(
            status,
            followed(description, about),
            tuple(headers),
            layout.rest(),
            bodies,
            tuple(codes),
            history,
            holder.origin(status),
            links,
        )


def _is_json(kind: str) -> bool:
    return kind.split(";", maxsplit=1)[0].strip().endswith(("json", "*/*"))


def _codes(example: Example) -> list[str]:
    value = example.value
    code = value.get("errcode") if isinstance(value, dict) else None
    return [code] if isinstance(code, str) else []
