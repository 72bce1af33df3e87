"""All mappings of the data of an edition."""

from __future__ import annotations

from collections.abc import Container, Iterator

from twotrack.openapi.load.nodes import Obj
from twotrack.openapi.load.walk import mappings
from twotrack.openapi.model.data_tree import View


def all_mappings(view: View, without: Container[str] = ()) -> Iterator[Obj]:
    """Yield the mappings of all documents in an edition; files of examples are skipped."""
    for path in view.tree.documents.paths():
        if not path.endswith(".json") and "/examples/" not in f"/{path}" and path not in without:
            yield from mappings(view.refs.document(path))
