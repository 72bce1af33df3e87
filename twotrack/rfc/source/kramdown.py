"""kramdown-rfc's syntax, translated to this project's dialect before a draft is processed further.

Attribute lists stay next to their block as an empty `<span class="ial">`; extensions (`{::…}`) are executed
or rejected; kramdown's own references are replaced with references of this dialect. Unsupported syntax is
reported as an error. Sources: kramdown-rfc's README and its wiki.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from twotrack.commonmark.code_blocks import code_blocks
from twotrack.markdown.scan import anchors
from twotrack.problems import Report
from twotrack.rfc.source import boilerplate, kramdown_tables
from twotrack.rfc.source import kramdown_ial as ial
from twotrack.rfc.source.dialect import DEFAULT, Dialect
from twotrack.rfc.source.kramdown_ids import Ids
from twotrack.rfc.source.kramdown_inline import Inline
from twotrack.rfc.source.kramdown_lines import join_lines
from twotrack.rfc.source.kramdown_raw import unwrap
from twotrack.rfc.source.kramdown_xml import read_blocks
from twotrack.source.cut import directive_lines
from twotrack.text import Origin, Text

_DEFINITION = re.compile(r"\{:(?P<name>[A-Za-z][\w-]*):(?P<list>[^{}]*)\}\s*")
_LIST = re.compile(r"(?P<indent>[ \t>]*)\{:(?![:/])(?P<list>(?:[^{}\"]|\"[^\"]*\")*)\}\s*")
_EXTENSION = re.compile(r"\{::(?P<name>[\w-]+)(?P<rest>[^}]*?)(?P<closed>/?)\}\s*")
_END = re.compile(r"\{:/(?P<name>[\w-]*)\}\s*")
_HEADING = re.compile(r" {0,3}(?P<marks>#{1,6})(?=[ \t]|$)(?P<title>.*)")
_TRAILING = re.compile(r"[ \t]*#*[ \t]*\{:?[ \t]*(?P<list>[^{}]*)\}[ \t]*$")
_FOOTNOTE = re.compile(r" {0,3}\[\^(?P<label>[^\]\s]+)\]:")
_ITEM = re.compile(r"(?P<indent> *)(?:[-*+]|\d{1,9}[.)])[ \t]")
_QUOTE = re.compile(r"[ \t]*>")
# An item or a quotation is no title of a heading, even if it is underlined.
_MARKER = re.compile(r" {0,3}(?:(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|>)")
_SETEXT = re.compile(r" {0,3}(?P<marks>=+|-+)\s*")
_ABBREVIATION = re.compile(r"\*\[(?P<word>[^\]]+)\]:\s*(?P<what>.*)")
_ANCHORED = re.compile(r"\{[^{}]*#[\w.:-]+[^{}]*\}[ \t]*$")
_OWN_ID = re.compile(r"\{:?[^{}]*#([\w.:-]+)[^{}]*\}")
_CITED = re.compile(r"\{\{[!?]([\w.+-]+)\}\}")
_ENTITIES = {"&wj;": "\u2060", "&nbhy;": "\u2011", "&zwsp;": "\u200b"}


@dataclass(frozen=True, slots=True)
class Translated:
    """A draft's parts in this dialect, and its settings for all of them.

    `aliases` are the keys it assigns to documents (`{{!TCP=RFC9293}}`), `index` the words that are indexed
    at each occurrence (`*[word]: entry`), with their entry.
    """

    parts: Mapping[str, Text]
    aliases: Mapping[str, str] = field(default_factory=dict)
    index: Mapping[str, str] = field(default_factory=dict)


def translate(
    parts: Mapping[str, Text],
    aliases: Mapping[str, str],
    keys: frozenset[str],
    report: Report,
    dialect: Dialect = DEFAULT,
) -> Translated:
    """Translate the parts of a draft.

    `aliases` maps `{{-name}}` to its key, `keys` are the references that the front matter lists.
    """
    unwrapped = {name: unwrap(text, report) for name, text in parts.items()}
    joined = {name: join_lines(text, report, strict=dialect.strict) for name, text in unwrapped.items()}
    stowed = {name: read_blocks(text, report) for name, text in joined.items()}
    ids = Ids()
    for anchor in (
        match[1] for text, _ in stowed.values() for line in text.lines for match in _OWN_ID.finditer(line)
    ):
        ids.reserve(anchor)
    blocks = {name: _Blocks(text, report, dialect, ids) for name, (text, _) in stowed.items()}
    made = {
        name: kramdown_tables.rewrite(each.run(), each.code, report, first_is_header=dialect.strict)
        for name, each in blocks.items()
    }
    labels = frozenset(label for each in blocks.values() for label in each.labels)
    labels = labels.union(*(found for _, found in stowed.values()))
    lists = {name: found for each in blocks.values() for name, found in each.definitions.items()}
    speakers = {label: name for each in blocks.values() for label, name in each.speakers.items()}
    cited = (key for text in parts.values() for line in text.lines for key in _CITED.findall(line))
    inline = Inline(labels, aliases, keys.union(cited), report, lists, speakers, dialect)
    written = {name: inline.text(text, code) for name, (text, code) in made.items()}
    index = {word: entry for each in blocks.values() for word, entry in each.index.items()}
    return Translated(written, dict(inline.named), index)


class _Blocks:
    """One pass over the lines of a part: fences are unchanged, block constructs are translated."""

    def __init__(self, text: Text, report: Report, dialect: Dialect, ids: Ids) -> None:
        self.source = text
        self.report = report
        self.dialect = dialect
        self.ids = ids
        self.out = Text()
        self.code: set[int] = set()
        self.labels: set[str] = set()
        self.index: dict[str, str] = {}
        # The speaker of a footnote, by its label.
        self.speakers: dict[str, str] = {}
        self.definitions: dict[str, ial.AttributeList] = {}
        self.lines = code_blocks(text.lines, directive_lines(text.lines))
        self.skipping = ""
        # Index in `out` of the last heading, while only attribute lists have followed it.
        self.heading = -1
        self.headings: list[int] = []

    def run(self) -> Text:
        """Translate all lines."""
        for line in self.source.lines:
            if match := _DEFINITION.fullmatch(line):
                self.definitions[match["name"]] = ial.read(match["list"], self.definitions)
        for index, (line, origin) in enumerate(zip(self.source.lines, self.source.origins, strict=True)):
            self._line(index, line, origin)
        if self.skipping:
            self._refuse(self.source.origin(len(self.source)), f"{{::{self.skipping}}} is not closed")
        for index in self.headings:
            self.out.lines[index] = self._anchored(self.out.lines[index])
        return self.out

    def _line(self, index: int, line: str, origin: Origin) -> None:
        if self.skipping:
            if (end := _END.fullmatch(line)) and end["name"] in {"", self.skipping}:
                self.skipping = ""
            return
        if self._is_code(index, line, origin):
            return
        if ("{:" in line or "*[" in line) and self._construct(index, line, origin):
            return
        if "&" in line:
            for entity, character in _ENTITIES.items():
                line = line.replace(entity, character)
        self.heading = -1
        if ">" in line and (quote := _QUOTE.match(line)):
            self._quotation(quote[0], origin)
        if line[:1] in "#=- " and line.strip():
            line = self._heading(line, origin)
        self.out.append(line, origin)

    def _is_code(self, index: int, line: str, origin: Origin) -> bool:
        if index not in self.lines:
            return False
        if line.startswith("{::include"):
            self._refuse(origin, _NO_INCLUDE)
        self.heading = -1
        self.code.add(len(self.out))
        if "\t" in line and (self.dialect.strict or self.lines.block[index] in self.lines.fences):
            # As kramdown-rfc and xml2rfc do; Python-Markdown expands to four columns.
            line = line.expandtabs(8)
        self.out.append(line, origin)
        return True

    def _construct(self, index: int, line: str, origin: Origin) -> bool:
        if _DEFINITION.fullmatch(line):
            return True
        if match := _EXTENSION.fullmatch(line):
            self._extension(match["name"], match["rest"].strip(), closed=bool(match["closed"]), origin=origin)
            return True
        if match := _END.fullmatch(line):
            self._refuse(origin, f"{line.strip()} ends nothing")
            return True
        if match := _ABBREVIATION.fullmatch(line):
            if match["what"].strip() not in {"<bcp14>", "<nobr>"}:
                self.index[" ".join(match["word"].split())] = match["what"].strip()
            return True
        if match := _LIST.fullmatch(line):
            self._attributes(index, match["indent"], match["list"], origin)
            return True
        return False

    def _extension(self, name: str, rest: str, *, closed: bool, origin: Origin) -> None:
        if name == "boilerplate":
            self._boilerplate(rest, origin)
        elif name == "comment":
            self.skipping = "" if closed else name
        elif name.startswith("include"):
            self._refuse(origin, _NO_INCLUDE)
        elif name == "options":
            self.report.add(
                "rfc-attribute", origin, "{::options} was ignored; options are set in the front matter"
            )
        elif name == "nomarkdown":
            self.skipping = "" if closed else name
            self._refuse(origin, "{::nomarkdown} has no text within; take it out")
        else:
            self._refuse(origin, f"kramdown's {{::{name}}} is not supported")

    def _boilerplate(self, key: str, origin: Origin) -> None:
        paragraphs = boilerplate.paragraphs(key)
        if paragraphs is None:
            self._refuse(origin, f"unknown boilerplate '{key}'; expected one of: {boilerplate.NAMES}")
        for paragraph in paragraphs or ():
            for line in ("", paragraph, ""):
                self.out.append(line, origin)

    def _attributes(self, index: int, indent: str, written: str, origin: Origin) -> None:
        found = ial.read(written, self.definitions)
        ial.report(found, self.report, origin)
        if self.heading >= 0:
            line = self.out.lines[self.heading]
            self.out.lines[self.heading] = _with(line, found)
            return
        if (speaker := found.attributes.get("source")) and (label := self._footnote_before(index)):
            self.speakers[label] = speaker
            return
        if found.anchor:
            self.labels.add(found.anchor)
        # Attribute lists on successive lines belong to the block of the first.
        first = index
        while first > 0 and _LIST.fullmatch(self.source.lines[first - 1]):
            first -= 1
        follows = first > 0 and bool(self.source.lines[first - 1].strip())
        if follows and self._before_nested_list(index, len(indent)):
            follows = False
        marker = ial.marker(found, "previous" if follows else "next")
        for line in ("", indent.rstrip(">") + marker if ">" not in indent else indent + marker, ""):
            self.out.append(line, origin)

    def _before_nested_list(self, index: int, indent: int) -> bool:
        """Return whether a list begins on the next line, inside the item that contains an attribute list."""
        following = self.source.lines[index + 1] if index + 1 < len(self.source) else ""
        item = _ITEM.match(following)
        if item is None or len(item["indent"]) < indent or indent == 0:
            return False
        for line in reversed(self.source.lines[:index]):
            above = _ITEM.match(line)
            if not line.strip() or (above and len(above["indent"]) <= indent):
                return above is not None and len(above["indent"]) < indent
        return False

    def _footnote_before(self, index: int) -> str:
        """Find the label of the footnote whose text ends directly above a line, empty if not found."""
        while index > 0 and self.source.lines[index - 1].strip():
            index -= 1
            if match := _FOOTNOTE.match(self.source.lines[index]):
                return match["label"]
        return ""

    def _quotation(self, before: str, origin: Origin) -> None:
        """Separate quotations with an empty line between them, which Python-Markdown would join."""
        lines = self.out.lines
        last = _QUOTE.match(lines[-2]) if len(lines) > 1 and not lines[-1].strip() else None
        if last is not None and last[0] == before:
            for line in (f"{before[:-1]}<!-- -->", ""):
                self.out.append(line, origin)

    def _heading(self, line: str, origin: Origin) -> str:
        """Record the line of a heading, and read an attribute list at its end as in kramdown."""
        match = _HEADING.fullmatch(line)
        if match is not None:
            self.heading = len(self.out)
            self.headings.append(self.heading)
            trailing = _TRAILING.search(line)
            if (
                trailing is None
                or "{{" in line[trailing.start() :]
                or ("#" in trailing["list"].strip()[:1] and " " not in trailing["list"].strip())
            ):
                return line
            found = ial.read(trailing["list"], self.definitions)
            ial.report(found, self.report, origin)
            return _with(line[: trailing.start()], found)
        underline = _SETEXT.fullmatch(line)
        if (
            underline
            and self.out.lines
            and self.out.lines[-1].strip()
            and not _MARKER.match(self.out.lines[-1])
            and not any(line.strip() for line in self.out.lines[-2:-1])
        ):
            title = self.out.lines[-1].strip()
            self.out.lines[-1] = f"{'#' if underline['marks'][0] == '=' else '##'} {title}"
            self.heading = len(self.out) - 1
            self.headings.append(self.heading)
            return ""
        return line

    def _anchored(self, line: str) -> str:
        """Add kramdown's anchor to a heading without one, if it differs from the anchor in this dialect."""
        if _ANCHORED.search(line):
            return line
        trailing = _TRAILING.search(line)
        attributes = trailing["list"].strip() if trailing else ""
        bare = line[: trailing.start()] if trailing else line.rstrip(" #")
        title = bare.lstrip(" #")
        if "{{" in title:
            return f"{bare} {{#{anchors.slug(title)} {attributes}}}" if attributes else line
        return f"{bare} {{{f'#{self.ids.make(title)} {attributes}'.strip()}}}"

    def _refuse(self, origin: Origin, text: str) -> None:
        self.report.add("rfc-kramdown", origin, text)


_NO_INCLUDE = "{::include file} begins in column 1, and nothing follows it on its line"


def _with(line: str, found: ial.AttributeList) -> str:
    """Add attributes to the line of a heading, after the existing ones."""
    added = ial.heading(found)
    if not added:
        return line
    trailing = _TRAILING.search(line)
    if trailing is None:
        return f"{line.rstrip()} {{{added}}}"
    return f"{line[: trailing.start()]} {{{trailing['list'].strip()} {added}}}"
