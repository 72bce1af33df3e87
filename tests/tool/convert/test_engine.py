"""The engine's shortcuts do not change its output: the HTML is that of Python-Markdown, byte for byte."""

from __future__ import annotations

from pathlib import Path

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown.extensions import Extension
from markdown.extensions.md_in_html import HTMLExtractorExtra
from markdown.inlinepatterns import LINK_RE, SimpleTagInlineProcessor

from tests.corpus import CORPUS, MISSING
from twotrack.inputs import read_mkdocs
from twotrack.markdown.engine import Engine
from twotrack.problems import Report

ROOT = Path(__file__).resolve().parents[3]
DRAFT = CORPUS / "linearized-matrix" / "draft.md"
CONFIG = read_mkdocs(ROOT, Report())
assert CONFIG is not None
EXTENSIONS = CONFIG.extensions

# Every beginning of something that the library looks for, whole, broken, nested and escaped.
_PIECES = st.sampled_from(
    [
        *("word", " ", "  \n", "\n", "\n\n", "    ", "- ", "1. ", "> ", "# ", ":   ", "!!! note\n    "),
        *("`", "``", "\\", "\\`", "\\[", "*", "**", "_", "__", "[", "]", "(", ")", "![", "!", "[^", "[^1]"),
        *("[x](y)", "[x][y]", "[y]: /z\n", "[^1]: note\n", "<", ">", "<b>", "</b>", "<http://e.org>"),
        *("<a@e.org>", "&", "&amp;", "&#38;", "<!-- ", " -->", "{#a}", "{: .b}", "*[HTML]: x\n", "HTML"),
        *(
            "|",
            "| a | b |\n|---|---|\n| c | d |\n",
            "a | b\n--- | ---\n",
            "|\n|-|\n",
            "\\|",
            "```\n",
            "~~~ json\n",
        ),
        *("<div markdown>\n", "</div>\n", "\x02", "\x03", "é"),
    ]
)


def _library(text: str) -> str:
    configs = {name: dict(settings) for name, settings in EXTENSIONS.items()}
    return markdown.Markdown(extensions=list(EXTENSIONS), extension_configs=configs).convert(text)


@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_text(text: str) -> None:
    assert Engine(EXTENSIONS).convert(text) == _library(text)


# What raw HTML consists of: blocks that are copied as they are begin and end in many ways.
_HTML = st.sampled_from(
    [
        *(
            '<div class="x">',
            "<div>",
            "</div>",
            "<table>",
            "</table>",
            "<tr>",
            "<td>",
            "</td>",
            "</tr>",
            "<p>",
        ),
        *("</p>", "<b>", "</b>", "<br>", "<br/>", "<hr>", "<pre>", "</pre>", "<script>", "</script>", "</i>"),
        *(
            '<div markdown="1">',
            "<td markdown>",
            "<a href='x'>",
            '<a title="`<>">',
            "<DIV>",
            "<div >",
            "<x-y>",
        ),
        *(
            "word",
            "*x*",
            "&amp;",
            "&#38;",
            "&#X26;",
            "& ",
            "&x",
            "<",
            "<!-- c -->",
            "<?p?>",
            "`<b>`",
            "- ",
            " ",
        ),
        *("\n", "\n\n", "\n\n", " \n\n", "\n \n", "    ", "\x02"),
    ]
)


@given(st.lists(_HTML, max_size=30).map("".join))
def test_any_html(text: str) -> None:
    assert Engine(EXTENSIONS).convert(text) == _library(text)


@given(st.lists(_HTML, max_size=8).map("".join))
def test_any_html_in_a_block(text: str) -> None:
    text = f"word\n\n<table><tr><td>{text}</td></tr></table>\n\n- *x*"
    assert Engine(EXTENSIONS).convert(text) == _library(text)


def test_tags_of_plain_blocks_are_not_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HTMLExtractorExtra, "handle_starttag", lambda *_: pytest.fail("a tag was read"))
    table = '<div class="t"><table><tr id="a"><td>x<br>&amp; <b>y</b></td></tr></table></div>'
    assert Engine(EXTENSIONS).convert(f"# T\n\n{table}\n\nend").endswith(f"\n{table}\n\n<p>end</p>")


@pytest.mark.parametrize("path", sorted((ROOT / "spec").rglob("*.md")), ids=lambda path: path.stem)
def test_own_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert Engine(EXTENSIONS).convert(text) == _library(text)


@pytest.mark.skipif(not DRAFT.exists(), reason=MISSING)
def test_foreign_text() -> None:
    text = DRAFT.read_text(encoding="utf-8")
    assert Engine(EXTENSIONS).convert(text) == _library(text)


class _Struck(Extension):
    """A pattern of the library in another processor: it is called just as often."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the library's name
        md.inlinePatterns.register(SimpleTagInlineProcessor(r"()~~(.+?)~~", "del"), "struck", 175)
        md.inlinePatterns.register(SimpleTagInlineProcessor(rf"({LINK_RE})x(y)\]", "b"), "boxed", 174)


def test_patterns_of_other_extensions() -> None:
    engine = Engine({})
    engine.registerExtensions([_Struck()], {})
    assert engine.convert("~~a~~ [xy] `b`") == "<p><del>a</del> <b>y</b> <code>b</code></p>"


def test_extension_by_any_of_its_names() -> None:
    assert "<del>" in Engine({"pymdownx.tilde": {}}).convert("~~a~~")
    assert "<table>" in Engine({"markdown.extensions.tables": {}}).convert("| a |\n|---|\n| b |")


def test_extension_that_is_not_there() -> None:
    with pytest.raises(ImportError, match="no_such_extension"):
        Engine({"no_such_extension": {}})
