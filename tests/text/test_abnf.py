"""The ABNF of the appendices: it parses, is complete, and accepts exactly what its examples say."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from abnf import ParseError, Rule

from twotrack.problems import Report
from twotrack.source.tree import Tree, read_tree
from twotrack.text import Text

ROOT = Path(__file__).parents[2]
EDITIONS = ("matrix", "lts")
CORE = frozenset(
    "alpha bit char cr crlf ctl digit dquote hexdig htab lf lwsp octet sp vchar wsp".split()  # RFC 5234, appendix B.1
)
_DEFINED = re.compile(r"^([A-Za-z][A-Za-z0-9-]*)[ \t]*=(?!/)", re.MULTILINE)
_NAME = re.compile(r"(?<![A-Za-z0-9-])(?:\d*\*?\d*)([A-Za-z][A-Za-z0-9-]*)")  # after the repetition before it
_NOT_NAMES = re.compile(r'(?:%[si])?"[^"]*"|%[xdb][0-9A-F.-]+|<[^>]*>|;[^\n]*', re.IGNORECASE)
_FENCE = re.compile(r"^```(?:abnf|\s*\{\.abnf\b[^}]*\})\s*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


@cache
def _tree() -> Tree:
    report = Report()
    tree = read_tree(ROOT, report)
    assert tree is not None, list(report.problems)
    return tree


def _cut(path: str, edition: str) -> Text:
    tree = _tree()
    return tree.cut(path, tree.editions.editions[edition], Report())


@cache
def _fences(edition: str) -> tuple[str, ...]:
    """The ABNF fences of the appendices as `edition` has them."""
    pages = sorted(path for path in _tree().sources if path.startswith("appendices/"))
    return tuple(fence for path in pages for fence in _FENCE.findall("\n".join([*_cut(path, edition).lines, ""])))


@cache
def _grammar(edition: str) -> type[Rule]:
    class Grammar(Rule):
        """The rules of one edition."""

    Grammar.load_grammar("".join(_fences(edition)))
    return Grammar


def _cases() -> list[Any]:
    cases: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("abnf-cases.yml").read_text(encoding="utf-8"))
    return [
        pytest.param(edition, case["rule"], text, accepted, id=f"{edition}-{case['rule']}-{verb}-{text}")
        for case in cases
        for edition in case.get("editions", EDITIONS)
        for verb, accepted in (("valid", True), ("invalid", False))
        for text in case.get(verb, [])
    ]


def _accepts(edition: str, rule: str, text: str) -> bool:
    try:
        _grammar(edition)(rule).parse_all(text)
    except ParseError:
        return False
    return True


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_rule_is_defined_once(edition: str) -> None:
    names = [name.lower() for fence in _fences(edition) for name in _DEFINED.findall(fence)]
    assert sorted(names) == sorted(set(names))
    assert not CORE & set(names)
    used = {
        word.lower()
        for fence in _fences(edition)
        for word in _NAME.findall(_NOT_NAMES.sub(" ", fence))
    }
    assert used - set(names) - CORE == set()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_fence_has_an_example(edition: str) -> None:
    cases: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("abnf-cases.yml").read_text(encoding="utf-8"))
    shown = {case["rule"] for case in cases if edition in case.get("editions", EDITIONS)}
    lacking = [fence for fence in _fences(edition) if not shown & set(_DEFINED.findall(fence))]
    assert lacking == []


@pytest.mark.parametrize(("edition", "rule", "text", "accepted"), _cases())
def test_example(edition: str, rule: str, text: str, accepted: bool) -> None:  # noqa: FBT001 -- a case's expectation
    assert _accepts(edition, rule, text) is accepted
