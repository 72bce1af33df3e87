"""The names that are used of xml2rfc, MkDocs, Python-Markdown and others, beyond what they document.

A newer version is allowed (pyproject.toml) once these tests pass with it. Each name is here with the module
that uses it, so that a failure says what to look at.
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

import pytest

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
    },
    "twotrack.redline.blocks.block_list": {"markdown.extensions.toc.slugify": ("value", "separator")},
    "twotrack.site.mkdocs_engine": {
        "mkdocs.commands.build.build": ("config", "dirty"),
        "mkdocs.commands.serve.serve": ("config_file", "open_in_browser"),
        "mkdocs.config.load_config": ("config_file", "config_file_path"),
        "mkdocs.exceptions.MkDocsException": (),
        "mkdocs.plugins.PluginCollection.on_startup": ("command", "dirty"),
        "mkdocs.plugins.PluginCollection.on_shutdown": (),
    },
    "twotrack.site.plugin": {
        "mkdocs.structure.files.File.generated": ("config", "src_uri", "content", "abs_src_path"),
        "mkdocs.structure.files.InclusionLevel.NOT_IN_NAV": (),
        "mkdocs.plugins.get_plugin_logger": ("name",),
        "mkdocs.exceptions.BuildError": (),
    },
    "twotrack.rfc.tools.xml2rfc_formats": {
        "xml2rfc.parser.XmlRfc": ("source",),
        "xml2rfc.parser.AnnotatedElement": (),
        "xml2rfc.PrepToolWriter": ("xmlrfc", "options", "date", "liberal", "keep_pis"),
        "xml2rfc.TextWriter.process": (),
        "xml2rfc.HtmlWriter.html_tree": (),
        "xml2rfc.HtmlWriter.html": ("html_tree",),
        "xml2rfc.V3_PI_TARGET": (),
        "xml2rfc.log.write_err": (),
        "xml2rfc.writers.base.default_options": (),
        "xml2rfc.writers.base.RfcWriterError": (),
    },
    "twotrack.rfc.tools.pdf": {
        "xml2rfc.HAVE_WEASYPRINT": (),
        "xml2rfc.HAVE_PANGO": (),
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
    },
    "twotrack.config.mkdocs_file": {"yaml_env_tag.construct_env_tag": ("loader", "node")},
}


def _resolve(name: str) -> Any:
    """Return what a dotted name stands for."""
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


def test_the_patterns_of_python_markdown_need_what_the_engine_takes_them_to_need() -> None:
    from twotrack.markdown.engine import _NEEDED

    for pattern, needed in _NEEDED.items():
        # What the pattern begins with is the text, or a class or look-ahead of it.
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
