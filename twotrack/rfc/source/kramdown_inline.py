"""Inline syntax of kramdown-rfc: aliases, contacts, index entries, and references to labels of blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from twotrack.problems import Report
from twotrack.rfc.source import kramdown_ial, kramdown_xml_inline
from twotrack.rfc.source import kramdown_references as references
from twotrack.rfc.source.dialect import DEFAULT, Dialect
from twotrack.rfc.source.kramdown_ial import AttributeList
from twotrack.text import Origin, Text

_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_CONTACT = re.compile(r"\{\{\{(?P<name>[^{}]+)\}(?:\{(?P<ascii>[^{}]*)\})?\}\}")
_COMMENT = re.compile(r"\{::comment\}.*?\{:/(?:comment)?\}|\{::comment[^}]*/\}")
_EXTENSION = re.compile(r"\{::[\w-]+[^}]*\}")
_NOTE = re.compile(r"\[\^(?P<label>[^\]\s]+)\](?!:)(?:\{:(?P<list>[^{}]*)\})?")
_INDEX_ALONE = re.compile(r"\(\(\((?P<entry>.+?)\)\)\)")
_INDEX = re.compile(r"[ ]*\(\(\((?P<entry>.+?)\)\)\)")
_BRACES = re.compile(r"(?<!\\)\{\{(?P<body>[^{}]+)\}\}(?:\{:(?P<list>[^{}]*)\})?")
_TAG = re.compile(r"<(?P<end>/?)(?P<name>[A-Za-z][\w.-]*)(?P<rest>[^<>]*)>")
# Characters that can be escaped in kramdown, but not in Python-Markdown; `<` so that it is not a tag.
_ESCAPES = re.compile(r"\\([<>:\"'$=|&])")
_ESCAPED = {
    "<": "&lt;",
    ">": "&gt;",
    ":": "&#58;",
    '"': "&#34;",
    "'": "&#39;",
    "$": "&#36;",
    "=": "&#61;",
    "|": "\\|",
    "&": "\\&amp;",
}
_SPAN_LIST = r"\{:(?P<list>(?:[^{}\"]|\"[^\"]*\")*)\}"
_LINK_LIST = re.compile(rf"(?P<link>(?<!!)\[[^\[\]]*\]\([^()\s]+\)|<\w+:[^<>\s]+>){_SPAN_LIST}")
_MARKED_LIST = re.compile(rf"(?P<mark>[*_`]){_SPAN_LIST}")
_LINK_TO_BRACES = re.compile(r"\[(?P<text>[^\[\]]*)\]\(\{\{(?P<key>[^{}]+)\}\}\)")
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]*)\]\(#(?P<anchor>[\w.:-]+)\)")
_SHORTCUT = re.compile(r"(?<![\]!\\\w])\[(?P<key>[\w.+-]+)\](?![\[(:{])")
# Elements of version 2 of the vocabulary without an equivalent in version 3.
_OLD_XML = re.compile(r"<(?P<tag>spanx|vspace|list)\b[^>]*>")
_ENTITY_REFERENCE = re.compile(r"&(?P<name>[\w.-]+)")


@dataclass(slots=True)
class Inline:
    """The inline pass of a draft: `labels` are the anchors of its blocks, `named` the keys it assigns.

    `lists` are the attribute lists that it defines, `speakers` the speakers of footnotes, by label.
    """

    labels: frozenset[str]
    aliases: Mapping[str, str]
    keys: frozenset[str]
    report: Report
    lists: Mapping[str, AttributeList] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)
    dialect: Dialect = DEFAULT
    named: dict[str, str] = field(default_factory=dict)

    def text(self, text: Text, code: set[int]) -> Text:
        """Translate a text; the lines whose index is in `code` are unchanged."""
        out = Text()
        carried = ""
        for index, (line, origin) in enumerate(zip(text.lines, text.origins, strict=True)):
            if index in code:
                if carried:
                    out.append(self._line(carried, origin), origin)
                    carried = ""
                out.append(line, origin)
                continue
            whole = f"{carried.rstrip()} {line.lstrip()}" if carried else line
            carried = ""
            if _is_broken(whole) and index + 1 < len(text) and text.lines[index + 1].strip():
                # `{{…}}` that spans lines is moved to the last of them.
                carried = whole
                continue
            out.append(self._line(whole, origin) if _MAYBE.search(whole) else whole, origin)
        return out

    def _line(self, line: str, origin: Origin) -> str:
        out: list[str] = []
        done = 0
        for span in _CODE.finditer(line):
            out += (self._prose(line[done : span.start()], origin), span[0])
            done = span.end()
        written = "".join([*out, self._prose(line[done:], origin)])
        # kramdown's line break; Markdown uses two spaces.
        return written[:-2] + "  " if written.endswith("\\\\") else written

    def _prose(self, words: str, origin: Origin) -> str:
        """Translate a piece of a line outside code."""
        if "{::" in words:
            words = self._extensions(words, origin)
        if "$$" in words:
            text = "math ($$…$$) is not supported; write it in words, or draw it in a fence named ascii-art"
            self.report.add("rfc-kramdown", origin, text)
        if "\\" in words:
            words = _ESCAPES.sub(lambda match: _ESCAPED[match[1]], words)
        if "<" in words:
            words = self._tags(words, origin)
        if "]({{" in words:
            words = _LINK_TO_BRACES.sub(self._link_to_braces, words)
        if "{:" in words:
            words = _LINK_LIST.sub(lambda match: self._link_list(match, origin), words)
            words = _MARKED_LIST.sub(lambda match: self._marked_list(match, origin), words)
        words = _CONTACT.sub(_contact, words)
        words = (_INDEX_ALONE if self.dialect.strict else _INDEX).sub(_index, words)
        if "[^" in words:
            words = _NOTE.sub(self._note, words)
        words = _BRACES.sub(lambda match: self._braces(match, origin), words)
        words = _LINK.sub(self._link, words)
        if self.keys:
            words = _SHORTCUT.sub(lambda m: f"{{{{{m['key']}}}}}" if m["key"] in self.keys else m[0], words)
        return words

    def _extensions(self, words: str, origin: Origin) -> str:
        words = _COMMENT.sub("", words)
        if extension := _EXTENSION.search(words):
            text = f"kramdown's {extension[0]} is not supported within a line"
            self.report.add("rfc-kramdown", origin, text)
        return words

    def _tags(self, words: str, origin: Origin) -> str:
        words = _TAG.sub(_tag_or_text, kramdown_xml_inline.inline(words))
        if found := _OLD_XML.search(words):
            text = f"<{found['tag']}> is of RFCXML version 2; write it in Markdown"
            self.report.add("rfc-kramdown", origin, text)
        return words

    def _span_list(self, written: str, origin: Origin) -> AttributeList:
        found = kramdown_ial.read(written, self.lists)
        kramdown_ial.report(found, self.report, origin)
        return found

    def _link_to_braces(self, match: re.Match[str]) -> str:
        """Read `[text]({{key}})` as the reference with that text."""
        words = match["text"].strip()
        return f"[{words}](#{self.aliases.get(match['key'].removeprefix('-'), match['key'].lstrip('!?'))})"

    def _link_list(self, match: re.Match[str], origin: Origin) -> str:
        """Convert the attribute list after a link to a form that Python-Markdown or the writer reads."""
        found, link = self._span_list(match["list"], origin), match["link"]
        form = found.attributes.get("format", "")
        internal = re.fullmatch(r"\[([^\[\]]*)\]\(#([\w.:-]+)\)", link)
        if internal and not internal[1]:
            return references.anchor(internal[2], form)
        kept = {key: value for key, value in found.attributes.items() if key in _LINK_ATTRIBUTES}
        if link[0] == "<":
            # Python-Markdown does not support attributes of automatic links.
            address = html.escape(link[1:-1])
            return f'<a href="{address}"{kramdown_ial.html_attributes(kept)}>{address}</a>'
        return f"{link}{{: {' '.join(f'{key}={value!r}' for key, value in kept.items())}}}" if kept else link

    def _marked_list(self, match: re.Match[str], origin: Origin) -> str:
        """Remove the attribute list of emphasis or code, of which only the anchor is supported."""
        found = self._span_list(match["list"], origin)
        return (
            f"{match['mark']}{{: #{found.anchor}}}"
            if found.anchor and match["mark"] != "`"
            else match["mark"]
        )

    def _braces(self, match: re.Match[str], origin: Origin) -> str:
        body = " ".join(match["body"].replace("\u00a0", " ").split())
        if entity := _ENTITY_REFERENCE.fullmatch(body):
            return self._entity(entity["name"], origin)
        found = self._span_list(match["list"] or "", origin).attributes
        if body in self.labels:
            return references.anchor(body, found.get("format", ""))
        named = references.read(body)
        if named is None or body.startswith(("only ", "=", "added ", "changed ")):
            return match[0]
        return self._reference(named, found, origin)

    def _reference(self, named: references.Reference, found: Mapping[str, str], origin: Origin) -> str:
        """Write a reference, with the attributes after it."""
        key = self.aliases.get(named.key, "") if named.is_alias else named.key
        if named.is_alias and not key:
            text = f"no reference of the front matter has the alias '{named.key}' of {{{{-{named.key}}}}}"
            self.report.add("rfc-kramdown", origin, text)
            return ""
        if named.member:
            return references.write_member(named, self.aliases.get(named.member, named.member))
        if named.key and "section" in found and not named.sections:
            form = found.get("sectionformat") or "of"
            return references.cite(key, named.level, found["section"], form=form)
        if named.real and self.named.setdefault(key, named.real) != named.real:
            text = f"'{key}' stands for {self.named[key]} elsewhere in this draft"
            self.report.add("rfc-kramdown", origin, text)
        return references.write(named, key, found.get("format", ""))

    def _entity(self, name: str, origin: Origin) -> str:
        value = self.dialect.entities.get(name)
        if value is None:
            text = f"undefined entity '{name}'; define it under 'entity' in the front matter"
            self.report.add("rfc-kramdown", origin, text)
            return ""
        return html.escape(value, quote=False)

    def _note(self, match: re.Match[str]) -> str:
        """Add the speaker to a footnote's reference, from its own attribute list or that of the text."""
        written = kramdown_ial.read(match["list"] or "", self.lists).attributes.get("source")
        speaker = written or self.speakers.get(match["label"])
        shown = f'<span class="speaker" data-source="{html.escape(speaker)}"></span>' if speaker else ""
        return f"[^{match['label']}]{shown}"

    def _link(self, match: re.Match[str]) -> str:
        anchor, words = match["anchor"], match["text"]
        if anchor in self.labels:
            if not words:
                return references.anchor(anchor)
            return f'<a class="xref block" data-ref="{anchor}" href="#{anchor}">{words}</a>'
        return match[0] if words else f"{{{{{anchor}}}}}"


_LINK_ATTRIBUTES = frozenset({"brackets", "format", "section", "sectionformat", "relative"})
_MAYBE = re.compile(r"\\[<>:\"'$=|&]|<|\{:|\[\^|\{\{|\(\(\(|\]\(#|\[[\w.+-]+\]|\$\$|\\\\$")


def _contact(match: re.Match[str]) -> str:
    other = f' data-ascii="{html.escape(" ".join(match["ascii"].split()))}"' if match["ascii"] else ""
    return f'<span class="contact"{other}>{" ".join(match["name"].split())}</span>'


def _index(match: re.Match[str]) -> str:
    entry = match["entry"].strip()
    primary = entry.startswith("!")
    words = [a or b for a, b in re.findall(r'\s*(?:"([^"]*)"|([^,]+))\s*(?:,|$)', entry.removeprefix("!"))]
    attributes = "".join(
        f' data-{name}="{html.escape(word.strip())}"'
        for name, word in zip(("item", "subitem"), words, strict=False)
    )
    if primary:
        attributes += ' data-primary="true"'
    return f'<span class="iref"{attributes}></span>'


_KNOWN_TAGS = frozenset(
    {
        *(
            "a",
            "abbr",
            "article",
            "aside",
            "b",
            "blockquote",
            "br",
            "caption",
            "center",
            "cite",
            "code",
            "col",
        ),
        *("colgroup", "dd", "details", "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2"),
        *("h3", "h4", "h5", "h6", "header", "hr", "i", "img", "kbd", "li", "main", "nav", "ol", "p", "pre"),
        *("q", "samp", "section", "small", "span", "strong", "style", "sub", "summary", "sup", "table"),
        *("tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var"),
    }
)


def _tag_or_text(match: re.Match[str]) -> str:
    """Keep an HTML tag unchanged; anything that only looks like a tag is text, as in kramdown."""
    rest = match["rest"]
    known = match["name"].lower() in _KNOWN_TAGS and (not rest or rest[0] in " \t/")
    old = match["name"] in {"spanx", "vspace", "list"}
    paired = f"</{match['name']}" in match.string or bool(match["end"])
    if known or old or paired or rest.startswith((":", "@")) or "@" in rest:
        return match[0]
    return f"&lt;{match[0][1:]}"


def _is_broken(line: str) -> bool:
    """Return whether a line opens a `{{` or an inline element outside code without closing it."""
    if "<" in line and kramdown_xml_inline.OPEN_INLINE.search(_CODE.sub("", line)):
        return True
    if "{{" not in line:
        return False
    plain = _CODE.sub("", line)
    opened = plain.rfind("{{")
    return opened >= 0 and "}}" not in plain[opened:] and not plain[:opened].endswith("\\")
