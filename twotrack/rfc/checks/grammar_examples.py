"""Examples compared with the draft's own ABNF.

An example is compared with a rule if both have the same name: a member of a JSON example (`"room_id"`), a
field of an HTTP message, or a value in code after the rule's name (`a `room-id` such as `!abc``).
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from typing import Any

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.checks import abnf as abnf_checks
from twotrack.rfc.checks import prose
from twotrack.rfc.checks.code_blocks import blocks, line_in
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta
from twotrack.text import Origin

_LONGEST = 200
"""Longer values are not parsed: the library tries every alternative."""

_FIELD = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*):[ \t]*(?P<value>.*)")
_LEADING = re.compile(r"\b(?:such as|for example,?|e\.g\.,?|as in|like)$")
_BETWEEN = frozenset({",", "and", "or"})


def grammar_examples(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report examples that the draft's ABNF does not accept."""
    accepts = _grammar(written)
    if not accepts:
        return
    for name, value, where in (*_members(written), *_fields(written), *_values(written, accepts)):
        rule = accepts.get(_key(name))
        if rule is not None and len(value) <= _LONGEST and not _accepts(rule, value):
            text = f"the example {value!r} does not match the rule {rule.name!r} of this draft"
            report.add("lint-example-grammar", where, text)


def _grammar(written: DraftXml) -> Mapping[str, Any]:
    """Return the usable rules by their lowercase names; empty if the library is not installed.

    A rule that refers to prose, or to a rule that is not defined, cannot be used for parsing.
    """
    if find_spec("abnf") is None:
        return {}
    from abnf import Rule

    class Grammar(Rule):  # type: ignore[misc]  # the library has no types
        """The rules of the draft."""

    needs: dict[str, set[str]] = {}
    for _, text in blocks(written, "abnf"):
        for _, rule in abnf_checks.rules(text):
            try:
                with warnings.catch_warnings(action="ignore"):
                    Grammar.load_grammar(rule)
            except Exception:  # noqa: BLE001, S112 - reported by `abnf.grammar`
                continue
            name, uses = abnf_checks.names(rule)
            needs.setdefault(name, set()).update(uses)
    usable = {name for name in needs if _is_closed(name, needs)}
    return {_key(name): Grammar(name) for name in sorted(usable)}


def _is_closed(name: str, needs: Mapping[str, set[str]]) -> bool:
    """Return whether everything that a rule refers to is defined in ABNF."""
    seen, left = set(), [name]
    while left:
        rule = left.pop()
        if rule in abnf_checks.CORE or rule in seen:
            continue
        if rule not in needs:
            return False
        seen.add(rule)
        left.extend(needs[rule])
    return True


def _accepts(rule: Any, value: str) -> bool:
    from abnf import GrammarError, ParseError

    try:
        rule.parse_all(value)
    except ParseError:
        return False
    except (GrammarError, RecursionError):
        return True
    return True


def _key(name: str) -> str:
    return name.lower().replace("_", "-")


def _members(written: DraftXml) -> Iterator[tuple[str, str, Origin]]:
    for element, text in blocks(written, "json"):
        for source in (text, "{" + text + "}"):
            try:
                found = json.loads(source)
            except (json.JSONDecodeError, RecursionError):
                continue
            for name, value in _strings(found):
                yield name, value, _line(element, text, name, written)
            break


def _strings(value: Any) -> Iterator[tuple[str, str]]:
    """Yield the members whose value is a string or a list of strings, at any depth."""
    left = [value]
    while left:
        node = left.pop()
        if isinstance(node, list):
            left.extend(node)
        elif isinstance(node, dict):
            for name, member in node.items():
                items = member if isinstance(member, list) else [member]
                yield from ((name, item) for item in items if isinstance(item, str))
                left.append(member)


def _line(element: _Element, text: str, name: str, written: DraftXml) -> Origin:
    lines = text.split("\n")
    found = next((i for i, line in enumerate(lines, start=1) if f'"{name}"' in line), 1)
    return line_in(element, written, found)


def _fields(written: DraftXml) -> Iterator[tuple[str, str, Origin]]:
    for element, text in blocks(written, "http", "http-message"):
        for number, line in enumerate(text.split("\n"), start=1):
            if not line.strip():
                break
            if found := _FIELD.fullmatch(line.strip()):
                yield found["name"], found["value"], line_in(element, written, number)


def _values(written: DraftXml, known: Mapping[str, Any]) -> Iterator[tuple[str, str, Origin]]:
    """Yield the values in code that the text presents as examples of a rule."""
    for block in prose.blocks(written):
        for sentence in block.sentences:
            rule = ""
            listed = False
            for i, token in enumerate(sentence):
                is_code = prose.CODE in token.marks
                if is_code and listed:
                    yield rule, token.text, block.where
                elif is_code:
                    rule = token.text.strip("<>") if _key(token.text.strip("<>")) in known else ""
                elif not listed or token.text not in _BETWEEN:
                    before = " ".join(t.text for t in sentence[max(0, i - 2) : i + 1])
                    listed = bool(rule and _LEADING.search(before))
