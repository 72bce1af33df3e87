"""Pages of the engine that use the HTML of the project's conversion instead of converting again.

MkDocs has no event for the conversion itself, so the method `render` of a page is replaced.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from twotrack.markdown.converter import Converter
from twotrack.site.mkdocs_internals import fill, rendered, set_rendered, table_of_contents
from twotrack.store import digest
from twotrack.text import Text

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page


def same_extensions(config: MkDocsConfig, converter: Converter) -> bool:
    """Check whether the engine converts with exactly the extensions and settings of `converter`.

    They differ if another plugin changed them, or if `mkdocs.yml` sets an option to a Python object.
    """
    settings = {name: dict(config.mdx_configs.get(name) or {}) for name in config.markdown_extensions}
    return settings == {name: dict(own) for name, own in converter.extensions.items()} and list(
        settings
    ) == list(converter.extensions)


Contents = dict[str, dict[str, Any]]
"""The results of conversions, by a hash of the text, the page, and all files of the site."""


def take_conversion(page: Page, text: Text, converter: Converter, known: Contents | None = None) -> None:
    """Make a page of the engine use the conversion of `text`, unless another plugin changes its Markdown.

    A server passes the cache `known`; its keys include the site's files, on which links depend.
    """
    render = page.render
    source = str(text)

    def own_render(config: MkDocsConfig, files: Files) -> None:
        key = "" if known is None else digest(page.url, source, *files.src_uris)
        if known is not None and key in known and page.markdown == source:
            set_rendered(page, known[key])
            return
        conversion = converter.conversion(text) if page.markdown == source else None
        if conversion is None or not conversion.is_exact:
            render(config, files)
            return
        fill(page, conversion.site_html, conversion.contents, conversion.title, config, files)
        if known is not None:
            known[key] = rendered(page)

    page.render = own_render  # type: ignore[method-assign]


def take_html(page: Page, html: str) -> None:
    """Make a page of the engine use HTML unchanged, with an empty table of contents."""

    def own_render(config: MkDocsConfig, files: Files) -> None:
        del config, files
        page.content = html
        page.toc = table_of_contents([])
        page.present_anchor_ids = set()
        page.links_to_anchors = {}

    page.render = own_render  # type: ignore[method-assign]
