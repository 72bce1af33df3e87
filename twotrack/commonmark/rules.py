"""Block rules for markdown-it-py: the dialect's own containers, and limits on CommonMark's.

Definitions (`: text` below a term), admonitions (`!!! note`, content indented by four columns) and footnotes
(`[^label]: text`) are containers. A container that would be nested more than `DEEPEST` levels deep is read
as text, and its line is noted in `env["deep"]`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.common.html_blocks import block_names
from markdown_it.rules_block import StateBlock, blockquote, html_block, list_block, reference, table

# Converters recurse once per level, and Python limits the depth of calls.
DEEPEST = 50
# The first lines that Python-Markdown's `admonition`, and `details` and `tabbed` of pymdownx, read.
_KIND = r"[\w-]+(?: +[\w-]+)*"
_ADMONITION = re.compile(
    rf"(?:!!! ?{_KIND}(?: +\".*?\")?|\?{{3}}\+? ?(?:(?:{_KIND})?(?: +\".*?\")|{_KIND})"
    r"|===[!+]? +\".*?\")[ \t]*$"
)
_FOOTNOTE = re.compile(r"\[\^[^\]\s]+\]:")
# CommonMark 4.6, start conditions 1 to 6; Python-Markdown reads condition 7 as inline HTML.
_HTML = re.compile(
    r"<(?:(?:script|pre|style|textarea)(?=[\s>]|$)|!--|\?|![a-z]|!\[CDATA\["
    rf"|/?(?:{'|'.join(block_names)})(?=\s|/?>|$))",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.)*)\]:", re.DOTALL)
_CITED = re.compile(r"\[(?P<label>[^\[\]^][^\[\]]*)\]:[ \t]+(?P<body>\{\{[^{}]*\}\})[ \t]*")
_CLOSED_BY = {
    "<!--": "-->",
    "<?": "?>",
    "<![cdata[": "]]>",
    "<!": ">",
    **{f"<{name}": f"</{name}>" for name in ("script", "pre", "style", "textarea")},
}
# `markdown="1"` (md_in_html): the content after the line is Markdown.
_WITH_MARKDOWN = re.compile(r"<[^>]*\smarkdown(?:=|[\s>])")

Rule = Callable[[StateBlock, int, int, bool], bool]


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _too_deep(state: StateBlock, line: int) -> bool:
    """Check whether the depth limit is reached, and note the line that would open one more container."""
    if len(state.env["open"]) < state.env["room"]:
        return False
    state.env.setdefault("deep", line)
    return True


def _limited(rule: Rule) -> Rule:
    """Wrap a rule so that it reads a container as text if it would be nested too deep."""

    def limited(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
        containers = state.env["open"]
        if silent or len(containers) >= state.env["room"]:
            return rule(state, start, end, True) and not _too_deep(state, start) and silent  # noqa: FBT003 - markdown-it's
        containers.append(("item", state.blkIndent, -1))
        try:
            return rule(state, start, end, False)  # noqa: FBT003 - markdown-it's
        finally:
            containers.pop()

    return limited


def _inside(state: StateBlock, start: int, end: int, column: int, content: int) -> None:
    """Read the blocks of a container; its content begins on line `start` at `content`, in `column`."""
    saved = (state.blkIndent, state.tight, state.parentType, state.listIndent)
    marks = (state.bMarks[start], state.tShift[start], state.sCount[start])
    state.blkIndent = column
    if content >= 0:
        # The line begins at its content, as if the marker were not there.
        state.bMarks[start], state.tShift[start], state.sCount[start] = content - column, column, column
    state.tight, state.listIndent = True, -1
    state.parentType = "dd"
    state.md.block.tokenize(state, start, end)
    state.blkIndent, state.tight, state.parentType, state.listIndent = saved
    state.bMarks[start], state.tShift[start], state.sCount[start] = marks


def _definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read `: text` below a term (Python-Markdown's `def_list`)."""
    if state.is_code_block(start):
        return False
    written = _line(state, start)
    content = written[1:].lstrip()
    if not (written.startswith(":") and content and written[1].isspace()):
        return False
    if silent:
        return state.parentType == "paragraph" and _continues(state, start)
    before = state.tokens[-1] if state.tokens else None
    if before is None or before.level != state.level or before.type not in {"paragraph_close", "dd_close"}:
        return False
    if _too_deep(state, start):
        return False
    token = state.push("dd_open", "dd", 1)
    token.map = lines = [start, 0]
    position = state.eMarks[start] - len(content)
    column = state.sCount[start] + len(written) - len(content)
    state.env["open"].append(("dd", state.blkIndent, column))
    _inside(state, start, end, column, position)
    state.env["open"].pop()
    lines[1] = state.line
    state.push("dd_close", "dd", -1)
    return True


def _continues(state: StateBlock, line: int) -> bool:
    """Check whether a `:` line belongs to the paragraph's own container, or to a definition around it."""
    indent = state.sCount[line]
    if indent >= state.blkIndent:
        return True
    for kind, outer, _ in reversed(state.env["open"]):
        if indent >= outer:
            return bool(kind == "dd")
    return False


def _admonition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read `!!! note "Title"` (also `???` and `===`) and the lines indented below it; no line is lazy."""
    if state.is_code_block(start) or not _ADMONITION.match(_line(state, start)):
        return False
    if _too_deep(state, start):
        return False
    if silent:
        return True
    column = state.sCount[start] + 4
    last = start
    for line in range(start + 1, end):
        if not state.isEmpty(line):
            if state.sCount[line] < column:
                break
            last = line
    token = state.push("admonition_open", "div", 1)
    token.map = [start, last + 1]
    token.content = _line(state, start)
    outer, state.lineMax = state.lineMax, last + 1
    state.env["open"].append(("box", state.blkIndent, column))
    if last > start:
        _inside(state, start + 1, last + 1, column, -1)
    state.env["open"].pop()
    state.lineMax = outer
    state.line = last + 1
    state.push("admonition_close", "div", -1)
    return True


def _footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read `[^label]: text` and the lines indented by four columns below it."""
    if state.is_code_block(start):
        return False
    written = _line(state, start)
    found = _FOOTNOTE.match(written)
    if found is None or _too_deep(state, start):
        return False
    if silent:
        return True
    token = state.push("note_open", "div", 1)
    token.map = lines = [start, 0]
    token.content = found[0]
    content = written[found.end() :].lstrip()
    column = state.sCount[start] + 4
    state.env["open"].append(("note", state.blkIndent, column))
    if content:
        _inside(state, start, end, column, state.eMarks[start] - len(content))
    elif start + 1 < end and not state.isEmpty(start + 1) and state.sCount[start + 1] >= column:
        _inside(state, start + 1, end, column, -1)
    else:
        state.line = start + 1
    state.env["open"].pop()
    lines[1] = state.line
    state.push("note_close", "div", -1)
    return True


def _html_block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    written = _line(state, start)
    if not _HTML.match(written) or state.is_code_block(start):
        return False
    if silent:
        return True
    if not _WITH_MARKDOWN.match(written):
        html_block(state, start, end, silent)
        token = state.tokens[-1]
        closing = next((stop for begin, stop in _CLOSED_BY.items() if written.lower().startswith(begin)), "")
        token.meta["closing"] = closing
        token.meta["open"] = bool(closing) and closing not in token.content.lower()
        return True
    token = state.push("html_block", "", 0)
    token.map = [start, start + 1]
    token.content = written + "\n"
    token.meta["markdown"] = True
    state.line = start + 1
    return True


def _table(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read a table; its token keeps the rows as written (`meta["rows"]`)."""
    count = len(state.tokens)
    if not table(state, start, end, silent):
        return False
    if not silent:
        state.tokens[count].meta["rows"] = [_line(state, line) for line in range(start, state.line)]
    return True


def _link_definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 - markdown-it's
    """Read a link definition (CommonMark 4.7); its token has `label`, `href` and `title` in `meta`.

    `[label]: {{Section 3 of RFC9110}}`, as in kramdown-rfc, makes the label a citation.
    """
    written = _line(state, start)
    if silent or written[:1] != "[" or state.is_code_block(start):
        return False
    cited = _CITED.fullmatch(written)
    if cited is not None:
        token = state.push("link_definition", "", 0)
        token.meta = {"label": cited["label"], "href": cited["body"], "title": ""}
        state.line = start + 1
    else:
        state.env["references"] = {}
        if not reference(state, start, end, silent):
            return False
        (found,) = state.env["references"].values()
        label = _LABEL.match(state.src, state.bMarks[start] + state.tShift[start])
        token = state.push("link_definition", "", 0)
        token.meta = {
            "label": " ".join(label[1].split()) if label else "",
            "href": found["href"],
            "title": " ".join(found["title"].split()),
        }
    token.map = [start, state.line]
    return True


def block_parser() -> MarkdownIt:
    """Create a parser of blocks: CommonMark, tables, and the dialect's containers."""
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": 10_000})
    ruler = parser.block.ruler
    ruler.at("reference", _link_definition)
    paragraphs = ["paragraph", "blockquote", "list"]
    ruler.at("table", _table, {"alt": ["paragraph"]})
    ruler.enable("table")
    ruler.at("blockquote", _limited(blockquote), {"alt": [*paragraphs]})
    ruler.at("list", _limited(list_block), {"alt": ["paragraph", "blockquote"]})
    ruler.at("html_block", _html_block, {"alt": ["paragraph", "blockquote"]})
    ruler.before("list", "definition", _definition, {"alt": ["paragraph"]})
    ruler.before("list", "admonition", _admonition, {"alt": paragraphs})
    ruler.before("list", "footnote", _footnote, {"alt": paragraphs})
    return parser
