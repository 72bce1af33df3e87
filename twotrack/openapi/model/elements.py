"""What there is to show: operations, event types, schemas, as plain values without a word on how.

Text written by authors stays Markdown (`Prose`), so that each view can render it in its own way.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from twotrack.config.facets import EventKind
from twotrack.text import Origin, Text


class TypePart(NamedTuple):
    """A part of a type's name, such as `[` or `VerifyKey`.

    `table` is the id of the table that shows it, `see` where it is defined: `#` and an anchor, or a URL.
    """

    text: str
    table: str = ""
    see: str = ""


TypeName = tuple[TypePart, ...]


class Fact(NamedTuple):
    """Something that holds of a value beyond its type: a phrase, a type that it names, and values.

    Values are shown as code, and so is what stands between backticks in the phrase.
    """

    phrase: str
    values: tuple[str, ...] = ()
    type: TypeName = ()


class Change(NamedTuple):
    """An entry of something's history: the version of the specification, and what changed in it."""

    version: str
    what: Text | None = None


@dataclass(frozen=True, slots=True)
class History:
    """Since when something is there, what changed since, and whether it is on its way out."""

    added: str = ""
    changed: tuple[Change, ...] = ()
    deprecated: bool = False


@dataclass(frozen=True, slots=True)
class Property:
    """A row: a property of an object, a parameter, a header. `pattern` marks a name that stands for many.

    `see` is where such a name is defined, as in a `TypePart`.
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
    """The properties of one object. `path` leads to it from the root, such as `content.signed`.

    `choice` tells that it is one of several (`oneOf`, `anyOf`), whose names are in `variants`. `alone` marks
    one of a whole, or of what a list or map holds: no property has its description.
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


@dataclass(frozen=True, slots=True)
class Example:
    """An example: its value (JSON, or a text of another type), its name, and what it is said to show.

    `made` marks one that was put together from examples of properties.
    """

    value: Any
    name: str
    summary: str
    origin: Origin
    made: bool = False


@dataclass(frozen=True, slots=True)
class Body:
    """What a request or response carries in one content type. `tables` has an object's own first.

    `encoding` tells how the parts of a form are sent.
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
        """Whether its own keys are what its first table shows."""
        return bool(self.tables) and not self.tables[0].path

    @property
    def is_linked(self) -> bool:
        """Whether the whole has a table, which says what it is."""
        return len(self.type) == 1 and bool(self.type[0].table)


@dataclass(frozen=True, slots=True)
class Response:
    """A response: its status (`200`, `4XX`, `default`), what it means and carries, the error codes it names.

    `tables` describes objects in headers, `facts` the links to operations that follow from it.
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
    """A method on a path. `schemes` holds the ways to authenticate, each a set needed together.

    `tables` describes objects in parameters; `values` gives examples of these by place, as they are written.
    `servers` names those that it is for, where these are certain ones. `callbacks` are requests in the other
    direction, by name. A webhook, which no path leads to, has its name for a path. Examples ask `host`.
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

    @property
    def facts(self) -> tuple[Fact, ...]:
        """What is known of its servers and of the ways to authenticate, each once."""
        access = (fact for way in self.schemes for scheme in way for fact in scheme.facts)
        return tuple(dict.fromkeys((*self.servers, *access)))

    @property
    def has_path(self) -> bool:
        """Whether it is asked for at a path, as a webhook and a callback are not."""
        return self.path.startswith("/") and not self.webhook


@dataclass(frozen=True, slots=True)
class Event:
    """An event type. `envelope` holds what its own schema says of keys beside `content`."""

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
    # The title that a page gives it, as Markdown; by default its type and subtype.
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
