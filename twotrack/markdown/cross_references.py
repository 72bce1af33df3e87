"""Cross references, citations and history that remain as `{{…}}` after cutting, written as inline HTML.

Inline HTML works both in Markdown and in a block of raw HTML, and every engine reads it in the same way.
Drafts and redlines read its classes and `data-` attributes.
"""

from __future__ import annotations

import difflib
import posixpath
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from twotrack.markdown.includes import Medium
from twotrack.markdown.scan.anchors import Anchor, guard, label
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.problems import Report
from twotrack.source.inline_conditions import UnclosedError, directives
from twotrack.source.output_map import served_as
from twotrack.text import Origin, Text

_KEY = r"(?P<level>[!?]?)(?P<key>[A-Za-z][\w.:+-]*)"
_SECTION = (
    r"(?P<section>(?:Section|Sections|Appendix|Appendices|Figure|Table) [\w.]+(?:(?:, | and |, and )[\w.]+)*)"
)
_PLAIN = re.compile(rf"{_KEY}$")
_OF = re.compile(rf"{_SECTION} of {_KEY}$")
_COMMA = re.compile(rf"{_KEY}, {_SECTION}$")
_PARENS = re.compile(rf"{_KEY} \({_SECTION}\)$")
_PUBLISHED = re.compile(r"(?:RFC|BCP|STD|FYI)\d+$|I-D\.[\w-]+(?:\.[\w-]+)*$")
_HISTORY = re.compile(r"(added|changed) v(\d+(?:\.\d+)*)(?::\s*(.*))?$", re.DOTALL)
_WHOLE_LINK = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]\(#([^)\s]+)\)")
_LINK = re.compile(r"(\]\()([^)\s]*)")
_DEFINITION = re.compile(r"([ \t>]*\[[^\[\]^][^\[\]]*\]: )(\S+)")
# A reference in HTML made from data: its text is written already, and only its target is missing.
_XREF = re.compile(r'(<a class="xref" data-ref="([^"]+)" href=")#\2"')
# A reference that is shown only if the text contains its target.
_SEE = re.compile(r'<a class="([^"]*)" data-see="([^"]+)" href="#\2">(.*?)</a>')
_CODE_SPAN = re.compile(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
# Many links of a page lead to the same pages.
_relpath = lru_cache(maxsize=10_000)(posixpath.relpath)
_LEVELS = {"!": "normative", "?": "informative", "": ""}


@dataclass(frozen=True, slots=True)
class Target:
    """The target of a reference: the page (empty in a draft, which is one page) and the anchor on it."""

    page: str
    anchor: Anchor


# Finds the target of an anchor as seen from a page, or returns None.
Find = Callable[[str], Target | None]


@dataclass(frozen=True, slots=True)
class Resolver:
    """The context of resolving: the page of the text, a function that finds anchors, and published documents.

    `published` maps the keys of the documents in `references.yml` to URLs; `why_not` explains an anchor that
    was not found, and `known` lists the anchors to suggest from. `cited` returns key and URL for an anchor
    that is cited from a published document because the text does not contain it. `path_fault` returns code
    and message for a path and an anchor that a link cannot lead to.
    """

    page: str
    medium: Medium
    find: Find
    why_not: Callable[[str], str | None]
    known: Iterable[str]
    published: Mapping[str, str]
    report: Report
    source_root: str = "spec/"
    cited: Callable[[str], tuple[str, str] | None] = field(default=lambda _: None)
    path_fault: Callable[[str, str], tuple[str, str] | None] = field(default=lambda _path, _anchor: None)

    def resolve(self, scanned: Scanned) -> Text:
        """Write out the references of a text; code is not changed."""
        lines = list(scanned.text.lines)
        origins = scanned.text.origins
        code = scanned.code
        for index, line in enumerate(lines):
            if index in code:
                if ":::" in line:
                    lines[index] = _unescape(line)
                continue
            if "{{" in line:
                lines[index] = self._directives(line, origins[index])
            if "]:" in line:
                lines[index] = self._definition(lines[index], origins[index])
            if "](" in line:
                lines[index] = self._links(lines[index], origins[index])
            if '<a class="xref" data-ref=' in line:
                lines[index] = self._written(lines[index], origins[index])
            if " data-see=" in line:
                lines[index] = self._seen(lines[index], origins[index])
            if ":::" in line:
                lines[index] = _unescape(lines[index])
        return Text(lines, origins, scanned.text.starts, scanned.text.fences, scanned.text.containers)

    def _directives(self, line: str, where: Origin) -> str:
        out: list[str] = []
        done = 0
        try:
            for found in directives(line):
                out += (line[done : found.start], self._one(found.body, where))
                done = found.end
        except UnclosedError as error:
            text = f"`{{{{` in column {error.args[0] + 1} is not closed on this line"
            self.report.add("inline-unclosed", where, text)
        out.append(line[done:])
        return "".join(out)

    def _one(self, body: str, where: Origin) -> str:
        history = _HISTORY.match(body)
        if history:
            return self._history(*history.groups())
        for form, pattern in (("of", _OF), ("comma", _COMMA), ("parens", _PARENS), ("bare", _PLAIN)):
            match = pattern.match(body)
            if match is None:
                continue
            key = match["key"]
            if _PUBLISHED.match(key) or key in self.published:
                section = match["section"] if form != "bare" else ""
                return self._citation(key, _LEVELS[match["level"]], section, form)
            if form == "bare" and not match["level"]:
                return self._reference(key, where)
            if form == "bare" or self.find(key) is None:
                text = f"{key!r} is no published document; add it to drafts/references.yml"
                self.report.add("citation-unknown", where, text)
                return guard(body)
        self.report.add(
            "directive-inline", where, f"`{{{{{body}}}}}` is neither an anchor, a citation nor history"
        )
        return guard(body)

    def _history(self, kind: str, version: str, what: str | None) -> str:
        if self.medium == "draft":
            return ""
        text = f"{kind.capitalize()} in v{version}" + (f": {what.strip()}" if what else "")
        return f'<span class="history {kind}">{text}</span>'

    def _citation(self, key: str, level: str, section: str, form: str) -> str:
        shown = f"&#91;{key}&#93;"
        text = {
            "bare": shown,
            "of": f"{section} of {shown}",
            "comma": f"{shown}, {section}",
            "parens": f"{shown} ({section})",
        }[form]
        number = section.split(" ", 1)[1] if section else ""
        attributes = f'class="cite" data-cite="{key}" data-level="{level}" data-form="{form}"'
        if section:
            attributes += f' data-section="{section}"'
        return f'<a {attributes} href="{guard(self._url(key, section, number))}">{text}</a>'

    def _url(self, key: str, section: str, number: str) -> str:
        if key in self.published:
            return self.published[key]
        series = re.match(r"(RFC|BCP|STD|FYI)0*(\d+)$", key)
        if series is None:
            return f"https://datatracker.ietf.org/doc/html/{key.replace('I-D.', 'draft-', 1)}"
        series_name, digits = series[1].lower(), series[2]
        if series_name != "rfc":
            return f"https://www.rfc-editor.org/info/{series_name}{digits}"
        fragment = ""
        if re.fullmatch(r"[\dA-Z][\d.]*", number):
            word = "appendix" if section.startswith("Appendi") else "section"
            fragment = f"#{word}-{number}"
        return f"https://www.rfc-editor.org/rfc/rfc{digits}{fragment}"

    def _reference(self, anchor: str, where: Origin) -> str:
        target = self.find(anchor)
        if target is None:
            cited = self.cited(anchor)
            if cited is not None:
                return _cite(*cited)
            self._missing(anchor, where)
            return guard(anchor)
        href = self.href(target)
        return f'<a class="xref auto" data-ref="{anchor}" href="{href}">{self._label(target.anchor)}</a>'

    def _label(self, anchor: Anchor, around: tuple[str, ...] = ()) -> str:
        """Build the text of a bare reference; references in a heading are shown as words."""
        if not anchor.title or anchor.id in around:
            return anchor.label

        def words(body: str) -> str:
            if _HISTORY.match(body):
                return ""
            target = self.find(body)
            if target is not None:
                return self._label(target.anchor, (*around, anchor.id))
            match = next(filter(None, (form.match(body) for form in (_OF, _COMMA, _PARENS, _PLAIN))), None)
            if match is None:
                return guard(body)
            return guard(body.replace(match["level"] + match["key"], f"[{match['key']}]"))

        out: list[str] = []
        done = 0
        for found in directives(anchor.title):
            out += (label(anchor.title[done : found.start], whole=False), words(found.body))
            done = found.end
        return "".join([*out, label(anchor.title[done:], whole=False)]).strip()

    def _written(self, line: str, where: Origin) -> str:
        """Complete the references of raw HTML, in which `[text](#anchor)` has no meaning."""

        def complete(match: re.Match[str]) -> str:
            target = self.find(match[2])
            cited = None if target else self.cited(match[2])
            if cited is not None:
                return f'{match[1]}{guard(cited[1])}"'
            if target is None and self._is_document(match[2]):
                return match[0]
            if target is None:
                self._missing(match[2], where)
                return match[0]
            return f'{match[1]}{self.href(target)}"'

        return _XREF.sub(complete, line)

    def _is_document(self, anchor: str) -> bool:
        """Return whether a link of a draft leads to a reference, as in kramdown-rfc: `[text](#RFC8259)`."""
        return self.medium == "draft" and (anchor in self.published or bool(_PUBLISHED.match(anchor)))

    def _seen(self, line: str, where: Origin) -> str:
        """Complete links; a link to a target that the edition leaves out is replaced with its text."""

        def complete(match: re.Match[str]) -> str:
            target = self.find(match[2])
            if target is None:
                if self.why_not(match[2]) is None:
                    self._missing(match[2], where)
                return match[3]
            return f'<a class="{match[1]}" href="{self.href(target)}">{match[3]}</a>'

        return _SEE.sub(complete, line)

    def _missing(self, anchor: str, where: Origin) -> None:
        why = self.why_not(anchor)
        if why is not None:
            self.report.add("reference-cut", where, why)
            return
        near = difflib.get_close_matches(anchor, self.known, 1, 0.75)
        hint = f"; did you mean {near[0]!r}?" if near else "; no heading, item, row or term has it"
        self.report.add("reference-unknown", where, f"no anchor {anchor!r}{hint}")

    def href(self, target: Target) -> str:
        """Build the final relative URL of a target, for pages served as folders."""
        fragment = f"#{target.anchor.id}"
        if target.page == self.page:
            return fragment
        return _relpath(served_as(target.page) or ".", served_as(self.page) or ".") + "/" + fragment

    def _links(self, line: str, where: Origin) -> str:
        """Make `](#anchor)` lead to the page that has the anchor, and paths start from the built page."""
        if self.medium == "draft" and "](#" in line:
            line = self._cited_links(line)
        spans = [match.span() for match in _CODE_SPAN.finditer(line)]

        def link(match: re.Match[str]) -> str:
            if any(start <= match.start() < end for start, end in spans):
                return match[0]
            return match[1] + self._target(match[2], where)

        return _LINK.sub(link, line)

    def _definition(self, line: str, where: Origin) -> str:
        """Make the path of a link definition start from the built page, as that of a link does."""
        match = _DEFINITION.match(line)
        return line if match is None else match[1] + self._target(match[2], where) + line[match.end() :]

    def _cited_links(self, line: str) -> str:
        """Add a citation after the text of each link that leads to a published document."""
        spans = [match.span() for match in _CODE_SPAN.finditer(line)]

        def link(match: re.Match[str]) -> str:
            if any(start <= match.start() < end for start, end in spans) or self.find(match[2]) is not None:
                return match[0]
            cited = self.cited(match[2])
            return match[0] if cited is None else f"{match[1]} {_cite(*cited)}"

        return _WHOLE_LINK.sub(link, line)

    def _target(self, url: str, where: Origin) -> str:
        path, hash_, anchor = url.partition("#")
        if path.startswith("/") or _SCHEME.match(path) or not (path or anchor):
            return url
        if not path or (self.medium == "draft" and anchor and path.endswith(".md")):
            return self._anchor_url(anchor, url, where)
        if self.medium == "draft":
            return url
        source = where.path.removeprefix(self.source_root) if where.path.startswith(self.source_root) else ""
        full = posixpath.normpath(posixpath.join(posixpath.dirname(source), path))
        fault = self.path_fault(full, anchor) if full.endswith(".md") else None
        if fault is not None:
            self.report.add(fault[0], where, fault[1])
        folder = posixpath.dirname(self.page)
        if full == posixpath.normpath(posixpath.join(folder, path)):
            return url
        return _relpath(full, folder or ".") + hash_ + anchor

    def _anchor_url(self, anchor: str, url: str, where: Origin) -> str:
        target = self.find(anchor)
        if target is None:
            cited = self.cited(anchor)
            if cited is not None:
                return cited[1]
            if not self._is_document(anchor):
                self._missing(anchor, where)
            return url
        if target.page == self.page:
            return f"#{anchor}"
        return _relpath(target.page, posixpath.dirname(self.page) or ".") + f"#{anchor}"


def _cite(key: str, url: str) -> str:
    """Build an informative citation of a whole document that has its own URL."""
    attributes = f'class="cite" data-cite="{key}" data-level="informative" data-form="bare"'
    return f'<a {attributes} href="{guard(url)}">&#91;{key}&#93;</a>'


def _unescape(line: str) -> str:
    r"""Remove the backslash of a literal `\:::`."""
    return re.sub(r"^([ \t>]*)\\(\\*:::)", r"\1\2", line)
