"""The same pages in a folder, for an engine without knowledge of this generator.

The folder is complete: pages with all directives resolved, generated files, style sheets, the
theme's overrides, and a `mkdocs.yml` that is the project's own without the plugin.
"""

from __future__ import annotations

import posixpath
import re
from typing import TYPE_CHECKING, Literal

import yaml

from twotrack.config.mkdocs_file import CODE, NAME
from twotrack.output import OutputError, write_folder
from twotrack.site.site_files import THEME, own_assets, scripts, site_navigation, style_sheets, texts
from twotrack.source.output_map import served_as
from twotrack.source.tree_files import pictures, source_folders
from twotrack.text import Origin

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path
    from typing import Any

    from twotrack.config.mkdocs_file import MkDocsConfig
    from twotrack.pages import Site
    from twotrack.problems import Report

Engine = Literal["mkdocs", "zensical"]

MARK = "# Written by `twotrack stage`, which replaces this folder as a whole: edit the source tree instead.\n"
_DOCS, _OVERRIDES = "docs", "theme"
# Settings that need the plugin or the source tree: an edit link would lead to a staged page.
_DROPPED = ("site_dir", "edit_uri", "watch", "hooks")

# A reference written as HTML, up to its URL, and the path of that.
_REFERENCE = re.compile(r'(<a class="[^"]*"(?: data-ref="[^"]*")? href=")([^"#?:]+/)(?=[?#"])')


def stage(site: Site, config: MkDocsConfig, out: Path, report: Report, engine: Engine = "mkdocs") -> None:
    """Write `site`, with the settings of `config`, to the folder `out`, which may contain an earlier stage.

    `engine` is the family that will read it; ProperDocs reads the same as MkDocs. If `out` contains anything
    else, this is reported and nothing is written.
    """
    if config.parent is not None:
        text = "`INHERIT` is not supported for a staged folder; put all settings into this file"
        report.add(CODE, config.parent, text)
        return
    root = site.tree.root
    files: dict[str, bytes | str] = {}
    for path, page in site.pages.items():
        text = str(page.text)
        if engine == "zensical":
            text = with_source_links(text, path, site.pages)
        files[f"{_DOCS}/{path}"] = with_front_matter(text, page.meta)
    files |= {f"{_DOCS}/{path}": content for path, content in site.assets.items()}
    for path, source in (pictures(root) | own_assets()).items():
        files[f"{_DOCS}/{path}"] = source.read_bytes()
    for source in sorted(path for path in THEME.rglob("*") if path.is_file()):
        files[f"{_OVERRIDES}/{source.relative_to(THEME).as_posix()}"] = source.read_bytes()
    unlisted = [f"/{path}" for path, page in site.pages.items() if not page.listed]
    files[NAME] = MARK + staged_config(config.source, site_navigation(site), unlisted, texts(site))
    try:
        write_folder(out, "stage", files, source_folders(root))
    except OutputError as error:
        report.add("output", Origin(error.path, 0), error.text)


def with_front_matter(text: str, meta: Mapping[str, Any]) -> str:
    """Format a page as a file: front matter, then `text`, which an engine does not parse as such."""
    if meta:
        return f"---\n{yaml.safe_dump(dict(meta), sort_keys=False, allow_unicode=True)}---\n\n{text}"
    # An empty line ends the search for front matter, which could otherwise match a line such as `Note: …`.
    return text if text.startswith("#") else f"\n{text}"


def with_source_links(text: str, page: str, pages: Iterable[str]) -> str:
    """Convert the references in the raw HTML of a page to paths relative to its file.

    MkDocs does not change raw HTML, so that a reference in it is the final URL. Zensical treats it as
    a path from the source file, and derives the URL.
    """
    served = {served_as(other): other for other in pages}

    def from_file(match: re.Match[str]) -> str:
        folder = posixpath.normpath(posixpath.join(served_as(page), match[2]))
        target = served.get("" if folder == "." else folder)
        if target is None:
            return match[0]
        return match[1] + posixpath.relpath(target, posixpath.dirname(page) or ".")

    return _REFERENCE.sub(from_file, text)


def staged_config(source: str, nav: object, unlisted: Iterable[str] = (), further: Iterable[str] = ()) -> str:
    """Build `mkdocs.yml` for a staged folder: without the plugin, with the staged paths and `nav`.

    `unlisted` are the patterns of pages that no navigation names, `further` the titles of further texts.

    Works on nodes, not on values, so that tags defined by the engines (`!ENV`, `!relative`) are preserved.
    """
    top = yaml.compose(source, Loader=yaml.SafeLoader)
    if not isinstance(top, yaml.MappingNode):
        return source
    entries = {key.value: (key, value) for key, value in top.value}
    for name in _DROPPED:
        entries.pop(name, None)
    added: dict[str, object] = {"docs_dir": _DOCS, "extra_css": style_sheets(), "extra_javascript": scripts()}
    if "nav" not in entries:
        added["nav"] = nav
    if "not_in_nav" not in entries:
        added["not_in_nav"] = "\n".join(unlisted)
    for name, value in added.items():
        old = entries.get(name)
        node = _node(value)
        if old is not None and isinstance(old[1], yaml.SequenceNode) and isinstance(node, yaml.SequenceNode):
            node.value += old[1].value
        if node.value:
            entries[name] = (_node(name), node)
    _add_texts(entries, list(further))
    if "plugins" in entries and isinstance(entries["plugins"][1], yaml.SequenceNode):
        plugins = entries["plugins"][1]
        plugins.value = [node for node in plugins.value if _plugin_name(node) != "twotrack"]
    if "theme" in entries and isinstance(entries["theme"][1], yaml.MappingNode):
        theme = entries["theme"][1]
        theme.value = [(key, value) for key, value in theme.value if key.value != "custom_dir"]
        theme.value.append((_node("custom_dir"), _node(_OVERRIDES)))
    top.value = list(entries.values())
    return yaml.serialize(top, Dumper=yaml.SafeDumper, allow_unicode=True, width=110)


def _add_texts(entries: dict[str, tuple[yaml.Node, yaml.Node]], titles: list[str]) -> None:
    """Add the titles of further texts, which the templates look for."""
    extra = entries.setdefault("extra", (_node("extra"), _node({})))[1]
    if isinstance(extra, yaml.MappingNode) and titles:
        extra.value.append((_node("texts"), _node(titles)))


def _plugin_name(node: yaml.Node) -> str:
    if isinstance(node, yaml.MappingNode) and node.value:
        return str(node.value[0][0].value)
    return str(node.value)


def _node(value: object) -> yaml.Node:
    """Convert a plain value to a YAML node."""
    return yaml.representer.SafeRepresenter().represent_data(value)
