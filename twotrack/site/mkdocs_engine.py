"""MkDocs as a library: the commands that build and serve the site without MkDocs's own command line.

All use of MkDocs outside its plugin interface is in this module; checked against MkDocs 1.6.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from twotrack.config.mkdocs_file import DEFAULT, NAME, PLUGIN, MkDocsConfig
from twotrack.pages import Page
from twotrack.problems import Report
from twotrack.project import Project
from twotrack.site.plugin import TwoTrackPlugin
from twotrack.source.tree import SPEC
from twotrack.text import Origin

EngineError = MkDocsException
"""Raised by `serve` if the site cannot be built."""

_LOGGER = "mkdocs"
_CODE = "site-engine"
# The prefix of MkDocs's messages about a setting.
_SETTING = re.compile(r"Config value '(\w+)': ")


def build(  # noqa: PLR0913, PLR0917 - the settings of one build
    project: Project,
    report: Report,
    site_dir: Path,
    settings: Mapping[str, Any] | None = None,
    pages: Iterable[Page] = (),
    published: Mapping[str, str | bytes] | None = None,
) -> int:
    """Build the site into a folder in strict mode and return the number of its pages.

    `settings` override those in the configuration file, `pages` are added to those of the project,
    `published` are machine-readable files that are already made. The problems that the plugin finds, and the
    warnings and errors that MkDocs logs, are added to `report`. If there are errors, the folder is left
    unchanged and the result is 0.
    """
    try:
        with _messages(report, project.mkdocs):
            return _build(project, report, site_dir, settings or {}, pages, published)
    except MkDocsException as error:
        # The reasons are in the report already, unless this is the only one.
        if not report.failed:
            report.add(_CODE, Origin(NAME, 0), f"MkDocs stopped: {error}")
    return 0


def _build(  # noqa: PLR0913, PLR0917
    project: Project,
    report: Report,
    site_dir: Path,
    settings: Mapping[str, Any],
    pages: Iterable[Page],
    published: Mapping[str, str | bytes] | None,
) -> int:
    config = load_config(**_files(project.root), site_dir=str(site_dir), strict=True, **settings)
    plugin = config.plugins.get(PLUGIN)
    if not isinstance(plugin, TwoTrackPlugin):
        where = project.mkdocs.origin("plugins")
        report.add(_CODE, where, f"the plugin {PLUGIN} is missing; add it under `plugins`")
        return 0
    plugin.use(project, report, pages, published)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build.build(config)
    finally:
        config.plugins.on_shutdown()
    return len(plugin.site.pages)


def serve(root: Path, host: str, port: int, *, open_in_browser: bool = False) -> None:
    """Serve the site until an interrupt, and show changes as they are saved.

    Raises EngineError if the configuration cannot be used; the reasons are logged.
    """
    from twotrack.site.live_server import Server

    with _log_to_terminal():
        Server(root, _files(root), host, port).run(open_in_browser=open_in_browser)


def _files(root: Path) -> dict[str, Any]:
    """Find the configuration file to read, as arguments of `load_config`."""
    own = root / NAME
    if own.exists():
        return {"config_file": str(own)}
    # Paths in a configuration are relative to its folder, which for the default one is not the project's.
    return {"config_file": str(DEFAULT), "docs_dir": str(root / SPEC)}


@contextmanager
def _messages(report: Report, config: MkDocsConfig) -> Iterator[None]:
    """Add the warnings and errors that MkDocs logs to a report, those about a setting at its line."""

    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            text = record.getMessage()
            setting = _SETTING.match(text)
            where = config.origin(setting[1]) if setting else Origin(NAME, 0)
            report.add(_CODE, where, text)

    with _handler(Handler(logging.WARNING), logging.WARNING):
        yield


@contextmanager
def _log_to_terminal() -> Iterator[None]:
    """Show what MkDocs logs while it serves."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    with _handler(handler, logging.INFO):
        yield


@contextmanager
def _handler(handler: logging.Handler, level: int) -> Iterator[None]:
    logger = logging.getLogger(_LOGGER)
    before = logger.level, logger.propagate
    logger.addHandler(handler)
    logger.setLevel(level)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
