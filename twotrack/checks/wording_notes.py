"""Questions of a careful reader about requirements: notes, none of which is a fault by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator

from twotrack.checks.work import Work
from twotrack.redline.blocks.block_list import Block, blocks_of
from twotrack.redline.blocks.tokens import Tokenizer
from twotrack.requirements.requirement_list import Requirement, requirements
from twotrack.requirements.statements import sentences, shown

_SMALL = frozenset({"must", "should", "shall", "may"})
# A numbered item that has an anchor is a rule, so that its words are taken at their weight.
_RULE = "item"
_SHOWN = 70


def small_key_words(work: Work) -> None:
    """Note key words in small letters within rules: a reader asks whether a requirement is meant."""
    for a, b in work.pairs:
        for name in (a.name, b.name):
            for block in blocks_of(work.documents(name), Tokenizer()):
                if _is_rule(block):
                    for word, text in _small(block):
                        work.report.add(
                            "key-word-small",
                            block.origin,
                            f"{word!r} in a rule: {text}; write {word.upper()} if meant, or another word",
                        )


def no_actor(work: Work) -> None:
    """Note requirements of which the words do not tell who is to fulfil them."""
    for row in _requirements(work):
        if not row.actor:
            text = f"{row.level} without an actor: {_short(row.text)}; name the actor"
            work.report.add("requirement-no-actor", row.where, text)


def other_actors(work: Work) -> None:
    """Note sections whose requirements are on other actors than `editions.yml` declares for the domain."""
    domains = {domain.name: domain for domain in work.editions.domains}
    found: dict[str, list[Requirement]] = {}
    for row in _requirements(work):
        domain = domains.get(row.domain)
        if domain is not None and domain.actors and row.actor and row.actor not in domain.actors:
            found.setdefault(row.anchor, []).append(row)
    for anchor, rows in found.items():
        domain = domains[rows[0].domain]
        actors = ", ".join(dict.fromkeys(row.actor for row in rows))
        text = (
            f"the section of {anchor!r} has {len(rows)} requirement(s) on {actors}; the domain"
            f" {domain.name!r} is about: {', '.join(domain.actors)}"
        )
        work.report.add("requirement-other-actor", rows[0].where, text)


def _requirements(work: Work) -> Iterator[Requirement]:
    names = [edition.name for pair in work.pairs for edition in pair] or [work.editions.site]
    yield from requirements({name: work.documents(name) for name in names}, work.editions)


def _is_rule(block: Block) -> bool:
    return block.kind == _RULE and block.anchor is not None and "ol" in block.path


def _small(block: Block) -> Iterator[tuple[str, str]]:
    for sentence in sentences(block.tokens):
        for token in sentence:
            if token.text in _SMALL and "code" not in token.marks:
                yield token.text, _short(shown(sentence))


def _short(text: str) -> str:
    return repr(text if len(text) <= _SHOWN else re.sub(r"\s*\S*$", "", text[:_SHOWN]) + " …")
