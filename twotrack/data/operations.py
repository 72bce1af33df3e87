"""OpenAPI 3.1 operations read into the model."""

from __future__ import annotations

import re
from dataclasses import dataclass

from twotrack.data.examples import Examples
from twotrack.data.model import Body, Example, Operation, Property, Response, Scheme
from twotrack.data.names import operation_id
from twotrack.data.nodes import Obj, Value
from twotrack.data.prose import Writer
from twotrack.data.refs import Refs
from twotrack.data.schemas import Schema, Schemas
from twotrack.data.tables import Layout, Slot
from twotrack.problems import Report
from twotrack.text import Origin, Text

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
_PLACES = ("path", "query", "header", "cookie")
_STATUS = re.compile(r"[1-5](?:\d\d|XX)$|default$")
ERROR_CODE = re.compile(r"\bM_[A-Z][A-Z0-9_]*[A-Z0-9]\b")


@dataclass(frozen=True, slots=True)
class Found:
    """Where an operation is described: its file's content, its path item, itself, and its full path."""

    method: str
    path: str
    file: str
    domain: str
    document: Obj
    item: Obj
    node: Obj


def base_path(document: Obj) -> str:
    """Give what `servers` puts before each path: that of the first URL, variables at their defaults."""
    for server in document.objs("servers"):
        url = server.text("url")
        variables = server.obj("variables")
        for name in variables:
            url = url.replace(f"{{{name}}}", str(variables.obj(name).get("default", "")))
        match = re.match(r"(?:[a-z][a-z0-9+.-]*:)?//[^/]*(/.*)?$", url, re.IGNORECASE)
        path = (match[1] or "") if match else url
        return path.rstrip("/")
    return ""


@dataclass(slots=True)
class OperationReader:
    """Reads operations of one edition."""

    refs: Refs
    schemas: Schemas
    examples: Examples
    writer: Writer
    report: Report

    def read(self, found: Found) -> Operation:
        """Give the model of an operation."""
        node = found.node
        name = operation_id(found.method, found.path)
        layout = Layout(self.schemas, self.writer, name)
        groups, values = self._parameters(found, layout)
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
            summary=" ".join(self.writer.text(node, "summary").lines),
            description=self.writer.text(node),
            history=self.writer.history(node),
            schemes=self._schemes(found),
            limited="429" in node.obj("responses"),
            parameters=groups,
            tables=parameter_tables,
            request=self._bodies(request, layout, "request"),
            request_required=request.get("required") is True,
            request_description=self.writer.text(request),
            responses=tuple(
                self._response(status, node.obj("responses"), layout) for status in node.obj("responses")
            ),
            values=values,
            origin=found.item.origin(found.method)._replace(because=node.because),
        )

    # -- parameters

    def _parameters(
        self, found: Found, layout: Layout
    ) -> tuple[tuple[tuple[str, tuple[Property, ...]], ...], dict[str, Value]]:
        groups: dict[str, dict[str, Property]] = {place: {} for place in _PLACES}
        values: dict[str, Value] = {}
        for written in (*found.item.objs("parameters"), *found.node.objs("parameters")):
            parameter = self.refs.follow(written)
            name, place = parameter.text("name"), parameter.text("in")
            if not name or place not in groups:
                text = "a parameter needs a `name`, and `in`: path, query, header or cookie"
                self.report.add("data-shape", written.origin(), text)
                continue
            # One of the operation stands for one of the path item with the same name.
            groups[place][name] = self._row(name, parameter, layout, parameter.origin())
            shown = self.examples.beside(parameter)
            value = shown[0].value if shown else self.examples.value(self._schema(parameter))
            if value is not None:
                values[f"{place}:{name}"] = value
        found_groups = tuple((place, tuple(rows.values())) for place, rows in groups.items() if rows)
        return found_groups, values

    def _row(self, name: str, parameter: Obj, layout: Layout, where: Origin) -> Property:
        schema = self._schema(parameter)
        required = parameter.get("required") is True
        row = layout.row(Slot(name, "", required, where), schema)
        description = self.writer.text(parameter)
        history = self.writer.history(parameter, *schema.pieces[:1])
        return Property(
            row.name,
            row.type,
            required,
            description if len(description) else row.description,
            row.facts,
            history,
            row.origin,
        )

    def _schema(self, holder: Obj) -> Schema:
        """Give the schema of a parameter or header, which may stand in its one media type."""
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
        return Body(kind, name, tables, self.writer.of(schema), examples, layout.facts(schema))

    def _response(self, status: str, holder: Obj, layout: Layout) -> Response:
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
        return Response(
            status,
            description,
            tuple(headers),
            layout.rest(),
            bodies,
            tuple(codes),
            history,
            holder.origin(status),
        )

    # -- authentication

    def _schemes(self, found: Found) -> tuple[tuple[Scheme, ...], ...]:
        holder = found.node if "security" in found.node else found.document
        defined = found.document.obj("components").obj("securitySchemes")
        return tuple(
            tuple(self._scheme(name, defined, way) for name in way) for way in holder.objs("security")
        )

    def _scheme(self, name: str, defined: Obj, way: Obj) -> Scheme:
        if name not in defined:
            text = f"{name!r} is not under `components: securitySchemes` of this file"
            self.report.add("data-shape", way.origin(name), text)
            return Scheme(name, name, "", Text())
        scheme = self.refs.follow(defined.obj(name))
        kind, http = scheme.text("type"), scheme.text("scheme")
        label, header = name, ""
        if kind == "http":
            bearer = http.lower() == "bearer"
            label = "Access token" if bearer else http
            header = f"Authorization: {'Bearer' if bearer else http} ..."
        elif kind == "apiKey":
            place = scheme.text("in")
            label = f"{scheme.text('name')} ({place})"
            header = f"{scheme.text('name')}: ..." if place == "header" else ""
        elif kind in {"oauth2", "openIdConnect"}:
            label = "OAuth 2.0" if kind == "oauth2" else "OpenID Connect"
            header = "Authorization: Bearer ..."
        elif kind == "mutualTLS":
            label = "Mutual TLS"
        return Scheme(name, label, header, self.writer.text(scheme))


def _is_json(kind: str) -> bool:
    return kind.split(";", maxsplit=1)[0].strip().endswith(("json", "*/*"))


def _codes(example: Example) -> list[str]:
    value = example.value
    code = value.get("errcode") if isinstance(value, dict) else None
    return [code] if isinstance(code, str) else []
