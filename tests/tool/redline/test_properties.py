"""Properties for any two texts: the records transform A to B, and the edits the old words to the new."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.tool.redline.build import document
from twotrack.redline.align.block_alignment import align
from twotrack.redline.align.sequence import common_runs, heaviest_rising
from twotrack.redline.align.word_edits import apply_edits, edits
from twotrack.redline.blocks.block_list import Block, blocks_of
from twotrack.redline.blocks.tokens import CELL, Token, Tokenizer
from twotrack.redline.compare import compare, joined, redline
from twotrack.redline.records import apply
from twotrack.redline.requirement_changes import keywords, requirement_changes

WORDS = st.sampled_from("the a of event server room MUST NOT SHOULD MAY hash sign . , ( )".split())  # noqa: SIM905
MARKS = st.sampled_from([(), (), (), ("em",), ("code",), ("link:#a",), ("strong", "link:#b")])
TOKENS = st.lists(st.builds(Token, WORDS, MARKS, st.booleans()), max_size=14).map(tuple)
ROWS = st.lists(TOKENS.map(lambda cell: (Token(CELL, ("cell:td",)), *cell)), min_size=1, max_size=4).map(
    lambda cells: tuple(token for cell in cells for token in cell)
)
PATHS = st.sampled_from([(), ("ul", "li"), ("ol", "li"), ("blockquote",)])
ANCHORS = st.sampled_from([None, None, None, "a", "b", "c", "d"])
BLOCKS = st.one_of(
    st.builds(Block, st.sampled_from(["paragraph", "item", "definition", "code"]), PATHS, ANCHORS, TOKENS),
    st.builds(Block, st.just("heading"), st.sampled_from([("h2",), ("h3",)]), ANCHORS, TOKENS),
    st.builds(Block, st.just("row"), st.just(("table", "tbody")), ANCHORS, ROWS),
)


@st.composite
def pairs(draw: st.DrawFn) -> tuple[list[Block], list[Block]]:
    """Two lists of blocks, the second made of the first by cutting, moving, joining and adding."""
    a = draw(st.lists(BLOCKS, max_size=12))
    b = list(a)
    for _ in range(draw(st.integers(0, 6))):
        step = draw(st.sampled_from(["drop", "add", "move", "join", "edit"]))
        if step == "add" or not b:
            b.insert(draw(st.integers(0, len(b))), draw(BLOCKS))
            continue
        k = draw(st.integers(0, len(b) - 1))
        if step == "drop":
            del b[k]
        elif step == "move":
            block = b.pop(k)
            b.insert(draw(st.integers(0, len(b))), block)
        elif step == "edit":
            b[k] = Block(
                b[k].kind, b[k].path, draw(ANCHORS), (*b[k].tokens[:3], *draw(TOKENS), *b[k].tokens[5:])
            )
        elif k + 1 < len(b):
            b[k : k + 2] = [Block(b[k].kind, b[k].path, b[k].anchor, b[k].tokens + b[k + 1].tokens)]
    return a, b


@given(pairs())
@settings(max_examples=200, deadline=None)
def test_the_records_lead_from_a_to_b(pair: tuple[list[Block], list[Block]]) -> None:
    a, b = pair
    result = compare(a, b)
    assert apply(a, result.changes) == tuple(b)
    for change in result.changes:
        assert apply_edits(joined(change.before), change.edits) == joined(change.after)


@given(pairs())
@settings(max_examples=100, deadline=None)
def test_a_block_is_in_one_link(pair: tuple[list[Block], list[Block]]) -> None:
    a, b = pair
    links = align(a, b)
    used_a = [i for link in links for i in range(link.a0, link.a1)]
    used_b = [j for link in links for j in range(link.b0, link.b1)]
    assert len(used_a) == len(set(used_a))
    assert used_b == sorted(set(used_b))
    kept = [link.a0 for link in links if not link.moved]
    assert kept == sorted(kept)


@given(st.lists(BLOCKS, max_size=12))
def test_a_text_does_not_differ_from_itself(blocks: list[Block]) -> None:
    assert compare(blocks, list(blocks)).changes == ()


@given(st.one_of(st.tuples(TOKENS, TOKENS), st.tuples(ROWS, ROWS), st.tuples(TOKENS, ROWS)))
@settings(max_examples=400, deadline=None)
def test_edits_lead_from_the_old_words_to_the_new(pair: tuple[tuple[Token, ...], tuple[Token, ...]]) -> None:
    before, after = pair
    found = edits(before, after)
    assert apply_edits(before, found) == after
    ends = [(edit.at, edit.at + len(edit.before)) for edit in found]
    assert all(stop <= start for (_, stop), (start, _) in pairwise(ends))
    assert all(edit.before != edit.after for edit in found)


@given(TOKENS, TOKENS)
def test_changes_of_requirement_add_up(before: tuple[Token, ...], after: tuple[Token, ...]) -> None:
    changes = requirement_changes(before, after, edits(before, after))
    counted = Counter(keywords(before))
    counted.subtract(change.before for change in changes if change.before)
    counted.update(change.after for change in changes if change.after)
    assert +counted == Counter(keywords(after))
    assert not -counted


ITEMS = st.lists(st.sampled_from("abcdef"), max_size=14)


@given(ITEMS, ITEMS)
@settings(max_examples=400)
def test_runs_are_common_in_order_and_as_long_as_can_be(a: list[str], b: list[str]) -> None:
    runs = common_runs(a, b)
    end_a = end_b = total = 0
    for run in runs:
        assert run.size > 0
        assert run.a >= end_a
        assert run.b >= end_b
        assert a[run.a : run.a + run.size] == b[run.b : run.b + run.size]
        end_a, end_b, total = run.a + run.size, run.b + run.size, total + run.size
    assert total == _longest(a, b)


def _longest(a: list[str], b: list[str]) -> int:
    row = [0] * (len(b) + 1)
    for x in a:
        before, row = row, [0]
        for j, y in enumerate(b):
            row.append(before[j] + 1 if x == y else max(before[j + 1], row[-1]))
    return row[-1]


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 5)), max_size=8, unique_by=lambda pair: pair[0]))
def test_the_heaviest_rising_chain_is_the_heaviest(pairs: list[tuple[int, int]]) -> None:
    values, weights = [value for value, _ in pairs], [weight for _, weight in pairs]
    chain = heaviest_rising(values, weights)
    assert [values[k] for k in chain] == sorted(values[k] for k in chain)
    best = max(
        sum(weights[k] for k in range(len(values)) if choice >> k & 1)
        for choice in range(1 << len(values))
        if _rises([values[k] for k in range(len(values)) if choice >> k & 1])
    )
    assert sum(weights[k] for k in chain) == best


def _rises(values: list[int]) -> bool:
    return values == sorted(values)


MARKDOWN = st.lists(
    st.sampled_from(
        [
            "A server MUST answer.",
            "Each event has *one* `type`, see [the rules](https://example.org/rules).",
            "## Rules {#rules}",
            "## Other",
            "- one\n- two\n  1. inner\n\n  more",
            "1. first\n1. second",
            "| a | b |\n|---|--:|\n| c | d |",
            "term\n: definition",
            "> quoted",
            '```json\n{\n  "a": 1\n}\n```',
            '!!! note "Title"\n    Inside.',
            "***",
            "<div><p>raw <b>text</b></p><table><tr><td>x<br>y</td></tr></table></div>",
        ]
    ),
    max_size=8,
    unique=True,
).map("\n\n".join)


@given(MARKDOWN, MARKDOWN)
@settings(max_examples=60, deadline=None)
def test_redlines_of_markdown_lead_from_a_to_b(a: str, b: str) -> None:
    result = redline({"page": document(a)}, {"page": document(b)})
    assert apply(result.a, result.changes) == result.b
    tokenizer = Tokenizer()
    assert list(result.b) == blocks_of({"page": document(b)}, tokenizer)
