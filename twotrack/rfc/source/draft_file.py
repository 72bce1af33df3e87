"""A draft file: front matter and the parts of the text, as kramdown-rfc splits them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from twotrack.commonmark.code_blocks import NONE, code_blocks
from twotrack.problems import Report
from twotrack.rfc.source.front_fields import checked
from twotrack.rfc.source.front_matter import Meta, read
from twotrack.text import Origin, Text

_MARK = re.compile(r"---(?:[ \t]+(?P<name>\w+)-?)?[ \t]*")
_NOTE = re.compile(r"(?P<removed>to_be_removed_)?note_(?P<title>.*)")
_PARTS = frozenset({"abstract", "middle", "back", "contributor"})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a draft's text; `removed` marks a note that the RFC Editor removes."""

    name: str
    text: Text
    title: str = ""
    removed: bool = False

    @property
    def is_note(self) -> bool:
        """Whether this is a note in the front."""
        return bool(self.title)


@dataclass(frozen=True, slots=True)
class DraftFile:
    """The content of a draft file: its front matter and its parts in the order written."""

    meta: Meta
    parts: tuple[Part, ...] = ()
    start: Origin = field(default_factory=lambda: Origin("", 0))

    def part(self, name: str) -> Part | None:
        """Find the part with a name, if the draft has it."""
        return next((part for part in self.parts if part.name == name), None)

    @property
    def generated(self) -> dict[str, str]:
        """The anchors of the sections that the writer adds, with their titles."""
        has = self.part("contributor") or self.meta.items("contributor")
        return {"contributors": "Contributors"} if has else {}


def parse(text: Text, report: Report) -> DraftFile:
    """Split a draft file at its `---` lines (fences are skipped) and read the front matter."""
    start = text.origin(1)
    if not text.lines or text.lines[0].removeprefix("\ufeff").rstrip() != "---":
        report.add("rfc-front-matter", start, "a draft begins with '---' and its front matter in YAML")
        return DraftFile(Meta({}), start=start)
    marks = _marks(text)
    known = len(report.problems)
    meta = checked(read(text.slice(1, marks[0][0] if marks else len(text)), report), report)
    if not meta.values and len(report.problems) == known:
        report.add("rfc-front-matter", start, "the front matter is empty")
    gathered: dict[str, Text] = {}
    current = ""
    for number, (index, name) in enumerate(marks):
        body = text.slice(index + 1, marks[number + 1][0] if number + 1 < len(marks) else len(text))
        if name:
            current = name
        elif number:
            report.add(
                "rfc-part", text.origin(index + 1), "a bare '---' ends no part here; for a rule write '* * *'"
            )
        if current:
            gathered.setdefault(current, Text()).extend(body)
        else:
            _stray(body, report)
    parts = [part for name, body in gathered.items() if (part := _part(name, body, report))]
    return DraftFile(meta, (*parts, *_written_in(meta)), start)


def _written_in(meta: Meta) -> Iterator[Part]:
    """Collect the text in the front matter: each contribution, and the text of the venue."""
    for index, person in enumerate(meta.items("contributor")):
        if isinstance(person, dict) and (text := person.get("contribution")):
            where = meta.where("contributor", index, "contribution")
            yield Part(f"contribution-{index}", _at(str(text), where))
    venue = meta.get("venue")
    if isinstance(venue, dict) and (text := venue.get("text")):
        yield Part("venue-text", _at(str(text), meta.where("venue", "text")))


def _at(written: str, where: Origin) -> Text:
    lines = written.rstrip("\n").split("\n")
    return Text(lines, [where] * len(lines))


def _marks(text: Text) -> list[tuple[int, str | None]]:
    """Find the index and name of each `---` line that ends the front matter or begins a part."""
    marks: list[tuple[int, str | None]] = []
    found = [
        (index, mark["name"])
        for index, line in enumerate(text.lines)
        if index and (mark := _MARK.fullmatch(line))
    ]
    first = next((index for index, name in found if name or _closes(text, index)), None)
    if first is None:
        return []
    # A part is a separate document: a fence does not continue after its end.
    body = text.lines[first + 1 :]
    code = code_blocks(body, [index - first - 1 for index, name in found if index > first and name])
    for index, name in found:
        inside = code.block[index - first - 1] if index > first else NONE
        if index >= first and (inside == NONE or inside in code.unclosed):
            marks.append((index, name))
    return marks


def _closes(text: Text, index: int) -> bool:
    """Return whether a bare `---` ends the front matter, that is, if not only blank lines follow it."""
    return any(line.strip() for line in text.lines[index + 1 :])


def _stray(body: Text, report: Report) -> None:
    for line, origin in zip(body.lines, body.origins, strict=True):
        if line.strip():
            report.add(
                "rfc-part",
                origin,
                "text outside a part; begin one with '--- abstract', '--- middle' or '--- back'",
            )
            return


def _part(name: str, body: Text, report: Report) -> Part | None:
    if name in _PARTS:
        return Part(name, body)
    if name == "fluff":
        return None
    if note := _NOTE.fullmatch(name):
        return Part(name, body, note["title"].replace("_", " ") or "Note", bool(note["removed"]))
    report.add(
        "rfc-part",
        body.origin(1),
        f"no part is named '{name}'; there are abstract, note_TITLE, to_be_removed_note_TITLE, middle, back, "
        "contributor",
    )
    return None
