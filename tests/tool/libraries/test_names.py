"""The undocumented names of xml2rfc, MkDocs, Python-Markdown and others that this project uses.

A newer version is allowed (pyproject.toml) once these tests pass with it. Each name is listed with the module
that uses it, so that a failure shows the code to check.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import tomllib
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import markdown
import pytest

from twotrack.markdown.line_marks import RAW_BLOCKS

# Module of ours -> names of the library, each with the parameters that are passed by name or overridden.
NAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "twotrack.markdown.engine": {
        "markdown.Markdown.build_extension": ("ext_name", "configs"),
        "markdown.Markdown.convert": ("source",),
        "markdown.extensions.tables.TableProcessor.test": ("parent", "block"),
        "markdown.treeprocessors.InlineProcessor.run": ("tree", "ancestors"),
        "markdown.treeprocessors.InlineProcessor._InlineProcessor__applyPattern": (
            *("pattern", "data", "patternIndex", "startIndex"),
        ),
        "markdown.extensions.toc.slugify": ("value", "separator"),
        "markdown.serializers.RE_AMP": (),
        "markdown.util.ETX": (),
        "markdown.util.STX": (),
    },
    "twotrack.site.mkdocs_engine": {
        "mkdocs.commands.build.build": ("config", "dirty"),
        "mkdocs.config.load_config": ("config_file", "config_file_path"),
        "mkdocs.exceptions.MkDocsException": (),
        "mkdocs.plugins.PluginCollection.on_startup": ("command", "dirty"),
        "mkdocs.plugins.PluginCollection.on_shutdown": (),
    },
    "twotrack.site.mkdocs_internals": {
        "mkdocs.commands.build._build_extra_template": ("template_name", "files", "config", "nav"),
        "mkdocs.commands.build._build_page": ("page", "config", "doc_files", "nav", "env", "excluded"),
        "mkdocs.commands.build._build_theme_template": ("template_name", "env", "files", "config", "nav"),
        "mkdocs.commands.build._populate_page": ("page", "config", "files"),
        "mkdocs.livereload.LiveReloadServer": ("builder", "host", "port", "root", "mount_path"),
        "mkdocs.livereload.LiveReloadServer._inject_js_into_html": ("content", "epoch"),
        "mkdocs.livereload.LiveReloadServer._serve_request": ("environ", "start_response"),
        "mkdocs.livereload._serve_url": ("host", "port", "path"),
        "mkdocs.livereload._timestamp": (),
        "mkdocs.structure.pages._RelativePathTreeprocessor": ("file", "files", "config"),
        "mkdocs.structure.pages._RelativePathTreeprocessor.path_to_url": ("url",),
        "mkdocs.structure.toc.get_toc": ("toc_tokens",),
    },
    "twotrack.site.plugin": {
        "mkdocs.structure.files.File.generated": ("config", "src_uri", "content", "abs_src_path"),
        "mkdocs.structure.files.InclusionLevel.NOT_IN_NAV": (),
        "mkdocs.plugins.get_plugin_logger": ("name",),
        "mkdocs.exceptions.BuildError": (),
    },
    "twotrack.rfc.tools.xml2rfc_adapter.writers": {
        "xml2rfc.HtmlWriter": ("quiet", "options", "date"),
        "xml2rfc.PdfWriter": ("options", "date"),
        "xml2rfc.PrepToolWriter": ("options", "date", "liberal", "keep_pis"),
        "xml2rfc.PrepToolWriter.prep": (),
        "xml2rfc.TextWriter": ("options", "date"),
        "xml2rfc.TextWriter.page_bottom_center": (),
        "xml2rfc.TextWriter.page_bottom_left": (),
        "xml2rfc.TextWriter.page_top_center": (),
        "xml2rfc.TextWriter.page_top_left": (),
        "xml2rfc.TextWriter.page_top_right": (),
        "xml2rfc.TextWriter.paginate": ("lines",),
        "xml2rfc.V3_PI_TARGET": (),
        "xml2rfc.log.quiet": (),
        "xml2rfc.parser.AnnotatedElement": (),
        "xml2rfc.parser.XmlRfc": ("source",),
        "xml2rfc.writers.base.BaseV3Writer.log": ("msg",),
        "xml2rfc.writers.base.BaseV3Writer.warn": ("e", "text"),
        "xml2rfc.writers.base.RfcWriterError": (),
        "xml2rfc.writers.base.default_options": (),
    },
    "twotrack.rfc.tools.xml2rfc_adapter.formats": {
        "xml2rfc.TextWriter.process": (),
        "xml2rfc.HtmlWriter.html_tree": (),
        "xml2rfc.HtmlWriter.html": ("html_tree",),
    },
    "twotrack.rfc.tools.xml2rfc_adapter.anchor_index": {
        "xml2rfc.TextWriter.default_renderer": (),
        "xml2rfc.TextWriter.render": ("e", "width"),
        "xml2rfc.writers.base.BaseV3Writer.get_element_from_id": ("id",),
    },
    "twotrack.rfc.tools.xml2rfc_adapter.pdf": {
        "xml2rfc.HtmlWriter.get_font_family": ("font_family",),
        "xml2rfc.PdfWriter.flatten_unicode_spans": ("html",),
        "xml2rfc.PdfWriter.full_page_top_center": (),
        "xml2rfc.PdfWriter.get_mono_fonts": (),
        "xml2rfc.PdfWriter.get_serif_fonts": (),
        "xml2rfc.PdfWriter.page_bottom_center": (),
        "xml2rfc.PdfWriter.page_bottom_left": (),
        "xml2rfc.PdfWriter.page_top_left": (),
        "xml2rfc.PdfWriter.page_top_right": (),
        "xml2rfc.writers.pdf.page_css_template": (),
        "xml2rfc.writers.pdf.weasyprint": (),
    },
    "twotrack.config.mkdocs_file": {"yaml_env_tag.construct_env_tag": ("loader", "node")},
}


def _resolve(name: str) -> Any:
    """Return the object with a dotted name."""
    parts = name.split(".")
    for length in range(len(parts), 0, -1):
        try:
            found: Any = importlib.import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for part in parts[length:]:
            found = getattr(found, part)
        return found
    raise AttributeError(name)


@pytest.mark.parametrize(("user", "name"), [(user, name) for user, names in NAMES.items() for name in names])
def test_a_name_is_there_with_its_parameters(user: str, name: str) -> None:
    importlib.import_module(user)
    found = _resolve(name)
    parameters = NAMES[user][name]
    if parameters:
        known = inspect.signature(found).parameters
        open_ended = any(kind.kind is inspect.Parameter.VAR_KEYWORD for kind in known.values())
        assert [name for name in parameters if name not in known and not open_ended] == []


def test_the_patterns_of_python_markdown_require_the_characters_assumed_by_the_engine() -> None:
    from twotrack.markdown.engine import _NEEDED

    for pattern, needed in _NEEDED.items():
        # The pattern begins with the text, or with a class or look-ahead of it.
        assert needed[0] in pattern.replace("\\\\", "\\"), pattern


def test_the_private_step_of_python_markdown_is_overridden() -> None:
    """Checked with Markdown 3.10 and 3.11: were the step renamed, the override would never run."""
    from twotrack.markdown.engine import Engine

    engine = Engine({})
    inline: Any = engine.treeprocessors["inline"]
    called: list[str] = []
    own = inline._InlineProcessor__applyPattern

    def counted(*arguments: Any) -> Any:
        called.append("")
        return own(*arguments)

    inline._InlineProcessor__applyPattern = counted
    assert engine.convert("a *b* c") == "<p>a <em>b</em> c</p>"
    assert called


def test_mkdocs_uses_the_attributes_set_by_the_live_server() -> None:
    """Attributes of instances, which have no name in a class; checked with MkDocs 1.6."""
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import File
    from mkdocs.structure.pages import Page

    server = inspect.getsource(LiveReloadServer)
    for name in (
        "_epoch_cond",
        "_visible_epoch",
        "_wanted_epoch",
        "_shutdown",
        "build_delay",
        "error_handler",
    ):
        assert f"self.{name}" in server, name
    page = inspect.getsource(Page)
    for name in ("content", "toc", "_title_from_render", "present_anchor_ids", "links_to_anchors"):
        assert re.search(rf"self\.{name}\b", page), name
    assert "_content" in inspect.getsource(File)


def test_private_names_of_mkdocs_are_in_one_module(root: Path) -> None:
    private = re.compile(
        r"^\s*from mkdocs\.(?:livereload|structure\.toc) import|^\s*from mkdocs\.\S+ import .*\b_|"
        r"noqa: SLF001|\b_(?:epoch_cond|visible_epoch|wanted_epoch|shutdown)\b",
        re.MULTILINE,
    )
    found = {
        path.name
        for path in (root / "twotrack" / "site").rglob("*.py")
        if private.search(_without_type_checking(path.read_text(encoding="utf-8")))
    }
    assert found == {"mkdocs_internals.py"}


def _without_type_checking(source: str) -> str:
    return re.sub(r"^if TYPE_CHECKING:\n(?:(?:    .*)?\n)*", "", source, flags=re.MULTILINE)


def test_the_pdf_is_made_by_the_steps_that_xml2rfc_takes() -> None:
    """Our steps repeat those of `PdfWriter.pdf`; a newer version may have further ones."""
    import xml2rfc

    source = inspect.getsource(xml2rfc.PdfWriter.pdf)
    for step in (
        *("no_css", "options.pdf", "flatten_unicode_spans", "page_css_template", "presentational_hints=True"),
        *("pdf_identifier='xml2rfc'", "metadata.created", "metadata.modified", "pdf_variant='pdf/a-3u'"),
    ):
        assert step in source
    parts = re.findall(r"'([a-z-]+)': (?:self|')", source)
    assert parts == [
        "top-left",
        "top-center",
        "top-right",
        "bottom-left",
        "bottom-center",
        "fonts",
        "mono-fonts",
    ]


def test_the_schema_of_openapi_is_where_it_was() -> None:
    from twotrack.openapi.check.openapi_schema import _SCHEMA

    schema = json.loads(files("openapi_spec_validator").joinpath(_SCHEMA).read_text(encoding="utf-8"))
    assert {"paths", "responses", "info", "server"} <= schema["$defs"].keys()


def test_libraries_with_an_upper_bound_are_within_it(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    bounded = {}
    for requirement in (*project["dependencies"], *project["optional-dependencies"]["pdf"]):
        match = re.fullmatch(r"([\w-]+)>=([\d.]+),<([\d.]+)", requirement)
        if match is not None:
            bounded[match[1]] = (match[2], match[3])
    assert {"Markdown", "mkdocs", "mkdocs-material", "xml2rfc", "weasyprint"} <= bounded.keys()
    for name, (lowest, bound) in bounded.items():
        assert _numbers(lowest) <= _numbers(version(name)) < _numbers(bound), name


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", text))


def test_no_production_code_replaces_parts_of_libraries(root: Path) -> None:
    for path in sorted((root / "twotrack").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b(?:unittest|mock)\b.*\bmock\b|\bmock\.patch\b", text), path


def test_marks_know_the_elements_of_raw_html() -> None:
    assert frozenset(markdown.Markdown().block_level_elements) - RAW_BLOCKS == frozenset()
