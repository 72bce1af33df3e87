"""Describes requirements by other schemas: `if`, `not`, `contains`, `dependentSchemas`.

If such a schema is short, it is described in words; otherwise it is named and has a table as any other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from twotrack.openapi.load.nodes import Obj, Value
from twotrack.openapi.model.constraints import literal
from twotrack.openapi.model.elements import Fact, TypeName, TypePart
from twotrack.openapi.model.schema_parts import Schema, Schemas

# Keys of a schema that only require the presence of properties, without describing values.
_DEMANDS = frozenset({"required", "description", "title", "not", "$comment"})
# The keywords that this module reads: most schemas have none of these.
_RULES = frozenset(
    {
        *("required", "oneOf", "anyOf", "if", "not", "contains", "contentSchema", "discriminator"),
        *("dependentRequired", "dependentSchemas"),
    }
)
_CONDITION = frozenset({"required", "properties", "type", "$comment"})
_CHOICES = {"oneOf": "One of", "anyOf": "One or more of"}
_MOST = 4
_OF_TYPE = re.compile(r"of type [\w ]+ and ")


@dataclass(frozen=True, slots=True)
class Rules:
    """Describes the rules of one layout: `type` returns a schema's type, `facts` its constraints."""

    schemas: Schemas
    # Called with a schema, its path, and the name of a table that it needs.
    type: Callable[[Schema, str, str], TypeName]
    facts: Callable[[Schema, str], tuple[Fact, ...]]
    tabled: Callable[[Schema], bool]

    def of(self, schema: Schema, path: str) -> tuple[Fact, ...]:
        """List the rules of a schema at a path."""
        if _RULES.isdisjoint(schema.first):
            return ()
        return tuple(dict.fromkeys(self._all(schema, path)))

    def _all(self, schema: Schema, path: str) -> Iterator[Fact]:
        unknown = schema.required - self.schemas.properties(schema).keys()
        if unknown and not only_demands(schema):
            yield Fact("There must be", tuple(sorted(unknown)))
        yield from self._choices(schema, path)
        for piece in schema.pieces:
            yield from self._by_names(piece, path)
            yield from self._by_values(piece, path)
            if isinstance(piece.get("discriminator"), Obj):
                yield from self._discriminator(piece.obj("discriminator"), path)

    def _by_names(self, piece: Obj, path: str) -> Iterator[Fact]:
        """Yield the requirements that depend on the presence of a property."""
        needed, shaped = piece.obj("dependentRequired"), piece.obj("dependentSchemas")
        for name in needed:
            yield Fact(f"With `{name}` there must be", tuple(needed.strings(name)))
        for name, inner in shaped.items():
            yield from self._clause((f"With `{name}`", ", it also is"), inner, path, f"with {name}")

    def _by_values(self, piece: Obj, path: str) -> Iterator[Fact]:
        """Yield the constraints of other schemas on a value, or on nested values."""
        if "if" in piece:
            yield from self._conditional(piece, path)
        if piece.get("not") in (True, {}):
            yield Fact("Must not be there")
        elif "not" in piece:
            yield from self._clause(("Never", ""), piece["not"], path, "excluded")
        if "contains" in piece:
            yield from self._contains(piece, path)
        if "contentSchema" in piece:
            yield from self._clause(("What it holds", " is"), piece["contentSchema"], path, "content")

    def _choices(self, schema: Schema, path: str) -> Iterator[Fact]:
        """Yield the conditions of `oneOf` and `anyOf`, except those in the type name or table."""
        first = True
        for word in ("oneOf", "anyOf"):
            for piece in schema.pieces:
                alternatives = [self.schemas.read(item) for item in piece.objs(word)]
                if not alternatives:
                    continue
                shaped = [a for a in alternatives if not only_demands(a)]
                if not shaped:
                    yield demand(word, alternatives)
                elif not first:
                    words = [self._words(a, path) for a in shaped]
                    if all(words):
                        yield Fact(f"Also {_CHOICES[word].lower()}: {', or '.join(words)}")
                    else:
                        names = [self.type(a, path, "") for a in shaped]
                        yield Fact(f"Also {_CHOICES[word].lower()}", (), joined(names, ", "))
                first = False

    def _conditional(self, piece: Obj, path: str) -> Iterator[Fact]:
        schema = self.schemas.read(piece["if"])
        words = self._words(schema, path)
        if words:
            there, elsewhere = (
                f"Where {words}" if condition(schema) else f"Where this holds ({words})",
                "Else",
            )
        else:
            yield Fact("It can be", (), self._named(piece["if"], path, "if"))
            there, elsewhere = "Where it is", "Where it is not"
        if "then" in piece:
            yield from self._clause((there, ", it also is"), piece["then"], path, "then")
        if "else" in piece:
            yield from self._clause((elsewhere, ", it is"), piece["else"], path, "else")

    def _contains(self, piece: Obj, path: str) -> Iterator[Fact]:
        least, most = piece.get("minContains", 1), piece.get("maxContains")
        some = f"At least {least} item{'s' * (least != 1)}" + (
            f" and at most {most}" if most is not None else ""
        )
        yield from self._clause((some, " of type"), piece["contains"], f"{path}[]", "item")

    def _discriminator(self, node: Obj, path: str) -> Iterator[Fact]:
        name = node.text("propertyName")
        yield Fact(f"`{name}` tells which it is")
        mapping = node.obj("mapping")
        for value in mapping:
            ref = mapping.text(value)
            pointed = node.like()
            pointed.copy_key(
                "$ref", mapping, ref if ref.startswith("#") or "." in ref else f"#/components/schemas/{ref}"
            )
            pointed.key_lines["$ref"] = mapping.line_of(value)
            yield Fact(f"`{value}` is", (), self._named(pointed, path, value))

    def _clause(self, lead: tuple[str, str], node: Value, path: str, title: str) -> Iterator[Fact]:
        """Describe a value by a schema, in words, or by its type and the facts that no table contains.

        `lead` is the subject, and the words that join a type to it.
        """
        when, verb = lead
        if isinstance(node, bool):
            yield Fact(f"{when}: {'anything' if node else 'not allowed'}")
        if not isinstance(node, Obj):
            return
        words = self._words(self.schemas.read(node), path)
        yield Fact(f"{when}: {words}") if words else Fact(when + verb, (), self._named(node, path, title))

    def _words(self, schema: Schema, path: str) -> str:
        """Describe a schema in words; empty if it has a table or no constraints."""
        plain = condition(schema)
        if plain or self.tabled(schema):
            return plain
        parts = [f"of type {' or '.join(schema.types)}"] if "type" in schema.first else []
        for phrase, values, kind in self.facts(schema, path):
            shown = ", ".join(f"`{value.replace('`', chr(39))}`" for value in values)
            more = "".join(part.text for part in kind)
            words = "" if phrase == "Always" else f"{phrase[0].lower()}{phrase[1:]}"
            parts.append(" ".join(filter(None, (words, more, shown))))
        return " and ".join(parts)

    def either(self, alternatives: list[Schema], path: str) -> Fact:
        """Describe alternatives without tables as a choice."""
        words = [self._words(each, path) or "anything" for each in alternatives]
        kinds = {each.types for each in alternatives}
        if len(kinds) == 1:
            # The type is named already.
            words = [_OF_TYPE.sub("", each, count=1) for each in words]
        return Fact(f"Either {', or '.join(words)}")

    def _named(self, node: Value, path: str, title: str) -> TypeName:
        if not isinstance(node, Obj):
            return (TypePart("anything" if node else "nothing"),)
        return self.type(self.schemas.read(node), path, title)


def only_demands(schema: Schema) -> bool:
    """Check whether a schema only requires or forbids properties."""
    return all(piece.keys() <= _DEMANDS for piece in schema.pieces)


def condition(schema: Schema) -> str:
    """Describe a short schema in words, as a condition on properties; empty if it is too complex."""
    if not schema.pieces or any(not (piece.keys() <= _CONDITION) for piece in schema.pieces):
        return ""
    parts: list[str] = []
    required = set(schema.required)
    for piece in schema.pieces:
        properties = piece.obj("properties")
        for name in properties:
            node = properties.obj(name)
            values = [node["const"]] if "const" in node else node.get("enum")
            if not isinstance(values, list) or not 0 < len(values) <= _MOST or node.keys() - {*_VALUES}:
                return ""
            parts.append(f"`{name}` is {' or '.join(f'`{literal(value)}`' for value in values)}")
            required.discard(name)
    if required:
        names = [f"`{name}`" for name in sorted(required)]
        parts.append(f"{' and '.join(names)} {'is' if len(names) == 1 else 'are'} there")
    return " and ".join(parts)


_VALUES = ("const", "enum", "type", "description")


def demand(word: str, alternatives: list[Schema]) -> Fact:
    """Describe alternatives that only require properties, with the number of them that must match."""
    how_many = "Exactly one of these" if word == "oneOf" else "At least one of these"
    if all(a.required and "not" not in a.first for a in alternatives):
        return Fact(f"{how_many} is there", tuple(" and ".join(sorted(a.required)) for a in alternatives))
    parts = [", ".join(_demanded(a)) or "nothing more" for a in alternatives]
    return Fact(f"{how_many} holds: {'; '.join(parts)}")


def _demanded(schema: Schema) -> Iterator[str]:
    for name in sorted(schema.required):
        yield f"`{name}` is there"
    for piece in schema.pieces:
        if isinstance(piece.get("not"), Obj):
            yield f"not: {condition(Schema((piece.obj('not'),))) or 'this'}"


def joined(names: list[TypeName], by: str = " or ") -> TypeName:
    """Join several types to one name."""
    out: list[TypePart] = []
    for name in names:
        if out:
            out.append(TypePart(by))
        out += name
    return tuple(out)
