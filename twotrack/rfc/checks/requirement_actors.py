"""Requirements to act that name no actor, such as "The signature MUST be verified".

A requirement on the form of data (`The length MUST be 32`) applies to everyone who writes or reads the data
and is accepted. A requirement to act is reported if nothing near it names an actor. Actors are the subjects
of active requirements in the document, and those listed in `twotrack.requirements` and `editions.yml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from twotrack.config.facets import Editions
from twotrack.problems import Report
from twotrack.redline.blocks.tokens import Token
from twotrack.requirements.statements import ACTORS, singular
from twotrack.rfc.checks import prose
from twotrack.rfc.checks.prose import Block
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta

_BORDERS = frozenset({",", ";", ":", "(", ")", "\u2014"})
# Participles that describe data. Every other participle is an action, which needs an actor.
_STATES = frozenset(
    "aligned associated assigned based bound canonicalized chosen comprised considered"  # noqa: SIM905
    " constructed contained defined delimited derived encoded enclosed expressed followed"
    " formatted identified included indicated interpreted limited listed located mapped named"
    " negotiated ordered padded parsed permitted placed preceded prefixed prepended registered"
    " related repeated represented required reserved restricted rounded separated serialized"
    " set sorted specified structured supported terminated truncated understood used written".split()
)
_IRREGULAR = frozenset(
    {"built", "done", "kept", "made", "read", "sent", "shown", "taken", "told", "withdrawn"}
)
# Active verbs whose subject is an actor; they are used to find the actors of a document.
_ACTS = frozenset(
    "abort accept acknowledge apply authenticate check choose close compute create decrypt"  # noqa: SIM905
    " delete derive discard drop encrypt enforce fetch follow forward generate handle ignore"
    " implement notify obtain perform process reject remove reply report respond retain"
    " retransmit retry return send sign stop store support terminate transmit treat update use"
    " validate verify wait".split()
)
# Actors of protocols, in addition to those of `twotrack.requirements`.
_COMMON = frozenset(
    "author editor endpoint host iana initiator member node peer proxy publisher registrar"  # noqa: SIM905
    " relay resolver responder signer subscriber verifier".split()
)
_NOUN_BEFORE = frozenset({"a", "an", "any", "both", "each", "every", "the", "all", "no"})
_MIN_TIMES = 2
_ADVERB = re.compile(r"\w+ly|not|also|always|first|then|never|only")


def actors(written: DraftXml, _meta: Meta, report: Report, editions: Editions) -> None:
    """Report requirements to act if neither their block nor the previous one names an actor."""
    blocks = prose.blocks(written)
    known = ACTORS.union(_COMMON, _active_subjects(blocks), editions.vocabulary.actors)
    section, before = None, False
    for block in blocks:
        if block.section is not section:
            section, before = block.section, False
        names = [_names_actor(_words(sentence), known) for sentence in block.sentences]
        for i, sentence in enumerate(block.sentences):
            start, stop = _passive(sentence)
            outside = (*sentence[:start], *sentence[stop:])
            others = before or any(names[:i]) or any(names[i + 1 :])
            if stop and not others and not _names_actor(_words(outside), known):
                report.add(
                    "lint-requirement-actor",
                    block.where,
                    f"requirement without an actor: {prose.short(sentence)}; name who is to do it",
                )
        # An item continues the paragraph before its list.
        before = any(names) or (before and block.element.tag != "t")


def _active_subjects(blocks: Iterable[Block]) -> frozenset[str]:
    """Find the nouns that are repeatedly subjects of active requirements: `a relay MUST forward`."""
    found: Counter[str] = Counter()
    for block in blocks:
        for sentence in block.sentences:
            words = [token.text for token in sentence]
            for i, word in enumerate(words[2:-1], start=2):
                act = next((w for w in words[i + 1 : i + 4] if w != "NOT" and not _ADVERB.fullmatch(w)), "")
                noun = _NOUN_BEFORE.intersection(w.lower() for w in words[max(i - 3, 0) : i - 1])
                if word in {"MUST", "SHOULD", "SHALL", "MAY"} and act in _ACTS and noun:
                    found[words[i - 1].lower().removesuffix("s")] += 1
    return frozenset(word for word, times in found.items() if times >= _MIN_TIMES)


def _names_actor(words: Iterable[str], known: frozenset[str]) -> bool:
    return any(
        singular(known, word) in known or word.removesuffix("s") in known
        for word in (w.lower() for w in words)
    )


def _words(tokens: Sequence[Token]) -> Iterable[str]:
    for token in tokens:
        if prose.CODE not in token.marks:
            yield from re.findall(r"\w+", token.text)


def _passive(sentence: Sequence[Token]) -> tuple[int, int]:
    """Find the range of the subject and verb of a passive requirement to act; (0, 0) if it is not one.

    An actor in the subject is the object of the action: `The server MUST be authenticated`.
    """
    words = [token.text for token in sentence]
    start = 0
    for i, word in enumerate(words):
        if word in _BORDERS:
            start = i + 1
        if word in {"MUST", "SHALL"}:
            rest = [w for w in words[i + 1 : i + 6] if w != "NOT" and not _ADVERB.fullmatch(w)]
            if len(rest) > 1 and rest[0] == "be" and not _has_agent(words[i:]):
                impersonal = i > 0 and words[i - 1].lower() == "it" and rest[1] == "possible"
                if impersonal or _is_act(rest[1]):
                    return start, i + 1
    return 0, 0


def _is_act(participle: str) -> bool:
    return participle in _IRREGULAR or (
        participle.isalpha() and participle.endswith("ed") and participle not in _STATES
    )


def _has_agent(words: Sequence[str]) -> bool:
    """Return whether `by` is followed by an actor, not by a method (`by comparing`)."""
    return any(word == "by" and not following.endswith("ing") for word, following in pairwise(words))
