"""Build drafts: the stages from a draft file to its formats, in order. A failed stage ends the build."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from twotrack.census.conversion import report_missing
from twotrack.census.writing import draft_texts, report_unwritten
from twotrack.inputs import REFERENCES, Inputs
from twotrack.markdown.converter import Converter
from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.rfc.front import dates, front_writer
from twotrack.rfc.model.rfcxml import DraftXml, Part
from twotrack.rfc.model.xml_anchors import targets_of
from twotrack.rfc.references import reference_lists, siblings
from twotrack.rfc.references.reference_lists import LEVELS, Sources
from twotrack.rfc.references.siblings import Sibling
from twotrack.rfc.source import draft_file, file_include, front_matter, single_file, submissions
from twotrack.rfc.source.assembly import assemble_draft
from twotrack.rfc.source.dialect import dialect_of
from twotrack.rfc.source.draft_file import DraftFile
from twotrack.rfc.source.front_matter import Meta
from twotrack.rfc.source.index_words import mark_words
from twotrack.rfc.source.kramdown import translate
from twotrack.rfc.tools import formats as formats_of
from twotrack.rfc.tools.schema_validation import validate
from twotrack.rfc.write.attributes import apply_markers
from twotrack.rfc.write.writer import write
from twotrack.source.tree import Tree, read_text
from twotrack.source.tree_entries import MARKDOWN_SUFFIXES
from twotrack.text import Origin, Text

DRAFTS = "drafts"
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_UNDEFINED = frozenset({"rfc-reference-missing", "citation-unknown"})
_KEY = re.compile(r"'([^']+)' ")
OUT = "build/drafts"
"""The default folder of built drafts, which the site copies."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft file: the path shown in messages, its contents, and its date."""

    path: str
    file: DraftFile
    date: dt.date


@dataclass(frozen=True, slots=True)
class Drafts:
    """The drafts of a project by citation key, with the references and the converter that they share.

    `shared` contains the definitions of `drafts/references.yml`. Problems found in a draft go to `report`.
    """

    inputs: Inputs
    shared: Meta
    converter: Converter
    report: Report
    by_key: Mapping[str, Draft] = field(default_factory=dict)
    references: str = REFERENCES

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self.inputs.root

    @property
    def tree(self) -> Tree:
        """The source tree."""
        return self.inputs.tree

    @property
    def paths(self) -> list[Path]:
        """The draft files, sorted by name."""
        return draft_paths(self.root)


@dataclass(frozen=True, slots=True)
class Built:
    """A built draft: its document name and its formats."""

    name: str
    date: dt.date
    written: DraftXml
    outputs: Mapping[str, bytes] = field(default_factory=dict)


def draft_paths(root: Path) -> list[Path]:
    """List the draft files of a project, sorted by name."""
    return sorted((root / DRAFTS).glob("draft-*.md"))


def report_misnamed(root: Path, report: Report) -> None:
    """Report drafts whose file name has another ending, since they would not be built."""
    if os.path.lexists(root / DRAFTS) and not (root / DRAFTS).is_dir():
        report.add("unreadable", Origin(DRAFTS, 0), "a file, not a folder of drafts; rename it")
    for path in sorted((root / DRAFTS).glob("draft-*")):
        if path.suffix != ".md" and path.suffix.lower() in MARKDOWN_SUFFIXES:
            text = f"a draft's name must end with .md; rename the file to {path.stem}.md"
            report.add("unreadable", Origin(f"{DRAFTS}/{path.name}", 0), text)


def read_drafts(inputs: Inputs, report: Report) -> Drafts:
    """Read the drafts of a project and the references that they share."""
    root = inputs.root
    shared = _references(root, REFERENCES, report)
    by_key = {}
    for path in draft_paths(root):
        # Errors of a draft are reported when it is built.
        draft = _read(root, path, Report())
        by_key[siblings.key_of(draft.file.meta)] = draft
    return Drafts(inputs, shared, _without_colours(inputs.converter), report, by_key)


def open_single(path: Path, report: Report) -> Drafts:
    """Return the context of a draft file outside any project: its folder and the `references.yml` in it."""
    folder = path.resolve().parent
    shared = _references(folder, single_file.REFERENCES, report)
    inputs = Inputs(folder, single_file.empty_tree(folder), report.silenced)
    return Drafts(inputs, shared, _without_colours(Converter()), report, references=single_file.REFERENCES)


def _references(root: Path, name: str, report: Report) -> Meta:
    path = root / name
    if not path.exists():
        return Meta({})
    source = read_text(path, name, path.parent, report)
    return front_matter.read(Text.of(source or "", name), report)


def _without_colours(converter: Converter) -> Converter:
    """Make a converter with the same extensions that leaves code unchanged.

    A draft does not use highlighting, which takes a tenth of the conversion time, and Pygments replaces
    languages that it does not know, such as `aasvg` or `ascii-art`, with "text".
    """
    extensions = dict(converter.extensions)
    settings = extensions.get("pymdownx.highlight")
    if settings is not None:
        extensions["pymdownx.highlight"] = {**settings, "use_pygments": False}
    return Converter(extensions, converter.store)


def with_report(drafts: Drafts, report: Report) -> Drafts:
    """Copy the drafts with another report."""
    return replace(drafts, report=report)


def read_draft(drafts: Drafts, path: Path) -> Draft:
    """Read a draft file."""
    return _read(drafts.root, path, drafts.report)


def undefined_references(report: Report) -> list[str]:
    """List the keys that are reported as cited and not defined, sorted."""
    found = (
        match[1]
        for problem in report.problems
        if problem.code in _UNDEFINED and (match := _KEY.match(problem.text))
    )
    return sorted(set(found))


def note_undefined(report: Report, path: str, command: str) -> None:
    """Add one problem that lists the references that are not defined, and the command that fetches them."""
    if missing := undefined_references(report):
        number = f"{len(missing)} undefined reference{'s' * (len(missing) > 1)}"
        text = f"{number}: {', '.join(missing)}; fetch with: {command}"
        report.add("rfc-references-undefined", Origin(path, 0), text)


def _read(root: Path, path: Path, report: Report) -> Draft:
    shown = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
    source = read_text(path, shown, path.parent, report)
    if source is None:
        return Draft(shown, DraftFile(Meta({}), start=Origin(shown, 0)), dt.date.min)
    # Messages about an empty file need a first line, too.
    text = file_include.expand(Text.of(source or "\n", shown), root, path.parent, report)
    file = draft_file.parse(text, report)
    written = file.meta.get("date")
    found = None if written is None or dates.is_placeholder(written) else dates.attributes(written)
    return Draft(shown, file, dates.complete(found) if found else dates.of_source(path))


def build(
    drafts: Drafts,
    draft: Draft,
    formats: Iterable[str],
    revision: str | None = None,
    *,
    checked: bool = False,
) -> Built | None:
    """Build a draft in the given formats; return None, with the reasons reported, if it has errors.

    With `checked`, the findings of idnits and of the checks of drafts are reported too.
    """
    # Errors in other drafts do not hide those of this one, but its formats are no longer needed.
    own = with_report(drafts, Report(drafts.report.silenced))
    useless = drafts.report.failed and not checked
    written = _write(own, draft, revision)
    outputs: Mapping[str, bytes] = {}
    if written is not None and not useless:
        stem = (written.root.get("docName") or "") if revision else Path(draft.path).stem
        outputs = formats_of.render(written, formats, draft.date, own.report, stem)
        if checked:
            _check(own, written, draft.file.meta, outputs)
    drafts.report.take(own.report)
    return None if written is None else Built(written.root.get("docName") or "", draft.date, written, outputs)


def _write(drafts: Drafts, draft: Draft, revision: str | None) -> DraftXml | None:
    """Write a draft as valid RFCXML; return None, with the reasons reported, if it has errors."""
    report, meta = drafts.report, draft.file.meta
    if not meta.values:
        return None
    # Report all errors in one run: those of reading and those of writing.
    converted = convert(drafts, draft, whole=False)
    if converted is None:
        front_writer.front(meta, front_writer.name_of(meta, revision), draft.date, report)
        return None
    parts, sources = converted
    late = Report(report.silenced)
    try:
        # Writing modifies the converted texts.
        blocks = draft_texts(part.document for part in parts)
        written = write(meta, parts, sources, late, date=draft.date, revision=revision, folder=drafts.root)
        if not (late.failed or report.failed):
            report_unwritten(blocks, written.root, report)
    except RecursionError:
        _too_deep(draft.file, report)
        return None
    _take_new(late, report)
    # An error that is already reported makes the tree invalid; the schema would only repeat it.
    return written if not report.failed and validate(written, report) else None


def _take_new(late: Report, report: Report) -> None:
    """Add the problems of writing, except those caused by an error on the same line."""
    failed = {(problem.path, problem.line) for problem in report.problems if problem.severity == "error"}
    for problem in late.problems:
        if problem.code != "rfc-target-missing" or (problem.path, problem.line) not in failed:
            report.add(problem.code, Origin(problem.path, problem.line), problem.text)


def _check(drafts: Drafts, written: DraftXml, meta: Meta, outputs: Mapping[str, bytes]) -> None:
    from twotrack.rfc.checks import draft_checks
    from twotrack.rfc.tools import idnits

    draft_checks.run(written, meta, drafts.report, drafts.tree.editions)
    tool = idnits.find(drafts.root)
    if tool is None:
        drafts.report.add(
            "rfc-idnits-unread", written.origins[0], "idnits is not installed, so it was not run"
        )
    else:
        idnits.check(tool, written.root.get("docName") or "draft", outputs, written, drafts.report)


def convert(drafts: Drafts, draft: Draft, *, whole: bool = True) -> tuple[list[Part], Sources] | None:
    """Convert the text of a draft: kramdown's forms, conditions, includes, references, Markdown.

    The result is the parts, and the sources of references with the keys that only the text names. It is None,
    with the reasons reported, if the text cannot be converted or, with `whole`, has errors.
    """
    others = _cited_drafts(drafts, draft)
    sources = Sources(draft.file.meta, drafts.shared, drafts=_definitions(drafts))
    converted = _converted(drafts, draft, sources, others, whole=whole)
    if converted is None:
        return None
    parts, sources = converted
    documents = [part.document for part in parts]
    siblings.resolve(documents, targets_of(documents), others, sources.knows)
    return parts, sources


def _converted(
    drafts: Drafts, draft: Draft, sources: Sources, others: Sequence[Sibling], *, whole: bool = True
) -> tuple[list[Part], Sources] | None:
    """Convert the text; with `whole`, return None if anything in it cannot be resolved."""
    report, meta = drafts.report, draft.file.meta
    edition = meta.text("edition") or drafts.tree.editions.site
    if edition not in drafts.tree.editions.editions:
        text = f"unknown edition '{edition}'; expected one of: {', '.join(drafts.tree.editions.editions)}"
        report.add("rfc-edition", meta.where("edition"), text)
        return None
    stage = Report(report.silenced)
    try:
        return _resolved(with_report(drafts, stage), draft, edition, sources, others, whole=whole)
    finally:
        report.take(stage)


def _resolved(  # noqa: PLR0913 - the inputs of conversion
    drafts: Drafts, draft: Draft, edition: str, sources: Sources, others: Sequence[Sibling], *, whole: bool
) -> tuple[list[Part], Sources] | None:
    report = drafts.report
    listed = frozenset(str(key) for level in (*LEVELS, "ref") for key in sources.listed(level))
    written = {part.name: part.text for part in draft.file.parts}
    dialect = dialect_of(draft.file.meta, report)
    translated = translate(written, sources.alias_targets(), listed, report, dialect)
    sources = replace(sources, named=translated.aliases)
    # The URLs are for the website: a draft cites by key. An anchor of another draft counts as a key.
    keys = {*listed, *sources.named, *sources.shared.values, *sources.drafts}
    published = dict.fromkeys(sorted(keys.union(*(other.places for other in others))), "")
    try:
        texts = assemble_draft(
            drafts.inputs, edition, translated.parts, published, report, generated=draft.file.generated
        )
        if not _is_xml(texts, report):
            return None
        found = {
            part.name: drafts.converter.document_or_report(texts[part.name], report)
            for part in draft.file.parts
        }
        for document in found.values():
            # What cannot be read in one way is reported already; its words would only repeat that.
            if document is not None and not report.failed:
                report_missing(document, report)
    except RecursionError:
        _too_deep(draft.file, report)
        return None
    documents = {name: document for name, document in found.items() if document is not None}
    if len(documents) < len(found):
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
    """Report elements that are nested too deeply for recursive writers, at the line with the most tags."""
    lines = [
        (line.count("<"), origin)
        for part in file.parts
        for line, origin in zip(part.text.lines, part.text.origins, strict=True)
    ]
    _, where = max(lines, key=lambda line: line[0], default=(0, file.start))
    report.add("rfc-nested", where, "elements are nested too deep; nest them less")


def _is_xml(texts: Mapping[str, Text], report: Report) -> bool:
    """Check that a text has only XML characters (XML 1.0, 2.2); report each line that has others."""
    fine = True
    for text in texts.values():
        for line, origin in zip(text.lines, text.origins, strict=True):
            if not line.isprintable() and (found := _NOT_XML.search(line)):
                words = f"U+{ord(found[0]):04X} is not allowed in XML; remove it"
                report.add("rfc-character", origin, words)
                fine = False
    return fine


def _cited_drafts(drafts: Drafts, draft: Draft) -> list[Sibling]:
    """Convert the drafts of the project that this one cites, to find their anchors."""
    text = "\n".join(line for part in draft.file.parts for line in part.text.lines)
    listed = {str(key) for level in LEVELS for key in Sources(draft.file.meta).listed(level)}
    found = []
    for key, other in drafts.by_key.items():
        if other.path == draft.path or (key not in listed and key not in text):
            continue
        # Its problems are reported when that draft is built.
        sources = Sources(other.file.meta, drafts.shared, drafts=_definitions(drafts))
        converted = _converted(with_report(drafts, Report()), other, sources, (), whole=False)
        documents = {part.name: part.document for part in converted[0]} if converted else {}
        found.append(Sibling(key, siblings.places(documents.get("middle"), documents.get("back"))))
    return found


def _definitions(drafts: Drafts) -> dict[str, dict[str, Any]]:
    return {
        key: siblings.definition(
            other.file.meta,
            submissions.newest(drafts.root, other.file.meta.text("docname", "docName")),
            other.date.isoformat(),
        )
        for key, other in drafts.by_key.items()
    }


def draft_documents(drafts: Drafts, name: str) -> dict[str, Document]:
    """Return the converted parts of a draft by name; empty if the text has errors."""
    converted = convert(drafts, read_draft(drafts, drafts.root / DRAFTS / f"{name}.md"))
    return {part.name: part.document for part in converted[0]} if converted else {}
