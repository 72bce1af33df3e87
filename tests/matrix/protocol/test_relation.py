"""The relations of long-term stable versions to their bases, as declared in `spec/editions.yml`."""

import json
from typing import Any, Final

import pytest
from hypothesis import given, settings, strategies

from . import relation_evidence
from .reference import auth, member_rules
from .reference.receipt import Outcome
from .reference.rules import Rule, decide
from .reference.versions import VERSIONS
from .relation import Fault, Twins, satisfies
from .test_auth_cases import lacking

DECLARED: Final = relation_evidence.declared()
TWINS: Final = [
    Twins(VERSIONS[name], VERSIONS[entry["based_on"]], entry["relation"]) for name, entry in DECLARED.items()
]
SUBSET: Final = Twins(VERSIONS["I.1"], VERSIONS["12"], "subset")
seeds: Final = strategies.integers(0, 2**32)


def faults(twins: Twins, count: int = 25) -> list[Fault]:
    return [fault for seed in range(count) for fault in twins.faults(seed)]


@pytest.mark.parametrize("name", DECLARED)
def test_declared_relation(name: str) -> None:
    entry = DECLARED[name]
    evidence = (relation_evidence.ROOT / entry["evidence"]).read_text(encoding="utf-8")
    assert json.loads(evidence)["faults"] == []
    assert evidence == relation_evidence.text(name, entry)


@settings(max_examples=15, deadline=None, derandomize=True)
@given(seed=seeds)
def test_declared_relation_in_any_room(seed: int) -> None:
    for twins in TWINS:
        assert not list(twins.faults(seed))


def test_i_1_is_no_rename() -> None:
    assert faults(Twins(SUBSET.lts, SUBSET.base, "rename"), 3)


def test_a_version_is_a_rename_of_itself() -> None:
    assert not faults(Twins(VERSIONS["12"], VERSIONS["12"], "rename"), 5)


@pytest.mark.parametrize(
    ("anchor", "kind"),
    [("auth-member-invite-6", "m.room.member"), ("auth-3pid-2", "m.room.third_party_invite")],
)
def test_third_party_invites_treated_as_ordinary_are_found(
    monkeypatch: pytest.MonkeyPatch, anchor: str, kind: str
) -> None:
    # This is how I.1 once was: the rules left out and nothing refused. It accepts more than version 12 does.
    monkeypatch.setattr(auth, "RULES", lacking(anchor, auth.RULES))
    found = faults(SUBSET, 10)
    assert found
    assert {fault.event["type"] for fault in found} == {kind}


def test_a_wider_rule_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    wider = lacking("auth-member-ban-1", auth.RULES)
    assert wider != auth.RULES
    rules = {"12": auth.RULES, "I.1": wider}
    usual = auth.decided

    def decided(case: Any) -> Any:
        verdict = decide(rules[case.version.name], case)
        return verdict or usual(case)

    monkeypatch.setattr(auth, "decided", decided)
    assert any(fault.event["content"].get("membership") == "ban" for fault in faults(SUBSET, 10))


def test_order_of_outcomes() -> None:
    assert satisfies("subset", Outcome.REJECT, Outcome.ACCEPT)
    assert not satisfies("subset", Outcome.ACCEPT, Outcome.SOFT_FAIL)
    assert not satisfies("rename", Outcome.REJECT, Outcome.ACCEPT)
    assert satisfies("fork", Outcome.ACCEPT, Outcome.REJECT)


def test_the_refusing_rules_are_of_lts_versions_alone() -> None:
    def spans(rules: tuple[Rule, ...]) -> dict[str, Rule]:
        found = {rule.anchor: rule for rule in rules}
        for rule in rules:
            found |= spans(rule.then) if isinstance(rule.then, tuple) else {}
        return found

    rules = spans(auth.RULES) | spans(member_rules.INVITE)
    for anchor in ("auth-member-invite-6", "auth-3pid-2", "auth-create-8"):
        assert [name for name, version in VERSIONS.items() if version in rules[anchor].span] == ["I.1"]
