"""The MkDocs plugin: passes the pages of an edition to the engine, independent of their content.

The engine provides the rest: navigation, links in pages, search, templates, live reload,
edit links. It also runs in ProperDocs, which provides its modules to plugins under MkDocs's names.
"""

from __future__ import annotations

import logging
import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from mkdocs.config.base import BaseConfigOption, Config, ValidationError
from mkdocs.config.config_options import ListOfItems, Type
from mkdocs.exceptions import Abort, BuildError
from mkdocs.plugins import BasePlugin, event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel

from twotrack import cpu_limit
from twotrack.codes import why_not_silenced
from twotrack.config.mkdocs_file import CODE, DEFAULT
from twotrack.markdown.converter import Converter, time_for
from twotrack.output import OutputError, OutputFolder
from twotrack.problems import Report
from twotrack.project import Project, open_project
from twotrack.site.page_conversion import Contents, same_extensions, take_conversion, take_html
from twotrack.site.page_html import compact, contents, with_folds, without_inline_styles
from twotrack.site.site_files import THEME, feeds, own_assets, scripts, site_navigation, style_sheets, texts
from twotrack.site.views.all_views import full_site
from twotrack.source.tree import SPEC
from twotrack.source.tree_entries import is_source
from twotrack.source.tree_files import source_folders
from twotrack.text import Origin

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.pages import Page

    from twotrack.pages import Page as TreePage
    from twotrack.pages import Site

# The engine's logger, not the adapter that adds the plugin's name in front of each text: a
# problem's line begins with its path, so that an editor can link to it.
_log = get_plugin_logger(__name__).logger
# The number of cached page contents in a server, as a multiple of the pages of a site.
_STATES = 4
_LEVELS = {"error": logging.ERROR, "warning": logging.WARNING, "info": logging.INFO}


class _Code(BaseConfigOption[str]):
    """A diagnostic code that can be silenced."""

    def run_validation(self, value: object) -> str:
        """Validate the code. Raises ValidationError if it is unknown or cannot be silenced."""
        reason = why_not_silenced(str(value))
        if reason is not None:
            raise ValidationError(reason)
        return str(value)


class _TooLongError(BuildError):
    """Raised if the engine takes too long to convert a page."""

    def __init__(self) -> None:
        super().__init__("takes too long to convert")


class TwoTrackConfig(Config):
    """Options of the plugin in `mkdocs.yml`."""

    edition = Type(str, default="")
    """The edition to show; by default the one that `editions.yml` names under `site`."""

    silence = ListOfItems(_Code(), default=[])
    """Codes of problems that are not shown."""

    views = Type(bool, default=True)
    """Whether the site has the views; without them, a server rebuilds in half the time."""


class TwoTrackPlugin(BasePlugin[TwoTrackConfig]):
    """Builds the site's pages before the engine writes its output, and passes them on as files."""

    def __init__(self) -> None:
        self._command = ""
        self._root = Path()
        self._site: Site
        self._output: OutputFolder | None = None
        self._engine_config: MkDocsConfig | None = None
        self._built = False
        self._given: tuple[Project, Report] | None = None
        self._more: dict[str, TreePage] = {}
        self._published: Mapping[str, str | bytes] | None = None
        self._made: tuple[Project, Site] | None = None
        self._converter: Converter | None = None
        self._contents: Contents | None = None
        self._project: Project | None = None
        self._converting: TreePage | None = None

    def use(
        self,
        project: Project,
        report: Report,
        pages: Iterable[TreePage] = (),
        published: Mapping[str, str | bytes] | None = None,
    ) -> None:
        """Build from a project that is already read, and add problems to a report instead of logging them.

        `pages` are added to those of the project. `published` are machine-readable files that exist already.
        """
        self._given = project, report
        self._published = published
        self._more = {page.path: page for page in pages}

    def show(self, project: Project, site: Site) -> None:
        """Use a site that is already built, instead of building one in the next build."""
        self._made = project, site
        if self._contents is None or len(self._contents) > _STATES * len(site.pages):
            self._contents = {}

    @property
    def site(self) -> Site:
        """The pages and files that were built last."""
        return self._site

    def on_startup(self, *, command: Literal["build", "gh-deploy", "serve"], dirty: bool) -> None:
        """Store the current command. This method makes the engine keep the plugin between rebuilds."""
        del dirty
        self._command = command

    @event_priority(-100)
    def on_config(self, config: MkDocsConfig) -> None:
        """Add the style sheets, and make the engine write beside the last site, not over it.

        A server has a separate folder anyway. Runs after other plugins, which may change the folder.
        """
        # The default configuration is not in the project's folder, but its `docs_dir` is.
        own = Path(config.config_file_path)
        self._root = Path(config.docs_dir).parent if own == DEFAULT else own.parent
        if not config.use_directory_urls:
            text = "references need directory URLs: leave out --no-directory-urls"
            raise Abort(f"{own.name}: error: {text} [{CODE}]")
        config.extra_css = [
            *(path for path in style_sheets() if path not in config.extra_css),
            *config.extra_css,
        ]
        config.extra_javascript = [*config.extra_javascript, *scripts()]
        if str(THEME) not in map(os.path.abspath, config.theme.dirs):
            # A project's `custom_dir` comes before the parts of the theme that the plugin replaces.
            config.theme.dirs.insert(1 if config.theme.custom_dir else 0, str(THEME))
        if not config.repo_url:
            config.edit_uri = None  # an edit link needs a target
        # Other commands, such as those of mike, read the configuration to find the site, not to build it.
        if self._command in {"build", "gh-deploy"}:
            with self._aborting():
                self._output = OutputFolder(Path(config.site_dir), "site", source_folders(self._root))
            self._engine_config = config
            config.site_dir = str(self._output.path)

    def on_pre_build(self, *, config: MkDocsConfig) -> None:
        """Build the pages and report problems. Raises Abort if there is an error."""
        if self._made is not None:
            made, self._site = self._made
            # For one build: the engine keeps the plugin for the next one.
            self._made = None
            self._project = made
            self._take(config, made)
            return
        self._contents = None
        report = Report(frozenset(self.config.silence))
        project = self._given[0] if self._given else open_project(self._root, report)
        self._project = project
        if project is not None:
            edition = self.config.edition or project.editions.site
            if edition not in project.editions.editions:
                known = ", ".join(project.editions.editions)
                where = project.mkdocs.origin("plugins", "edition")
                report.add(CODE, where, f"unknown edition {edition!r}; expected one of: {known}")
                self._show(report)
            published = self._published if edition == project.editions.site else None
            self._site = full_site(project, edition, report, views=self.config.views, published=published)
            self._site.pages |= self._more
            self._take(config, project)
        self._show(report)
        if project is None:
            raise Abort("no site was written")

    def _take(self, config: MkDocsConfig, project: Project) -> None:
        """Set the options that the engine needs before it asks for pages."""
        converter = project.converter
        self._converter = converter if same_extensions(config, converter) else None
        if self._converter is not None and self._command in {"build", "gh-deploy"}:
            # A server converts a page when a browser requests it.
            converter.convert_all(page.text for page in self._site.pages.values() if not page.raw)
        if config.nav is None:
            config.nav = site_navigation(self._site)
        config.extra["texts"] = texts(self._site)
        config.extra["feeds"] = feeds(self._site)

    @event_priority(100)
    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Remove the sources and the files of another theme; add the pages and the generated files."""
        own = {str(THEME), config.theme.custom_dir}
        foreign = [folder for folder in config.theme.dirs if folder not in own]
        for file in list(files):
            if (file.src_dir == config.docs_dir and is_source(file.src_uri)) or file.src_dir in foreign:
                files.remove(file)
        for path, page in self._site.pages.items():
            file = File.generated(config, path, content=str(page.text))
            # The engine offers no edit link for a generated file, but this one has a source.
            if page.source:
                file.edit_uri = posixpath.relpath(page.source, SPEC)
            if not page.listed:
                file.inclusion = InclusionLevel.NOT_IN_NAV
            files.append(file)
        for path, content in self._site.assets.items():
            files.append(File.generated(config, path, content=content))
        for path, source in own_assets().items():
            files.append(File.generated(config, path, abs_src_path=str(source)))
        return files

    @event_priority(100)
    def on_page_read_source(self, *, page: Page, config: MkDocsConfig) -> str | None:
        """Keep the engine from parsing the front matter of a page, which was removed earlier."""
        del config
        return "" if page.file.src_uri in self._site.pages else None

    @event_priority(100)
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Return the page's text, and set its front matter and the source of its HTML."""
        del config, files
        mine = self._site.pages.get(page.file.src_uri)
        if mine is None:
            return markdown
        page.meta = dict(mine.meta)
        text = "" if mine.raw else str(mine.text)
        if mine.raw:
            take_html(page, text)
        elif self._converter is not None:
            take_conversion(page, mine.text, self._converter, self._contents)
        self._converting = mine
        cpu_limit.start(time_for(text), _TooLongError)
        return text

    @event_priority(100)
    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Remove inline styles and superfluous characters; a page of HTML alone is not converted."""
        del config, files
        self._converting = None
        cpu_limit.stop()
        mine = self._site.pages.get(page.file.src_uri)
        if mine is not None and mine.raw:
            html = str(mine.text)
            page.toc = contents(html)
        else:
            html = with_folds(html)
        return compact(without_inline_styles(html))

    def on_serve(
        self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object
    ) -> LiveReloadServer:
        """Rebuild when a draft changes; the engine watches `spec/` itself."""
        del config, builder
        drafts = self._root / "drafts"
        if drafts.is_dir():
            server.watch(str(drafts))
        return server

    @event_priority(-100)
    def on_post_build(self, *, config: MkDocsConfig) -> None:
        """Record that the site is complete. In strict mode the engine can still fail after this."""
        if not config.site_url:
            # Without a site address, the engine writes a sitemap without pages.
            for name in ("sitemap.xml", "sitemap.xml.gz"):
                (Path(config.site_dir) / name).unlink(missing_ok=True)
        self._built = True

    def on_build_error(self, *, error: Exception) -> None:
        """Discard the site, and report a page that cannot be converted or the fault of a file."""
        self._built = False
        cpu_limit.stop()
        page, self._converting = self._converting, None
        if page is not None and self._project is not None:
            report = Report()
            if self._project.converter.document_or_report(page.text, report) is not None:
                report.add(
                    "conversion", page.text.origin(1), f"the text makes Python-Markdown fail ({error})"
                )
            self._show(report)
        if isinstance(error, OSError):
            raise Abort(f"{error.filename or 'site'}: error: {error.strerror or error} [output]")

    def on_shutdown(self) -> None:
        """Replace the last site by the new one, or discard that if anything failed. Always runs, and last."""
        try:
            self._finish()
        finally:
            # MkDocs keeps a plugin for later builds of the process, which may be of another project.
            self._given = self._made = self._published = None
            self._more = {}

    def _finish(self) -> None:
        output, self._output = self._output, None
        if output is None:
            return
        if self._built:
            with self._aborting():
                output.commit()
        else:
            output.discard()
        if self._engine_config is not None:
            # `gh-deploy` then publishes the site at this path.
            self._engine_config.site_dir = str(output.target)

    @contextmanager
    def _aborting(self) -> Iterator[None]:
        """Report an output that cannot be written, and stop the engine."""
        try:
            yield
        except OutputError as error:
            problem = f"{error.path}: error: {error.text} [output]"
            if self._given:
                self._given[1].add("output", Origin(error.path, 0), error.text)
            raise Abort(problem) from error

    def _show(self, report: Report) -> None:
        if self._given:
            self._given[1].take(report)
        else:
            for problem in report.problems:
                _log.log(_LEVELS[problem.severity], "%s", problem)
        if report.failed:
            count = sum(problem.severity == "error" for problem in report.problems)
            raise Abort(f"{count} error{'' if count == 1 else 's'}: no site was written")
