"""Values of parameters are written as the table of styles in OpenAPI 3.1.1, section 4.8.12.2, has them."""

from __future__ import annotations

from typing import Any

import pytest

from twotrack.openapi.model.parameter_styles import Style

LIST = ["blue", "black", "brown"]
MAP = {"R": "100", "G": "200", "B": "150"}


@pytest.mark.parametrize(
    ("style", "explode", "value", "written"),
    [
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, LIST, ";color=blue,black,brown"),
        ("matrix", False, MAP, ";color=R,100,G,200,B,150"),
        ("matrix", True, LIST, ";color=blue;color=black;color=brown"),
        ("matrix", True, MAP, ";R=100;G=200;B=150"),
        ("label", False, "blue", ".blue"),
        ("label", False, LIST, ".blue,black,brown"),
        ("label", False, MAP, ".R,100,G,200,B,150"),
        ("label", True, LIST, ".blue.black.brown"),
        ("label", True, MAP, ".R=100.G=200.B=150"),
        ("simple", False, LIST, "blue,black,brown"),
        ("simple", False, MAP, "R,100,G,200,B,150"),
        ("simple", True, MAP, "R=100,G=200,B=150"),
    ],
)
def test_in_paths_and_headers(style: str, explode: bool, value: Any, written: str) -> None:  # noqa: FBT001
    assert Style(style, explode).write("color", value) == [("color", written)]


@pytest.mark.parametrize(
    ("style", "explode", "value", "written"),
    [
        ("form", False, "blue", "color=blue"),
        ("form", False, LIST, "color=blue,black,brown"),
        ("form", False, MAP, "color=R,100,G,200,B,150"),
        ("form", True, LIST, "color=blue&color=black&color=brown"),
        ("form", True, MAP, "R=100&G=200&B=150"),
        ("spaceDelimited", False, LIST, "color=blue black brown"),
        ("spaceDelimited", False, MAP, "color=R 100 G 200 B 150"),
        ("pipeDelimited", False, LIST, "color=blue|black|brown"),
        ("pipeDelimited", False, MAP, "color=R|100|G|200|B|150"),
        ("deepObject", True, MAP, "color[R]=100&color[G]=200&color[B]=150"),
    ],
)
def test_in_queries(style: str, explode: bool, value: Any, written: str) -> None:  # noqa: FBT001
    assert "&".join(f"{name}={text}" for name, text in Style(style, explode).write("color", value)) == written
