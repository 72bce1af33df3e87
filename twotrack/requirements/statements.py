"""Sentences with key words of BCP 14 (RFC 2119, RFC 8174): who is to do what, as far as the words tell.

Who is read off the grammar of the sentence, by plain rules: the subject in front of the key word, the agent
after `by` in a passive one, or the noun that a pronoun refers to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from twotrack.redline.blocks.tokens import CELL, Token
from twotrack.redline.requirement_changes import LEVELS

# Nouns in the singular that can be the actor of a requirement in any protocol; `editions.yml` adds others.
ACTORS = frozenset(
    "anybody anyone application author client decoder encoder everybody everyone expert gateway"  # noqa: SIM905
    " implementation implementer nobody node notary operator party peer program proxy receiver recipient"
    " registrar requester responder sender server service user whoever".split()
)
_PRONOUNS = frozenset({"it", "they", "he", "she", "who", "which", "both", "neither"})
_JOINING = frozenset({"and", "or", "but", "then", "so", "else", "yet", "nor", "also"})
_DETERMINERS = frozenset(
    "a all an any both each either every neither no other such that the these this those".split()  # noqa: SIM905
)
_SUBORDINATE = frozenset(
    "after as at because before by during except for from if in instead of on once since though to unless"  # noqa: SIM905
    " until when whenever where whether while with within without".split()
)
# What may follow the noun of a subject; behind another noun it is part of a compound (`server name`).
_FOLLOWING = frozenset(
    "above already also alone and at below besides else for from in itself never not of on only or other that"  # noqa: SIM905
    " then there to which who whose with without".split()
)
_ADVERBS = frozenset({"nevertheless", "however", "only", "therefore", "thus", "otherwise"})
_NO_ADJECTIVE = (_SUBORDINATE | _PRONOUNS | _FOLLOWING) - _DETERMINERS - _ADVERBS
_ENDS = frozenset(".!?")
_BORDERS = frozenset({",", ";", ":", "(", ")", "\u2014", "\u2013"})
_QUOTES = frozenset("\"'\u201c\u201d\u2018\u2019")
_ADJECTIVES = 4


Actors = frozenset[str]


class Statement(NamedTuple):
    """A key word in a sentence: its level, who is to fulfil it (empty if unknown), the sentence."""

    level: str
    actor: str
    text: str


# The statements of a block by the actor before it and the ids of its tokens, with the actor after it.
Memory = dict[tuple[str, tuple[int, ...]], tuple[Sequence[Token], list["Statement"], str]]


class Reader:
    """Reads the blocks of a section in their order, and remembers whom the text speaks of: `It MUST …`."""

    def __init__(self, actors: Iterable[str] = (), memory: Memory | None = None) -> None:
        """Begin a section; `actors` are nouns that can be actors besides ACTORS.

        Readers with the same actors can share a `memory`, so that they read equal blocks once.
        """
        self._actors = ACTORS.union(actors)
        self._actor = ""
        self._memory = {} if memory is None else memory

    def read(self, tokens: Sequence[Token]) -> list[Statement]:
        """Return a statement for each keyword of a block."""
        key = (self._actor, tuple(map(id, tokens)))
        if key not in self._memory:
            # With the tokens, so that no others get their ids.
            found = list(self._statements(tokens))
            self._memory[key] = tokens, found, self._actor
        _, found, self._actor = self._memory[key]
        return found

    def _statements(self, tokens: Sequence[Token]) -> Iterator[Statement]:
        actors = self._actors
        for sentence in sentences(tokens):
            words = [_word(token) for token in sentence]
            found = _keywords(sentence)
            for start, stop in found:
                level = " ".join(token.text for token in sentence[start:stop])
                actor = _subject(actors, words[:start], self._actor) or _agent(actors, words[stop:])
                yield Statement(level, actor, shown(sentence))
                self._actor = actor or self._actor
            if not found:
                self._actor = _mentioned(actors, words) or _anywhere(actors, words) or self._actor


def sentences(tokens: Sequence[Token]) -> Iterator[Sequence[Token]]:
    """Split a block's tokens at the ends of sentences, and at the cells of a row."""
    start = 0
    for i, token in enumerate(tokens):
        following = tokens[i + 1] if i + 1 < len(tokens) else None
        over = token.text in _ENDS and (following is None or following.space)
        if over or token.text == CELL:
            if i + 1 > start:
                yield tokens[start : i + 1]
            start = i + 1
    if start < len(tokens):
        yield tokens[start:]


def shown(tokens: Sequence[Token]) -> str:
    """Return tokens as they are read; code is put between backticks, since `m.` would end a sentence."""
    text = "".join((" " if token.space else "") + _plain(token) for token in tokens if token.text != CELL)
    return " ".join(text.split())


def _plain(token: Token) -> str:
    return f"`{token.display}`" if "code" in token.marks else token.display


def _keywords(tokens: Sequence[Token]) -> list[tuple[int, int]]:
    """Return the positions of key words; those in code or in quotation marks are mentioned, not used."""
    found: list[tuple[int, int]] = []
    i = 0
    while i < len(tokens):
        size = _size(tokens, i)
        quoted = size and i and tokens[i - 1].text in _QUOTES
        if size and not quoted:
            found.append((i, i + size))
        i += size or 1
    return found


def _size(tokens: Sequence[Token], i: int) -> int:
    if not tokens[i].text.isupper() or "code" in tokens[i].marks:
        return 0
    for words in LEVELS:
        if tuple(token.text for token in tokens[i : i + len(words)]) == words:
            return len(words)
    return 0


def _word(token: Token) -> str:
    """Return a token as a word to look at; code is none, whatever its content."""
    return "`" if "code" in token.marks else token.text.lower()


def _subject(actors: Actors, before: Sequence[str], previous: str) -> str:
    """Return the actor that is the subject in front of a key word."""
    words = list(before)
    while words and words[-1] in _ADVERBS | {"also", "still", "then", "itself", "always"}:
        words.pop()
    if not words or words[-1] in _JOINING or words[-1] in _BORDERS:
        # `A server MUST …, and MUST NOT …`: the subject goes on.
        return previous or _mentioned(actors, words) or _anywhere(actors, words)
    if words[-1] in _PRONOUNS:
        return _mentioned(actors, words[:-1]) or previous or _anywhere(actors, words[:-1])
    for segment in reversed(_segments(words)):
        while segment and segment[0] in _JOINING:
            segment = segment[1:]  # noqa: PLW2901 - what follows means the rest
        if not segment or segment[-1] in _JOINING:
            continue
        if segment[-1] in _PRONOUNS or segment[0] in _PRONOUNS:
            return _mentioned(actors, segment) or previous or _anywhere(actors, words)
        actor = _head(actors, segment)
        if actor:
            return actor
        if segment[0] not in _SUBORDINATE:
            # `…, when it joins a room, …` between subject and verb does not name the actor; a noun does.
            return _last_head(actors, segment)
    return ""


def _segments(words: Sequence[str]) -> list[list[str]]:
    found: list[list[str]] = [[]]
    for word in words:
        if word in _BORDERS:
            found.append([])
        else:
            found[-1].append(word)
    return found


def _head(actors: Actors, words: Sequence[str]) -> str:
    """Return the actor that a noun phrase begins with, with its adjectives and without article."""
    kept: list[str] = []
    for i, word in enumerate(words):
        noun = singular(actors, word)
        after = words[i + 1] if i + 1 < len(words) else ""
        # `application service` is an actor whose first noun names its kind.
        if noun in actors and not (noun == word and singular(actors, after) in actors):
            part_of = after and after not in _FOLLOWING and not after.endswith(("ing", "ed", "s"))
            return "" if part_of else " ".join((*kept, noun))
        if word in _NO_ADJECTIVE or len(kept) >= _ADJECTIVES:
            return ""
        if word not in _DETERMINERS and word not in _ADVERBS:
            kept.append(word)
    return ""


def _last_head(actors: Actors, words: Sequence[str]) -> str:
    """Return the actor of a phrase right in front of the key word: `Before it does so a server MUST`."""
    for start in range(len(words) - 1, -1, -1):
        if words[start] in _DETERMINERS:
            return _head(actors, words[start:]) if _whole(words[start:]) else ""
    return ""


def _whole(words: Sequence[str]) -> bool:
    return not any(word in _SUBORDINATE for word in words)


def _agent(actors: Actors, after: Sequence[str]) -> str:
    """Return the actor after `by` if the sentence is passive."""
    if "be" not in after[:2]:
        return ""
    for i, word in enumerate(after):
        if word in _ENDS or word in {";", ":"}:
            return ""
        if word == "by":
            phrase = [w if w not in _ENDS else "," for w in after[i + 1 :]]
            return _head(actors, _segments(phrase)[0])
    return ""


def _mentioned(actors: Actors, words: Sequence[str]) -> str:
    """Return the actor that a clause is about: the first that is a noun phrase by itself."""
    for segment in _segments(words):
        rest = segment
        while rest and (rest[0] in _JOINING or rest[0] in _SUBORDINATE):
            rest = rest[1:]
        actor = _head(actors, rest)
        if actor:
            return actor
    return ""


def _anywhere(actors: Actors, words: Sequence[str]) -> str:
    """Return the first actor with an article that a text names at all."""
    for i, word in enumerate(words):
        if word in _DETERMINERS and (actor := _head(actors, words[i:])):
            return actor
    return ""


def singular(actors: Actors, word: str) -> str:
    """Return the word for one of several."""
    if word.endswith("ies") and f"{word[:-3]}y" in actors:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and word[:-1] in actors else word
