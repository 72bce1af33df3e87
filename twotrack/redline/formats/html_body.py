"""The text of B as HTML with all changes in their places: its lists, tables and sections are made again."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from lxml.html import Element, HtmlElement

from twotrack.redline.blocks.block_list import Block
from twotrack.redline.blocks.tokens import CELL
from twotrack.redline.formats.html_entries import Entry, departures_of, entries
from twotrack.redline.formats.html_inline import Word, add_text, child_of, fill
from twotrack.redline.formats.labels import place_of, plural_of, title_of, where
from twotrack.redline.records import Change, Redline

_CONTAINERS = frozenset(
    {"ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody", "tfoot", "blockquote"}
)


@dataclass(frozen=True, slots=True)
class Links:
    """Functions that return the URL of an anchor and of a ledger entry."""

    anchor: Callable[[str], str] = lambda anchor: f"#{anchor}"
    ledger: Callable[[str], str] = lambda name: f"#{name}"


def body(redline: Redline, links: Links) -> HtmlElement:
    """Return a `<div class="redline">` with the text of B and all changes."""
    departures = departures_of(redline)
    builder = _Builder(links, _changed_sections(redline, departures))
    for entry in entries(redline, departures):
        builder.add(entry)
    for terms in builder.root.iter("dl"):
        # A term whose definition moved elsewhere; HTML requires a definition at the end of a list.
        if terms[-1].tag == "dt":
            child_of(terms, "dd", {})
    return builder.root


def _changed_sections(redline: Redline, departures: Mapping[int, int]) -> frozenset[int]:
    """Return the indexes in B of the headings whose sections contain a change, at any depth."""
    changed: set[int] = set()
    starts = {j: block.level for j, block in enumerate(redline.b) if block.kind == "heading"}
    places = {change.b + k for change in redline.changes for k in range(max(1, len(change.after)))}
    # A deleted block comes after the block before its place, in the section of that block.
    places |= {change.b - 1 for change in redline.changes if not change.after}
    places |= {departures[change.a] - 1 for change in redline.changes if change.moved}
    stack: list[int] = []
    for j in range(len(redline.b)):
        if j in starts:
            while stack and starts[stack[-1]] >= starts[j]:
                stack.pop()
            stack.append(j)
        if j in places:
            changed.update(stack)
    return frozenset(changed)


@dataclass(slots=True)
class _Builder:
    """Appends entries, opening and closing containers and sections as their paths say."""

    links: Links
    changed: frozenset[int]
    root: HtmlElement = field(default_factory=lambda: Element("div", {"class": "redline"}))
    sections: list[tuple[int, HtmlElement]] = field(default_factory=list)
    containers: list[tuple[str, int, HtmlElement]] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)
    seen: set[int] = field(default_factory=set)
    index: int = 0

    def add(self, entry: Entry) -> None:
        block = entry.block
        path, boxes = block.path, block.boxes
        if block.kind == "heading":
            path = path[:-1]
            if not path and not entry.gone:
                self.open_section(block)
        if block.kind == "code":
            path, boxes = (*path, "pre"), (*boxes, boxes[-1])
        parent = self.container(path, boxes, entry)
        if block.kind == "row":
            self.row(parent, entry)
        else:
            self.block(parent, entry)
        if not entry.gone:
            self.index += 1

    def open_section(self, block: Block) -> None:
        self.containers.clear()
        while self.sections and self.sections[-1][0] >= block.level:
            self.sections.pop()
        parent = self.sections[-1][1] if self.sections else self.root
        same = "" if self.index in self.changed else " same"
        section = child_of(parent, "details", {"class": f"section{same}", "open": "open"})
        self.sections.append((block.level, section))

    def container(self, path: tuple[str, ...], boxes: tuple[int, ...], entry: Entry) -> HtmlElement:
        """Close the containers that the block is not in, open those that it is in; return the innermost."""
        keep = 0
        while keep < min(len(path), len(self.containers)) and self.containers[keep][:2] == (
            path[keep],
            boxes[keep],
        ):
            keep += 1
        del self.containers[keep:]
        for name, box in zip(path[keep:], boxes[keep:], strict=True):
            parent = self.parent()
            element = self.open(parent, name, entry)
            self.containers.append((name, box, element))
        return self.parent()

    def parent(self) -> HtmlElement:
        if self.containers:
            return self.containers[-1][2]
        return self.sections[-1][1] if self.sections else self.root

    def open(self, parent: HtmlElement, name: str, entry: Entry) -> HtmlElement:
        kind, _, value = name.partition(":")
        if kind == "li":
            return self.item(parent, entry)
        if kind == "pre":
            return child_of(child_of(_noted(parent), "pre"), "code")
        if kind == "table":
            return child_of(_noted(parent), "table")
        if kind == "details":
            return child_of(parent, "details", {"open": "open"})
        if kind in _CONTAINERS:
            return child_of(parent, kind)
        return child_of(parent, "div", {"class": f"{kind} {value}" if kind == "admonition" else kind})

    def item(self, parent: HtmlElement, entry: Entry) -> HtmlElement:
        """Open a list item. It has its number in B; a deleted one has none, so the others keep theirs."""
        item = child_of(parent, "li")
        if entry.gone:
            item.set("class", "gone")
        elif parent.tag == "ol":
            box = self.containers[-1][1]
            self.numbers[box] = self.numbers.get(box, 0) + 1
            item.set("value", str(self.numbers[box]))
        return item

    def block(self, parent: HtmlElement, entry: Entry) -> None:
        block = entry.block
        tag = {"heading": f"h{block.level}", "rule": "hr", "code": "span"}.get(block.kind, "p")
        if entry.gone and block.kind == "heading":
            tag = "p"  # the outline of the page is that of B
        # A section is folded by its heading.
        if tag.startswith("h") and parent.tag == "details" and not len(parent) and not entry.gone:
            parent = child_of(parent, "summary")
        if parent.tag == "table":
            # A table has one caption, in which that of A can be shown beside that of B.
            found = parent.find("caption")
            parent = child_of(parent, "caption") if found is None else found
        element = child_of(parent, tag, self.attributes(entry))
        if block.kind != "code":
            element.tail = "\n"
        if tag == "hr":
            return
        about = self.about(entry)
        if about is not None and block.kind not in {"code", "heading"}:
            element.append(about)
        if about is not None and block.kind == "code":
            element.addprevious(about)
        fill(element, entry.row, self.links.anchor)
        if about is not None and block.kind == "heading":
            # After the title, which follows the sign to fold it.
            element.append(about)
        if block.kind == "code":
            # The line ends outside, so that a marked line is no wider than its text.
            add_text(parent, "\n")

    def row(self, parent: HtmlElement, entry: Entry) -> None:
        """Append a table row, cell by cell. The note on the change is in the first."""
        row = child_of(parent, "tr", self.attributes(entry))
        row.tail = "\n"
        cells: list[list[Word]] = []
        for word in entry.row:
            if word.token.text == CELL or not cells:
                cells.append([])
            cells[-1].append(word)
        for number, cell in enumerate(cells):
            opening = cell[0]
            marks = (opening.token.marks or ("cell:td",))[0].split(":")
            attributes = {"class": opening.state} if opening.state in {"ins", "del"} else {}
            element = child_of(row, "th" if marks[1:2] == ["th"] else "td", attributes)
            for extra in marks[2:]:
                name, _, value = extra.partition("=")
                element.set(name if value else "style", value or f"text-align: {name}")
            about = self.about(entry) if number == 0 else None
            if about is not None:
                element.append(about)
            fill(element, cell if opening.token.text != CELL else cell[1:], self.links.anchor)

    def attributes(self, entry: Entry) -> dict[str, str]:
        attributes: dict[str, str] = {}
        classes: list[str] = [entry.block.kind]
        anchor = entry.block.anchor
        if entry.change is not None:
            kind = "delete" if entry.gone else entry.change.kind
            classes += ["change", "departed" if entry.gone and entry.change.after else kind]
            if entry.change.moved and not entry.gone:
                classes.append("moved")
        if anchor and not entry.gone and anchor not in self.ids:
            self.ids.add(anchor)
            attributes["id"] = anchor
        return attributes | {"class": " ".join(dict.fromkeys(classes))}

    def about(self, entry: Entry) -> HtmlElement | None:
        """Return the note on a change: its kind, the requirements that it changes, its ledger entries."""
        change = entry.change
        if change is None or not entry.first:
            return None
        note = Element("span", {"class": "about" if entry.covered else "at"})
        if entry.gone and change.moved:
            link = child_of(note, "a", {"href": f"#change-{entry.number}", "class": "what"})
            add_text(link, "moved from here")
            return note
        if entry.number not in self.seen:
            self.seen.add(entry.number)
            note.set("id", f"change-{entry.number}")
        if not entry.covered:
            return note
        add_text(child_of(note, "span", {"class": "what"}), _note_text(change, entry.covered))
        for requirement in change.requirements:
            add_text(child_of(note, "span", {"class": "requirement"}), str(requirement))
        for name in change.ledger:
            add_text(child_of(note, "a", {"class": "ledger", "href": self.links.ledger(name)}), name)
        if change.ledger and change.unexplained:
            add_text(child_of(note, "span", {"class": "unexplained"}), "in part")
        return note


def _noted(parent: HtmlElement) -> HtmlElement:
    """Return a box that scrolls by itself, so that the notes on its changes can be beside it."""
    return child_of(parent, "div", {"class": "noted"})


def _note_text(change: Change, covered: int) -> str:
    what = title_of(change)
    parts = [what if covered < 2 else f"{covered} {plural_of(change.block)} {what.rpartition(' ')[2]}"]  # noqa: PLR2004
    if change.moved:
        place = where(change.origin_a)
        section = place_of(change.before[0])
        parts.append(" ".join(word for word in ("from", section, f"({place})" if place else "") if word))
    # Another anchor of a block is mentioned if nothing else changed: it is no change for a reader.
    parts += (shape for shape in change.shape if not change.edits or not shape.startswith("anchor "))
    return "; ".join(parts)


def count(changes: Sequence[Change]) -> dict[str, int]:
    """Return how many changes of each kind there are, in the order in which kinds are named."""
    kinds = ("insert", "delete", "replace", "move", "split", "merge", "format")
    return {kind: number for kind in kinds if (number := sum(change.kind == kind for change in changes))}
