"""References: none leads out of the LTS text; how often domains refer to each other."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from twotrack.checks.domain_references import Crossing, crossings
from twotrack.pages import Page
from twotrack.config.facets import Domain
from twotrack.site.views.view_context import Context
from twotrack.site.views.view_paths import REFERENCES_PAGE
from twotrack.site.views.page_markup import generated, table

_CUT = "reference-cut"
_BETWEEN = """\
How often the domain of a row refers to that of a column. Where a domain that the LTS takes up leans on one
that stays outside, the number is marked with *out*: to cut it is what the LTS has to do."""


def reference_page(context: Context) -> Iterator[Page]:
    """Yield the page of references, where there is another edition."""
    if context.lts is None or not context.counterparts:
        return
    declared = context.site.tree.editions
    blocks = ["# References {#reference-report}", "## Closure {#closure}", *_closure(context)]
    blocks += [
        "## Between domains {#between-domains}",
        _BETWEEN,
    ]
    for name, documents in context.documents.items():
        title = declared.editions[name].title
        blocks.append(_matrix(title, crossings(documents, declared), declared.domains))
    yield generated(
        REFERENCES_PAGE, context.site.edition, blocks, {"title": "Closure and references", "order": 4}
    )


def _closure(context: Context) -> Iterator[str]:
    cuts = [problem for problem in context.lts_report.problems if problem.code == _CUT]
    documents = context.documents[context.lts.edition.name] if context.lts else {}
    total = sum(crossing.count for crossing in crossings(documents, context.site.tree.editions))
    yield (
        "A text is closed if nothing in it refers to something that was cut away. The LTS text is built with"
        " every site, and this is what was found in it."
    )
    if not cuts:
        yield f"**The LTS text is closed:** of its {total} references none leads out of it."
        return
    rows = [
        f"<tr><td>{escape(problem.path)}:{problem.line}</td><td>{escape(problem.text)}</td></tr>"
        for problem in cuts
    ]
    yield table(f"{len(cuts)} of {total} references lead out of the LTS text", ("Where", "What"), rows)


def _matrix(title: str, found: list[Crossing], domains: tuple[Domain, ...]) -> str:
    counts = {(crossing.source, crossing.target): crossing.count for crossing in found}
    used = [domain for domain in domains if any(domain.name in pair for pair in counts)]
    rows = []
    for source in used:
        cells = []
        for target in used:
            count = counts.get((source.name, target.name), 0)
            out = count and source.ietf != "out" and target.ietf == "out"
            same = ' class="tt-self"' if source is target else ""
            cells.append(f"<td{same}>{count or '·'}{' <em>out</em>' if out else ''}</td>")
        rows.append(f'<tr><th scope="row">{escape(source.title)}</th>{"".join(cells)}</tr>')
    return table(escape(title), ["From", *(escape(domain.title) for domain in used)], rows, "tt-grid")
