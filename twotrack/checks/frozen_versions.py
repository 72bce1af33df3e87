"""Frozen versions: their text does not change any more. Errata are recorded next to it.

A version with `frozen: true` in `editions.yml` has a line in `spec/frozen.tsv`: its name and the SHA-256 of
its text. The text consists of the blocks of the pages that are cut for the version, with their anchors. An
erratum is an admonition (`!!! erratum "Erratum 1"`), and no part of the text.
"""

from __future__ import annotations

import copy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from twotrack.checks.work import Work
from twotrack.config.facets import Edition
from twotrack.output import write_source
from twotrack.problems import Report
from twotrack.redline.blocks.block_list import blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.source.tree import EDITIONS, SPEC, read_text
from twotrack.text import Origin

REGISTER = f"{SPEC}/frozen.tsv"
ERRATUM = "erratum"
_LINE = re.compile(r"([^\t]+)\t([0-9a-f]{64})")


def frozen_versions(work: Work) -> None:
    """Report frozen versions whose text is not the registered one, or is not registered."""
    known = _registered(work, work.report)
    for edition in _frozen(work):
        version = edition.values[work.editions.version_facet]
        digest, where = known.pop(version, ("", Origin(f"{SPEC}/{EDITIONS}", 0)))
        if not digest:
            text = f"version {version!r} is frozen and not registered; run `twotrack check --update-frozen`"
            work.report.add("version-unregistered", where, text)
        elif digest != text_hash(work, edition):
            text = (
                f"the text of the frozen version {version!r} has changed; restore it, record an erratum next"
                " to it, or make the change in another version"
            )
            work.report.add("version-changed", where, text)
    for version, (_, where) in known.items():
        text = f"version {version!r} was frozen, and {SPEC}/{EDITIONS} no longer declares that; restore it"
        work.report.add("version-changed", where, text)


def register_versions(work: Work) -> None:
    """Add the frozen versions that are not registered yet; registered ones are not changed.

    A register with faults is only reported: its lines that cannot be read would be lost.
    """
    own = Report()
    known = {version: digest for version, (digest, _) in _registered(work, own).items()}
    work.report.take(own)
    if own.problems:
        return
    for edition in _frozen(work):
        version = edition.values[work.editions.version_facet]
        if version not in known:
            known[version] = text_hash(work, edition)
    if known:
        lines = "".join(f"{version}\t{digest}\n" for version, digest in known.items())
        write_source(work.root / REGISTER, lines)


def text_hash(work: Work, edition: Edition) -> str:
    """Return the hash of the text of a version, without errata."""
    lines: list[str] = []
    sources = {f"{SPEC}/{source}" for source in work.editions.versioned}
    for path, document in sorted(work.documents(edition.name).items()):
        if path in sources:
            root = copy.deepcopy(document.root)
            for erratum in root.xpath(f'.//*[contains(concat(" ", @class, " "), " {ERRATUM} ")]'):
                erratum.drop_tree()
            for block in blocks_of({path: replace(document, root=root)}, Tokenizer()):
                words = " ".join(token.text for token in block.tokens)
                lines.append(f"{block.kind}\t{block.anchor or ''}\t{words}")
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _frozen(work: Work) -> Iterator[Edition]:
    """Yield the edition of each frozen version, which has its name."""
    for version in work.editions.lineage.versions.values():
        if version.frozen:
            yield work.editions.editions[version.id]


def _registered(work: Work, report: Report) -> dict[str, tuple[str, Origin]]:
    path = work.root / REGISTER
    found: dict[str, tuple[str, Origin]] = {}
    text = (read_text(path, REGISTER, work.root, report) or "") if path.exists() else ""
    for number, line in enumerate(text.split("\n"), 1):
        match = _LINE.fullmatch(line)
        if match is not None:
            found[match[1]] = match[2], Origin(REGISTER, number)
        elif line:
            problem = "expected a version, a tab, and a SHA-256 in hexadecimal"
            report.add("register", Origin(REGISTER, number), problem)
    return found
