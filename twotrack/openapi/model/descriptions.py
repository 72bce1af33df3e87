"""Markdown text in YAML values: filtered for the edition, each line with its place in the file."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from twotrack.config.characters import FORBIDDEN, name_of
from twotrack.config.facets import Edition, Editions
from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.model.elements import Change, History
from twotrack.openapi.model.schema_parts import Schema
from twotrack.problems import Report
from twotrack.source.cut import cut, read_conditions
from twotrack.text import Origin, Text


@dataclass(frozen=True, slots=True)
class Writer:
    """Reads the descriptions and histories of one edition."""

    editions: Editions
    edition: Edition
    report: Report

    def text(self, holder: Obj | None, key: str = "description") -> Text:
        """Return the text at a key, empty if it is absent."""
        value = None if holder is None else holder.get(key)
        if holder is None or value is None:
            return Text()
        where = holder.origin(key)
        if not isinstance(value, str):
            self.report.add("data-shape", where, f"`{key}` takes a text; put it in quotes")
            return Text()
        return self.written(value, where)

    def written(self, value: str, where: Origin) -> Text:
        """Read a text that is written on a line, or in a block below it."""
        found = FORBIDDEN.search(value)
        if found is not None:  # from an escape: a file with such characters is reported when it is read
            self.report.add("character", where, f"{name_of(found[0])} is not allowed; remove it")
            value = FORBIDDEN.sub("\ufffd", value)
        lines = value.rstrip().split("\n")
        below = len(lines) > 1
        origins = [where._replace(line=where.line + i + below) for i in range(len(lines))]
        text = Text(lines if lines != [""] else [], origins if lines != [""] else [])
        if ":::" in value or "{{only" in value or "{{=" in value:
            return cut(
                read_conditions(text, self.editions, self.report), self.editions, self.edition, self.report
            )
        return text

    def of(self, schema: Schema) -> Text:
        """Return the description of a schema from the outermost piece with one, and a link to more of it."""
        return followed(self.text(schema.holder("description")), self.more(schema.holder("externalDocs")))

    def more(self, holder: Obj | None) -> Text:
        """Return a line with the link in `externalDocs`, empty if it is absent."""
        node = holder.obj("externalDocs") if holder is not None else None
        url = node.text("url") if node is not None else ""
        if node is None or not url:
            return Text()
        label = " ".join(self.text(node).lines).rstrip(".") or "more about it"
        # Written as a target in `<>`, because a URL can contain parentheses; special characters are encoded.
        target = "".join(quote(char) if char in "<>\\ \n" else char for char in url)
        return Text([f"See [{label}](<{target}>)."], [node.origin("url")])

    def history(self, *holders: Obj, deprecated: bool = False) -> History:
        """Merge the history of several pieces; `deprecated` if another place marks them as deprecated."""
        added = ""
        changed: dict[str, Change] = {}
        for holder in holders:
            deprecated = deprecated or holder.get("deprecated") is True
            for key, value in holder.items():
                if not key.startswith("x-"):
                    continue
                if self.editions.vocabulary.is_added(key):
                    # A version in YAML without quotes is a number.
                    added = added or str(value or "")
                elif self.editions.vocabulary.is_changed(key):
                    self._changes(holder, key, changed)
        return History(added, tuple(sorted(changed.values(), key=_version)), deprecated)

    def _changes(self, holder: Obj, key: str, changed: dict[str, Change]) -> None:
        """Add the changes at a key of history, by version."""
        changes = holder[key]
        if isinstance(changes, Obj):
            for version in changes:
                changed.setdefault(version, Change(version, self.text(changes, version)))
        else:
            self.report.add(
                "data-shape", holder.origin(key), f"`{key}` must be a mapping of versions to texts"
            )


def followed(text: Text, more: Text) -> Text:
    """Append a paragraph to a text."""
    if not (text.lines and more.lines):
        return text if text.lines else more
    text = text.slice(0, len(text))
    text.append("", text.origins[-1])
    text.extend(more)
    return text


def _version(change: Change) -> tuple[tuple[int, ...], str]:
    return tuple(int(part) for part in change.version.split(".") if part.isdigit()), change.version
