"""The raw HTML parts of the site's view: types, facts, rows, and tables in a scrollable box."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from twotrack.openapi.model.elements import Fact, History, Property, Table, TypeName
from twotrack.openapi.render.cells import Cells, code, plain
from twotrack.openapi.render.line_writer import Lines
from twotrack.text import Origin, Text

_BLOCK_TAG = re.compile(r"</?(?:p|ul|ol|li|div|pre)\b[^>]*>")
_PROPERTIES = ("Name", "Type", "Description")


@dataclass(frozen=True, slots=True)
class Box:
    """A table in a scrollable box: its caption, column heads and anchor, the notes below it."""

    caption: str = ""
    heads: tuple[str, ...] = _PROPERTIES
    anchor: str = ""
    # Whether the anchor belongs to the box, and not to a heading right above it.
    named: bool = True
    notes: str = ""
    classes: str = "tt-table"

    def write(self, out: Lines, rows: list[tuple[str, Origin]], where: Origin) -> None:
        """Add the table, each row on a separate line with its origin."""
        named = f' id="{self.anchor}"' if self.anchor and self.named else ""
        head = "".join(f'<th scope="col">{name}</th>' for name in self.heads)
        lines = [(f'<div class="tt-scroll"{named}><table class="{self.classes}">', where)]
        if self.caption:
            lines.append((f"<caption>{self.caption}</caption>", where))
        lines.append((f"<thead><tr>{head}</tr></thead><tbody>", where))
        lines += rows
        lines.append((f"</tbody></table>{self.notes}</div>", where))
        out.block([line for line, _ in lines], *[origin for _, origin in lines])


@dataclass(frozen=True, slots=True)
class Html:
    """Writes parts of the model as HTML."""

    cells: Cells

    def properties(self, out: Lines, box: Box, rows: Iterable[Property], where: Origin) -> None:
        """Add a table of properties."""
        box.write(out, [(self._row(row, box.anchor), row.origin) for row in rows], where)

    def tables(self, out: Lines, tables: Iterable[Table], root: str, heading: str = "") -> None:
        """Add the tables of a schema; `root` (HTML) describes the first, `heading` is an anchor above."""
        for table in tables:
            about = self.cells.html(table.description) if table.alone else ""
            caption, notes = _caption(table, root), self.facts(table.facts) + self._variants(table)
            if about and caption and not _BLOCK_TAG.search(about):
                caption += f'<span class="tt-about">{about}</span>'
            elif about:
                notes = f'<div class="tt-about">{about}</div>{notes}'
            box = Box(caption, anchor=table.id, named=table.id != heading, notes=notes)
            self.properties(out, box, table.properties, table.origin)

    def type(self, name: TypeName) -> str:
        """Render the name of a type, its parts linked to their tables."""
        return f'<span class="tt-t">{_parts(name)}</span>' if name else ""

    def facts(self, facts: Iterable[Fact]) -> str:
        """Render facts as one small paragraph, empty if there are no facts."""
        shown: list[str] = []
        for phrase, values, kind in facts:
            named = ", ".join(map(code, values))
            label = _coded(phrase[:1].lower() + phrase[1:] if shown else phrase)
            about = " ".join(filter(None, (label, self.type(kind))))
            shown.append(" ".join(filter(None, (about + _colon(values, kind), named))))
        return f'<div class="tt-facts">{"; ".join(shown)}.</div>' if shown else ""

    def changed(self, history: History) -> list[str]:
        """Return the marks for changes, in the syntax for the stage that knows the medium."""
        marks = []
        for change in history.changed:
            what = self.cells.html(change.what) if change.what else ""
            flat = " ".join(_BLOCK_TAG.sub(" ", what).split())
            marks.append(f"{{{{changed v{change.version}{': ' if flat else ''}{flat}}}}}")
        return marks

    def inline(self, text: str, where: Origin) -> str:
        """Convert a line of Markdown to HTML."""
        return self.cells.html(Text([text], [where]))

    def _row(self, row: Property, anchor: str) -> str:
        name = f'<span class="tt-any">{defined(row.name, row.see)}</span>' if row.pattern else code(row.name)
        marks = ' <span class="tt-required">required</span>' if row.required else ""
        if row.history.deprecated:
            marks += ' <span class="tt-badge tt-deprecated">deprecated</span>'
        described = self.cells.html(row.description) + self.facts(row.facts)
        history = [*added(row.history), *self.changed(row.history)]
        if history:
            described += f'<div class="tt-history">{" ".join(history)}</div>'
        named = "" if row.pattern else f' id="{plain(f"{anchor}.{row.name}")}"'
        kind = f'<td class="tt-type">{_parts(row.type)}</td>'
        return f'<tr{named}><td class="tt-name">{name}{marks}</td>{kind}<td>{described}</td></tr>'

    def _variants(self, table: Table) -> str:
        if not table.variants:
            return ""
        word = "One of" if table.choice == "oneOf" else "One or more of"
        items = "".join(f"<li>{self.type(variant)}</li>" for variant in table.variants)
        return f'<div class="tt-variants">{word}: <ul>{items}</ul></div>'


def added(history: History) -> list[str]:
    """Return the mark for the version that added an element, empty if there is no such version."""
    return [f"{{{{added v{history.added}}}}}"] if history.added else []


def badge(kind: str, text: str) -> str:
    """Render a badge."""
    return f'<span class="tt-badge tt-{kind}">{plain(text)}</span>'


def badges(shown: list[str], history: History) -> list[str]:
    """Return the line of badges, those of the history last; empty if there are no badges."""
    more = [*shown, *([badge("deprecated", "Deprecated")] if history.deprecated else []), *added(history)]
    return [f'<p class="tt-badges">{" ".join(more)}</p>'] if more else []


def _parts(name: TypeName) -> str:
    return "".join(
        f'<a href="#{part.table}">{plain(part.text)}</a>' if part.table else defined(part.text, part.see)
        for part in name
    )


def defined(text: str, see: str) -> str:
    """Link a name to its definition; the stage that knows all anchors removes links without a target."""
    if see.startswith("#"):
        return f'<a class="tt-format" data-see="{see[1:]}" href="{see}">{plain(text)}</a>'
    return f'<a class="tt-format" href="{plain(see)}">{plain(text)}</a>' if see else plain(text)


def _colon(values: tuple[str, ...], kind: TypeName) -> str:
    return ":" if len(values) > 1 or (values and kind) else ""


def _coded(phrase: str) -> str:
    """Convert a phrase to HTML, text between backticks as code."""
    return "".join(code(part) if i % 2 else plain(part) for i, part in enumerate(phrase.split("`")))


def _caption(table: Table, root: str) -> str:
    title = plain(table.title)
    if table.path:
        return (f"<span>{title}</span> " if title else "") + code(table.path)
    return f"{root}: {title}" if root and title else root or title
