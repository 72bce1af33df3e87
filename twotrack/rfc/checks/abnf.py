"""Check that ABNF (RFC 5234, RFC 7405) parses, and that its rules are defined once and used."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from importlib.util import find_spec
from typing import NamedTuple

from lxml.etree import _Element

from twotrack.problems import Report
from twotrack.rfc.checks.code_blocks import blocks, line_in
from twotrack.rfc.model.rfcxml import DraftXml
from twotrack.rfc.source.front_matter import Meta
from twotrack.text import Origin

CORE = frozenset(
    {
        *(
            "alpha",
            "bit",
            "char",
            "cr",
            "crlf",
            "ctl",
            "digit",
            "dquote",
            "hexdig",
            "htab",
            "lf",
            "lwsp",
            "octet",
        ),
        *("sp", "vchar", "wsp"),
    }
)
"""The rules of RFC 5234, appendix B.1, which are part of every grammar."""

_RULE = re.compile(r"(?P<name>[A-Za-z][A-Za-z0-9-]*)[ \t]*=(?P<more>/?)")
_NAME = re.compile(r"(?<![\w%-])(?:\d*\*?\d*)(?P<name>[A-Za-z][A-Za-z0-9-]*)")
_NOT_NAMES = re.compile(r'(?:%[si])?"[^"]*"|%[xdb][0-9A-F.-]+|<[^>]*>|;.*', re.IGNORECASE)


class Use(NamedTuple):
    """A rule named in a grammar: whether this defines it, its origin, and whether it is a block's first."""

    name: str
    defines: bool
    where: Origin
    first: bool = False


def grammar(written: DraftXml, _meta: Meta, report: Report) -> None:
    """Report ABNF that does not parse, and rules not defined, defined twice, or never used.

    All ABNF of a draft is one grammar. A rule that is defined by reference to another document is written as
    `name = <name, see [RFC3986], Section 3.2.2>`, which defines it.
    """
    uses: list[Use] = []
    found = list(blocks(written, "abnf"))
    for element, text in found:
        _parse(element, text, written, report)
        uses += _uses(element, text, written)
    defined: dict[str, Use] = {}
    for use in uses:
        if use.defines and defined.setdefault(use.name.lower(), use) != use:
            report.add("rfc-abnf-rule", use.where, f"the rule '{use.name}' is defined twice in this draft")
    used = {use.name.lower() for use in uses if not use.defines}
    for use in uses:
        if not use.defines and use.name.lower() not in defined and use.name.lower() not in CORE:
            report.add(
                "rfc-abnf-rule", use.where, f"the rule '{use.name}' is used and not defined in this draft"
            )
    # The first rule of a block is its subject and does not need to be used.
    for name, use in defined.items():
        if not (name in used or use.first or _cited(use.name, written)):
            report.add(
                "rfc-abnf-unused",
                use.where,
                f"the rule '{use.name}' is neither used nor spoken of in the text",
            )


def _parse(element: _Element, text: str, written: DraftXml, report: Report) -> None:
    if find_spec("abnf") is None:
        where = line_in(element, written, 0)
        report.add("rfc-abnf-unread", where, "the package 'abnf' is not installed, so ABNF is not parsed")
        return
    from abnf import Rule

    for line, rule in rules(text):

        class Grammar(Rule):  # type: ignore[misc]  # the library has no types
            """One rule at a time, because the library does not report the line of an error."""

        try:
            with warnings.catch_warnings(action="ignore"):
                Grammar.load_grammar(rule)
        except Exception:  # noqa: BLE001 - the library raises many types of errors
            report.add(
                "rfc-abnf", line_in(element, written, line), "this rule is not ABNF (RFC 5234, RFC 7405)"
            )


def rules(text: str) -> Iterator[tuple[int, str]]:
    """Yield each rule of a grammar with its first line (from 1) and the line endings of the RFC."""
    indent = _indent(text)
    start, pending = 1, ""
    for number, line in enumerate(text.split("\n"), start=1):
        body = line[indent:].rstrip()
        if body and not body[0].isspace() and body[0] != ";":
            if pending:
                yield start, pending
            start, pending = number, ""
        if body and (pending or body[0] != ";"):
            pending += body + "\r\n"
    if pending:
        yield start, pending


def names(rule: str) -> tuple[str, set[str]]:
    """Return the name of a rule and the names that it uses, in lowercase; prose has the name `<`."""
    found = _RULE.match(rule)
    body = rule[found.end() :] if found else ""
    uses = {name["name"].lower() for name in _NAME.finditer(_NOT_NAMES.sub(" ", body))}
    bare = re.sub(r'(?:%[si])?"[^"]*"|;.*', "", body)
    return (found["name"].lower() if found else ""), uses | ({"<"} if "<" in bare else set())


def _indent(text: str) -> int:
    return min((len(line) - len(line.lstrip(" ")) for line in text.split("\n") if line.strip()), default=0)


def _uses(element: _Element, text: str, written: DraftXml) -> Iterator[Use]:
    indent = _indent(text)
    first = True
    for number, line in enumerate(text.split("\n"), start=1):
        body = _NOT_NAMES.sub(lambda m: " " * len(m[0]), line[indent:])
        where = line_in(element, written, number)
        if rule := _RULE.match(body):
            if not rule["more"]:
                yield Use(rule["name"], defines=True, where=where, first=first)
                first = False
            body = body[rule.end() :]
        for name in _NAME.finditer(body):
            yield Use(name["name"], defines=False, where=where)


def _cited(name: str, written: DraftXml) -> bool:
    return any((code.text or "").strip("<>") == name for code in written.root.iter("tt"))
