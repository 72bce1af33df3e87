"""The texts of a draft that redlines compare: its current text, and its submitted revisions.

A draft is identified by the name of its file, `draft-example-core`; a submitted revision by that name and its
number, `draft-example-core-00`. Both are read back from RFCXML, so that both include title, authors and
references. If only the plain text of a revision is available, both are read from plain text.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from lxml import etree

from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.rfc.source.submissions import FOLDER
from twotrack.source.tree import read_any_text
from twotrack.text import Origin, Text

Form = Literal["xml", "txt"]
_FROZEN = re.compile(r"(?P<name>draft-.+)-(?P<revision>\d\d)")


def working(root: Path) -> list[str]:
    """List the names of the current drafts of a project."""
    return [path.stem for path in draft_build.draft_paths(root)]


def frozen(root: Path) -> dict[str, frozenset[Form]]:
    """Map each submitted revision to its available formats, sorted by name."""
    found: dict[str, set[Form]] = {}
    for path in sorted((root / FOLDER).glob("draft-*")):
        form = path.suffix.removeprefix(".")
        if form in {"xml", "txt"} and _FROZEN.fullmatch(path.stem):
            found.setdefault(path.stem, set()).add("xml" if form == "xml" else "txt")
    return {name: frozenset(forms) for name, forms in found.items()}


def revisions(root: Path, name: str) -> list[str]:
    """List the numbers of the submitted revisions of a draft, in order."""
    matches = (_FROZEN.fullmatch(stem) for stem in frozen(root))
    return [match["revision"] for match in matches if match and match["name"] == name]


def forms(root: Path, name: str) -> frozenset[Form]:
    """Return the formats in which a text can be read; empty if the name is unknown."""
    if name in working(root):
        return frozenset({"xml", "txt"})
    return frozen(root).get(name, frozenset())


def document(drafts: draft_build.Drafts, name: str, form: Form) -> Document | None:
    """Read a text in one of its formats; return None, with the reasons reported, if it has errors."""
    root = drafts.root
    if name not in working(root):
        return _frozen(root, name, form, drafts.report)
    draft = draft_build.read_draft(drafts, root / draft_build.DRAFTS / f"{name}.md")
    made = draft_build.build(drafts, draft, [form])
    if made is None or drafts.report.failed:
        return None
    if form == "txt":
        from twotrack.rfc.read.text_reader import read_text as read_plain

        return read_plain(Text.of(made.outputs["txt"].decode(), f"{name}.txt"))
    from twotrack.rfc.read.xml_reader import read

    return read(made.written.root, made.written.text)


def _frozen(root: Path, name: str, form: Form, report: Report) -> Document | None:
    shown = f"{FOLDER}/{name}.{form}"
    source = read_any_text(root / shown, shown, root, report)
    if source is None:
        return None
    text = Text.of(source, shown)
    if form == "txt":
        from twotrack.rfc.read.text_reader import read_text as read_plain

        return read_plain(text)
    from twotrack.rfc.read.xml_reader import parse, read

    try:
        return read(parse(source.encode()), text)
    except etree.XMLSyntaxError as error:
        where = Origin(shown, error.lineno or 0)
        report.add("rfc-submitted", where, f"this submission is no XML that can be read: {error.msg}")
        return None
