"""Data directives: from a name to the lines that stand in its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from twotrack.data.cells import Cells
from twotrack.data.draft import DraftView
from twotrack.data.html import Html
from twotrack.data.site import SiteView
from twotrack.data.tree import View
from twotrack.problems import Report
from twotrack.text import Origin, Text

MAX_LEVEL = 6


@dataclass(slots=True)
class Expander:
    """Carries out data directives for one edition and medium."""

    view: View
    medium: Literal["site", "draft"]
    report: Report
    _cells: Cells | None = None

    def __call__(self, name: str, argument: str, level: int, where: Origin) -> Text:
        """Give the lines for `::: name argument` at a level; none (reported) where it names nothing."""
        text = self._text(name, argument.strip(), min(level, MAX_LEVEL), where)
        if where.because:
            # What stands under a condition in the page does so whatever the data says.
            text.origins = [
                o._replace(because=tuple(dict.fromkeys(where.because + o.because))) for o in text.origins
            ]
        return text

    def _text(self, name: str, argument: str, level: int, where: Origin) -> Text:
        shown = self._shower()
        if name == "api":
            operation = self.view.operation(argument, where)
            return shown.operation(operation, level) if operation else Text()
        if name == "event":
            event = self.view.event(argument, where)
            return shown.event(event, level) if event else Text()
        if name == "schema":
            shape = self.view.schema(argument, where)
            return shown.shape(shape, level) if shape else Text()
        self.report.add("data-unknown", where, f"`::: {name}` is no directive")
        return Text()

    def _shower(self) -> SiteView | DraftView:
        if self.medium == "draft":
            return DraftView()
        if self._cells is None:
            self._cells = Cells(self.report)
        return SiteView(Html(self._cells))


Expand = Callable[[str, str, int, Origin], Text]
