"""References: whether the text of each side is closed, and the number of references between domains."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from twotrack.checks.domain_references import Crossing, crossings
from twotrack.config.facets import Domain
from twotrack.pages import Page
from twotrack.site.views.page_markup import generated, table, words
from twotrack.site.views.view_context import Context, SideText
from twotrack.site.views.view_paths import REFERENCES_PAGE

_CUT = "reference-cut"
_CLOSED = """\
A text is closed if none of its references leads to text that it leaves out. Every build checks this."""
_BETWEEN = """\
How often the domain of a row refers to that of a column. A number is marked with *out* if a side includes
the domain of the row, and that of the column is out of scope for it: its text must not contain these
references."""


def reference_page(context: Context) -> Iterator[Page]:
    """Yield the page of references, if there is another edition."""
    if not context.texts:
        return
    declared = context.site.tree.editions
    blocks = ["# References {#reference-report}", "## Closure {#closure}", _CLOSED]
    for text in context.texts:
        blocks += _closure(text)
    blocks += [
        "## Between domains {#between-domains}",
        _BETWEEN,
    ]
    for name, documents in context.documents.items():
        title = declared.editions[name].title
        blocks.append(_grid(title, crossings(documents, declared), declared.domains))
    yield generated(
        REFERENCES_PAGE, context.site.edition, blocks, {"title": "Closure and references", "order": 4}
    )


def _closure(text: SideText) -> Iterator[str]:
    name = words(text.side.text)
    cuts = [problem for problem in text.report.problems if problem.code == _CUT]
    documents = text.context.documents[text.site.edition.name]
    total = sum(crossing.count for crossing in crossings(documents, text.context.site.tree.editions))
    if not cuts:
        yield f"**The {name} is closed:** of its {total} references none leads out of it."
        return
    rows = [
        f"<tr><td>{escape(problem.path)}:{problem.line}</td><td>{escape(problem.text)}</td></tr>"
        for problem in cuts
    ]
    yield table(f"{len(cuts)} of {total} references lead out of the {escape(name)}", ("Where", "What"), rows)


def _grid(title: str, found: list[Crossing], domains: tuple[Domain, ...]) -> str:
    counts = {(crossing.source, crossing.target): crossing.count for crossing in found}
    used = [domain for domain in domains if any(domain.name in pair for pair in counts)]
    rows = []
    for source in used:
        cells = []
        for target in used:
            count = counts.get((source.name, target.name), 0)
            out = count and any(
                scope.verdict == "out" and source.scope(side).verdict != "out"
                for side, scope in target.scopes.items()
            )
            same = ' class="tt-self"' if source is target else ""
            cells.append(f"<td{same}>{count or '·'}{' <em>out</em>' if out else ''}</td>")
        rows.append(f'<tr><th scope="row">{escape(source.title)}</th>{"".join(cells)}</tr>')
    return table(escape(title), ["From", *(escape(domain.title) for domain in used)], rows, "tt-grid")
