"""The ABNF of the appendices: it parses, is complete, and accepts exactly what its examples say."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from abnf import ParseError, Rule

from tests.matrix.text.pages import EDITIONS, page, pages

# RFC 5234, appendix B.1.
CORE = {
    *("alpha", "bit", "char", "cr", "crlf", "ctl", "digit", "dquote"),
    *("hexdig", "htab", "lf", "lwsp", "octet", "sp", "vchar", "wsp"),
}
_DEFINED = re.compile(r"^([A-Za-z][A-Za-z0-9-]*)[ \t]*=(?!/)", re.MULTILINE)
_NAME = re.compile(r"(?<![A-Za-z0-9-])(?:\d*\*?\d*)([A-Za-z][A-Za-z0-9-]*)")  # after the repetition before it
_NOT_NAMES = re.compile(r'(?:%[si])?"[^"]*"|%[xdb][0-9A-F.-]+|<[^>]*>|;[^\n]*', re.IGNORECASE)
_FENCE = re.compile(r"^```(?:abnf|\s*\{\.abnf\b[^}]*\})\s*\n(.*?)^```\s*$", re.MULTILINE | re.DOTALL)


@cache
def _cases() -> list[dict[str, Any]]:
    """Read `abnf-cases.yml`; a case applies to both editions unless it names one."""
    cases: list[dict[str, Any]] = yaml.safe_load(
        Path(__file__).with_name("abnf-cases.yml").read_text("utf-8")
    )
    return [{"editions": EDITIONS, **case} for case in cases]


@cache
def _fences(edition: str) -> tuple[str, ...]:
    """Return the ABNF fences of the appendices as an edition has them."""
    return tuple(fence for name in pages() for fence in _FENCE.findall(page(name, edition)))


@cache
def _grammar(edition: str) -> type[Rule]:
    class Grammar(Rule):  # type: ignore[misc]  # the library has no types
        """The rules of one edition."""

    Grammar.load_grammar("".join(_fences(edition)))
    return Grammar


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
    bare = [_NOT_NAMES.sub(" ", fence) for fence in _fences(edition)]
    used = {word.lower() for fence in bare for word in _NAME.findall(fence)}
    assert used - set(names) - CORE == set()


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_fence_has_an_example(edition: str) -> None:
    shown = {case["rule"] for case in _cases() if edition in case["editions"]}
    assert [fence for fence in _fences(edition) if not shown & set(_DEFINED.findall(fence))] == []


@pytest.mark.parametrize(
    ("edition", "rule", "verb", "text"),
    [
        (edition, case["rule"], verb, text)
        for case in _cases()
        for edition in case["editions"]
        for verb in ("valid", "invalid")
        for text in case.get(verb, [])
    ],
)
def test_example(edition: str, rule: str, verb: str, text: str) -> None:
    assert _accepts(edition, rule, text) is (verb == "valid")
