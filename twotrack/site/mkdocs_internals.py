"""All use of MkDocs beyond its documented interface for plugins; checked against MkDocs 1.6.

`tests/tool/libraries` has a test of each name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from mkdocs.commands import build as _build
from mkdocs.livereload import LiveReloadServer, _serve_url, _timestamp
from mkdocs.structure.pages import Page, _RelativePathTreeprocessor
from mkdocs.structure.toc import TableOfContents, get_toc

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File, Files
    from mkdocs.structure.nav import Navigation

_ID = re.compile(r"""<[a-zA-Z][^<>]*?\s(?:id|name)=["']?([^"'\s>]+)""")
_SET = ("content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors")


# -- pages


def table_of_contents(tokens: Sequence[Mapping[str, Any]]) -> TableOfContents:
    """Make a table of contents from tokens with `level`, `id`, `name` and `children`."""
    found: Any = tokens
    return get_toc(found)


def fill(  # noqa: PLR0913, PLR0917 - the arguments of `Page.render`, and their values
    page: Page,
    html: Callable[[Callable[[str], str]], str],
    contents: Sequence[Mapping[str, Any]],
    title: str | None,
    config: MkDocsConfig,
    files: Files,
) -> None:
    """Set all that `Page.render` sets. `html` makes the HTML with a function for the URLs of the source."""
    links = _RelativePathTreeprocessor(page.file, files, config)
    page.content = html(links.path_to_url)
    page.toc = table_of_contents(contents)
    page._title_from_render = title  # noqa: SLF001
    page.present_anchor_ids = set(_ID.findall(page.content))
    page.links_to_anchors = links.links_to_anchors


def rendered(page: Page) -> dict[str, Any]:
    """Return all that `fill` has set."""
    return {name: vars(page)[name] for name in _SET}


def set_rendered(page: Page, known: Mapping[str, Any]) -> None:
    """Set what `rendered` has returned."""
    vars(page).update(known)


# -- the steps of a build


def read_page(page: Page, config: MkDocsConfig, files: Files) -> None:
    """Read the Markdown of a page, and render it."""
    _build._populate_page(page, config, files)  # noqa: SLF001


def write_page(
    page: Page, config: MkDocsConfig, documents: Sequence[File], nav: Navigation, env: jinja2.Environment
) -> None:
    """Write the file of a page, with its template."""
    excluded = page.file.inclusion.is_excluded()
    _build._build_page(page, config, documents, nav, env, excluded=excluded)  # noqa: SLF001


def write_theme_template(
    name: str, env: jinja2.Environment, files: Files, config: MkDocsConfig, nav: Navigation
) -> None:
    """Write the file of one of the theme's templates."""
    _build._build_theme_template(name, env, files, config, nav)  # noqa: SLF001


def write_extra_template(name: str, files: Files, config: MkDocsConfig, nav: Navigation) -> None:
    """Write the file of one of the site's own templates."""
    _build._build_extra_template(name, files, config, nav)  # noqa: SLF001


def generated_content(file: File) -> str | bytes | None:
    """Return the content of a file that is generated, and None for a copied file."""
    return file._content  # noqa: SLF001


# -- the server


class ReloadServer(LiveReloadServer):
    """MkDocs's server, with methods for the steps after a build."""

    @property
    def is_ending(self) -> bool:
        """Whether `shutdown` was called."""
        return self._shutdown

    def reload_pages(self) -> None:
        """Make browsers load their page again."""
        with self._epoch_cond:
            self._wanted_epoch = self._visible_epoch = max(_timestamp(), self._visible_epoch + 1)
            self._epoch_cond.notify_all()

    def wait_for_build(self) -> None:
        """Wait until no build is due."""
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)

    def with_reload_script(self, html: bytes) -> bytes:
        """Add the script that waits for the next build."""
        page: bytes = self._inject_js_into_html(html, self._visible_epoch)  # type: ignore[no-untyped-call]
        return page


def serve_url(host: str, port: int, mount_path: str) -> str:
    """Return the URL at which a site is served."""
    url: str = _serve_url(host, port, mount_path)
    return url
