"""Data directives: from a name to the lines that stand in its place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from twotrack.data.cells import Cells
from twotrack.data.draft import DraftView
from twotrack.data.html import Html
from twotrack.data.index_views import DraftIndexes, SiteIndexes, show_index
from twotrack.data.site import SiteView
from twotrack.data.tree import View
from twotrack.problems import Report
from twotrack.text import Origin, Text

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
    _html: Html = field(init=False)
    _made: dict[tuple[str, str, int, Origin], Text] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make what all directives share: descriptions are converted once."""
        self._html = Html(Cells(self.report))

    def __call__(self, name: str, argument: str, level: int, where: Origin) -> Text:
        """Give the lines for `::: name argument` at a level; none (reported) where it names nothing."""
        key = (name, argument, level, where)
        if key not in self._made:
            text = self._text(name, argument.strip(), min(level, MAX_LEVEL), where)
            if where.because:
                # What stands under a condition in the page does so whatever the data says.
                text.origins = [
                    origin._replace(because=tuple(dict.fromkeys(where.because + origin.because)))
                    for origin in text.origins
                ]
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
        shown = DraftView() if draft else SiteView(self._html, self.raw, self._viewer)
        if name == "api":
            operation = self.view.operation(argument, where)
            return shown.operation(operation, level) if operation else Text()
        if name == "event":
            event = self.view.event(argument, where)
            return shown.event(event, level) if event else Text()
        shape = self.view.schema(argument, where)
        return shown.shape(shape, level) if shape else Text()
