"""The index of the engine's search, with the entries of each page kept from one state of a site to the next.

Search plugins index the pages while they are rendered. A server renders only a few, so the entries are
read from the plugin's index page by page, and again only for pages that changed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from mkdocs.structure.files import File
from mkdocs.structure.nav import Navigation

from twotrack.store import digest

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

_PLUGINS = ("material/search", "search")
_ENTRIES = ("entries", "_entries")


class SearchIndex:
    """The entries of each page, by a hash of their sources."""

    def __init__(self) -> None:
        self._known: dict[str, list[Any]] = {}

    def write(self, config: MkDocsConfig, documents: Sequence[File], nav: Navigation) -> None:
        """Write the index of all pages into the site."""
        del nav
        plugin: Any = next((config.plugins[name] for name in _PLUGINS if name in config.plugins), None)
        index = getattr(plugin, "search_index", None)
        name = next((name for name in _ENTRIES if isinstance(getattr(index, name, None), list)), None)
        if plugin is None or index is None or name is None:
            return
        found: dict[str, list[Any]] = {}
        for file in documents:
            page: Any = file.page
            toc = [str(item) for item in page.toc]
            meta = json.dumps(page.meta, sort_keys=True, default=repr)
            key = digest(page.content or "", page.url, str(page.title), meta, *toc)
            if key not in self._known:
                setattr(index, name, [])
                index.add_entry_from_context(page)
                self._known[key] = getattr(index, name)
            found[key] = self._known[key]
        self._known = found
        setattr(index, name, [entry for entries in found.values() for entry in entries])
        plugin.on_post_build(config=config)
