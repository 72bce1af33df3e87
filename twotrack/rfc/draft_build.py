"""From a draft file to its formats: the stages in order, and nothing written when one fails."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from twotrack.census.conversion import report_missing
from twotrack.census.writing import draft_words, report_unwritten
from twotrack.markdown.converter import Converter, open_converter
from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.rfc.front import dates, front_writer
from twotrack.rfc.model.rfcxml import Part, Written
from twotrack.rfc.model.xml_anchors import targets_of
from twotrack.rfc.references import reference_lists, siblings
from twotrack.rfc.references.reference_lists import LEVELS, Sources
from twotrack.rfc.references.siblings import Sibling
from twotrack.rfc.source import draft_file, file_include, front_matter, submissions
from twotrack.rfc.source.assembly import assemble_draft
from twotrack.rfc.source.draft_file import DraftFile
from twotrack.rfc.source.front_matter import Meta
from twotrack.rfc.source.index_words import mark_words
from twotrack.rfc.source.kramdown import translate
from twotrack.rfc.tools.schema_validation import validate
from twotrack.rfc.write.attributes import apply_markers
from twotrack.rfc.write.writer import write
from twotrack.source.tree import Tree, read_text, read_tree
from twotrack.text import Origin, Text

DRAFTS = "drafts"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
REFERENCES = "drafts/references.yml"
OUT = "build/drafts"
"""Where the command writes what it builds, unless it is told otherwise; the site takes it from there."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft, read: the path shown in messages, its file, and its date where the front matter has none."""

    path: str
    file: DraftFile
    date: dt.date


@dataclass(frozen=True, slots=True)
class Project:
    """What all drafts of a build share: the tree they include from, the references, the converter."""

    root: Path
    tree: Tree
    shared: Meta
    converter: Converter
    report: Report
    drafts: Mapping[str, Draft] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Built:
    """A draft, written: its document name and its formats."""

    name: str
    date: dt.date
    written: Written
    outputs: Mapping[str, bytes] = field(default_factory=dict)


def open_project(root: Path, report: Report) -> Project | None:
    """Read what all drafts share; none if the tree cannot be used."""
    tree = read_tree(root, report)
    if tree is None:
        return None
    path = root / REFERENCES
    shared = Meta({})
    if path.exists():
        source = read_text(path, REFERENCES, path.parent, report)
        shared = front_matter.read(Text.of(source or "", REFERENCES), report)
    drafts = {}
    for path in sorted((root / DRAFTS).glob("draft-*.md")):
        # What is wrong with a draft is reported when it is built.
        draft = _read(root, path, Report())
        drafts[siblings.key_of(draft.file.meta)] = draft
    return Project(root, tree, shared, _without_colours(open_converter(root)), report, drafts)


def _without_colours(converter: Converter) -> Converter:
    """Return a converter of the same extensions that leaves code as it is.

    A draft has no use for highlighting, which costs a tenth of the conversion; and Pygments calls every
    language that it does not know, `aasvg` or `ascii-art`, text.
    """
    extensions = dict(converter.extensions)
    settings = extensions.get("pymdownx.highlight")
    if settings is not None:
        extensions["pymdownx.highlight"] = {**settings, "use_pygments": False}
    return Converter(extensions)


def quiet(project: Project, report: Report) -> Project:
    """Return the same project with another report, for work whose faults are told elsewhere."""
    return replace(project, report=report)


def read_draft(project: Project, path: Path) -> Draft:
    """Read a draft file."""
    return _read(project.root, path, project.report)


def _read(root: Path, path: Path, report: Report) -> Draft:
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    source = read_text(path, shown, path.parent, report)
    if source is None:
        return Draft(shown, DraftFile(Meta({}), start=Origin(shown, 0)), dt.date.min)
    # An empty file has a first line all the same, to be named in messages.
    text = file_include.expand(Text.of(source or "\n", shown), root, path.parent, report)
    file = draft_file.parse(text, report)
    written = file.meta.get("date")
    found = None if written is None else dates.attributes(written)
    return Draft(shown, file, dates.complete(found) if found else dates.of_source(path))


def build(
    project: Project,
    draft: Draft,
    formats: Iterable[str],
    revision: str | None = None,
    *,
    checked: bool = False,
) -> Built | None:
    """Build a draft in the formats asked for; none, with the reasons reported, where that cannot be.

    With `checked`, everything is reported that the datatracker, idnits or a careful reader would say.
    """
    # What is wrong with this draft is found whatever is wrong with others; nothing is drawn for nothing.
    own = quiet(project, Report(project.report.silenced))
    useless = project.report.failed and not checked
    written = _write(own, draft, revision)
    outputs: Mapping[str, bytes] = {}
    if written is not None and not useless:
        from twotrack.rfc.tools import xml2rfc_formats

        stem = (written.root.get("docName") or "") if revision else Path(draft.path).stem
        outputs = xml2rfc_formats.render(written, formats, draft.date, own.report, stem)
        if checked:
            _check(own, written, draft.file.meta, outputs)
    project.report.take(own.report)
    return None if written is None else Built(written.root.get("docName") or "", draft.date, written, outputs)


def _write(project: Project, draft: Draft, revision: str | None) -> Written | None:
    """Write a draft as valid RFCXML; none, with the reasons reported, where that cannot be."""
    report, meta = project.report, draft.file.meta
    if not meta.values:
        return None
    converted = convert(project, draft)
    if converted is None:
        front_writer.front(meta, front_writer.name_of(meta, revision), draft.date, report)
        return None
    parts, sources = converted
    try:
        # Writing takes the converted texts apart.
        words = draft_words(part.document for part in parts)
        written = write(meta, parts, sources, report, date=draft.date, revision=revision, folder=project.root)
        if not report.failed:
            report_unwritten(words, written.root, report)
    except RecursionError:
        _too_deep(draft.file, report)
        return None
    # Whatever is reported so far makes the tree invalid: what the schema says of it would be noise.
    return written if not report.failed and validate(written, report) else None


def _check(project: Project, written: Written, meta: Meta, outputs: Mapping[str, bytes]) -> None:
    from twotrack.rfc.checks import draft_checks
    from twotrack.rfc.tools import idnits

    draft_checks.run(written, meta, project.report)
    tool = idnits.find(project.root)
    if tool is None:
        project.report.add(
            "rfc-idnits-unread", written.origins[0], "idnits is not installed, so it was not run"
        )
    else:
        idnits.check(tool, written.root.get("docName") or "draft", outputs, written, project.report)


def convert(project: Project, draft: Draft) -> tuple[list[Part], Sources] | None:
    """Convert the text of a draft: kramdown's forms, conditions, includes, references, Markdown.

    Beside the parts come the sources of its references, with the keys that only its text names.
    """
    others = _cited_drafts(project, draft)
    sources = Sources(draft.file.meta, project.shared, drafts=_definitions(project))
    converted = _converted(project, draft, sources, others)
    if converted is None:
        return None
    parts, sources = converted
    documents = [part.document for part in parts]
    siblings.resolve(documents, targets_of(documents), others, sources.knows)
    return parts, sources


def _converted(
    project: Project, draft: Draft, sources: Sources, others: Sequence[Sibling], *, whole: bool = True
) -> tuple[list[Part], Sources] | None:
    """Convert the text; with `whole`, none if anything in it cannot be resolved."""
    report, meta = project.report, draft.file.meta
    edition = meta.text("edition") or project.tree.editions.site
    if edition not in project.tree.editions.editions:
        text = f"there is no edition '{edition}' in spec/editions.yml"
        report.add("rfc-edition", meta.where("edition"), text)
        return None
    stage = Report(report.silenced)
    try:
        return _resolved(quiet(project, stage), draft, edition, sources, others, whole=whole)
    finally:
        report.take(stage)


def _resolved(  # noqa: PLR0913 - what conversion is made of
    project: Project, draft: Draft, edition: str, sources: Sources, others: Sequence[Sibling], *, whole: bool
) -> tuple[list[Part], Sources] | None:
    report = project.report
    listed = frozenset(str(key) for level in (*LEVELS, "ref") for key in sources.listed(level))
    written = {part.name: part.text for part in draft.file.parts}
    translated = translate(written, sources.nicknames(), listed, report)
    sources = replace(sources, named=translated.aliases)
    # The URLs are for the website: a draft cites by key. An anchor of another draft passes as a key too.
    keys = {*listed, *sources.named, *sources.shared.values, *sources.drafts}
    published = dict.fromkeys(sorted(keys.union(*(other.places for other in others))), "")
    try:
        texts = assemble_draft(project.tree, edition, translated.parts, published, report)
        if not _is_xml(texts, report):
            return None
        documents = {part.name: project.converter.document(texts[part.name]) for part in draft.file.parts}
        for document in documents.values():
            report_missing(document, report)
    except RecursionError:
        _too_deep(draft.file, report)
        return None
    parts = []
    for part in draft.file.parts:
        document = documents[part.name]
        apply_markers(document.root)
        if translated.index:
            mark_words(document.root, translated.index)
        parts.append(Part(part.name, document, part.title, part.removed))
    if whole and report.failed:
        reference_lists.report_missing(reference_lists.citations(documents.values()), sources, report)
        return None
    return parts, sources


def _too_deep(file: DraftFile, report: Report) -> None:
    """Report marks in marks, for each of which the writers call themselves, at the line with most tags."""
    lines = [
        (line.count("<"), origin)
        for part in file.parts
        for line, origin in zip(part.text.lines, part.text.origins, strict=True)
    ]
    _, where = max(lines, key=lambda line: line[0], default=(0, file.start))
    report.add("rfc-nested", where, "marks are nested too deep to be read; nest them less")


def _is_xml(texts: Mapping[str, Text], report: Report) -> bool:
    """Whether a text has only characters that XML takes; each line that has others is reported."""
    fine = True
    for text in texts.values():
        for line, origin in zip(text.lines, text.origins, strict=True):
            if not line.isprintable() and (found := _NOT_XML.search(line)):
                words = f"U+{ord(found[0]):04X} cannot stand in XML; take it out"
                report.add("rfc-character", origin, words)
                fine = False
    return fine


def _cited_drafts(project: Project, draft: Draft) -> list[Sibling]:
    """Convert the drafts of the project that this one cites, to know where their anchors stand."""
    text = "\n".join(line for part in draft.file.parts for line in part.text.lines)
    listed = {str(key) for level in LEVELS for key in Sources(draft.file.meta).listed(level)}
    found = []
    for key, other in project.drafts.items():
        if other.path == draft.path or (key not in listed and key not in text):
            continue
        # Its own faults are reported when it is built itself.
        sources = Sources(other.file.meta, project.shared, drafts=_definitions(project))
        converted = _converted(quiet(project, Report()), other, sources, (), whole=False)
        documents = {part.name: part.document for part in converted[0]} if converted else {}
        found.append(Sibling(key, siblings.places(documents.get("middle"), documents.get("back"))))
    return found


def _definitions(project: Project) -> dict[str, dict[str, Any]]:
    return {
        key: siblings.definition(
            other.file.meta,
            submissions.newest(project.root, other.file.meta.text("docname")),
            other.date.isoformat(),
        )
        for key, other in project.drafts.items()
    }


def draft_documents(root: Path, name: str, report: Report) -> dict[str, Document]:
    """Return the converted parts of a draft by name, for a redline; none if the text has faults."""
    project = open_project(root, report)
    converted = convert(project, read_draft(project, root / DRAFTS / f"{name}.md")) if project else None
    parts = converted[0] if converted else []
    return {part.name: part.document for part in parts}
