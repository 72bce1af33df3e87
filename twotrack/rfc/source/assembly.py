"""A draft's text, assembled like a page: conditions, includes and references are resolved.

The parts of a draft (abstract, middle, back) are one document: each can refer to the anchors of all.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from twotrack.inputs import Inputs
from twotrack.markdown.cross_references import Resolver, Target
from twotrack.markdown.includes import Assembly
from twotrack.markdown.scan.anchors import Anchor
from twotrack.markdown.scan.block_scanner import scan
from twotrack.markdown.scan.block_starts import Scanned
from twotrack.pages import MissingAnchors, open_expander
from twotrack.problems import Report
from twotrack.source.cut import cut, read_conditions
from twotrack.text import Text


def assemble_draft(  # noqa: PLR0913 - the inputs of assembly
    inputs: Inputs,
    edition_name: str,
    parts: Mapping[str, Text],
    published: Mapping[str, str],
    report: Report,
    *,
    generated: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, Text]:
    """Convert each part to plain Python-Markdown.

    `parts` contains the text as written, by name; `published` maps the keys of documents that the draft may
    cite, other than RFCs, to URLs; `generated` maps the anchors of sections that the writer adds to their
    titles. Raises KeyError if there is no such edition.
    """
    tree = inputs.tree
    edition = tree.editions.editions[edition_name]
    expander = open_expander(inputs, report, "draft")
    expand = expander(edition)
    scanned: dict[str, Scanned] = {}
    kept = {
        name: cut(read_conditions(part, tree.editions, report), tree.editions, edition, report)
        for name, part in parts.items()
    }
    whole = Text()
    for part in kept.values():
        whole.extend(part)
    for name, part in kept.items():
        scanned[name] = scan(Assembly(tree, edition, expand, report).document(part, parts=whole), report)
    found: dict[str, Anchor] = {}
    for blocks in scanned.values():
        for anchor in blocks.anchors:
            if anchor.id in found:
                where = blocks.text.origin(anchor.line)
                report.add("anchor-duplicate", where, f"duplicate anchor {anchor.id!r} in this draft")
            found[anchor.id] = anchor
    for name, title in generated.items():
        found.setdefault(name, Anchor(name, "heading", 0, title, level=1))
    elsewhere = MissingAnchors(tree, expander)

    def find(anchor: str) -> Target | None:
        return Target("", found[anchor]) if anchor in found else None

    def why_not(anchor: str) -> str | None:
        place = elsewhere.find(anchor)
        return place and f"the draft does not contain {anchor!r} ({place}); include it, or use other words"

    resolver = Resolver("", "draft", find, why_not, found, published, report, cited=elsewhere.cited)
    return {name: resolver.resolve(blocks) for name, blocks in scanned.items()}
