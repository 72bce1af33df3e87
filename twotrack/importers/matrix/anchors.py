"""The anchors of the published pages, and the anchors of the imported tree that take their place.

Published anchors are unique on a page, ours in the whole tree. An anchor keeps its name on the first page
that has it and gets the name of the page in front on others. The anchors of operations, event types and
schemas are those of the data directives.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from twotrack.importers.hugo.heading_ids import HeadingIds, anchorize, read_heading
from twotrack.importers.hugo.shortcodes import Shortcode, shortcodes
from twotrack.importers.matrix.source_tree import PublishedPage, SourceTree
from twotrack.importers.matrix.tables import proposal_states, state_anchor
from twotrack.openapi.load.derived_names import operation_id, slug

# Shortcodes that show one schema.
SCHEMA_SHORTCODES = frozenset({"definition", "event-fields", "json-schema"})
# An anchor within a paragraph.
RAW_ANCHOR = re.compile(r"""<a[ \t]+id=["']([^"'<>]+)["'][ \t]*>[ \t]*</a>[ \t]*""")
_EXAMPLES = "/examples/"
MESSAGE = "m.room.message$"
FIRST_MESSAGES = tuple(MESSAGE + name for name in ("m.text", "m.emote", "m.notice", "m.image", "m.file"))
_NOT_MESSAGES = frozenset({MESSAGE + "m.server_notice", MESSAGE + "m.key.verification.request"})


def message_types(tree: SourceTree) -> list[str]:
    """List the event schemas that the shortcode `msgtypes` shows, in its order."""
    known = [name for name in tree.event_names() if name.startswith(MESSAGE) and name not in _NOT_MESSAGES]
    first = [name for name in FIRST_MESSAGES if name in known]
    return first + [name for name in known if name not in first]


@dataclass(slots=True)
class Anchors:
    """Published anchors by page (its URL) and id, and our anchor of each heading line.

    `owner` maps each of our anchors to the pages that have it; the empty text means the data.
    """

    by_page: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    of_line: dict[tuple[str, int], str] = field(default_factory=dict)
    owner: dict[str, str] = field(default_factory=dict)

    def find(self, url: str, anchor: str) -> str | None:
        """Find our anchor for a published one; that of the whole for one of a part such as a table."""
        known = self.by_page.get(url, {})
        while anchor:
            if anchor in known:
                return known[anchor]
            anchor = anchor.rpartition("_")[0]
        return None


def schema_names(tree: SourceTree) -> dict[str, str]:
    """Map the path of each schema (without suffix) to the shortest name that is unique.

    A name whose anchor is the id of a heading is not taken.
    """
    headings = _heading_ids(tree)
    stems = [path.rsplit(".", 1)[0] for path in tree.data if _EXAMPLES not in f"/{path}"]
    moved = {stem: moved_path(stem) for stem in stems}
    names = {}
    for stem, out in moved.items():
        steps = out.split("/")
        name = next(
            name
            for name in ("/".join(steps[-count:]) for count in range(1, len(steps) + 1))
            if (
                sum(f"/{other}".endswith(f"/{name}") for other in moved.values()) == 1
                and slug(name) not in headings
            )
            or name == out
        )
        names[stem] = name
    return names


def _heading_ids(tree: SourceTree) -> set[str]:
    ids = set()
    for unit in tree.units.values():
        found = HeadingIds()
        headings = filter(None, map(read_heading, unit.content.lines))
        ids |= {found.id_of(heading) for heading in headings}
    return ids


def moved_path(path: str) -> str:
    """Compute the path below `spec/` that a data file moves to."""
    for old, new in (
        ("event-schemas/schema/core-event-schema/", "events/core/"),
        ("event-schemas/schema/", "events/"),
        ("event-schemas/examples/", "events/examples/"),
        ("event-schemas/", "events/components/"),
    ):
        if path.startswith(old):
            return new + path[len(old) :]
    return path


def collect_anchors(tree: SourceTree) -> Anchors:
    """Collect the anchors of all published pages."""
    anchors = Anchors()
    names = schema_names(tree)
    for operations in tree.operations.values():
        anchors.owner |= {_operation_anchor(op.method, op.path, op.variant): "" for op in operations}
    anchors.owner |= {slug(name): "" for name in (*tree.event_names(), *_shown_schemas(tree, names))}
    anchors.owner |= {page.anchor: "" for page in tree.pages}
    for page in tree.pages:
        _collect_headings(tree, page, anchors)
        for unit, index in tree.walk(page.unit):
            for code in shortcodes(unit.content.lines[index]):
                anchors.by_page[page.url] |= _of_shortcode(tree, code, names)
    return anchors


def _shown_schemas(tree: SourceTree, names: dict[str, str]) -> Iterator[str]:
    """Yield the names of the schemas that pages show, whose anchors headings cannot have."""
    for unit in tree.units.values():
        for line in unit.content.lines:
            for code in shortcodes(line):
                if code.name in SCHEMA_SHORTCODES and definition_path(code) in names:
                    yield names[definition_path(code)]


def _collect_headings(tree: SourceTree, page: PublishedPage, anchors: Anchors) -> None:
    ids = HeadingIds()
    own = "rooms" if page.version else page.url
    group = "rooms/v" if page.version else page.url
    for unit, index in tree.walk(page.unit):
        line = unit.content.lines[index]
        is_code = index in unit.code
        heading = None if is_code else read_heading(line)
        raw = None if is_code or heading else RAW_ANCHOR.search(line)
        if heading is None and raw is None:
            continue
        published = ids.id_of(heading) if heading is not None else raw[1] if raw is not None else ""
        place = (unit.path, index)
        if place not in anchors.of_line:
            anchors.of_line[place] = _free(published, own, group, anchors)
        anchors.by_page[page.url][published] = anchors.of_line[place]


def _free(wanted: str, page: str, group: str, anchors: Anchors) -> str:
    """Choose the anchor of a heading: as published if no other page has it, else with the page in front."""
    anchor = wanted
    if not anchor[:1].isascii() or not anchor[:1].isalpha() or anchors.owner.get(anchor, group) != group:
        anchor = f"{slug(page) or 'index'}-{wanted.lstrip('_')}"
    number = 2
    base = anchor
    while anchors.owner.get(anchor, group) != group:
        anchor, number = f"{base}-{number}", number + 1
    anchors.owner[anchor] = group
    return anchor


def _of_shortcode(tree: SourceTree, code: Shortcode, names: dict[str, str]) -> dict[str, str]:
    """List the published anchors that a shortcode makes, and ours."""
    if code.name == "http-api":
        base = f"{code.get('anchor_base')}_" if code.get("anchor_base") else ""
        return {
            f"{base}{op.method}{anchorize(op.path)}": _operation_anchor(op.method, op.path, op.variant)
            for op in tree.operations.get((code.get("spec"), code.get("api")), ())
        }
    if code.name in {"event", "event-group"}:
        group = code.get("group_name")
        members = [name for name in tree.event_names() if name.startswith(group)]
        names_shown = members if code.name == "event-group" else [code.get("event")]
        return {anchorize(name): slug(name) for name in names_shown}
    if code.name == "msgtypes":
        return {anchorize(name.partition("$")[2]): slug(name) for name in message_types(tree)}
    if code.name == "proposal-tables":
        titles = [state.title for state in proposal_states(tree) or ()]
        return {anchorize(title): state_anchor(title) for title in titles}
    if code.name in SCHEMA_SHORTCODES - {"json-schema"}:
        stem = definition_path(code)
        title = next((tree.title_of(path) for path in tree.data if path.rsplit(".", 1)[0] == stem), "")
        return {f"definition-{anchorize(title)}": slug(names[stem])} if stem in names and title else {}
    return {}


def definition_path(code: Shortcode) -> str:
    """Find the path below `data/`, without suffix, of the schema that a shortcode shows."""
    if code.name == "event-fields":
        return posixpath.join("event-schemas/schema/core-event-schema", code.get("event_type"))
    if code.name == "json-schema":
        return posixpath.join("schemas", code.get("name"))
    return code.get("path")


def _operation_anchor(method: str, path: str, variant: str) -> str:
    anchor = operation_id(method, path)
    return f"{anchor}-{slug(variant)}" if variant else anchor
