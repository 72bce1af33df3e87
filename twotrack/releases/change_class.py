"""The class of a change: its meaning for an implementer."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence

from twotrack.facts.difference import FactChange
from twotrack.redline.align.word_edits import Edit
from twotrack.redline.blocks.tokens import Token
from twotrack.redline.records import Change

# In the order of a summary.
CLASSES = (
    *("requirement added", "requirement removed", "requirement strengthened", "requirement weakened"),
    *("operation added", "operation removed", "operation deprecated"),
    *("parameter added", "parameter removed", "parameter deprecated"),
    *("error code added", "error code removed"),
    *("event type added", "event type removed", "event type deprecated"),
    *("property added", "property removed", "property deprecated"),
    *("text added", "text removed", "clarified", "editorial"),
)
# The classes that do not concern implementations.
MINOR = frozenset({"text added", "text removed", "clarified", "editorial"})
# RFC 2119, sections 1 to 5: how strong a key word is.
_STRENGTH = {
    **dict.fromkeys(("MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT"), 3),
    **dict.fromkeys(("SHOULD", "SHOULD NOT", "RECOMMENDED", "NOT RECOMMENDED"), 2),
    **dict.fromkeys(("MAY", "OPTIONAL"), 1),
}
# Of changes without a key word. Text that is new or gone does not clarify other text.
_OF_KIND = {"insert": "text added", "delete": "text removed"}
_SHAPE_ONLY = frozenset({"format", "split", "merge"})
# Words that carry no meaning of their own, so that a change of them alone is editorial.
_SMALL = frozenset({"a", "an", "the", "that", "which", "is", "are", "of", "as", "it", "its", "and", "also"})
_NEGATION = re.compile(r"(?:no|not|never|none|without|cannot|un\w+|non\w*)$", re.IGNORECASE)
_ALIKE = 0.75
_LONG = 4
_WORD = re.compile(r"\w+")


def change_classes(change: Change) -> tuple[str, ...]:
    """Determine the classes of a change of the text, at least one, in the order of `CLASSES`."""
    found = {name for one in change.requirements for name in _of_requirement(one.before, one.after)}
    if not found:
        found = {"editorial" if is_editorial(change) else _OF_KIND.get(change.kind, "clarified")}
    return tuple(name for name in CLASSES if name in found)


def _of_requirement(before: str, after: str) -> Iterator[str]:
    old, new = _STRENGTH.get(before, 0), _STRENGTH.get(after, 0)
    if not before or not after:
        yield "requirement added" if after else "requirement removed"
    elif new != old:
        yield "requirement strengthened" if new > old else "requirement weakened"
    elif ("NOT" in before) != ("NOT" in after):
        # A key word and its negation ask for different things.
        yield from ("requirement added", "requirement removed")


def is_editorial(change: Change) -> bool:
    """Check whether only form, place, spelling, punctuation or small words changed."""
    if change.kind in _SHAPE_ONLY:
        return True
    if change.kind == "move":
        return not change.edits or all(map(_is_small, change.edits))
    if change.kind == "replace":
        return all(map(_is_small, change.edits))
    # A heading or line of which nothing is a word.
    blocks = (*change.before, *change.after)
    return not any(_WORD.search(block.text) for block in blocks)


def _is_small(edit: Edit) -> bool:
    if edit.op in {"format", "space"}:
        return True
    before = _words(edit.before)
    after = _words(edit.after)
    if before == after:
        return True
    old = [word for word in before if word not in _SMALL]
    new = [word for word in after if word not in _SMALL]
    if len(old) != len(new):
        return "".join(old) == "".join(new)
    return all(_is_respelled(*pair) for pair in zip(old, new, strict=True))


def _words(tokens: Sequence[Token]) -> list[str]:
    return [word.lower() for token in tokens for word in _WORD.findall(token.text)]


def _is_respelled(before: str, after: str) -> bool:
    """Check whether one word is the other with another spelling; numbers and negations never are."""
    if before == after:
        return True
    if any(char.isdigit() for char in before + after) or min(len(before), len(after)) < _LONG:
        return False
    if bool(_NEGATION.match(before)) != bool(_NEGATION.match(after)):
        return False
    return difflib.SequenceMatcher(None, before, after).ratio() >= _ALIKE


def fact_classes(changes: list[FactChange]) -> dict[str, list[str]]:
    """Map classes to subjects, for the changes of operations, parameters, error codes and event types."""
    found: dict[str, list[str]] = {}
    for change in changes:
        for name, subject in _of_fact(change):
            found.setdefault(name, []).append(subject)
    return {name: found[name] for name in CLASSES if name in found}


def _of_fact(change: FactChange) -> Iterator[tuple[str, str]]:
    what = {"operations": "operation", "events": "event type"}.get(change.group)
    if what is None:
        return
    if not change.path:
        if change.kind != "changed":
            yield f"{what} {change.kind}", change.name
        return
    if (
        change.path[0] == "parameters"
        and len(change.path) > 1
        and change.kind in {"added", "removed", "deprecated"}
    ):
        if len(change.path) == 2 or change.kind == "deprecated":  # noqa: PLR2004 - the parameter itself
            yield f"parameter {change.kind}", f"{change.name}: {change.path[1]}"
    elif change.path[0] == "errors":
        yield from _of_errors(change)
    elif change.kind != "changed" and _is_property(change):
        yield f"property {change.kind}", f"{change.name}: {change.path[-1]}"


def _is_property(change: FactChange) -> bool:
    """Check whether a change is of a named property of a body or an event, not of what is said about it."""
    inner = change.path[1:]
    if change.group == "operations":
        # `request > content > TYPE > NAME`, `responses > STATUS > content > TYPE > NAME`
        start = change.path.index("content") if "content" in change.path else len(change.path)
        inner = change.path[start + 2 :]
    value = change.after if change.kind == "added" else change.before
    is_whole = change.kind == "deprecated" or isinstance(value, Mapping)
    # `*` means other keys, `|1` an alternative.
    return len(inner) == 1 and is_whole and re.search(r"[*|(]", inner[0].rpartition(".")[2]) is None


def _of_errors(change: FactChange) -> Iterator[tuple[str, str]]:
    before = set(change.before or ()) if isinstance(change.before, list) else set()
    after = set(change.after or ()) if isinstance(change.after, list) else set()
    if isinstance(change.before, dict) or isinstance(change.after, dict):
        before = {code for codes in (change.before or {}).values() for code in codes}
        after = {code for codes in (change.after or {}).values() for code in codes}
    for code in sorted(after - before):
        yield "error code added", f"{change.name}: {code}"
    for code in sorted(before - after):
        yield "error code removed", f"{change.name}: {code}"
