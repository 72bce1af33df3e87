"""Shortcodes of the Matrix tree, written as directives, history notes and includes."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from twotrack.importers.hugo.heading_ids import read_heading
from twotrack.importers.hugo.shortcodes import Shortcode
from twotrack.importers.matrix.anchors import definition_path, message_types, schema_names
from twotrack.importers.matrix.source_tree import SourceTree
from twotrack.importers.matrix.tables import (
    PROPOSALS,
    emoji_table,
    proposal_states,
    proposal_tables,
    read_rows,
)
from twotrack.importers.result import Imported
from twotrack.problems import Report
from twotrack.text import Origin

_ASSETS = "assets/diagrams"
_EMOJI = "data-definitions/sas-emoji.json"
_SUFFIXES = (".webp", ".svg", ".png")
BLOCKS = frozenset(
    {
        *("http-api", "event", "event-group", "event-fields", "definition", "msgtypes", "cs-module"),
        *("rver-fragment", "diagram", "sas-emojis", "proposal-tables", "json-schema"),
        "changelog/changelogs",
    }
)
# Shortcodes of older releases whose text is neither in content/ nor in data/.
_OF_THE_THEME = frozenset(
    {f"changelog/changelog-{name}" for name in ("description", "changes", "rendered")},
)


@dataclass(slots=True)
class Converter:
    """Converts shortcodes, and counts them in `result`."""

    tree: SourceTree
    result: Imported
    report: Report
    _names: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Find the names by which schemas are shown."""
        self._names = schema_names(self.tree)

    def inline(self, code: Shortcode, where: Origin, version: str | None = "") -> str:
        """Convert a shortcode within a line.

        `version` is the room version of the page that the line belongs to: None in a file that the pages of
        several versions include, empty if the page is not about a version.
        """
        if code.name in BLOCKS or code.name.startswith("boxes/"):
            return self._lost(code, where, "this shortcode has to be on a line of its own")
        if code.name not in {"added-in", "changed-in"}:
            return self._lost(
                code,
                where,
                "its text is in layouts/, the templates of the published site"
                if code.name in _OF_THE_THEME
                else "unknown shortcode",
            )
        if not code.get("v"):
            return self._lost(code, where, "it names no version (`v`)")
        self.result.counts[code.name] += 1
        added = code.name == "added-in"
        if not version and version is not None:
            return f"{{{{{'added' if added else 'changed'} v{code.get('v')}}}}}"
        mark = f"**[{'New' if added else 'Changed'} in this version]**"
        if version is not None:
            return mark if code.get("v") == version else ""
        # Text that is cut from the latest version has the marks of that version.
        latest = code.get("v") == (self.tree.versions() or [""])[-1]
        return f"{{{{only room_version {'>=' if latest else '=='} {code.get('v')}: {mark}}}}}"

    def block(self, code: Shortcode, out: str, where: Origin) -> list[str] | None:
        """Convert a shortcode on a separate line; None if it belongs within a line.

        `out` is the path below `spec/` of the file that they are written to.
        """
        makers: dict[str, Callable[[Shortcode, Origin], list[str]]] = {
            "http-api": self._http_api,
            "event": self._event,
            "event-group": self._event_group,
            "event-fields": self._definition,
            "definition": self._definition,
            "json-schema": self._definition,
            "msgtypes": self._message_types,
            "cs-module": self._include,
            "rver-fragment": self._include,
            "diagram": lambda code, where: self._diagram(code, out, where),
            "sas-emojis": self._emoji,
            "proposal-tables": self._proposals,
            "changelog/changelogs": self._changelogs,
        }
        maker = makers.get(code.name)
        if maker is None:
            return None
        made = maker(code, where)
        if not self.result.lost[code.name]:
            self.result.counts[code.name] += 1
        return made

    def _lost(self, code: Shortcode, where: Origin, why: str) -> str:
        self.result.lost[code.name] += 1
        self.report.add("import-unconverted", where, f"{code.written} is not converted: {why}")
        return ""

    def _http_api(self, code: Shortcode, where: Origin) -> list[str]:
        api, name = code.get("spec"), code.get("api")
        if not self.tree.operations.get((api, name)):
            return [self._lost(code, where, f"data/api/{api}/{name}.yaml has no operations")]
        return [f"::: api-file {api}/{name}"]

    def _event(self, code: Shortcode, where: Origin) -> list[str]:
        name = code.get("event")
        if name not in self.tree.event_names():
            return [self._lost(code, where, f"no event schema {name}")]
        title = f' title="{code.get("title")}"' if code.get("title") else ""
        example = code.get("desired_example_name")
        return [f"::: event {name}{title}" + (f" example={example}" if example else "")]

    def _event_group(self, code: Shortcode, where: Origin) -> list[str]:
        prefix = code.get("group_name")
        if not any(name.startswith(prefix) for name in self.tree.event_names()):
            return [self._lost(code, where, f"no event schema begins with {prefix}")]
        return [f"::: event-group {prefix}"]

    def _definition(self, code: Shortcode, where: Origin) -> list[str]:
        stem = definition_path(code)
        if stem not in self._names:
            return [self._lost(code, where, f"no file data/{stem}.yaml")]
        return [f"::: schema {self._names[stem]}"]

    def _message_types(self, code: Shortcode, where: Origin) -> list[str]:
        names = message_types(self.tree)
        if not names:
            return [self._lost(code, where, "no event schemas of messages")]
        lines: list[str] = []
        for name in names:
            lines += [f'::: event {name} title="`{name.partition("$")[2]}`"', ""]
        return lines[:-1]

    def _include(self, code: Shortcode, where: Origin) -> list[str]:
        unit = self.tree.included(code.written)
        if unit is None:
            return [self._lost(code, where, "the file that it includes is missing")]
        levels = [found.level for line in unit.content.lines if (found := read_heading(line))]
        return [f"::: include {unit.out}" + (f" level={levels[0]}" if levels else "")]

    def _diagram(self, code: Shortcode, out: str, where: Origin) -> list[str]:
        name, alt = code.get("name"), code.get("alt")
        for suffix in _SUFFIXES:
            file = self.tree.root / _ASSETS / (name + suffix)
            if file.is_file():
                self.result.files[f"spec/diagrams/{file.name}"] = file.read_bytes()
                path = posixpath.relpath(f"diagrams/{file.name}", posixpath.dirname(out) or ".")
                return [f"![{alt}]({path})"]
        self._lost(code, where, f"no image {_ASSETS}/{name}.*; its description takes its place")
        return [f"*{alt}*"]

    def _emoji(self, code: Shortcode, where: Origin) -> list[str]:
        file = self.tree.root / _EMOJI
        if not file.is_file():
            return [self._lost(code, where, f"no file {_EMOJI}")]
        rows = read_rows(file.read_text(encoding="utf-8"))
        if rows is None:
            return [self._lost(code, where, f"{_EMOJI} is no list of objects in JSON")]
        return emoji_table(rows)

    def _changelogs(self, code: Shortcode, where: Origin) -> list[str]:
        """Link to the changelogs of all releases; the published page leads to the newest."""
        pages = [page for page in self.tree.pages if page.url.startswith("changelog/")]
        if not pages:
            return [self._lost(code, where, "no pages in content/changelog/")]
        return [f"- [{page.unit.content.meta.get('title') or page.url}](#{page.anchor})" for page in pages]

    def _proposals(self, code: Shortcode, where: Origin) -> list[str]:
        states = proposal_states(self.tree)
        if states is None:
            return [
                self._lost(
                    code,
                    where,
                    f"no list of states in data/{PROPOSALS}, which is downloaded before publication",
                )
            ]
        return proposal_tables(states)
