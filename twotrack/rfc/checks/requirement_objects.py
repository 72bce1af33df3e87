"""Requirements on an operation, type or registry that the document does not define.

"A server MUST implement the `PUT /keys` operation" is reported unless the document describes that operation,
cites a document in the same block, or refers to a section in the same sentence. A name in code counts as
described if it appears in a heading, a term, a table, code, or a sentence without keywords; the name of a
registry, if it appears in the title of a section.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from twotrack.problems import Report
from twotrack.redline.blocks.tokens import Token
from twotrack.redline.requirement_changes import keywords
from twotrack.requirements.statements import shown
from twotrack.rfc.checks import prose
from twotrack.rfc.checks.prose import Block
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta

# Nouns for the things that documents define by name.
_KINDS = frozenset(
    "algorithm api apis endpoint endpoints event events extension extensions field fields"  # noqa: SIM905
    " format frame frames header headers member members message messages method methods object"
    " objects operation operations option options parameter parameters property properties"
    " request requests structure type types".split()
)
_REGISTRY = frozenset({"registry", "registries", "subregistry"})
# A document may also name these in words: `the key claim operation`.
_WORDED = frozenset({"operation", "operations", "procedure", "procedures"})
_ARTICLES = frozenset({"a", "an", "the", "each", "every", "any"})
_GENERAL = frozenset(
    "above any appropriate corresponding current desired first following given individual"  # noqa: SIM905
    " last named new next other previous requested required respective same second single"
    " specific such underlying".split()
)
_JOINING = frozenset(
    {"and", "by", "for", "from", "in", "of", "on", "or", "that", "these", "this", "those", "to", "with"}
)
_WORDS_OF_A_NAME = 4
_METHODS = frozenset("CONNECT DELETE GET HEAD OPTIONS PATCH POST PUT TRACE".split())  # noqa: SIM905
_LITERALS = frozenset({"true", "false", "null"})
_NAME = re.compile(r"[\w.$/{}:@-]*[A-Za-z][\w.$/{}:@-]*")
_DEFINING = ("dt", "th", "td", "name", "sourcecode", "artwork")
_PATH_START = re.compile(r"/[\w{]")


@dataclass(frozen=True, slots=True)
class _Text:
    """The text of a document that may define names.

    `defining` is the text of its terms, tables and code; `explained` the names in code, and `sentences` the
    text in lowercase, of sentences without keywords; `titles` its titles in lowercase, one a line.
    """

    defining: str
    explained: frozenset[str]
    sentences: str
    titles: str


def objects(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report requirements on operations, types and registries that the document does not define."""
    blocks = prose.blocks(written)
    known = _read(written, blocks)
    reported = set()
    for block in blocks:
        if any(prose.cited(block.tokens)):
            continue
        for sentence in block.sentences:
            if not keywords(sentence) or _refers(sentence):
                continue
            for kind, name in _named(sentence):
                if name not in reported and not _defined(kind, name, known):
                    reported.add(name)
                    report.add(
                        "lint-requirement-undefined",
                        block.where,
                        f"requirement on the {kind} {name!r}, which this document does not define; "
                        "define it or cite the document that does",
                    )


def _named(sentence: Sequence[Token]) -> Iterator[tuple[str, str]]:
    """Yield the kind and name of each operation, type and registry in a sentence."""
    for i, token in enumerate(sentence):
        if prose.CODE in token.marks and (name := _name(token.text)):
            if (kind := _kind(sentence, i)) is not None:
                yield kind, name
        elif token.text.lower() in _REGISTRY and (name := _registry(sentence[:i])):
            yield "registry", name
        elif token.text in _WORDED and (name := _phrase(sentence[:i])):
            yield token.text.removesuffix("s"), f"{name} {token.text.removesuffix('s')}"


def _refers(sentence: Sequence[Token]) -> bool:
    """Return whether a sentence refers to another section."""
    return any(mark.startswith(prose.REF) for token in sentence for mark in token.marks)


def _name(code: str) -> str:
    method, _, path = code.partition(" ")
    if method in _METHODS and path:
        return path
    return code if _NAME.fullmatch(code) and code not in _LITERALS and code not in _METHODS else ""


def _kind(sentence: Sequence[Token], i: int) -> str | None:
    """Find the kind named after or before the code at `i`; a path is always an operation."""
    around = [sentence[k].text.lower() for k in (i + 1, i - 1) if 0 <= k < len(sentence)]
    if found := next((word for word in around if word in _KINDS), None):
        return "property" if found == "properties" else found.removesuffix("s")
    code = sentence[i].text
    is_path = _PATH_START.match(code) or code.split(" ")[0] in _METHODS
    return "operation" if is_path else None


def _registry(before: Sequence[Token]) -> str:
    """Find the name before the word registry: capitalized words, or words in quotation marks."""
    words: list[str] = []
    for token in reversed(before):
        text = token.text.strip("\"'“”")
        if text and not (
            text[0].isupper() or text.lower() in {"of", "and", "for"} or prose.CODE in token.marks
        ):
            break
        if text:
            words.insert(0, text)
    while words and (words[0].lower() in {"of", "and", "for", "the", "this", "a"} or words[0].isupper()):
        # The name in `IANA Foo registry` is Foo.
        words.pop(0)
    return " ".join(words)


def _phrase(before: Sequence[Token]) -> str:
    """Return the words after the last article: `key claim` of `the key claim`."""
    words: list[str] = []
    for token in reversed(before):
        if token.text.lower() in _ARTICLES:
            return "" if _GENERAL.intersection(words) else " ".join(words)
        if (
            token.marks
            or token.text in _JOINING
            or not token.text[:1].islower()
            or len(words) == _WORDS_OF_A_NAME
        ):
            break
        words.insert(0, token.text)
    return ""


def _read(written: DraftXml, blocks: Sequence[Block]) -> _Text:
    defining = [prose.plain(element) for element in written.root.iter(*_DEFINING)]
    explained, sentences = set(), []
    for block in blocks:
        # The first word of an item is its subject.
        if block.element.tag == "li" and block.tokens:
            defining.append(block.tokens[0].text)
        for sentence in block.sentences:
            if not keywords(sentence):
                explained |= {_name(token.text) for token in sentence if prose.CODE in token.marks}
                sentences.append(shown(sentence).lower())
    titles = [prose.plain(name) for name in written.root.iter("name")]
    anchors = [str(element.get("anchor")).replace("-", " ") for element in written.root.iter("section")]
    return _Text(
        "\n".join(defining),
        frozenset(explained),
        "\n".join(sentences),
        "\n".join((*titles, *anchors)).lower(),
    )


def _defined(kind: str, name: str, known: _Text) -> bool:
    if " " in name or kind == "registry":
        return name.lower() in known.sentences or _is_titled(name.removesuffix(kind), known)
    return name in known.explained or bool(
        re.search(rf"(?<![\w.-]){re.escape(name)}(?![\w-])", known.defining)
    )


def _is_titled(name: str, known: _Text) -> bool:
    """Return whether a section, table or figure is about a name: its title contains all of the words."""
    words = [word for word in re.findall(r"\w+", name.lower()) if word not in {"of", "and", "for", "the"}]
    return any(all(word.removesuffix("s") in title for word in words) for title in known.titles.split("\n"))
