"""The requirements of a text as data: "what must a server implement for I.1?"."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from twotrack.config.facets import Editions
from twotrack.markdown.document import Document
from twotrack.redline.blocks.block_list import Block, blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.requirements.statements import Memory, Reader
from twotrack.source.tree import SPEC
from twotrack.text import Origin

# How formulas begin (OWASP, "CSV Injection").
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
FIELDS = (
    *("level", "actor", "text", "anchor", "section", "page", "domain", "editions", "path", "line"),
    *("provenance", "note"),
)


@dataclass(frozen=True, slots=True)
class Requirement:
    """A statement with a key word of BCP 14.

    `anchor` is that of the item or, if it has none, of the section; `section` its title; `page` the source
    page below `spec/` (that of the text, which may come from another file); `editions` names those with it.
    `provenance` is the class of its row in `spec/provenance/`, if it has one, and `note` the note there.
    """

    level: str
    actor: str
    text: str
    anchor: str
    section: str
    page: str
    domain: str
    editions: tuple[str, ...]
    where: Origin
    provenance: str = ""
    note: str = ""


def requirements(editions: Mapping[str, Mapping[str, Document]], declared: Editions) -> list[Requirement]:
    """Return every requirement of the editions, given as name -> source path -> document.

    One that reads alike in several editions is listed once, with the names of all of them.
    """
    found: dict[tuple[Origin, int, str, str, str], tuple[Requirement, list[str]]] = {}
    # Editions have most of their blocks in common.
    tokenizer = Tokenizer()
    memory: Memory = {}
    for name, documents in editions.items():
        for number, requirement in _numbered(documents, declared, tokenizer, memory):
            place = Origin(requirement.where.path, requirement.where.line)
            key = (place, number, requirement.level, requirement.text, requirement.page)
            found.setdefault(key, (requirement, []))[1].append(name)
    return [
        Requirement(
            first.level,
            first.actor,
            first.text,
            first.anchor,
            first.section,
            first.page,
            first.domain,
            tuple(names),
            Origin(first.where.path, first.where.line),
        )
        for first, names in found.values()
    ]


def _numbered(
    documents: Mapping[str, Document], declared: Editions, tokenizer: Tokenizer, memory: Memory
) -> Iterator[tuple[int, Requirement]]:
    """Yield requirements, each with its number among those of its block."""
    actors = declared.vocabulary.actors
    reader = Reader(actors, memory)
    for block in blocks_of(documents, tokenizer):
        if block.kind in {"heading", "page"}:
            reader = Reader(actors, memory)
        elif block.kind not in {"code", "caption"}:
            yield from enumerate(_of_block(block, reader, declared))


def _of_block(block: Block, reader: Reader, declared: Editions) -> Iterator[Requirement]:
    page = block.page.removeprefix(f"{SPEC}/")
    domain = declared.domain(page)
    anchor = block.anchor or next((s.anchor for s in reversed(block.section) if s.anchor), "")
    title = block.section[-1].title if block.section else ""
    # A sentence with two key words of one actor, `MAY … and MAY …`, is one statement.
    for level, actor, text in dict.fromkeys(reader.read(block.tokens)):
        yield Requirement(
            level, actor, text, anchor, title, page, domain.name if domain else "", (), block.origin
        )


def to_csv(rows: list[Requirement]) -> str:
    """Return requirements as CSV (RFC 4180, with line feeds), a heading first."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(FIELDS)
    writer.writerows([_cell(value) for value in _values(row).values()] for row in rows)
    return out.getvalue()


def _cell(value: str | int) -> str | int:
    """Return a value that no spreadsheet reads as a formula: a `'` is put before one that begins like it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA) else value


def to_json(rows: list[Requirement]) -> str:
    """Return requirements as a JSON array of objects."""
    objects = [{**_values(row), "editions": list(row.editions)} for row in rows]
    return json.dumps(objects, ensure_ascii=False, indent=1) + "\n"


def _values(row: Requirement) -> dict[str, str | int]:
    return {
        "level": row.level,
        "actor": row.actor,
        "text": row.text,
        "anchor": row.anchor,
        "section": row.section,
        "page": row.page,
        "domain": row.domain,
        "editions": " ".join(row.editions),
        "path": row.where.path,
        "line": row.where.line,
        "provenance": row.provenance,
        "note": row.note,
    }
