"""Data directives: from a name to the lines that stand in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from twotrack.openapi.model.data_tree import View
from twotrack.openapi.model.elements import Event, Operation, Shape
from twotrack.openapi.render.cells import Cells
from twotrack.openapi.render.draft_view import DraftView
from twotrack.openapi.render.html_parts import Html
from twotrack.openapi.render.index_views import DraftIndexes, SiteIndexes, show_index
from twotrack.openapi.render.site_view import SiteView
from twotrack.problems import Report
from twotrack.text import Origin, Text

Model = Operation | Event | Shape
MAX_LEVEL = 6
INDEXES = frozenset({"api-index", "event-index", "error-index"})


@dataclass(slots=True)
class Expander:
    """Carries out data directives for one edition and medium."""

    view: View
    medium: Literal["site", "draft"]
    report: Report
    # Whether the site has the machine-readable outputs (`bundles.assets`), to which the text then links.
    raw: bool = False
    # What was made of models that several editions share, for all of them: by the model, with it.
    shared: dict[tuple[int, int, bool, bool], tuple[Model, Text]] = field(default_factory=dict)
    _html: Html = field(init=False)
    _made: dict[tuple[str, str, int, Origin], Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make what all directives share: descriptions are converted once."""
        self._html = Html(Cells(self.report))

    def __call__(self, name: str, argument: str, level: int, where: Origin) -> Text:
        """Return the lines for `::: name argument` at a level; none (reported) where it names nothing."""
        key = (name, argument, level, where)
        if key not in self._made:
            text = self._text(name, argument.strip(), min(level, MAX_LEVEL), where)
            if where.because:
                # What stands under a condition in the page does so whatever the data says.
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
        model: Model | None
        if name == "api":
            model = self.view.operation(argument, where, self.report)
        elif name == "event":
            model = self.view.event(argument, where, self.report)
        else:
            model = self.view.schema(argument, where, self.report)
        if model is None:
            return Text()
        key = (id(model), level, self.raw, self._viewer)
        if key not in self.shared:
            self.shared[key] = (model, self._shown(model, level))
        return self.shared[key][1]

    def _shown(self, model: Model, level: int) -> Text:
        shown = DraftView() if self.medium == "draft" else SiteView(self._html, self.raw, self._viewer)
        if isinstance(model, Operation):
            return shown.operation(model, level)
        return shown.event(model, level) if isinstance(model, Event) else shown.shape(model, level)
