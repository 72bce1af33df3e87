"""An existing draft of kramdown-rfc as the draft of a new project.

The text is kept as it is written. Files that it includes and its `references.yml` are copied; lines that the
project needs are added to the front matter. Each of these changes is reported.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

from twotrack.inputs import REFERENCES
from twotrack.markdown.file_parts import find_file
from twotrack.problems import Report
from twotrack.rfc import draft_build
from twotrack.rfc.front.front_writer import name_of
from twotrack.rfc.source import single_file
from twotrack.rfc.source.submissions import base_name
from twotrack.source.tree import SPEC
from twotrack.text import Origin

_INCLUDE = re.compile(r"\{::include(?:-[^\s}]+)?[ \t]+(?P<name>[^}]+?)[ \t]*\}[ \t]*")
_CODE = re.compile(r"\s*:::[ \t]+include[ \t]+(?P<name>[^\s#]+)")
_IMAGE = re.compile(r"!\[[^\]]*\]\([ \t]*<?(?P<name>[^\s)>]+\.svg)", re.IGNORECASE)
_NAME = re.compile(r"draft-[\w.-]+")


@dataclass(slots=True)
class ForeignDraft:
    """The name and title of a draft, and the files of the new project that are made from it."""

    name: str
    title: str
    files: dict[str, str | bytes] = field(default_factory=dict)


def read_foreign(path: Path, edition: str, report: Report) -> ForeignDraft | None:
    """Read a draft for a project in which it has the text of `edition`; report each change.

    Returns None, with the reasons reported, if the draft cannot be built.
    """
    found = Report(report.silenced)
    drafts = draft_build.open_single(path, found)
    draft = draft_build.read_draft(drafts, path)
    if draft_build.build(drafts, draft, ()) is None:
        report.take(found)
        fetch = f"twotrack draft {shlex.quote(str(path))} --fetch-references"
        draft_build.note_undefined(report, draft.path, fetch)
        return None
    meta = draft.file.meta
    name = base_name(name_of(meta, None))
    if not _NAME.fullmatch(name):
        text = f"docname '{name}' does not begin with 'draft-', as the name of a draft in a project does"
        report.add("rfc-field-value", meta.where("docname"), text)
        return None
    title = meta.text("title")
    made = ForeignDraft(name, name if "{{" in title or not title.isprintable() else title)
    folder = path.resolve().parent
    shown = f"{draft_build.DRAFTS}/{name}.md"
    text = path.read_text(encoding="utf-8-sig")
    fields = _fields(edition, strict=meta.get("kramdown") is not None)
    made.files[shown] = _with_fields(text, fields)
    ends = ", with LF as line ends" if b"\r" in path.read_bytes() else ""
    _changed(report, shown, 0, f"copied from {path.name}{ends}")
    for number, (line, reason) in enumerate(fields, start=2):
        _changed(report, shown, number, f"added '{line}': {reason}")
    copied = dict(_used(text, folder))
    references = folder / single_file.REFERENCES
    if references.is_file():
        copied[references] = REFERENCES
    for source, target in copied.items():
        made.files[target] = source.read_bytes()
        _changed(report, target, 0, f"copied from {source.relative_to(folder).as_posix()}")
    return made


def _changed(report: Report, path: str, line: int, text: str) -> None:
    report.add("import-changed", Origin(path, line), text)


def _fields(edition: str, *, strict: bool) -> list[tuple[str, str]]:
    """Return the lines to add to the front matter, each with its reason."""
    fields = [(f"edition: {edition}", "the edition that conditions and included sections are cut for")]
    if not strict:
        fields.append(("kramdown: strict", "lists, tables and characters stay as kramdown-rfc reads them"))
    return fields


def _with_fields(text: str, fields: list[tuple[str, str]]) -> str:
    first, _, rest = text.partition("\n")
    return "\n".join((first, *(line for line, _ in fields), rest))


def _used(text: str, folder: Path) -> Iterator[tuple[Path, str]]:
    """Yield each file that a text includes, and included files include, with its path in the project."""
    seen: set[Path] = set()
    texts = [(text, folder)]
    while texts:
        written, beside = texts.pop()
        for line in written.split("\n"):
            for name, below in _names(line):
                path = find_file(folder, name, (beside, folder / SPEC, folder))
                if path is None or path in seen:
                    continue
                for each in (path, path.with_suffix(".txt")):
                    # The alternative of a drawing is beside it.
                    if each == path or (path.suffix.lower() == ".svg" and each.is_file()):
                        seen.add(each)
                        yield each, PurePosixPath(below, each.relative_to(folder).as_posix()).as_posix()
                texts.append((path.read_bytes().decode("utf-8", "replace"), path.parent))


def _names(line: str) -> Iterator[tuple[str, str]]:
    """Yield the names of files that a line includes, each with the folder of the project for it."""
    if match := _INCLUDE.fullmatch(line):
        yield match["name"], draft_build.DRAFTS
    if match := _CODE.match(line):
        yield match["name"], ""
    for match in _IMAGE.finditer(line):
        yield unquote(match["name"]), draft_build.DRAFTS
