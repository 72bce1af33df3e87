"""Elements to show: operations, event types, schemas, as plain values independent of their rendering.

Text written by authors is kept as Markdown (`Prose`), so that each view can render it as needed.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from twotrack.config.facets import EventKind
from twotrack.text import Origin, Text


class TypePart(NamedTuple):
    """A part of a type's name, such as `[` or `VerifyKey`.

    `table` is the id of the table that shows it, `see` its definition: `#` and an anchor, or a URL.
    """

    text: str
    table: str = ""
    see: str = ""


TypeName = tuple[TypePart, ...]


class Fact(NamedTuple):
    """A constraint on a value apart from its type: a phrase, a type that it names, and values.

    Values are shown as code, and so is text between backticks in the phrase.
    """

    phrase: str
    values: tuple[str, ...] = ()
    type: TypeName = ()


class Change(NamedTuple):
    """An entry in the history of an element: the version of the specification, and the change in it."""

    version: str
    what: Text | None = None


@dataclass(frozen=True, slots=True)
class History:
    """The version that added an element, its later changes, and whether it is deprecated."""

    added: str = ""
    changed: tuple[Change, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A row: a property of an object, a parameter, a header. `pattern` marks a name for many names.

    `see` is the place that defines such a name, as in a `TypePart`.
    """

    name: str
    type: TypeName
    required: bool
    description: Text
    facts: tuple[Fact, ...]
    history: History
    origin: Origin
    pattern: bool = False
    see: str = ""


@dataclass(slots=True)
class Table:
    """The properties of one object. `path` is its path from the root, such as `content.signed`.

    `choice` marks one of several alternatives (`oneOf`, `anyOf`), named in `variants`. `alone` marks the
    table of a whole value, or of list items or map values: no property has its description. `described_at`
    is the anchor of the section that describes the object; drafts refer to it instead of repeating the table.
    """

    id: str
    title: str
    path: str
    origin: Origin
    description: Text = field(default_factory=Text)
    properties: tuple[Property, ...] = ()
    facts: tuple[Fact, ...] = ()
    choice: str = ""
    variants: tuple[TypeName, ...] = ()
    alone: bool = False
    described_at: str = ""


@dataclass(frozen=True, slots=True)
class Example:
    """An example: its value (JSON, or a text of another type), its name, and its description.

    `made` marks an example that was built from examples of properties.
    """

    value: Any
    name: str
    summary: str
    origin: Origin
    made: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """The content of a request or response in one content type. The table of the object itself is the first.

    `encoding` describes how the parts of a form are sent.
    """

    content_type: str
    type: TypeName
    tables: tuple[Table, ...]
    description: Text
    examples: tuple[Example, ...]
    facts: tuple[Fact, ...] = ()
    encoding: tuple[Fact, ...] = ()

    @property
    def is_table(self) -> bool:
        """Whether the first table shows the keys of the body itself."""
        return bool(self.tables) and not self.tables[0].path

    @property
    def is_linked(self) -> bool:
        """Whether the body has a table that describes it."""
        return len(self.type) == 1 and bool(self.type[0].table)


@dataclass(frozen=True, slots=True)
class Response:
    """A response: its status (`200`, `4XX`, `default`), its meaning and content, its error codes.

    `tables` describes objects in headers, `facts` the links to operations that can follow it.
    """

    status: str
    description: Text
    headers: tuple[Property, ...]
    tables: tuple[Table, ...]
    bodies: tuple[Body, ...]
    codes: tuple[str, ...]
    history: History
    origin: Origin
    facts: tuple[Fact, ...] = ()


class Scheme(NamedTuple):
    """A way to authenticate: its name in the data, its label, its header in examples, and further facts."""

    name: str
    label: str
    header: str
    description: Text
    facts: tuple[Fact, ...] = ()


EXAMPLE_HOST = "example.org"


@dataclass(frozen=True, slots=True)
class Operation:
    """A method on a path. `schemes` contains the ways to authenticate, each a set required together.

    `tables` describes objects in parameters; `values` contains examples of these by place, as written.
    `servers` lists the servers if they are fixed. `callbacks` are requests in the opposite direction, by
    name. A webhook has no path; its name is used instead. Examples use `host`.
    """

    method: str
    path: str
    id: str
    domain: str
    summary: str
    description: Text
    history: History
    schemes: tuple[tuple[Scheme, ...], ...]
    limited: bool
    parameters: tuple[tuple[str, tuple[Property, ...]], ...]
    tables: tuple[Table, ...]
    request: tuple[Body, ...]
    request_required: bool
    request_description: Text
    responses: tuple[Response, ...]
    values: dict[str, list[tuple[str, str]]]
    origin: Origin
    tags: tuple[str, ...] = ()
    servers: tuple[Fact, ...] = ()
    callbacks: tuple[tuple[str, Operation], ...] = ()
    webhook: bool = False
    host: str = EXAMPLE_HOST
    # The ledger ids of the conditions of the values.
    because: tuple[str, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts about its servers and the ways to authenticate, without duplicates."""
        access = (fact for way in self.schemes for scheme in way for fact in scheme.facts)
        return tuple(dict.fromkeys((*self.servers, *access)))

    @property
    def has_path(self) -> bool:
        """Whether it has a path, unlike a webhook or a callback."""
        return self.path.startswith("/") and not self.webhook

    def example_origin(self, example: Example | None) -> Origin:
        """Return the origin of a request example, with the ledger ids of the values of its parameters."""
        return (self.origin if example is None else example.origin).under(self.because)


@dataclass(frozen=True, slots=True)
class Event:
    """An event type. `envelope` describes the keys beside `content` in the schema of the event itself."""

    type: str
    name: str
    id: str
    title: str
    kinds: tuple[EventKind, ...]
    description: Text
    history: History
    state_key: Property | None
    tables: tuple[Table, ...]
    content: TypeName
    envelope: tuple[Property, ...]
    examples: tuple[Example, ...]
    origin: Origin
    # The title set by a page, as Markdown; by default its type and subtype.
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Shape:
    """Any other named schema."""

    name: str
    id: str
    title: str
    description: Text
    history: History
    type: TypeName
    facts: tuple[Fact, ...]
    tables: tuple[Table, ...]
    examples: tuple[Example, ...]
    origin: Origin


Place = Literal["path", "query", "header", "cookie"]
