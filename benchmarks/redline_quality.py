"""Measure precision and recall of the redline, of difflib and of iddiff on known edits of one page.

    python benchmarks/redline_quality.py PAGE.md [--iddiff PATH] [--seed N]

The page is converted; its blocks are edited by a script that notes each word it deletes, inserts or
moves; then each tool compares the two. All tools see the same words: the others get the blocks as plain
text, wrapped at 72 columns as a draft is.
"""

from __future__ import annotations

import argparse
import difflib
import subprocess
import tempfile
import textwrap
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import lxml.html
from redline_edits import WORD, Piece, Script

from twotrack.markdown.converter import Converter
from twotrack.markdown.scan.block_scanner import scan
from twotrack.redline.blocks.block_list import blocks_of
from twotrack.redline.blocks.tokens import Token, Tokenizer
from twotrack.redline.compare import compare
from twotrack.redline.records import Redline
from twotrack.redline.requirement_changes import keywords
from twotrack.text import Text


def words_of(pieces: Sequence[Piece]) -> list[tuple[str, int]]:
    """Return each word and the id of the token it is in."""
    return [
        (word, number)
        for piece in pieces
        for token, number in zip(piece.block.tokens, piece.ids, strict=True)
        for word in WORD.findall(token.text)
    ]


def plain(pieces: Sequence[Piece]) -> str:
    """Return the blocks as a draft's text has them."""
    out: list[str] = []
    for piece in pieces:
        block = piece.block
        if block.kind == "code":
            out.append(f"      {_text(block.tokens)}")
        else:
            indent = "" if block.kind == "heading" else "   "
            lead = "*  " if block.kind == "item" else ""
            text = textwrap.fill(
                lead + _text(block.tokens),
                72,
                initial_indent=indent,
                subsequent_indent=indent + " " * len(lead),
                break_long_words=False,
                break_on_hyphens=False,
            )
            out += ("", text)
    return "\n".join(out) + "\n"


def _text(tokens: Sequence[Token]) -> str:
    """Join tokens so that each remains a separate word."""
    text = ""
    for token in tokens:
        touching = text[-1:].isalnum() and token.text[:1].isalnum()
        text += (" " if token.space or touching else "") + token.text
    return text


Found = tuple[set[int], set[int], set[int]]


def by_redline(a: list[Piece], b: list[Piece]) -> tuple[Found, Redline]:
    result = compare([piece.block for piece in a], [piece.block for piece in b])
    deleted: set[int] = set()
    inserted: set[int] = set()
    moved: set[int] = set()
    for change in result.changes:
        old = _joined_ids(a[change.a : change.a + len(change.before)])
        new = _joined_ids(b[change.b : change.b + len(change.after)])
        shift = 0
        for edit in change.edits:
            if edit.op in {"insert", "delete", "replace"}:
                deleted.update(old[edit.at : edit.at + len(edit.before)])
                inserted.update(new[edit.at + shift : edit.at + shift + len(edit.after)])
            shift += len(edit.after) - len(edit.before)
        if change.moved:
            moved.update(old)
    return (deleted - {-1}, inserted - {-1}, moved - {-1}), result


def _joined_ids(pieces: Sequence[Piece]) -> list[int]:
    ids: list[int] = []
    for number, piece in enumerate(pieces):
        ids += [-1] * bool(number) + piece.ids
    return ids


def by_difflib(a: list[Piece], b: list[Piece], *, autojunk: bool) -> Found:
    first, second = words_of(a), words_of(b)
    matcher = difflib.SequenceMatcher(None, [w for w, _ in first], [w for w, _ in second], autojunk=autojunk)
    deleted: set[int] = set()
    inserted: set[int] = set()
    for op, i0, i1, j0, j1 in matcher.get_opcodes():
        if op != "equal":
            deleted.update(number for _, number in first[i0:i1])
            inserted.update(number for _, number in second[j0:j1])
    return deleted, inserted, set()


def by_iddiff(a: list[Piece], b: list[Piece], command: str) -> Found:
    with tempfile.TemporaryDirectory() as folder:
        for name, pieces in (("a.txt", a), ("b.txt", b)):
            (Path(folder) / name).write_text(plain(pieces), encoding="utf-8")
        page = subprocess.run(  # noqa: S603 - the command is the caller's own
            [command, "-c", "1000000", "a.txt", "b.txt"],
            cwd=folder,
            check=True,
            capture_output=True,
            text=True,
        ).stdout
    root = lxml.html.document_fromstring(page)
    return (
        _marked(root, ("left", "lblock"), "delete", words_of(a)),
        _marked(root, ("right", "rblock"), "insert", words_of(b)),
        set(),
    )


def _marked(
    root: lxml.html.HtmlElement, cells: tuple[str, ...], mark: str, words: list[tuple[str, int]]
) -> set[int]:
    """Read a side of iddiff's table: the words, each of which counts as changed if a part of it is marked."""
    text: list[str] = []
    flags: list[bool] = []
    for cell in root.iter("td"):
        if cell.get("class") in cells:
            for piece, marked in _pieces(cell, mark, marked=False):
                text.append(piece)
                flags += [marked] * len(piece)
    whole = "".join(text)
    found = [(match[0], any(flags[match.start() : match.end()])) for match in WORD.finditer(whole)]
    if [word for word, _ in found] != [word for word, _ in words]:
        raise SystemExit("iddiff shows other words than it was given")
    return {number for (_, marked), (_, number) in zip(found, words, strict=True) if marked}


def _pieces(element: lxml.html.HtmlElement, mark: str, *, marked: bool) -> Iterator[tuple[str, bool]]:
    yield element.text or "", marked
    for child in element:
        yield from _pieces(child, mark, marked=marked or child.get("class") == mark)
        yield child.tail or "", marked


def score(found: set[int], truth: set[int]) -> tuple[float, float]:
    """Return precision and recall."""
    hit = len(found & truth)
    return hit / len(found) if found else 1.0, hit / len(truth) if truth else 1.0


def main() -> None:
    """Run the comparison and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("page", type=Path)
    parser.add_argument("--iddiff", help="the iddiff command")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    source = arguments.page.read_text(encoding="utf-8")
    # Of a draft, its middle.
    source = (source.partition("--- middle\n")[2] or source).partition("--- back\n")[0]
    text = Text.of(source, arguments.page.name)
    document = Converter().document(scan(text).text)
    script = Script(blocks_of({"": document}, Tokenizer()), arguments.seed)
    script.run()
    a, b, truth = script.before, script.pieces, script.truth
    has_words = {number for _, number in (*words_of(a), *words_of(b))}
    deleted, inserted, moved = (ids & has_words for ids in (truth.deleted, truth.inserted, truth.moved))
    print(f"{len(words_of(a))} words; {', '.join(f'{count} {name}' for name, count in truth.done.items())}")
    print(f"words deleted {len(deleted)}, inserted {len(inserted)}, moved {len(moved)}\n")
    print("| tool | seconds | precision | recall | precision, moves aside | recall, moves aside |")
    print("|---|--:|--:|--:|--:|--:|")
    tools: dict[str, Callable[[], Found]] = {
        "redline": lambda: by_redline(a, b)[0],
        "difflib on words": lambda: by_difflib(a, b, autojunk=False),
        "difflib on words, autojunk": lambda: by_difflib(a, b, autojunk=True),
    }
    if arguments.iddiff:
        tools["iddiff"] = lambda: by_iddiff(a, b, arguments.iddiff)
    for name, tool in tools.items():
        start = time.perf_counter()
        cut, put, _ = tool()
        seconds = time.perf_counter() - start
        cut, put = cut & has_words, put & has_words
        # Words of B as negative numbers, so that one set contains both sides.
        figures = score(cut | {~n for n in put}, deleted | {~n for n in inserted})
        cut, put = cut - moved, put - moved
        aside = score(cut | {~n for n in put}, (deleted - moved) | {~n for n in inserted - moved})
        print(
            f"| {name} | {seconds:.2f} | "
            + " | ".join(f"{figure:.3f}" for figure in (*figures, *aside))
            + " |"
        )
    found, result = by_redline(a, b)
    precision, recall = score(found[2] & has_words, moved)
    kinds = [change.kind for change in result.changes]
    print(f"\nredline: moved words: precision {precision:.3f}, recall {recall:.3f};", end=" ")
    print(f"splits {kinds.count('split')}, merges {kinds.count('merge')};", end=" ")
    turned = [r for change in result.changes for r in change.requirements if r.before and r.after]
    print(f"keywords turned {len(turned)};", end=" ")
    print(f"keywords in all {sum(len(keywords(piece.block.tokens)) for piece in a)}")


if __name__ == "__main__":
    main()
