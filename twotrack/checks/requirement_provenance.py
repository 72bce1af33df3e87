"""Every requirement of the site's text has a provenance, if `editions.yml` declares the classes."""

from __future__ import annotations

from twotrack.checks.work import Work
from twotrack.requirements.provenance import CODE, classified, read_provenance
from twotrack.requirements.requirement_list import requirements

_SHOWN = 60


def provenance(work: Work) -> None:
    """Report requirements without a row, of a level that their class excludes, and rows without an anchor."""
    editions = work.editions
    if not editions.provenance:
        return
    rows = read_provenance(work.root, editions, work.report)
    main = editions.side(editions.editions[editions.site])
    versions = work.project.version_documents(work.built)
    texts = {editions.site: work.documents(editions.site)} | {
        version: documents
        for version, documents in versions.items()
        if editions.side(editions.editions[version]) == main
    }
    for requirement, row in classified(requirements(texts, editions), rows):
        text = requirement.text if len(requirement.text) <= _SHOWN else f"{requirement.text[:_SHOWN]}…"
        if row is None:
            message = f"no provenance of the requirement under {requirement.anchor!r}; add a row: {text}"
            work.report.add(CODE, requirement.where, message)
        elif requirement.level in editions.provenance[row.name].excludes:
            message = f"a requirement of the class {row.name!r} has the level {requirement.level}: {text}"
            work.report.add(CODE, requirement.where, message)
    known = {
        anchor
        for documents in (work.documents(editions.site), *versions.values())
        for document in documents.values()
        for anchor in document.root.xpath(".//@id")
    }
    for source in rows.rows.values():
        for name, row in source.items():
            anchor = name.partition("@")[0]
            if anchor not in known:
                work.report.add(CODE, row.where, f"no anchor {anchor!r} in the text")
