"""Definitions belong to the file that writes them: footnotes, link definitions and abbreviations.

An included section also includes the definitions of its file that it uses. If two files of one page define
the same label, the label of the second is renamed. Definitions that are missing, unused or repeated are
reported.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Literal, NamedTuple

from twotrack.commonmark.code_blocks import code_blocks
from twotrack.commonmark.code_spans import outside_code
from twotrack.commonmark.segments import segments
from twotrack.problems import Report
from twotrack.source.cut import directive_lines
from twotrack.text import Origin, Text

Kind = Literal["footnote", "link", "abbreviation"]
# Returns the part of a file that an edition keeps, or None if the file is not a page of the tree.
Whole = Callable[[str], Text | None]

_SIGN = re.compile(r"\]:|\]\[|\[\^")
_ABBREVIATION = re.compile(r"\*\[(?P<label>[^\]\\]+)\][ ]?:[ ]*(?P<text>.*)$")
_NOTE = re.compile(r"(?<!\\)\[\^(?P<label>[^\]\s]+)\](?!:)")
# `[text][label]`, `[text][]` and `[label]`; the text may contain brackets, one level deep.
_REFERENCE = re.compile(
    r"(?<![\\\]\w])(?P<image>!?)\[(?P<text>(?:[^\[\]\\]|\\.|\[[^\[\]]*\])*)\](?:\[(?P<label>[^\[\]]*)\]|(?![\[(:]))"
)
_HTML_CODE = re.compile(r"<code[^>]*>.*?</code>")
_MESSAGES = {"footnote": "footnote", "link": "link label", "abbreviation": "abbreviation"}


class Key(NamedTuple):
    """The identity of a definition. Case and white space of a label are ignored (CommonMark 4.7)."""

    kind: Kind
    label: str


@dataclass(slots=True)
class Definition:
    """A definition: its key, its label as written, its lines, and the citation that it represents."""

    key: Key
    label: str
    start: int
    end: int
    cited: str = ""
    text: str = ""


@dataclass(slots=True)
class _File:
    """The part of a page from one file: its definitions, and the line on which each label is first used."""

    defined: dict[Key, Definition] = field(default_factory=dict)
    used: dict[Key, int] = field(default_factory=dict)
    full: dict[Key, int] = field(default_factory=dict)


def key_of(kind: Kind, label: str) -> Key:
    """Build the key of a label."""
    return Key(kind, label if kind == "abbreviation" else " ".join(label.casefold().split()))


def find_definitions(text: Text) -> Iterator[Definition]:
    """Yield the definitions of a text, in order."""
    skip = directive_lines(text.lines)
    kept = [index for index in range(len(text)) if index not in skip]
    lines = [text.lines[index].expandtabs(4) for index in kept]
    for segment in segments(lines):
        for number, token in enumerate(segment.tokens):
            if not token.map:
                continue
            start, end = segment.start + token.map[0], segment.start + token.map[1]
            while end > start + 1 and not lines[end - 1].strip():
                end -= 1
            first, last = kept[start], kept[end - 1] + 1
            if token.type == "note_open":
                label = token.content[2:-2]
                yield Definition(key_of("footnote", label), label, first, last)
            elif token.type == "link_definition":
                label, href = token.meta["label"], token.meta["href"]
                cited = href if href.startswith("{{") else ""
                yield Definition(key_of("link", label), label, first, last, cited, href)
            elif token.type == "paragraph_open":
                for offset, line in enumerate(segment.tokens[number + 1].content.split("\n")):
                    if match := _ABBREVIATION.match(line.strip()):
                        at = kept[min(start + offset, len(kept) - 1)]
                        found = match["label"]
                        key = key_of("abbreviation", found)
                        yield Definition(key, found, at, at + 1, text=match["text"])


class Definitions:
    """Makes the definitions of a page or a draft local to their files."""

    def __init__(self, whole: Whole, draft: bool, report: Report) -> None:  # noqa: FBT001 - which of the two it is
        """Use `whole` to find the rest of a file; `draft` is whether the text belongs to a draft."""
        self.whole = whole
        self.draft = draft
        self.report = report
        self._known: dict[str, tuple[Text, dict[Key, Definition]]] = {}

    def localize(self, text: Text) -> Text:
        """Make every label of a page's text, with all its includes, have one definition."""
        names = dict.fromkeys(self._file(origin) for origin in text.origins)
        if not any(_SIGN.search(line) for line in text.lines) and not any(
            self._defined(name) for name in names
        ):
            return text
        text = Text(list(text.lines), list(text.origins))
        files = self._files(text)
        while self._bring(text, files):
            files = self._files(text)
        self._report_unknown(text, files)
        dropped = self._unused(text, files)
        changes = self._renamed(text, files, dropped)
        self._rewrite(text, files, changes)
        for definition in dropped:
            for index in range(definition.start, definition.end):
                text.lines[index] = ""
        return text

    def _file(self, origin: Origin) -> str:
        """Return the file of a line; a draft and the text files that it includes count as one file."""
        return "" if self.draft and not origin.path.startswith("spec/") else origin.path

    def _defined(self, name: str) -> dict[Key, Definition]:
        """Find all definitions of a file."""
        if name not in self._known:
            text = self.whole(name)
            found: dict[Key, Definition] = {}
            if text is not None and any("]:" in line for line in text.lines):
                for definition in find_definitions(text):
                    found.setdefault(definition.key, definition)
            self._known[name] = (text or Text(), found)
        return self._known[name][1]

    def _files(self, text: Text) -> dict[str, _File]:
        """Find the definitions and uses of each file of a text; a repeated definition is reported."""
        files: dict[str, _File] = {self._file(origin): _File() for origin in text.origins}
        for definition in find_definitions(text):
            where = text.origins[definition.start]
            file = files[self._file(where)]
            first = file.defined.setdefault(definition.key, definition)
            if first is definition or text.origins[first.start] == where:
                continue
            if definition.key.kind == "abbreviation" and definition.text == first.text:
                continue
            place = text.origins[first.start]
            what = f"{_MESSAGES[definition.key.kind]} {definition.label!r}"
            message = f"{what} is defined at {place.path}:{place.line} too"
            self.report.add("definition-duplicate", where, message)
        code = code_blocks(text.lines)
        for index, line in enumerate(text.lines):
            if index not in code:
                self._uses(line, index, files[self._file(text.origins[index])])
        return files

    def _uses(self, line: str, index: int, file: _File) -> None:
        words = [key for key in file.defined if key.kind == "abbreviation"]
        if "[" not in line and not words:
            return
        own = _ABBREVIATION.match(line.strip())
        for part, is_code in outside_code(line):
            if is_code:
                continue
            for match in _NOTE.finditer(part):
                file.full.setdefault(key_of("footnote", match["label"]), index)
            for match in _references(part):
                if match["label"]:
                    file.full.setdefault(key_of("link", match["label"]), index)
                elif match["label"] == "":
                    file.full.setdefault(key_of("link", match["text"]), index)
                else:
                    file.used.setdefault(key_of("link", match["text"]), index)
            for key in words:
                if key.label in part and not (own and own["label"] == key.label):
                    file.used.setdefault(key, index)

    def _bring(self, text: Text, files: dict[str, _File]) -> bool:
        """Add to a text the definitions that its files use and that occur elsewhere in these files."""
        brought = False
        for name, file in files.items():
            elsewhere = self._defined(name)
            plain = (
                "\n".join(
                    line
                    for line, origin in zip(text.lines, text.origins, strict=True)
                    if self._file(origin) == name
                )
                if any(key.kind == "abbreviation" for key in elsewhere)
                else ""
            )
            for key, definition in elsewhere.items():
                if key in file.defined:
                    continue
                wanted = key in file.used or key in file.full
                if key.kind == "abbreviation":
                    wanted = re.search(rf"\b{re.escape(key.label)}\b", plain) is not None
                if wanted:
                    whole = self._known[name][0]
                    text.append("", whole.origins[definition.start])
                    text.extend(whole.slice(definition.start, definition.end))
                    brought = True
        return brought

    def _report_unknown(self, text: Text, files: dict[str, _File]) -> None:
        for file in files.values():
            for key, index in file.full.items():
                if key not in file.defined:
                    label = f"^{key.label}" if key.kind == "footnote" else key.label
                    what = "footnote" if key.kind == "footnote" else "link label"
                    message = f"undefined {what} '{key.label}': this file has no definition `[{label}]: …`"
                    self.report.add("definition-undefined", text.origins[index], message)

    def _unused(self, text: Text, files: dict[str, _File]) -> list[Definition]:
        """Report definitions that are not used; return those that only other parts of their file use."""
        dropped: list[Definition] = []
        for name, file in files.items():
            for key, definition in file.defined.items():
                if key in file.used or key in file.full or key.kind == "abbreviation":
                    continue
                if self._used_across_lines(text, name, key, definition):
                    continue
                if self._used_in_whole(name, key):
                    dropped.append(definition)
                    continue
                what = _MESSAGES[key.kind]
                message = f"unused {what} '{definition.label}': nothing in this text refers to it"
                self.report.add("definition-unused", text.origins[definition.start], message)
        return dropped

    def _used_across_lines(self, text: Text, name: str, key: Key, definition: Definition) -> bool:
        """Return whether a label is used in brackets that are broken over two lines."""
        code = code_blocks(text.lines)
        own = [
            line
            for index, line in enumerate(text.lines)
            if index not in code and self._file(text.origins[index]) == name
        ]
        file = _File(defined={key: definition})
        for first, second in pairwise(own):
            if "[" in first:
                self._uses(f"{first} {second.lstrip()}", 0, file)
        return key in file.used or key in file.full

    def _used_in_whole(self, name: str, key: Key) -> bool:
        if key not in self._defined(name):
            return False
        whole = self._known[name][0]
        file = _File(defined={key: self._known[name][1][key]})
        code = code_blocks(whole.lines, directive_lines(whole.lines))
        for index, line in enumerate(whole.lines):
            if index not in code:
                self._uses(line, index, file)
        return key in file.used or key in file.full

    def _renamed(
        self, text: Text, files: dict[str, _File], dropped: Sequence[Definition]
    ) -> dict[tuple[str, Key], str]:
        """Choose new labels for definitions whose label another file of the text has taken."""
        taken: dict[Key, Definition] = {}
        changes: dict[tuple[str, Key], str] = {}
        for name, file in files.items():
            for key, definition in file.defined.items():
                if definition in dropped:
                    continue
                first = taken.setdefault(key, definition)
                if first is definition or (key.kind != "footnote" and first.text == definition.text):
                    continue
                where, place = text.origins[definition.start], text.origins[first.start]
                if key.kind == "abbreviation":
                    place_of_other = f"{place.path}:{place.line}"
                    message = f"abbreviation {definition.label!r} is defined differently at {place_of_other}"
                    self.report.add("definition-duplicate", where, message)
                    continue
                number = 2
                while (other := key_of(key.kind, f"{definition.label}-{number}")) in taken:
                    number += 1
                taken[other] = definition
                changes[name, key] = f"{definition.label}-{number}"
        return changes

    def _rewrite(self, text: Text, files: dict[str, _File], changes: dict[tuple[str, Key], str]) -> None:
        """Write the new labels, and the citations that labels represent."""
        cited = {
            (name, key): definition
            for name, file in files.items()
            for key, definition in file.defined.items()
            if definition.cited
        }
        if not changes and not cited:
            return
        code = code_blocks(text.lines)
        for index, line in enumerate(text.lines):
            if "[" in line and index not in code:
                name = self._file(text.origins[index])
                text.lines[index] = "".join(
                    part if is_code else _relabelled(part, name, changes, cited)
                    for part, is_code in outside_code(line)
                )
        for (name, key), label in changes.items():
            index = files[name].defined[key].start
            before, _, after = text.lines[index].partition("]:")
            mark = "^" if key.kind == "footnote" else ""
            text.lines[index] = f"{before.partition('[')[0]}[{mark}{label}]:{after}"
        for definition in cited.values():
            for index in range(definition.start, definition.end):
                text.lines[index] = ""


def _references(part: str) -> Iterator[re.Match[str]]:
    part = _HTML_CODE.sub(lambda match: " " * len(match[0]), part)
    for match in _REFERENCE.finditer(part):
        if not match["text"].startswith("^") and not (match["label"] or "").startswith("^"):
            yield match


def _relabelled(
    part: str, name: str, changes: dict[tuple[str, Key], str], cited: dict[tuple[str, Key], Definition]
) -> str:
    def note(match: re.Match[str]) -> str:
        label = changes.get((name, key_of("footnote", match["label"])))
        return match[0] if label is None else f"[^{label}]"

    def link(match: re.Match[str]) -> str:
        if match["text"].startswith("^"):
            return match[0]
        place = (name, key_of("link", match["label"] or match["text"]))
        if place in cited:
            return f"{match['text']} ({cited[place].cited})"
        label = changes.get(place)
        return match[0] if label is None else f"{match['image']}[{match['text']}][{label}]"

    return _REFERENCE.sub(link, _NOTE.sub(note, part))
