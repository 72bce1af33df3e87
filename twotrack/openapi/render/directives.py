"""Data directives: replaces a directive with a name by the rendered lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Literal

from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.elements import Event, Operation, Shape
from twotrack.openapi.model.groups import event_group, operations_of_file
from twotrack.openapi.render.cells import Cells
from twotrack.openapi.render.directive_options import split_options
from twotrack.openapi.render.draft_view import DraftView
from twotrack.openapi.render.html_parts import Html
from twotrack.openapi.render.index_views import DraftIndexes, SiteIndexes, show_index
from twotrack.openapi.render.site_view import SiteView
from twotrack.problems import Report
from twotrack.text import Origin, Text

Model = Operation | Event | Shape
MAX_LEVEL = 6
GROUPS = frozenset({"api-file", "event-group"})
EVENT_OPTIONS = ("title", "example")
INDEXES = frozenset({"api-index", "event-index", "error-index"})


@dataclass(slots=True)
class Expander:
    """Processes data directives for one edition and medium."""

    view: View
    medium: Literal["site", "draft"]
    report: Report
    # Whether the site has the machine-readable outputs (`bundles.assets`), which the text then links to.
    raw: bool = False
    # Lines rendered from models that several editions share: by the model, with it.
    shared: dict[tuple[int, int, bool, bool], tuple[Model, Text]] = field(default_factory=dict)
    _html: Html = field(init=False)
    _made: dict[tuple[str, str, int, Origin], Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Create the shared converter: descriptions are converted once."""
        self._html = Html(Cells(self.report))

    def __call__(self, name: str, argument: str, level: int, where: Origin) -> Text:
        """Render `::: name argument` at a heading level; empty (reported) if the name is unknown."""
        key = (name, argument, level, where)
        if key not in self._made:
            text = self._text(name, argument.strip(), min(level, MAX_LEVEL), where)
            if where.because:
                # Content under a condition in the page has this condition regardless of the data.
                origins = [
                    origin._replace(because=tuple(dict.fromkeys(where.because + origin.because)))
                    for origin in text.origins
                ]
                text = Text(text.lines, origins)
            self._made[key] = text
        return self._made[key]

    @property
    def _viewer(self) -> bool:
        return self.raw and self.view.edition.name == self.view.tree.editions.site

    def _text(self, name: str, argument: str, level: int, where: Origin) -> Text:
        draft = self.medium == "draft"
        if name in INDEXES:
            index = DraftIndexes(self.view) if draft else SiteIndexes(self.view, self._html)
            return show_index(index, name, argument, where, self.report)
        if name in GROUPS:
            text = Text()
            for member in self._members(name, argument, where):
                if text.lines:
                    text.append("", where)
                text.extend(self._shared(member, level))
            return text
        model: Model | None
        if name == "api":
            model = self.view.operation(argument, where, self.report)
        elif name == "event":
            model = self._event(argument, where)
        else:
            model = self.view.schema(argument, where, self.report)
        return Text() if model is None else self._shared(model, level)

    def _members(self, name: str, argument: str, where: Origin) -> Sequence[Model]:
        if name == "api-file":
            return operations_of_file(self.view, argument, where, self.report)
        return event_group(self.view, argument, where, self.report)

    def _event(self, argument: str, where: Origin) -> Event | None:
        """Find the event type for an argument, with the changes of its options applied."""
        name, options = split_options(argument, EVENT_OPTIONS, where, self.report)
        event = self.view.event(name, where, self.report)
        if event is None or not options:
            return event
        if "example" in options:
            other = self.view.event(options["example"], where, self.report)
            event = replace(event, examples=other.examples if other is not None else ())
        return replace(event, heading=options.get("title", event.heading))

    def _shared(self, model: Model, level: int) -> Text:
        """Render a model; editions that share the model share the lines."""
        key = (id(model), level, self.raw, self._viewer)
        if key not in self.shared:
            self.shared[key] = (model, self._shown(model, level))
        return self.shared[key][1]

    def _shown(self, model: Model, level: int) -> Text:
        shown = DraftView() if self.medium == "draft" else SiteView(self._html, self.raw, self._viewer)
        if isinstance(model, Operation):
            return shown.operation(model, level)
        return shown.event(model, level) if isinstance(model, Event) else shown.shape(model, level)
