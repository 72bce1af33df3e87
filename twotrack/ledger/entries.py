"""Reader of the ledger: `spec/ledger/ID.yml`, a file for each entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from twotrack.config.schema_validation import unknown_key
from twotrack.config.sides import Sides
from twotrack.config.yaml_lines import Map, YamlFaultError, load
from twotrack.problems import Report
from twotrack.source.tree import SPEC, read_text
from twotrack.text import Origin

LEDGER = f"{SPEC}/ledger"
CODE = "ledger-entry"
STATUSES = ("open", "proposed", "accepted", "rejected", "withdrawn", "done")
# Nothing is left to be done about these, so that no text need use them.
CLOSED = frozenset({"rejected", "withdrawn", "done"})
# Entries with these states wait for a next step, which `next` describes.
_PENDING = frozenset({"open", "proposed"})
_ID = re.compile(r"[A-Z]+[0-9]+[a-z]?")
_TEXTS = ("title", "reason", "owner")
_KEYS = ("id", *_TEXTS, "source", "direction", "status", "opened", "changed", "links", "next")


@dataclass(frozen=True, slots=True)
class Entry:
    """A deliberate difference between sides: the text of each, the reason, the direction and the status.

    Texts are inline Markdown. `sides` gives, for each side that the entry concerns, the content of its text.
    `direction` is `to SIDE` or `none`. `opened` and `changed` are days (ISO 8601); `source` lists proposals
    and drafts; `next` is the next step, empty if nothing is left to do. `lines` gives the line of each field
    in `where.path`.
    """

    id: str
    title: str
    sides: Mapping[str, str]
    reason: str
    source: tuple[str, ...]
    direction: str
    status: str
    owner: str
    opened: str
    changed: str
    links: tuple[str, ...]
    next: str
    where: Origin
    lines: Mapping[str, int]

    @property
    def closed(self) -> bool:
        """Whether nothing is left to be done about the entry."""
        return self.status in CLOSED

    def at(self, field: str) -> Origin:
        """Return the origin of a field."""
        return Origin(self.where.path, self.lines.get(field, self.where.line))


def read_ledger(root: Path, report: Report, sides: Sides | None) -> dict[str, Entry]:
    """Return the entries of `root/spec/ledger` by id, in the order of ids, without files that have faults."""
    folder = root / LEDGER
    entries: dict[str, Entry] = {}
    for path in sorted(folder.glob("*")):
        if path.suffix != ".yml" and path.suffix.casefold() in {".yml", ".yaml"}:
            fault = f"an entry's name must end with .yml; rename the file to {path.stem}.yml"
            report.add("ledger-entry", Origin(f"{LEDGER}/{path.name}", 0), fault)
    for path in sorted(folder.glob("*.yml"), key=lambda path: order(path.stem)):
        shown = f"{LEDGER}/{path.name}"
        text = read_text(path, shown, folder, report)
        entry = None if text is None else read_entry(text, shown, report, sides)
        if entry is not None:
            entries[entry.id] = entry
    return entries


def order(entry: str) -> tuple[str, int, str]:
    """Return the sort key of an id: D2 comes before D10."""
    match = re.match(r"([A-Z]*)(\d*)(.*)", entry, re.DOTALL)
    letters, digits, rest = match.groups() if match else (entry, "", "")
    return letters, int(digits or 0), rest


def read_entry(text: str, path: str, report: Report, sides: Sides | None) -> Entry | None:
    """Read one entry. Return None, after reporting every fault of the file, if it cannot be used."""
    try:
        data = load(text)
    except YamlFaultError as fault:
        report.add(CODE, Origin(path, fault.args[1]), f"not usable as YAML: {fault.args[0]}")
        return None
    if not isinstance(data, Map):
        report.add(CODE, Origin(path, 1), "the file must be a mapping, with `id`, `title` and so on")
        return None
    return _Reader(data, path, report, sides).read()


class _Reader:
    """The file being read: its mapping, and the report."""

    def __init__(self, data: Map, path: str, report: Report, sides: Sides | None) -> None:
        self.data = data
        self.sides = tuple(sides.sides) if sides else ()
        self.directions = sides.directions if sides else ("none",)
        self.path = path
        self.report = report
        self.ok = True

    def fault(self, line: int, text: str) -> None:
        self.ok = False
        self.report.add(CODE, Origin(self.path, line), text)

    def read(self) -> Entry | None:
        data = self.data
        for key in data:
            if key not in _KEYS and key not in self.sides:
                self.fault(data.line_of(key), unknown_key(key, (*_KEYS, *self.sides)))
        name = self._id()
        texts = {key: self._text(key) for key in _TEXTS}
        sides = self._sides()
        direction = self._choice("direction", self.directions)
        status = self._choice("status", STATUSES)
        opened, changed = self._day("opened"), self._day("changed")
        if opened and changed and changed < opened:
            self.fault(data.line_of("changed"), f"`changed` ({changed}) is before `opened` ({opened})")
        step = self._text("next", required=status in _PENDING)
        source, links = self._list("source", required=True), self._list("links")
        for link in links:
            if not re.match(r"https?://\S+$", link):
                self.fault(data.line_of("links"), f"{link!r} under `links` is not a web address")
        if not self.ok:
            return None
        return Entry(
            **texts,
            id=name,
            sides=MappingProxyType(sides),
            source=source,
            direction=direction,
            status=status,
            opened=opened,
            changed=changed,
            links=links,
            next=step,
            where=Origin(self.path, data.line_of("id")),
            lines=MappingProxyType(dict(data.key_lines)),
        )

    def _sides(self) -> dict[str, str]:
        """Return the text of each side that the entry names; at least two are required."""
        named = [side for side in self.sides if side in self.data]
        if len(named) < min(2, len(self.sides)):
            for side in self.sides:
                if side not in named:
                    self.fault(self.data.line, f"`{side}` is missing")
        return {side: self._text(side) for side in named}

    def _id(self) -> str:
        name = self._text("id")
        if not name:
            return ""
        stem = self.path.rpartition("/")[2].removesuffix(".yml")
        if not _ID.fullmatch(name):
            self.fault(
                self.data.line_of("id"),
                f"{name!r} is not an id; expected capital letters, then digits, such as D09",
            )
        elif name != stem:
            self.fault(
                self.data.line_of("id"), f"the id {name} is not the file's name; call the file {name}.yml"
            )
        return name

    def _text(self, key: str, *, required: bool = True) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value.strip():
            return " ".join(value.split())
        if value is not None or key in self.data:
            self.fault(self.data.line_of(key), f"`{key}` must be a text; quote what looks like a number")
        elif required:
            self.fault(self.data.line, f"`{key}` is missing")
        return ""

    def _choice(self, key: str, known: tuple[str, ...]) -> str:
        value = self._text(key)
        if value and value not in known:
            self.fault(self.data.line_of(key), f"`{key}` is one of {', '.join(known)}, not {value!r}")
        return value

    def _day(self, key: str) -> str:
        value = self._text(key)
        try:
            return value and date.fromisoformat(value).isoformat()
        except ValueError:
            self.fault(self.data.line_of(key), f"`{key}` must be a day such as 2026-11-23, not {value!r}")
            return ""

    def _list(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        value = self.data.get(key)
        if value is None and key not in self.data:
            if required:
                self.fault(self.data.line, f"`{key}` is missing")
            return ()
        if (
            isinstance(value, list)
            and value
            and all(isinstance(item, str) and item.strip() for item in value)
        ):
            return tuple(" ".join(item.split()) for item in value)
        self.fault(self.data.line_of(key), f"`{key}` must be a list of texts; quote what looks like a number")
        return ()
