"""Inline forms of kramdown-rfc: aliases, contacts, index entries, and references to labels of blocks."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from twotrack.problems import Report
from twotrack.rfc.source import kramdown_ial
from twotrack.rfc.source import kramdown_references as references
from twotrack.rfc.source.kramdown_ial import AttributeList
from twotrack.text import Origin, Text

_CODE = re.compile(r"(?<!`)(`+)(?!`).+?(?<!`)\1(?!`)")
_CONTACT = re.compile(r"\{\{\{(?P<name>[^{}]+)\}(?:\{(?P<ascii>[^{}]*)\})?\}\}")
_COMMENT = re.compile(r"\{::comment\}.*?\{:/(?:comment)?\}|\{::comment[^}]*/\}")
_EXTENSION = re.compile(r"\{::[\w-]+[^}]*\}")
_NOTE = re.compile(r"\[\^(?P<label>[^\]\s]+)\](?!:)(?:\{:(?P<list>[^{}]*)\})?")
_INDEX = re.compile(r"[ ]*\(\(\((?P<entry>.+?)\)\)\)")
_BRACES = re.compile(r"(?<!\\)\{\{(?P<body>[^{}]+)\}\}(?:\{:(?P<list>[^{}]*)\})?")
_FORM = re.compile(r"\bformat=[\"']?(\w+)")
_LINK = re.compile(r"(?<!!)\[(?P<text>[^\[\]]*)\]\(#(?P<anchor>[\w.:-]+)\)")
_SHORTCUT = re.compile(r"(?<![\]!\\\w])\[(?P<key>[\w.+-]+)\](?![\[(:{])")
_XML = re.compile(
    r"<(?P<tag>xref|eref|iref|cref|contact|relref|spanx|vspace|bcp14|sourcecode|artwork)\b[^>]*>"
)


@dataclass(slots=True)
class Inline:
    """The inline pass of a draft: `labels` are the anchors of its blocks, `named` the keys it gives.

    `lists` are the attribute lists that it defines, `speakers` who speaks in a footnote, by its label.
    """

    labels: frozenset[str]
    aliases: Mapping[str, str]
    keys: frozenset[str]
    report: Report
    lists: Mapping[str, AttributeList] = field(default_factory=dict)
    speakers: Mapping[str, str] = field(default_factory=dict)
    named: dict[str, str] = field(default_factory=dict)

    def text(self, text: Text, code: set[int]) -> Text:
        """Translate a text; the lines whose index is in `code` are left alone."""
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
                # `{{…}}` broken over lines is brought onto the last of them.
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
        # kramdown's line break; two spaces are Markdown's.
        return written[:-2] + "  " if written.endswith("\\\\") else written

    def _prose(self, words: str, origin: Origin) -> str:
        if "{:" in words:
            words = _COMMENT.sub("", words)
            if extension := _EXTENSION.search(words):
                text = f"kramdown's {extension[0]} is not supported within a line"
                self.report.add("rfc-kramdown", origin, text)
        if "$$" in words:
            text = "math ($$…$$) is not supported; write it in words, or draw it in a fence named ascii-art"
            self.report.add("rfc-kramdown", origin, text)
        words = _CONTACT.sub(_contact, words)
        words = _INDEX.sub(_index, words)
        if "[^" in words:
            words = _NOTE.sub(self._note, words)
        words = _BRACES.sub(lambda match: self._braces(match, origin), words)
        words = _LINK.sub(self._link, words)
        if self.keys:
            words = _SHORTCUT.sub(lambda m: f"{{{{{m['key']}}}}}" if m["key"] in self.keys else m[0], words)
        if (found := _XML.search(words)) and not words.startswith("    "):
            self.report.add(
                "rfc-kramdown",
                origin,
                f"XML in Markdown (<{found['tag']}>) is not supported; write it in Markdown",
            )
        return words

    def _braces(self, match: re.Match[str], origin: Origin) -> str:
        body = " ".join(match["body"].replace("\u00a0", " ").split())
        form = found[1] if (found := _FORM.search(match["list"] or "")) else ""
        if body in self.labels:
            return references.anchor(body, form)
        named = references.read(body)
        if named is None or body.startswith(("only ", "=", "added ", "changed ")):
            return match[0]
        key = named.key
        if named.is_alias:
            alias = self.aliases.get(key)
            if alias is None:
                self.report.add(
                    "rfc-kramdown",
                    origin,
                    f"no reference of the front matter has the alias '{key}' of {{{{-{key}}}}}",
                )
                return ""
            key = alias
        if named.real:
            known = self.named.setdefault(key, named.real)
            if known != named.real:
                self.report.add("rfc-kramdown", origin, f"'{key}' stands for {known} elsewhere in this draft")
        return references.write(named, key, form)

    def _note(self, match: re.Match[str]) -> str:
        """Put behind a footnote's reference who speaks in it: what its attribute list or its text's says."""
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


_MAYBE = re.compile(r"\[\^|\{\{|\(\(\(|\]\(#|\[[\w.+-]+\]|<[a-z]|\{::|\$\$|\\\\$")


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


def _is_broken(line: str) -> bool:
    """Whether a line opens a `{{` outside code that it does not close."""
    if "{{" not in line:
        return False
    plain = _CODE.sub("", line)
    opened = plain.rfind("{{")
    return opened >= 0 and "}}" not in plain[opened:] and not plain[:opened].endswith("\\")
