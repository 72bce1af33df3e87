"""The life cycle of a long-term stable version, step by step, on a copy of this project."""

from __future__ import annotations

import re
from pathlib import Path

from tests.matrix.lifecycle.rehearsal import Rehearsal
from twotrack.problems import Report


def _page(rehearsal: Rehearsal, edition: str) -> str:
    site = rehearsal.project().site(edition, Report())
    (page,) = (page for page in site.pages.values() if page.source == "spec/rooms/version.md")
    return str(page.text)


def test_the_life_cycle(tmp_path: Path) -> None:
    rehearsal = Rehearsal(tmp_path / "copy", log=lambda _text: None)
    stable = _page(rehearsal, "I.1")

    rehearsal.version_13_appears()
    assert "auth-topic-1" in _page(rehearsal, "13")
    assert "auth-topic-1" not in _page(rehearsal, "12")
    assert _page(rehearsal, "I.1") == stable

    rehearsal.version_13_is_proposed_as_i2()
    assert "auth-topic-1" in _page(rehearsal, "I.2")
    # A rename has the rules of its base, and none of those by which I.1 differs.
    assert "auth-3pid-1" in _page(rehearsal, "I.2")
    assert rehearsal.problems() == []

    rehearsal.the_ietf_changes_its_text()
    proposal = rehearsal.ferried("D92")
    assert proposal.startswith("# MSC0000: Empty topics")
    assert "A server MUST also reject an empty topic." in re.sub(r"[*~]|<[^>]*>", "", proposal)
    assert "no text of the tree" not in proposal
    rehearsal.matrix_accepts_the_change()
    for edition in ("13", "I.2"):
        assert "reject an empty topic" in _page(rehearsal, edition)

    rehearsal.matrix_changes_its_text()
    changes = rehearsal.ferried("D93")
    assert changes.startswith("## D93: Display of topics")
    assert "A client SHOULD show the topic in one line." in re.sub(r"[*~]|<[^>]*>", "", changes)
    rehearsal.the_ietf_rejects_the_change()
    assert "in one line" in _page(rehearsal, "13")
    assert "in one line" not in _page(rehearsal, "I.2")
    entries = rehearsal.project().entries(Report())
    assert [(name, entries[name].status, entries[name].owner) for name in ("D91", "D92", "D93")] == [
        ("D91", "accepted", "Spec editors"),
        ("D92", "done", "Spec editors"),
        ("D93", "rejected", "Spec editors"),
    ]
    assert "does not specify clients" in entries["D93"].reason

    rehearsal.i1_is_frozen()
    assert rehearsal.problems(frozen_only=True) == []
    register = (rehearsal.root / "spec/frozen.tsv").read_text(encoding="utf-8")
    assert re.fullmatch(r"I\.1\t[0-9a-f]{64}\n", register)
    undo = rehearsal.the_frozen_text_changes()
    assert [problem.code for problem in rehearsal.problems(frozen_only=True)] == ["version-changed"]
    undo()
    rehearsal.an_erratum_is_recorded()
    assert "Erratum 1" in _page(rehearsal, "I.1")
    assert rehearsal.problems() == []
    assert (rehearsal.root / "spec/frozen.tsv").read_text(encoding="utf-8") == register

    page = rehearsal.rules_by_version()
    row = next(line for line in page.split("\n") if '<th scope="row">I.2</th>' in line)
    assert "13<br>renames it: equal verdicts" in row
    assert 'href="../../rooms/i.2/"' in row
    assert "draft-twotrack-matrix-lts-next" in row
    assert "frozen" in next(line for line in page.split("\n") if '<th scope="row">I.1</th>' in line)
