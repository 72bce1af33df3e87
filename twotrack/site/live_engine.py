"""MkDocs, a page at a time: `mkdocs.commands.build.build`, with each page rendered when it is asked for.

Configuration, files and navigation are made anew after each edit, which is quick; templates are rendered for
the page that is looked at. Uses the same functions as MkDocs's own build; checked against MkDocs 1.6.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2.bccache import Bucket, BytecodeCache
from mkdocs.config import load_config
from mkdocs.exceptions import Abort, MkDocsException
from mkdocs.structure.files import File, Files, InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import Navigation, get_navigation
from mkdocs.structure.pages import Page

from twotrack.pages import Site
from twotrack.project import Project
from twotrack.site.live_search import SearchIndex
from twotrack.site.mkdocs_internals import (
    generated_content,
    read_page,
    write_extra_template,
    write_page,
    write_theme_template,
)
from twotrack.site.plugin import TwoTrackPlugin

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig

PLUGIN = "twotrack"
_SEARCH_INDEX = "search/search_index.json"


@dataclass(slots=True)
class _State:
    """The site between two edits; `waiting` has the files to be written, by their paths in the site."""

    config: MkDocsConfig
    files: Files
    documents: list[File]
    nav: Navigation
    env: jinja2.Environment
    waiting: dict[str, Callable[[], None]] = field(default_factory=dict)


class _Templates(BytecodeCache):
    """The compiled templates, in memory: each state of a site has an environment of its own."""

    def __init__(self) -> None:
        self._known: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill a bucket with the known code of its template."""
        if bucket.key in self._known:
            bucket.bytecode_from_string(self._known[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the content of a bucket."""
        self._known[bucket.key] = bucket.bytecode_to_string()


class LiveEngine:
    """Writes the files of a site into a folder, each when `write` asks for it."""

    def __init__(self, arguments: dict[str, Any], folder: Path, url: str) -> None:
        """Load the configuration with `arguments`, and write into `folder` a site that is served at `url`."""
        self._arguments = arguments
        self._folder = folder
        self._url = url
        self._state: _State | None = None
        self._copied: dict[str, Any] = {}
        self._search = SearchIndex()
        self._templates = _Templates()
        self.lock = threading.RLock()
        """Held while a file is written, since the engine's objects serve one page at a time."""

    def load(self) -> MkDocsConfig:
        """Read the configuration. Raises MkDocsException if it has faults."""
        config = load_config(**self._arguments, site_dir=str(self._folder))
        config.site_url = self._url
        return config

    def update(self, config: MkDocsConfig, project: Project, site: Site) -> None:
        """Show another state of the site. Raises MkDocsException if the engine refuses it."""
        with self.lock:
            state = _prepare(config, project, site)
            state.env.bytecode_cache = self._templates
            self._copy(state)
            for file in state.documents:
                state.waiting[file.dest_uri] = lambda file=file: self._build_page(state, file)  # type: ignore[misc]
            for name in config.theme.static_templates:
                state.waiting[name] = lambda name=name: write_theme_template(  # type: ignore[misc]
                    name, state.env, state.files, state.config, state.nav
                )
            for name in config.extra_templates:
                state.waiting[str(name)] = lambda name=name: write_extra_template(  # type: ignore[misc]
                    str(name), state.files, state.config, state.nav
                )
            state.waiting[_SEARCH_INDEX] = lambda: self._search.write(
                state.config, state.documents, state.nav
            )
            self._state = state

    def write(self, path: str) -> None:
        """Write the file at a path below the site, if the present state has it and it is not written yet."""
        with self.lock:
            state = self._state
            make = state.waiting.pop(path, None) if state else None
            if make is None or state is None:
                return
            try:
                make()
            except BaseException:
                state.waiting[path] = make
                raise

    def waiting(self) -> list[str]:
        """Return the paths of all files that are not written yet."""
        return list(self._state.waiting) if self._state else []

    def source_of(self, path: str) -> str | None:
        """Return the path of the page's source, as the site knows it, for a file that `write` could write."""
        documents = self._state.documents if self._state else []
        return next((file.src_uri for file in documents if file.dest_uri == path), None)

    def _copy(self, state: _State) -> None:
        """Copy the files that are no pages, unless their content is as it was."""
        pages = {id(file) for file in state.documents}
        for file in state.files:
            if id(file) in pages or not file.inclusion.is_in_serve() or file.is_documentation_page():
                continue
            source: Any = generated_content(file)
            if source is None and file.abs_src_path:
                known = Path(file.abs_src_path).stat()
                source = (file.abs_src_path, known.st_mtime_ns, known.st_size)
            if self._copied.get(file.dest_uri) != source:
                file.copy_file()
                self._copied[file.dest_uri] = source

    def _build_page(self, state: _State, file: File) -> None:
        assert file.page is not None  # noqa: S101 - set when the state was made
        write_page(file.page, state.config, state.documents, state.nav, state.env)


def _prepare(config: MkDocsConfig, project: Project, site: Site) -> _State:
    """Return the state of a site, with all pages read and none rendered."""
    plugin = config.plugins.get(PLUGIN)
    if not isinstance(plugin, TwoTrackPlugin):
        raise Abort(f"mkdocs.yml: the plugin {PLUGIN} is missing; add it under `plugins`")
    plugin.show(project, site)
    config = config.plugins.on_config(config)
    config.plugins.on_pre_build(config=config)
    files = get_files(config)
    env = config.theme.get_env()
    files.add_files_from_theme(env, config)
    files = config.plugins.on_files(files, config=config)
    set_exclusions(files, config)
    nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
    documents = list(files.documentation_pages(inclusion=InclusionLevel.is_in_serve))
    for file in documents:
        page = file.page or Page(None, file, config)
        read_page(page, config, files)
    env = config.plugins.on_env(env, config=config, files=files) or env
    return _State(config, files, documents, nav, env)


def messages_of(error: Exception) -> str:
    """Return the message of an error of the engine, in one line."""
    return " ".join(str(error).split()) or type(error).__name__


ENGINE_ERRORS = (MkDocsException, OSError, ValueError)
"""The exceptions of the engine for faults of a configuration or of a template."""

log = logging.getLogger("mkdocs.twotrack")
