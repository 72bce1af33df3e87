"""The inputs of a project: its tree, configuration, data and ledger, each read once and on first use.

Pages and drafts are built from `Inputs`. `twotrack.project.Project` extends it with the results.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Hashable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from twotrack.config import mkdocs_file
from twotrack.config.facets import Editions
from twotrack.config.mkdocs_file import MkDocsConfig
from twotrack.config.yaml_lines import Map, load_or_report
from twotrack.ledger.entries import Entry, read_ledger
from twotrack.ledger.uses import Use, find_uses
from twotrack.markdown.converter import Converter
from twotrack.problems import Report
from twotrack.source.tree import Tree, read_text
from twotrack.store import CACHE, Store, open_store
from twotrack.text import Origin

if TYPE_CHECKING:
    from twotrack.openapi.model.data_tree import DataTree

T = TypeVar("T")

REFERENCES = "drafts/references.yml"


class Inputs:
    """The inputs in the folder `root`.

    A method that reads something takes the `report` of its caller. Every caller that asks for the same thing
    gets the same object, and the problems that were found while it was read are added to each report.
    """

    def __init__(
        self,
        root: Path,
        tree: Tree,
        silenced: frozenset[str] = frozenset(),
        mkdocs: MkDocsConfig | None = None,
    ) -> None:
        """Use a tree that was read from `root`, and its `mkdocs.yml`, by default the default settings.

        Problems with a code in `silenced` are not recorded.
        """
        self.root = root
        self.mkdocs = mkdocs or mkdocs_file.default()
        self.tree = tree
        self.silenced = silenced
        self.progress: Callable[[str], None] = lambda _name: None
        """Called with a name when a long step of the work begins."""
        self._results: dict[Hashable, tuple[Any, Report]] = {}

    @property
    def editions(self) -> Editions:
        """The declarations of `editions.yml`."""
        return self.tree.editions

    @cached_property
    def store(self) -> Store:
        """The results that are kept between runs."""
        return open_store(self.root)

    @cached_property
    def converter(self) -> Converter:
        """The Markdown converter with the extensions of `mkdocs.yml`."""
        return Converter(self.mkdocs.extensions, self.store)

    def report_settings(self, report: Report) -> None:
        """Report the Markdown extensions that `mkdocs.yml` lacks, unless it is the default one."""
        if self.mkdocs.source != mkdocs_file.default_source():
            # Late: Python-Markdown is slow to import.
            from twotrack.markdown.missing_extensions import report_missing

            self._once("settings", lambda own: report_missing(self.mkdocs, own), report)

    def entries(self, report: Report) -> Mapping[str, Entry]:
        """Read the ledger entries by id, in the order of ids."""
        return self._once("entries", lambda own: read_ledger(self.root, own, self.editions.sides), report)

    def uses(self, report: Report) -> list[Use]:
        """Find every use of a ledger entry in the sources."""
        return self._once("uses", lambda own: find_uses(self.root, self.editions, own), report)

    def published(self, report: Report) -> Mapping[str, str]:
        """Read the URL of each document that `drafts/references.yml` lists, by citation key."""
        return self._once("published", lambda own: read_published(self.root, own), report)

    def data(self, report: Report) -> DataTree:
        """Read the OpenAPI and JSON Schema data.

        Data files are parsed when a caller needs them. A caller that has used the data adds the problems of
        `DataTree.report` to its own report.
        """

        def read(own: Report) -> DataTree:
            # Many commands and texts need no data: the import would take a tenth of their time.
            from twotrack.openapi.model.data_tree import open_data

            return open_data(self.root, self.editions, own, cache=self.root / CACHE)

        return self._once("data", read, report)

    def _once(self, key: Hashable, read: Callable[[Report], T], report: Report) -> T:
        """Get the result of `read`, called once for each `key`; add its problems to `report`."""
        if key not in self._results:
            own = Report(self.silenced)
            self._results[key] = read(own), own
        result, own = self._results[key]
        report.take(own)
        known: T = result
        return known


def read_mkdocs(root: Path, report: Report) -> MkDocsConfig | None:
    """Read `mkdocs.yml` in `root`; return None, with the faults reported, if it cannot be used.

    A project without one has the default settings.
    """

    def read(name: str) -> str | None:
        return read_text(root / name, name, root, report)

    if not os.path.lexists(root / mkdocs_file.NAME):
        return mkdocs_file.default()
    text = read(mkdocs_file.NAME)
    config = None if text is None else mkdocs_file.parse_mkdocs(text, mkdocs_file.NAME, root, read, report)
    if config is None:
        return None
    # Late: Python-Markdown is slow to import, and the default settings need no check.
    from twotrack.markdown.engine import extension_faults

    faults = extension_faults(config.extensions)
    for name, reason in faults.items():
        what = f"extension '{name}'" if name else "the extensions together"
        where = config.origin("markdown_extensions", name)
        report.add(mkdocs_file.CODE, where, f"{what} cannot be loaded: {reason}")
    return None if faults else config


# Addresses that a browser runs instead of going to them.
_SCRIPT = re.compile(r"\s*(?:javascript|vbscript|data):", re.IGNORECASE)


def read_published(root: Path, report: Report) -> dict[str, str]:
    """Read the URLs of published documents, by citation key, from `drafts/references.yml` if it exists."""
    path = root / REFERENCES
    if not path.exists():
        return {}
    text = read_text(path, REFERENCES, root, report)
    data = load_or_report(text or "", REFERENCES, "config", report)
    if not isinstance(data, Map):
        return {}
    urls: dict[str, str] = {}
    for key, entry in data.items():
        target = entry.get("target") if isinstance(entry, Map) else None
        if isinstance(target, str) and _SCRIPT.match(target):
            where = Origin(REFERENCES, entry.line_of("target"))
            report.add("config", where, f"{target!r} is no address that a reference can lead to")
            target = "#"
        urls[key] = target if isinstance(target, str) else f"https://datatracker.ietf.org/doc/{key}"
    return urls
