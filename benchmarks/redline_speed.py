"""Measure the time of a redline, compared with difflib on the same words.

    python benchmarks/redline_speed.py [--root PROJECT] [--size BYTES]

Prints a table: room versions 11 and 12 of the project, two pages of 1 MB (`--size`), pages that are slow.
The time of conversion is not in it.
"""

from __future__ import annotations

import argparse
import difflib
import gc
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random

from twotrack.markdown.converter import Converter
from twotrack.markdown.document import Document
from twotrack.markdown.scan.block_scanner import scan
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.redline import redline, to_html, to_json, to_text
from twotrack.text import Text

Pages = dict[str, Document]

VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstv"


class Writer:
    """Writes what looks like a specification: words as common as in prose, sections, lists, tables, code."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)  # noqa: S311 - repeatable, not secret
        words = {self._word() for _ in range(6000)}
        self.words = sorted(words)
        self.weights = [1 / rank for rank in range(1, len(self.words) + 1)]

    def _word(self) -> str:
        pick = self.random.choice
        return "".join(pick(CONSONANTS) + pick(VOWELS) for _ in range(self.random.randint(1, 4)))

    def some(self, least: int, most: int) -> str:
        """Return a few words."""
        return " ".join(self.random.choices(self.words, self.weights, k=self.random.randint(least, most)))

    def page(self, size: int) -> list[str]:
        """Return the blocks of a page of about `size` bytes."""
        blocks: list[str] = []
        written = 0
        while written < size:
            kind = self.random.choices(["heading", "paragraph", "list", "table", "code"], [2, 8, 4, 1, 1])[0]
            blocks.append(self.block(kind, len(blocks)))
            written += len(blocks[-1])
        return blocks

    def block(self, kind: str, number: int) -> str:
        """Return a block of Markdown."""
        if kind == "heading":
            return f"## {self.some(2, 4)} {{#s{number}}}"
        if kind == "list":
            return "\n".join(f"1. {self.some(8, 30)}." for _ in range(5))
        if kind == "table":
            rows = (f"| `{self.some(1, 1)}` | {self.some(4, 12)} |" for _ in range(6))
            return "\n".join(("| a | b |", "|---|---|", *rows))
        if kind == "code":
            return "\n".join(("```text", *(self.some(3, 6) for _ in range(6)), "```"))
        return f"{self.some(20, 90)}."

    def edited(self, blocks: list[str]) -> list[str]:
        """Return the page with a twentieth of its blocks changed, dropped, added or moved."""
        result = list(blocks)
        for _ in range(len(blocks) // 20):
            k = self.random.randrange(len(result))
            step = self.random.randrange(4)
            if step == 0:
                del result[k]
            elif step == 1:
                result.insert(k, f"{self.some(20, 60)}.")
            elif step == 2:  # noqa: PLR2004
                result.insert(self.random.randrange(len(result)), result.pop(k))
            else:
                words = result[k].split(" ")
                words[self.random.randrange(len(words))] = self.some(1, 2)
                result[k] = " ".join(words)
        return result


def document(markdown: str) -> Pages:
    """Convert Markdown."""
    return {"page": Converter().document(scan(Text.of(markdown, "page.md")).text)}


def pairs(root: Path, size: int) -> Iterator[tuple[str, Pages, Pages]]:
    """Yield name, A and B of each row of the table; the generated pages have about `size` bytes."""
    report = Report()
    project = open_project(root, report)
    if project is not None:
        versions = project.version_documents(report)
        yield "room versions 11 and 12", versions["11"], versions["12"]
    writer = Writer(1)
    page = writer.page(size)
    changed = writer.edited(page)
    of = f"{size / 1_000_000:g} MB"
    yield f"{of}, a twentieth edited", document("\n\n".join(page)), document("\n\n".join(changed))
    other = Writer(1)
    other.random.seed(2)
    unlike = "\n\n".join(other.page(size))
    yield f"{of}, nothing in common", document("\n\n".join(page)), document(unlike)
    shuffled = list(page)
    writer.random.shuffle(shuffled)
    yield f"{of}, blocks shuffled", document("\n\n".join(page)), document("\n\n".join(shuffled))
    count = size // 25
    same = ["The same short line."] * count
    yield (
        f"{of}, {count:,} equal blocks, some dropped",
        document("\n\n".join(same)),
        document("\n\n".join(same[: count * 3 // 4] + ["Another."] * (count // 8))),
    )
    count = size * 3 // 50
    long = [" ".join(writer.random.choices(["of", "to"], k=count)) for _ in range(2)]
    yield f"one paragraph of {count:,} words, two words at random", document(long[0]), document(long[1])


def timed(work: Callable[[], object]) -> float:
    """Return the seconds that `work` takes, the better of two runs."""
    best = float("inf")
    for _ in range(2):
        gc.collect()
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def _by_difflib(a: list[str], b: list[str]) -> object:
    return difflib.SequenceMatcher(None, a, b, autojunk=False).get_opcodes()


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(__file__).resolve().parents[1])
    parser.add_argument("--size", type=int, default=1_000_000, help="bytes of each generated page")
    parser.add_argument("--difflib", action="store_true", help="also time difflib on words, where it ends")
    arguments = parser.parse_args()
    print("| pair | blocks | changes | redline | HTML | text | JSON | difflib on words | ratio |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for name, a, b in pairs(arguments.root, arguments.size):
        result = redline(a, b)
        seconds = timed(partial(redline, a, b))
        forms = [timed(partial(form, result)) for form in (to_html, to_text, to_json)]
        words = [
            [word for doc in side.values() for word in doc.root.text_content().split()] for side in (a, b)
        ]
        beside = ["", ""]
        if arguments.difflib and len(words[0]) < 40_000:  # noqa: PLR2004
            other = timed(partial(_by_difflib, *words))
            beside = [f"{other:.2f} s", f"{other / seconds:.1f}"]
        columns = [
            f"{len(result.b):,}",
            f"{len(result.changes):,}",
            *(f"{s:.2f} s" for s in (seconds, *forms)),
            *beside,
        ]
        print(f"| {name} | " + " | ".join(columns) + " |", flush=True)


if __name__ == "__main__":
    main()
