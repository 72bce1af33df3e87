"""Every authorization rule is shown by an event that is allowed and one that is rejected."""

from dataclasses import replace
from typing import Final

import pytest

from . import auth_cases, text
from .auth_cases import Pair
from .reference import auth
from .reference.rules import Answer, OnlyIf, Rule, decide, outline
from .reference.versions import VERSIONS, RoomVersion

PAIRS: Final = auth_cases.pairs()
RUNS: Final = [
    pytest.param(pair, version, id=f"{pair.where} in {version}")
    for pair in PAIRS
    for version in pair.versions
]


def beneath(rule: Rule, version: RoomVersion) -> set[str]:
    return {anchor for _, anchor in outline([rule], version)}


def all_rules(rules: tuple[Rule, ...] = auth.RULES) -> dict[str, Rule]:
    found = {rule.anchor: rule for rule in rules}
    for rule in rules:
        if isinstance(rule.then, tuple):
            found |= all_rules(rule.then)
    return found


def lacking(anchor: str, rules: tuple[Rule, ...]) -> tuple[Rule, ...]:
    """Return the rules without one of them."""
    kept = (rule for rule in rules if rule.anchor != anchor)
    return tuple(
        replace(rule, then=lacking(anchor, rule.then)) if isinstance(rule.then, tuple) else rule
        for rule in kept
    )


@pytest.mark.parametrize(("pair", "version"), RUNS)
def test_pair(pair: Pair, version: RoomVersion) -> None:
    anchors = {anchor for _, anchor in outline(auth.RULES, version)}
    rule = all_rules()[pair.rule]
    expected = {side.side: side.decided_by(anchors) for side in pair.sides}
    cases = {side.side: auth_cases.case(side, version) for side in pair.sides}
    verdicts = {side: auth.decided(case) for side, case in cases.items()}
    assert {side: verdict.anchor for side, verdict in verdicts.items()} == expected
    assert all(verdict.answer is Answer(side) for side, verdict in verdicts.items())
    # The rule itself decides the event that gets its answer; of "only if", both.
    own = {side for side, anchor in expected.items() if anchor in beneath(rule, version)}
    if isinstance(rule.then, Answer):
        assert rule.then.value in own
    elif isinstance(rule.then, OnlyIf):
        assert own == set(auth_cases.SIDES)
    assert own
    # Without the rule, the pair would be no proof of it.
    others = lacking(pair.rule, auth.RULES)
    changed = {side: decide(others, case) for side, case in cases.items()}
    assert changed != verdicts


@pytest.mark.parametrize("version", VERSIONS.values(), ids=str)
def test_every_rule_of_the_page_has_its_pair(version: RoomVersion) -> None:
    anchors = [anchor for _, anchor in text.items(text.section(text.page_of(version), "auth-rule-list"))]
    covered = {pair.rule for pair in PAIRS if version in pair.versions}
    bare = [anchor for anchor in anchors if anchor not in covered]
    assert not bare, f"rules without a pair of cases in version {version}"


def test_pairs_apply_to_versions_that_have_their_rule() -> None:
    for pair in PAIRS:
        assert set(pair.versions) <= set(text.versions_with(pair.rule)), pair.where
