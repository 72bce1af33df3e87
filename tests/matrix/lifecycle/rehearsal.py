"""A rehearsal of the life cycle of a long-term stable version, on a reduced copy of this project.

    python -m tests.matrix.lifecycle.rehearsal FOLDER

writes the copy to FOLDER, which must not exist, performs each step there and prints what it does, and the
problems that `twotrack check` reports. `README.md` describes the steps. Texts are inserted at anchors, which
never change.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from tests.matrix.lifecycle.reduced_copy import copy_project
from twotrack.checks.all_checks import check
from twotrack.checks.frozen_versions import frozen_versions, register_versions
from twotrack.checks.work import Work
from twotrack.ferry import ferry
from twotrack.problems import Problem, Report
from twotrack.project import Project, open_for_edits
from twotrack.site.views.versions_page import versions_page
from twotrack.site.views.view_context import Context

ROOT = Path(__file__).resolve().parents[3]
EDITIONS = "spec/editions.yml"
RULES = "spec/rooms/parts/auth-rules.md"
TOPICS_PART = "spec/rooms/parts/topics.md"
VERSION_PAGE = "spec/rooms/version.md"
DAY = "2027-03-01"

NEW_RULE = """\
::: only room_version >= 13
1. {#auth-topic-1} If the type is `m.room.topic` and `topic` of `content` is not a string, reject.
:::
"""
NEW_VERSION = """\
::: only room_version == 13
Room version 13 changes one part of version 12:

- {#v13-topic} a topic is a string (rule {{auth-topic-1}}).
:::
::: only room_version >= 13
::: include rooms/parts/topics.md
:::
"""
NEW_STABLE_VERSION = """\
::: only room_version == I.2 because D91
Room version I.2 is the long-term stable form of room version {{=based_on}}. It is a rename: the
verdicts of the two versions on all events are equal.
:::
"""
DRAFT = """\
---
title: "Matrix Long-Term Stable Core: Room Version I.2"
abbrev: Matrix LTS I.2
docname: draft-twotrack-matrix-lts-next-latest
category: info
ipr: trust200902
edition: lts-2
date: 2027-03-01
informative:
  I-D.twotrack-matrix-framework:
author:
  - organization: Two-Track Matrix Text
    email: two-track@example.org
---

--- abstract

This document specifies room version I.2 of Matrix.

--- middle

# Introduction {#next-introduction}

Room version I.2 renames room version {{=based_on}} of Matrix. This document contains the rule that is
new. The terms are those of {{I-D.twotrack-matrix-framework}}.

{::boilerplate bcp14-tagged}

# Room topics {#next-topics}

::: include rooms/parts/topics.md#topic-rules

# Security Considerations {#next-security}

The rule limits the values that a server has to process.

# IANA Considerations {#next-iana}

This document has no IANA actions.
"""
TOPICS = """\
# Topics of rooms {#topic-rules}

A server MUST reject a topic that is not a string.
"""
LEDGER = """\
id: {id}
title: {title}
matrix: {matrix}
ietf: {ietf}
reason: {reason}
source: [MSC3923]
direction: {direction}
status: {status}
owner: {owner}
opened: {day}
changed: {day}
"""


class Rehearsal:
    """A copy of the project, and the steps that were performed in it."""

    def __init__(self, folder: Path, log: Callable[[str], None] = print) -> None:
        """Copy the project to a folder that does not exist."""
        self.root = folder
        self.log = log
        self._project: Project | None = None
        self._files: dict[Path, bytes] = {}
        copy_project(ROOT, folder)

    # The steps

    def version_13_appears(self) -> None:
        """Matrix specifies room version 13, with one more authorization rule."""
        self.log("1. Matrix specifies room version 13.")
        self._insert(EDITIONS, '"12": {based_on', '  "13": {based_on: "12"}\n', after=True)
        self._insert(RULES, "{#auth-level-1}", NEW_RULE)
        self._insert(VERSION_PAGE, "::: only room_version == I.1 because S10", NEW_VERSION)
        self._write(TOPICS_PART, TOPICS)
        # Every requirement has a provenance.
        self._write("spec/provenance/rooms/parts/topics.tsv", "topic-rules\tpublished\t\n")

    def version_13_is_proposed_as_i2(self) -> None:
        """The version is designated as LTS version I.2, a rename, with a draft and a ledger entry."""
        self.log("2. It is proposed as I.2, a rename.")
        version = '  I.2: {based_on: "13", relation: rename, track: ietf, slug: i.2}\n'
        self._insert(EDITIONS, "  I.1: {based_on", version, after=True)
        edition = "  lts-2:\n    title: LTS core (I.2)\n    track: ietf\n    room_version: I.2\n"
        self._insert(EDITIONS, "# The edition that the website shows", edition + "\n")
        self._insert(VERSION_PAGE, "::: only room_version == I.1 because S10", NEW_STABLE_VERSION)
        self._change_text(
            VERSION_PAGE, "::: only room_version == 13", "::: only room_version == 13 because D91"
        )
        self._write("drafts/draft-twotrack-matrix-lts-next.md", DRAFT)
        self._entry(
            "D91",
            title="The long-term stable form of version 13",
            matrix="The version is called 13.",
            ietf="The version is called I.2.",
            reason="An LTS version has an identifier in a range that Matrix does not use.",
        )

    def the_ietf_changes_its_text(self) -> None:
        """The IETF adds a requirement, and an MSC is to carry it to Matrix."""
        self.log("3. The IETF changes its text only; the change is carried to Matrix as an MSC.")
        text = "::: only room_version == I.2 because D92\nA server MUST also reject an empty topic.\n:::\n"
        self._append(TOPICS_PART, text)
        self._entry(
            "D92",
            title="Empty topics",
            matrix="A topic can be empty.",
            ietf="An empty topic is rejected.",
            reason="A client cannot distinguish an empty topic from a missing one.",
            direction="to matrix",
            status="proposed",
            next="Discuss the MSC.",
        )

    def matrix_accepts_the_change(self) -> None:
        """Matrix accepts the MSC: the text is the same on both sides again, and the entry is done."""
        self.log("   Matrix accepts the MSC; the texts are the same again.")
        text = "A server MUST also reject an empty topic.\n"
        self._change_text(TOPICS_PART, f"::: only room_version == I.2 because D92\n{text}:::\n", text)
        self._change("D92", status="done", direction="to matrix", next="")

    def matrix_changes_its_text(self) -> None:
        """Matrix changes its text of version 13, and the change is carried to the IETF."""
        self.log("4. Matrix changes its text only; the change is carried to the IETF as a list of changes.")
        text = "::: only room_version == 13 because D93\nA client SHOULD show the topic in one line.\n:::\n"
        self._append(TOPICS_PART, text)
        self._entry(
            "D93",
            title="Display of topics",
            matrix="A recommendation to clients about the display of topics.",
            ietf="No requirement.",
            reason="Proposed by authors of clients.",
            direction="to ietf",
            status="proposed",
            next="Submit the changes to the working group.",
        )

    def the_ietf_rejects_the_change(self) -> None:
        """The IETF rejects the change; the reason is recorded, and the texts remain different."""
        self.log("   The IETF rejects the change, because clients are outside the scope of the LTS.")
        reason = "Rejected by the IETF, because the LTS does not specify clients. The texts remain different."
        self._change("D93", status="rejected", direction="none", next="", reason=reason)

    def i1_is_frozen(self) -> None:
        """I.1 is published and frozen: its hash is registered."""
        self.log("5. I.1 is published and frozen.")
        self._change_text(EDITIONS, "  I.1: {based_on", "  I.1: {frozen: true, based_on")
        register_versions(Work.of(self.project(), Report()))

    def the_frozen_text_changes(self) -> Callable[[], None]:
        """Somebody changes a rule of I.1. Return the function that undoes it."""
        self.log("   A change of its rules is an error:")
        path = self.root / RULES
        before = path.read_text(encoding="utf-8")
        self._insert(RULES, "{#auth-level-1}", "1. {#auth-frozen-1} If the type is `m.room.name`, reject.\n")

        def undo() -> None:
            path.write_text(before, encoding="utf-8")

        return undo

    def an_erratum_is_recorded(self) -> None:
        """A mistake in the frozen text is recorded next to it."""
        self.log("   An erratum is recorded next to the text, which does not change it.")
        text = (
            "::: only room_version == I.1 because E1\n"
            '!!! erratum "Erratum 1"\n    {#erratum-1} Rules are numbered from 1.\n'
            ":::\n\n"
        )
        self._insert(RULES, "## Remarks {#auth-remarks}", text)
        self._entry(
            "E1",
            title="Erratum 1",
            matrix="No erratum.",
            ietf="An erratum to the frozen text of I.1.",
            reason="The frozen text does not say how rules are numbered.",
            owner="Draft editors",
        )

    # Results

    def project(self) -> Project:
        """Return the project as it is now, with everything that the last steps did not change."""
        report = Report()
        files = {path: path.read_bytes() for path in self.root.glob("[!.]*/**/*") if path.is_file()}
        project = self._project
        if project is None:
            project = open_for_edits(self.root, report)
        elif files != self._files:
            project = project.renewed(report)
        if project is None:
            raise ValueError("\n".join(map(str, report.problems)))
        self._project, self._files = project, files
        return project

    def problems(self, *, frozen_only: bool = False) -> list[Problem]:
        """Return the errors of `twotrack check`, or of its check of frozen versions alone, and log them."""
        report = Report()
        if frozen_only:
            frozen_versions(Work.of(self.project(), report))
        else:
            # The ids of new entries are registered.
            check(self.project(), report, ["ledger"], notes=False)
        for problem in report.problems:
            self.log(f"   {problem}")
        self.log(f"   {len(report.problems)} problem(s)")
        return report.problems

    def ferried(self, *ids: str) -> str:
        """Return what `twotrack ferry` writes for entries, and log the beginning."""
        report = Report()
        text = ferry(self.project(), ids, None, report) or ""
        self.log("\n".join(f"   | {line}" for line in text.split("\n")[:12]))
        return text

    def rules_by_version(self) -> str:
        """Return the page that lists which rules apply to which room."""
        project = self.project()
        report = Report()
        site = project.site(project.editions.site, report)
        (page,) = versions_page(Context(project, site, report))
        return str(page.text)

    # Changes of files

    def _write(self, path: str, text: str) -> None:
        (self.root / path).write_text(text, encoding="utf-8")

    def _append(self, path: str, text: str) -> None:
        file = self.root / path
        file.write_text(f"{file.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")

    def _insert(self, path: str, place: str, text: str, *, after: bool = False) -> None:
        """Insert lines before or after the first line that contains `place`, which has to be there."""
        file = self.root / path
        lines = file.read_text(encoding="utf-8").split("\n")
        at = next(i for i, line in enumerate(lines) if place in line) + after
        lines[at:at] = text.rstrip("\n").split("\n")
        file.write_text("\n".join(lines), encoding="utf-8")

    def _change_text(self, path: str, old: str, new: str) -> None:
        """Replace the first occurrence of a text, which has to be there."""
        text = (self.root / path).read_text(encoding="utf-8")
        if old not in text:
            raise ValueError(f"{path} does not contain {old!r}")
        self._write(path, text.replace(old, new, 1))

    def _entry(self, entry: str, **fields: str) -> None:
        known = {"direction": "none", "status": "accepted", "owner": "Spec editors", "day": DAY, **fields}
        text = LEDGER.format(id=entry, **known)
        if known.get("next"):
            text += f"next: {known['next']}\n"
        self._write(f"spec/ledger/{entry}.yml", text)

    def _change(self, entry: str, **fields: str) -> None:
        path = self.root / f"spec/ledger/{entry}.yml"
        lines = path.read_text(encoding="utf-8").splitlines()
        names = {line.partition(":")[0] for line in lines}
        kept = [line for line in lines if line.partition(":")[0] not in fields]
        kept += [f"{name}: {value}" for name, value in fields.items() if value and name in names]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")


def main() -> None:
    """Perform all steps in the folder that is named."""
    rehearsal = Rehearsal(Path(sys.argv[1]))
    rehearsal.version_13_appears()
    rehearsal.version_13_is_proposed_as_i2()
    rehearsal.problems()
    rehearsal.the_ietf_changes_its_text()
    rehearsal.ferried("D92")
    rehearsal.matrix_accepts_the_change()
    rehearsal.matrix_changes_its_text()
    rehearsal.ferried("D93")
    rehearsal.the_ietf_rejects_the_change()
    rehearsal.problems()
    rehearsal.i1_is_frozen()
    rehearsal.problems(frozen_only=True)
    undo = rehearsal.the_frozen_text_changes()
    rehearsal.problems(frozen_only=True)
    undo()
    rehearsal.an_erratum_is_recorded()
    rehearsal.problems()


if __name__ == "__main__":
    main()
