"""Our RFCXML and kramdown-rfc's of the same source, brought to one form and compared.

    python -m tests.tool.rfc.differential [NAME…]

compares the cases and drafts of the corpus (all, or those named) and prints the differences. The corpus is
in the folder that TWOTRACK_CORPUS names.
"""

from __future__ import annotations

import copy
import difflib
import re
import sys
import tempfile
from argparse import Namespace
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from lxml import etree

from tests.corpus import CORPUS
from twotrack.problems import Problem, Report
from twotrack.rfc import draft_build
from twotrack.rfc.tools.xml_output import xml

FRONT = """\
---
title: A Draft of One Case
abbrev: One Case
docname: draft-example-one-case-latest
date: 2026-07-28
category: info
kramdown: strict
author: {name: Alice Example, organization: Example, email: alice@example.org}
"""
_PLACEHOLDER = """\
I-D.ietf-mls-architecture:
  title: MLS
  author: {name: A. Example}
  seriesinfo: {Internet-Draft: draft-example-00}
"""
_VERBATIM = frozenset({"artwork", "sourcecode"})
_WRAPPERS = frozenset({"li", "dd", "dt", "td", "th", "blockquote", "aside"})
_DEFAULTS = {
    "spacing": "normal",
    "type": "1",
    "align": "left",
    "numbered": "true",
    "newline": "false",
    "empty": "false",
    "markers": "false",
    "start": "1",
    "toc": "default",
    "format": "default",
    "sectionFormat": "of",
    "displayFormat": "of",
    "bare": "false",
    "removeInRFC": "false",
    "brackets": "none",
    "stripWhitespace": "true",
}


class Outcome(NamedTuple):
    """The result for one source: our lines (None if refused), theirs (None if unknown), the problems."""

    ours: list[str] | None
    theirs: list[str] | None
    problems: list[Problem]

    def difference(self) -> list[str]:
        """Return the unified difference from theirs to ours, without its head."""
        found = difflib.unified_diff(self.theirs or [], self.ours or [], lineterm="", n=1)
        return list(found)[2:]


def cases() -> list[str]:
    """Return the names of the corpus's cases."""
    return sorted(path.stem for path in (CORPUS / "kramdown-cases").glob("*.md"))


def draft_names() -> list[str]:
    """Return the names of the corpus's drafts."""
    return sorted(path.stem for path in (CORPUS / "drafts").glob("*.md"))


def compare_case(name: str, folder: Path) -> Outcome:
    """Build a case as a draft of one section, and compare that section."""
    source = CORPUS / "kramdown-cases" / name
    body = source.with_suffix(".md").read_text(encoding="utf-8")
    extra = source.with_suffix(".yml")
    front = FRONT + (extra.read_text(encoding="utf-8") if extra.exists() else "")
    path = folder / "draft-example-one-case.md"
    path.write_text(f"{front}---\n\n--- abstract\n\nA draft.\n\n--- middle\n\n{body}", encoding="utf-8")
    (folder / "references.yml").write_text(_PLACEHOLDER, encoding="utf-8")
    (folder / "inc.txt").write_text("l1\nl2\nl3\n", encoding="utf-8")
    written, problems = _build(path)
    ours = None if written is None else written.find("middle/section")
    data = source.with_suffix(".kramdown.xml").read_bytes()
    if not data.startswith(b"<"):
        # The corpus has no output of kramdown-rfc for it.
        return Outcome(None if ours is None else lines_of(ours), None, problems)
    theirs = etree.fromstring(data, _parser())
    theirs.set("anchor", "s")
    _rename(theirs, {f"case-{name}": "s"})
    first = theirs.find("name")
    assert first is not None
    first.text = (first.text or "").removesuffix(f" {name}")
    return Outcome(None if ours is None else lines_of(ours), lines_of(theirs), problems)


def copied_draft(name: str, folder: Path, *, strict: bool = True) -> Path:
    """Copy a draft with placeholder references to a folder; `strict` adds `kramdown: strict`."""
    source = CORPUS / "drafts"
    path = folder / f"{name}.md"
    text = (source / path.name).read_text(encoding="utf-8")
    front, mark, rest = text.partition("\n--- ")
    if strict:
        # In the front matter, which a line `---` may end.
        front = re.sub(r"\A---\n", "---\nkramdown: strict\n", front)
    path.write_text(front + mark + rest, encoding="utf-8")
    (folder / "references.yml").write_bytes((source / "references.yml").read_bytes())
    return path


def compare_draft(name: str, folder: Path) -> Outcome:
    """Build an unchanged draft with placeholder references, and compare the texts of its parts."""
    path = copied_draft(name, folder)
    written, problems = _build(path)
    theirs = _v3((CORPUS / "drafts" / f"{name}.kramdown.xml").read_bytes())
    return Outcome(None if written is None else _draft_lines(written), _draft_lines(theirs), problems)


def _build(path: Path) -> tuple[etree._Element | None, list[Problem]]:
    report = Report()
    project = draft_build.open_single(path, report)
    built = draft_build.build(project, draft_build.read_draft(project, path), ["xml"])
    if built is None:
        return None, report.problems
    return etree.fromstring(xml(built.written), _parser()), report.problems


def _parser() -> etree.XMLParser:
    return etree.XMLParser(
        remove_comments=True, remove_pis=True, resolve_entities=True, no_network=True, huge_tree=True
    )


def _v3(data: bytes) -> etree._Element:
    """Return a document after `xml2rfc --v2v3`."""
    import xml2rfc
    from xml2rfc.writers import base

    # Neither line marks nor references that are to be fetched are compared.
    data = re.sub(rb"<\?line -?\d+\?>|<!ENTITY [^>]* SYSTEM [^>]*>|&(?:RFC|I-D)[\w.-]+;", b"", data)
    with tempfile.NamedTemporaryFile(suffix=".xml") as file:
        file.write(data)
        file.flush()
        options: Namespace = copy.deepcopy(base.default_options)
        options.no_network = True
        xml2rfc.log.quiet = True
        parser = xml2rfc.XmlRfcParser(file.name, options=options, cache_path=None, no_network=True)
        tree: Any = parser.parse(remove_comments=True, quiet=True, strip_cdata=False)
        tree = xml2rfc.V2v3XmlWriter(tree, options=options, date=base.default_options.date).convert2to3()
    return etree.fromstring(etree.tostring(tree), _parser())


def _rename(root: etree._Element, names: dict[str, str]) -> None:
    for element in root.iter(etree.Element):
        for key in ("anchor", "target"):
            if element.get(key) in names:
                element.set(key, names[str(element.get(key))])


def _draft_lines(root: etree._Element) -> list[str]:
    """Return the lines of the abstract, the notes, the middle and the back without the references."""
    out: list[str] = []
    for part in (
        *root.iterfind("front/abstract"),
        *root.iterfind("front/note"),
        *root.iterfind("middle"),
        *root.iterfind("back"),
    ):
        for listed in part.findall("references"):
            part.remove(listed)
        for listed in part.findall("displayreference"):
            part.remove(listed)
        out += lines_of(part)
    return out


def lines_of(root: etree._Element) -> list[str]:
    """Return an element as lines in the form in which two spellings of the same content are equal."""
    root = copy.deepcopy(root)
    root.tail = None
    for svg in list(root.iter("{http://www.w3.org/2000/svg}svg")):
        shown = svg.getparent()
        if shown is not None and (around := shown.getparent()) is not None:
            around.remove(shown)
    for figure in list(root.iter("figure")):
        name = figure.find("name")
        if "anchor" not in figure.attrib and not _words(name):
            if name is not None:
                figure.remove(name)
            figure.tag = "plain"
    for element in list(root.iter(etree.Element)):
        _plain(element)
    etree.strip_tags(root, "artset", "bcp14", "plain")
    return list(_lines(root, 0))


def _words(element: etree._Element | None) -> str:
    return "" if element is None else " ".join("".join(map(str, element.itertext())).split())


def _plain(element: etree._Element) -> None:
    """Remove attributes without meaning from an element."""
    for key, value in list(element.attrib.items()):
        own = key == "align" and element.tag in {"artwork", "table", "figure"}
        # Sections generated by kramdown-rfc are marked for the table of contents, which is the default.
        if (
            key == "class"
            or (str(key), value) == ("toc", "include")
            or (_DEFAULTS.get(str(key)) == value and not own)
        ):
            del element.attrib[key]
    if element.tag in _VERBATIM:
        element.text = "\n".join(line.rstrip() for line in (element.text or "").strip("\n").split("\n"))
    elif element.tag == "organization" and not element.attrib and not _words(element):
        element.tag = "plain"
    elif element.tag == "cref":
        _without(element, "anchor")
    elif element.tag == "eref":
        for name in element.findall("name"):
            _drop(name)
        target = str(element.get("target"))
        if _words(element) in {"", target, target.removeprefix("mailto:")}:
            element.text = None
            _without(element, "brackets")


def _without(element: etree._Element, key: str) -> None:
    if key in element.attrib:
        del element.attrib[key]


def _drop(element: etree._Element) -> None:
    """Take an element out, and keep what follows it."""
    around, tail = element.getparent(), (element.tail or "").strip()
    assert around is not None
    around.text = (around.text or "") + tail
    around.remove(element)


_INLINE = frozenset(
    {
        "em",
        "strong",
        "tt",
        "sub",
        "sup",
        "xref",
        "eref",
        "cref",
        "iref",
        "u",
        "br",
        "contact",
        "relref",
        "code",
        "bcp14",
    }
)


def _lines(element: etree._Element, depth: int) -> Iterator[str]:
    indent = "  " * depth
    if element.tag in _VERBATIM:
        yield f"{indent}{_start(element)}"
        for line in (element.text or "").split("\n"):
            yield f"{indent}  |{line}"
        return
    children = list(element)
    if (
        element.tag in _WRAPPERS
        and len(children) == 1
        and children[0].tag == "t"
        and not (element.text or "").strip()
    ):
        only = children[0]
        for key, value in only.attrib.items():
            element.set(key, element.get(key, value))
        element.text, only.tail = only.text, None
        element[:] = list(only)
        children = list(element)
    inline = all(child.tag in _INLINE for child in children)
    if inline:
        words = _text(element)
        if words or element.attrib or element.tag != "t":
            yield f"{indent}{_start(element)} {words}".rstrip()
        return
    yield f"{indent}{_start(element)}"
    if (element.text or "").strip():
        yield f"{indent}  {' '.join((element.text or '').split())}"
    for child in children:
        tail = child.tail
        child.tail = None
        yield from _lines(child, depth + 1)
        if (tail or "").strip():
            yield f"{indent}  {' '.join((tail or '').split())}"


def _start(element: etree._Element) -> str:
    attributes = "".join(
        f' {key}="{value}"' for key, value in sorted((str(k), str(v)) for k, v in element.attrib.items())
    )
    return f"<{element.tag}{attributes}>"


def _text(element: etree._Element) -> str:
    out = element.text or ""
    for child in element:
        out += f"{_start(child)}{_text(child)}</>" + (child.tail or "")
    return re.sub(r"\s+", " ", out).strip()


def errors(outcome: Outcome) -> list[Problem]:
    """Return the problems for which a source was refused."""
    return [problem for problem in outcome.problems if problem.severity == "error"]


def state_of(outcome: Outcome) -> str:
    """Return what became of a source: equal, different, refused, or unknown without kramdown-rfc's output."""
    if outcome.ours is None or errors(outcome):
        return "refused"
    if outcome.theirs is None:
        return "unknown"
    return "different" if outcome.difference() else "equal"


def main(names: list[str]) -> None:
    """Print the differences of the sources named, or of all."""
    states = Counter[str]()
    with tempfile.TemporaryDirectory() as folder:
        for name in names or [*cases(), *draft_names()]:
            compare = compare_draft if name in draft_names() else compare_case
            outcome = compare(name, Path(folder))
            state = state_of(outcome)
            states[state] += 1
            shown = [f"== {name}: {state}"] * (state != "equal")
            shown += [f"   ! {problem}" for problem in outcome.problems]
            if state == "different":
                shown += [f"   {line}" for line in outcome.difference()]
            sys.stdout.write("".join(f"{line}\n" for line in shown if names or line[:2] == "=="))
    sys.stdout.write(", ".join(f"{count} {state}" for state, count in sorted(states.items())) + "\n")


if __name__ == "__main__":
    main(sys.argv[1:])
