"""Drawings of pages: figures with SVG and the text, in place of fences `aasvg`."""

from __future__ import annotations

from pathlib import Path

import lxml.html
import pytest

from twotrack.problems import Report
from twotrack.rfc.tools import aasvg
from twotrack.rfc.tools.aasvg import CannotDraw, find
from twotrack.site.drawings import Drawer, drawer, with_drawings
from twotrack.store import Store
from twotrack.text import Text

PAGE = """# Page

``` {.aasvg #fig-x title="A & B"}
a <--- <b>

c
```

- item

  ```aasvg
  in a list
  ```

```aasvg
x
```

```text
aasvg
```"""


def _page(source: str) -> Text:
    return Text.of(source, "spec/page.md")


def _draw(text: str) -> str:
    return f'<svg width="{len(text)}"><path d="M 0,0"/></svg>'


def test_a_fence_becomes_a_figure_of_as_many_lines() -> None:
    page, report = _page(PAGE), Report()
    page.fences = [2, 10, 14, 18]
    drawn = with_drawings(page, _draw, report)
    assert report.problems == []
    assert len(drawn.lines) == len(page.lines)
    assert drawn.fences == [10, 18]
    assert drawn.lines[8:14] == page.lines[8:14]
    html = "\n".join(drawn.lines)
    first, second = lxml.html.fromstring(html).findall(".//figure")
    assert first.get("id") == "fig-x"
    assert first.findtext(".//pre", "").lstrip("\n") == "a <--- <b>\n\nc\n"
    assert first.findtext("figcaption") == "A & B"
    assert first[-1].tag == "figcaption"
    # Both have a name, and names of regions differ.
    assert [figure.xpath("string(div/@aria-label)") for figure in (first, second)] == ["A & B", "Diagram 2"]
    # Screen readers do not read the drawing word by word.
    assert first.xpath("string(.//svg/@role)") == "img"
    assert first.xpath("count(.//svg/*)") == first.xpath("count(.//svg/g[@aria-hidden='true'])") == 1
    assert second.get("id") is None


def test_what_cannot_be_drawn_stays_text_and_is_reported() -> None:
    def fail(text: str) -> str:
        raise CannotDraw(text)

    page, report = _page("```aasvg\nx\n```"), Report()
    assert with_drawings(page, fail, report).lines == page.lines
    assert [str(problem) for problem in report.problems] == [
        "spec/page.md:1: warning: aasvg cannot draw this, so it is shown as text: x [rfc-drawing-failed]"
    ]


def test_an_unclosed_fence_stays_text() -> None:
    page = _page("```aasvg\nx")
    assert with_drawings(page, _draw, Report()).lines == page.lines


def test_aasvg_draws_without_colours_or_styles(root: Path) -> None:
    if find(root) is None:
        pytest.skip("aasvg or node is not installed: npm ci")
    draw = drawer(root, Store())
    assert draw is not None
    svg = draw("a -->|<b> & c")
    assert draw("a -->|<b> & c") == svg
    elements = lxml.html.fromstring(svg)
    assert "&lt;" in svg
    assert not [word for word in ("style", "color", "fill", "stroke", "xmlns") if word in svg]
    assert elements.get("viewbox") or elements.get("viewBox")
    assert elements.xpath(".//*[@class='arrowhead']")


def test_without_aasvg_the_text_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert drawer(tmp_path, Store()) is None


def test_drawings_drawn_together_equal_those_drawn_one_by_one(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool = find(root)
    if tool is None:
        pytest.skip("aasvg or node is not installed: npm ci")
    bodies = ["a -->|<b> & c\r", "+--+\n|  |\n+--+", "ä ○ → 漢", '"x" + `y` ${z}\\n']
    one_by_one = Drawer(tool, Store())
    expected = [one_by_one(body) for body in bodies]
    together = Drawer(tool, Store())
    together.prepare([_page("\n\n".join(f"```aasvg\n{body}\n```" for body in bodies))])
    monkeypatch.setattr(aasvg, "run", lambda *_: pytest.fail("it was not drawn with the others"))
    assert [together(body) for body in bodies] == expected


def test_drawings_are_drawn_one_by_one_if_that_fails_together(tmp_path: Path) -> None:
    assert aasvg.run_together(["x", "y"], str(tmp_path / "aasvg")) == [None, None]
    (tmp_path / "text2svg.js").write_text("export const other = 1;\n", encoding="utf-8")
    assert aasvg.run_together(["x", "y"], str(tmp_path / "aasvg")) == [None, None]
