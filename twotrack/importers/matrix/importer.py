"""Import of a published Matrix tree: reads it, converts text and data, and counts the words."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from twotrack.importers.matrix.anchors import RAW_ANCHOR, collect_anchors, moved_path
from twotrack.importers.matrix.data import convert_data
from twotrack.importers.matrix.links import Links
from twotrack.importers.matrix.project import editions, register, site_configuration, versioned_page
from twotrack.importers.matrix.shortcodes import Converter
from twotrack.importers.matrix.source_tree import (
    DATA,
    VERSION_PAGE,
    PublishedPage,
    SourceTree,
    read_source_tree,
)
from twotrack.importers.matrix.text import TextConverter
from twotrack.importers.result import Imported
from twotrack.importers.swagger_words import all_text, published_lines
from twotrack.importers.words import report_lost_words
from twotrack.problems import Report

# Markup that the importer replaces. The count of words leaves it out.
_REPLACED = (
    re.compile(r"\{\{[%<].*?[%>]\}\}"),
    RAW_ANCHOR,
    re.compile(r"\]\([^)\s]*"),
    re.compile(r"[ \t]*\[[^\]]+\]:[ \t]+\S+$"),
    re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])?[ \t]*`{3,}.*$"),
    re.compile(r"""\{(?:#|id=)[^{}]*\}[ \t]*$"""),
    re.compile(r"""\$ref["']?[ \t]*:.*$"""),
)


def import_tree(source: Path, report: Report) -> Imported | None:
    """Build the project from a published Matrix tree; None, with the reasons reported, on failure."""
    tree = read_source_tree(source, report)
    if tree is None:
        return None
    result = Imported()
    anchors = collect_anchors(tree)
    links = Links(tree, anchors, report)
    converter = TextConverter(Converter(tree, result, report), links, anchors)
    pages = {page.unit.path: page for page in tree.pages}
    for path, unit in tree.units.items():
        page = pages.get(path)
        version = page.version if page else None if path.startswith("rooms/") else ""
        lines = converter.unit(unit, version)
        made = "\n".join(lines).strip("\n") + "\n"
        result.files[f"spec/{unit.out}"] = _opening(page) + made
        kept = [(unit.content.first + i, _kept(line)) for i, line in enumerate(unit.content.lines)]
        result.lost["words"] += report_lost_words(unit.name, kept, made, report)
    for path, made in convert_data(tree, converter).items():
        result.files[f"spec/{path}"] = made
    _count_data(tree, result, report)
    if tree.versions():
        result.files[f"spec/{VERSION_PAGE}"] = versioned_page(tree)
    result.files["spec/editions.yml"] = editions(tree, links, report)
    result.files["spec/anchors.tsv"] = register(tree, anchors)
    result.files["mkdocs.yml"] = site_configuration()
    result.counts |= {"pages": len(tree.pages), "data files": len(tree.data)}
    result.counts["operations"] = sum(map(len, tree.operations.values()))
    result.counts["event schemas"] = len(tree.event_names())
    result.lost["links"] = links.lost
    return result


def _opening(page: PublishedPage | None) -> str:
    """Write the front matter, heading and introduction of a page; nothing for a part or a version."""
    if page is None or page.version:
        return ""
    meta = page.unit.content.meta
    title = str(meta.get("title") or page.url)
    front = {"title": title}
    if isinstance(meta.get("weight"), int):
        front["order"] = meta["weight"]
    dumped = yaml.safe_dump(front, sort_keys=False, allow_unicode=True)
    paragraphs = [f"# {title} {{#{page.anchor}}}", str(meta.get("description") or "").strip()]
    return f"---\n{dumped}---\n\n" + "".join(f"{text}\n\n" for text in paragraphs if text)


def _kept(line: str) -> str:
    for pattern in _REPLACED:
        line = pattern.sub(" ", line)
    return line


def _count_data(tree: SourceTree, result: Imported, report: Report) -> None:
    for path, text in tree.data.items():
        made = result.files.get(f"spec/{moved_path(path)}")
        if isinstance(made, str):
            published = tree.swagger.get(path)
            lines = enumerate(text.split("\n"), 1) if published is None else published_lines(published)
            kept = [(number, _kept(line)) for number, line in lines]
            made = made if published is None else all_text(made)
            result.lost["words"] += report_lost_words(f"{DATA}/{path}", kept, made, report)
