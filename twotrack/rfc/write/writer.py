"""The writer, which converts the parts of a draft to one RFCXML tree."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from pathlib import Path

from lxml import etree
from lxml.etree import _Element

from twotrack.markdown.document import Document
from twotrack.problems import Report
from twotrack.rfc.front import front_writer as front_of
from twotrack.rfc.model.content_model import append_blocks, fit_blocks, inline_element
from twotrack.rfc.model.rfcxml import DraftXml, Part
from twotrack.rfc.model.writer_context import Context, Settings, Target, like, set_line
from twotrack.rfc.model.xml_anchors import targets_of
from twotrack.rfc.references import reference_lists as references_of
from twotrack.rfc.references.reference_lists import Sources
from twotrack.rfc.source.dialect import dialect_of
from twotrack.rfc.source.front_matter import Meta
from twotrack.rfc.write.dispatch import BLOCK_WRITERS
from twotrack.rfc.write.footnotes import place_footnotes
from twotrack.rfc.write.section_elements import body, nest, write_sections
from twotrack.text import Origin

# The element for the text of a part, if that is not in a section of the author.
_HOLDERS = {"venue-text": "note"}
_FOLD = 69
"""The default width that code is folded to: that of the text of an RFC."""


def write(  # noqa: PLR0913 - the keyword arguments are unrelated
    meta: Meta,
    parts: Sequence[Part],
    sources: Sources,
    report: Report,
    *,
    date: dt.date,
    revision: str | None = None,
    folder: Path | None = None,
) -> DraftXml:
    """Write a draft.

    `meta` is its front matter, `parts` its converted text (attribute lists applied), `sources` the
    definitions of its references, `date` the date if the front matter has no date. `revision` replaces
    `-latest`, `folder` is that of the project, with its tools. Elements without an equivalent in RFCXML are
    reported; the tree is complete nevertheless.
    """
    documents = [part.document for part in parts]
    settings = _settings(meta, parts, folder)
    for document in documents:
        if not settings.crefs:
            place_footnotes(document.root)
    targets = targets_of(documents)
    if meta.items("contributor") or any(part.name == "contributor" for part in parts):
        targets.setdefault("contributors", Target("section", "contributors"))
    origins = (meta.where(), *(origin for document in documents for origin in document.text.origins))
    name = front_of.name_of(meta, revision)
    root = front_of.rfc_element(meta, name)
    set_line(root, 1)
    front = front_of.front(meta, name, date, report)
    root.append(front)
    offset = 1
    written: dict[str, _Element] = {}
    texts: dict[str, list[_Element]] = {}
    for part in parts:
        context = Context(part.document, report, origins, offset, targets, settings, BLOCK_WRITERS)
        offset += len(part.document.text)
        if part.title or part.name == "abstract":
            front.append(_front_part(part, context))
        elif part.name not in {"middle", "back"}:
            texts[part.name] = _blocks(part, context)
        else:
            written[part.name] = _sections(part, context)
    _finish_front(front, meta, name, texts, report)
    root.append(_middle(written.get("middle"), meta, report))
    extra: list[Origin] = []

    def mark(element: _Element, origin: Origin) -> None:
        extra.append(origin)
        set_line(element, len(origins) + len(extra))

    back = _back(written.get("back"), documents, sources, report, mark)
    if (section := front_of.contributors(meta, report, texts)) is not None:
        back.append(section)
    # xml2rfc adds the index to the back, which may be empty.
    if len(back) or next(root.iter("iref"), None) is not None:
        root.append(back)
    references_of.plain_sections(root)
    _line_all(root)
    lines = ("", *(line for document in documents for line in document.text.lines))
    return DraftXml(root, (*origins, *extra), lines)


def _finish_front(
    front: _Element, meta: Meta, name: str, texts: Mapping[str, Sequence[_Element]], report: Report
) -> None:
    """Insert the note about the document after the abstract; a missing abstract is reported."""
    abstract = front.find("abstract")
    if abstract is None:
        report.add("rfc-part-missing", meta.where(), "the draft has no '--- abstract'")
    if (note := front_of.venue(meta, name)) is not None:
        note.extend(texts.get("venue-text", ()))
        front.insert(len(front) if abstract is None else front.index(abstract) + 1, note)


def _line_all(root: _Element) -> None:
    """Copy the line of the parent to elements without a line: xml2rfc requires one."""
    for element in root.iter(etree.Element):
        around = element.getparent()
        if around is not None:
            like(element, around)


def _settings(meta: Meta, parts: Sequence[Part], folder: Path | None) -> Settings:
    dialect = dialect_of(meta, Report())
    fold = meta.get("fold")
    if not isinstance(fold, int):
        fold = 0 if dialect.strict else _FOLD
    return Settings(
        bcp14=meta.flag("bcp14", default=_declares_bcp14(parts)),
        nested_counters=meta.flag("nested-counters", default=not dialect.strict),
        crefs=(meta.text("footnotes") or ("cref" if dialect.strict else "")) == "cref",
        fold=_FOLD if fold is True else int(fold),
        root=folder,
        strict=dialect.strict,
        nested_types=dialect.nested_types,
    )


def _declares_bcp14(parts: Sequence[Part]) -> bool:
    """Return whether the text declares the key words of BCP 14; if not, they are plain words."""
    return any(
        link.get("data-cite") in {"RFC2119", "RFC8174", "BCP14"}
        for part in parts
        for link in part.document.root.iter("a")
    )


def _front_part(part: Part, context: Context) -> _Element:
    top = nest(part.document.root)
    made = etree.Element("abstract") if part.name == "abstract" else etree.Element("note")
    set_line(made, context.offset + 1)
    if part.title:
        made.append(inline_element("name", [part.title]))
        if part.removed:
            made.set("removeInRFC", "true")
    for section in top.children:
        if section.heading is not None:
            context.report.add(
                "rfc-no-form",
                context.where(section.heading),
                f"{part.title or 'the abstract'} cannot have sections",
            )
    append_blocks(made, body(top, part.document.root, context), context)
    if not any(child.tag != "name" for child in made):
        context.report.add(
            "rfc-part-missing", context.document.text.origin(1), f"'{part.title or part.name}' is empty"
        )
        etree.SubElement(made, "t")
    return made


def _blocks(part: Part, context: Context) -> list[_Element]:
    """Write a text without sections in a generated section."""
    top = nest(part.document.root)
    for section in top.children[:1]:
        where = context.document.text.origin(1) if section.heading is None else context.where(section.heading)
        context.report.add("rfc-no-form", where, f"'{part.name}' cannot have sections")
    return list(
        fit_blocks(body(top, part.document.root, context), _HOLDERS.get(part.name, "section"), context)
    )


def _sections(part: Part, context: Context) -> _Element:
    top = nest(part.document.root)
    stray = body(top, part.document.root, context)
    for block in stray[:1]:
        context.report.add(
            "rfc-text-before-section",
            context.origin_of(block),
            f"text before the first heading of '--- {part.name}' belongs to no section; give it a heading",
        )
    made = etree.Element(part.name)
    made.extend(write_sections(top.children, context))
    return made


def _middle(written: _Element | None, meta: Meta, report: Report) -> _Element:
    if written is not None and len(written):
        return written
    report.add("rfc-part-missing", meta.where(), "the draft has no sections under '--- middle'")
    middle = etree.Element("middle")
    etree.SubElement(etree.SubElement(middle, "section"), "name")
    return middle


def _back(
    written: _Element | None,
    documents: Sequence[Document],
    sources: Sources,
    report: Report,
    mark: references_of.Mark,
) -> _Element:
    cited = references_of.citations(documents)
    back = etree.Element("back")
    back.extend(references_of.display_names(sources, references_of.levels(cited, sources)))
    back.extend(references_of.write(cited, sources, report, mark))
    if written is not None:
        back.extend(list(written))
    return back


def targets(parts: Sequence[Part]) -> Mapping[str, Target]:
    """Collect the anchors of a draft's text, for other drafts that cite it."""
    return targets_of([part.document for part in parts])
