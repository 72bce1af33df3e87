"""Check that the data is complete, consistent, valid and shown."""

from __future__ import annotations

from importlib.util import find_spec

from twotrack.checks.work import Work
from twotrack.openapi.check.data_checks import check_data, check_shown, defined_codes
from twotrack.openapi.check.known_keys import check_keys
from twotrack.openapi.check.openapi_schema import check_documents
from twotrack.source.tree import EDITIONS, SPEC
from twotrack.text import Origin


def data(work: Work) -> None:
    """Check the data of every edition."""
    editions = work.editions
    tree = work.project.data(work.report)
    codes = defined_codes(work.tree)
    examples = find_spec("jsonschema") is not None
    if not examples:
        where = Origin(f"{SPEC}/{EDITIONS}", 0)
        work.report.add("data-unchecked", where, "examples are not checked: `jsonschema` is not installed")
    check_keys(tree.documents, work.report)
    check_documents(tree.documents, work.report)
    seen: set[int] = set()
    same: frozenset[str] = frozenset()
    for name, edition in editions.editions.items():
        view = tree.view(edition)
        if name == editions.site:
            shown = {anchor.id for page in work.site(name).pages.values() for anchor in page.anchors}
            check_shown(view, shown, work.report)
        check_data(view, codes or None, work.report, seen)
        if examples:
            from twotrack.openapi.check.example_checks import check_examples

            check_examples(view, work.report, same)
        # Files that are the same in all editions are checked once.
        same = same or frozenset(filter(tree.documents.same_everywhere, tree.documents.paths()))
    # Checking reads more of the data than the pages show.
    work.report.take(tree.report)
