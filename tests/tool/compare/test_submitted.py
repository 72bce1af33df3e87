"""Comparison of submitted revisions of a draft with each other and with the current text."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.shared_build import shared_build
from tests.tool.rfc import drafts
from twotrack.cli.main import main
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.redline import apply, redline, to_text
from twotrack.rfc import draft_build
from twotrack.rfc.read import draft_texts
from twotrack.rfc.read.xml_reader import parse, read
from twotrack.rfc.source import submissions
from twotrack.text import Text

NAME = "draft-example-core"
BODY = """\
Servers MUST answer ({{RFC8259}}). See {{second}}, rule {{rule-two}}, and {{Section 2 of RFC3629}}.

1. One rule.
    1. A rule below.
    1. {#rule-two} The second rule below, which servers SHOULD follow.
1. The last rule.

| Name | Meaning |
|------|---------|
| one  | The first of them, of which there is so much to say that it takes several lines in print. |
| two  | The second `code`. |

Term
:   What *it* means.

Other
:   Something else.

    With a second paragraph, <https://example.org/>.

!!! note
    A note on this.

> A quotation.

~~~ abnf
rule = "a" / "b"   ; either
other = rule
~~~

# Second {#second}

## Deep {#deep}

{{section}} has rules.

--- back

# Appendix {#appendix}

Text of an appendix, see {{deep}}.
"""


def _submit(root: Path) -> None:
    """Create a project with a submitted draft."""
    root.mkdir()
    drafts.project(root, Report())
    path = root / "drafts" / f"{NAME}.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text(drafts.FRONT.replace("one-case", "core") + BODY, encoding="utf-8")
    assert drafts.command(["--rev", "00", "--freeze"], root) == 0


@pytest.fixture
def root(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Path:
    submitted = shared_build(tmp_path_factory, "submitted", _submit)
    return shutil.copytree(submitted, tmp_path, dirs_exist_ok=True)


def edit(root: Path, *pairs: tuple[str, str]) -> None:
    path = root / "drafts" / f"{NAME}.md"
    text = path.read_text(encoding="utf-8")
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")


def run(root: Path, *words: str) -> int:
    return main([words[0], "--root", str(root), *words[1:]])


def only_text(root: Path) -> None:
    (root / submissions.FOLDER / f"{NAME}-00.xml").unlink()


@pytest.mark.parametrize("form", ["xml", "txt"])
def test_what_did_not_change_shows_nothing(root: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    if form == "txt":
        only_text(root)
    assert run(root, "redline", f"{NAME}-00", NAME) == 0
    assert capsys.readouterr().out == ""


@pytest.fixture(scope="module")
def real_drafts() -> draft_build.Drafts:
    report = Report()
    project = open_project(ROOT, report)
    assert project is not None, report.problems
    return project.drafts(report)


@pytest.mark.parametrize("form", ["xml", "txt"])
@pytest.mark.parametrize("path", sorted((ROOT / "drafts").glob("draft-*.md")), ids=lambda path: path.stem)
def test_the_projects_drafts_read_back_as_they_were_written(
    path: Path, form: draft_texts.Form, real_drafts: draft_build.Drafts
) -> None:
    built = draft_build.build(real_drafts, draft_build.read_draft(real_drafts, path), [form], "00")
    now = draft_texts.document(real_drafts, path.stem, form)
    assert built is not None
    assert now is not None, real_drafts.report.problems
    text = Text.of(built.outputs[form].decode(), f"{path.stem}-00.{form}")
    if form == "xml":
        then = read(parse(built.outputs[form]), text)
    else:
        from twotrack.rfc.read.text_reader import read_text

        then = read_text(text)
    changes = redline({"": then}, {"": now})
    assert to_text(changes) == ""
    assert len(changes.a) > 200
    kinds = {block.kind for block in changes.a}
    assert kinds >= {"heading", "paragraph", "item", "term", "definition"}


CHANGED = (
    ("Servers MUST answer", "Servers SHOULD answer"),
    ("The last rule.", "The very last rule."),
    ("The second `code`.", "The third `code`."),
    ("Something else.", "Something other."),
    ('rule = "a" / "b"', 'rule = "a" / "c"'),
    ("    1. A rule below.\n", ""),
)


@pytest.mark.parametrize("form", ["xml", "txt"])
def test_every_edit_is_seen_and_no_other(root: Path, capsys: pytest.CaptureFixture[str], form: str) -> None:
    if form == "txt":
        only_text(root)
    edit(root, *CHANGED)
    assert run(root, "redline", f"{NAME}-00", NAME, "--format", "json") == 0
    changes = json.loads(capsys.readouterr().out)["changes"]
    assert len(changes) == len(CHANGED)
    assert [change["requirements"] for change in changes if change["requirements"]] == [
        [{"before": "MUST", "after": "SHOULD"}]
    ]
    if form == "xml":
        kinds = [(change["kind"], change["before"][0]["kind"]) for change in changes]
        assert kinds == [
            ("replace", "paragraph"),
            ("delete", "item"),
            ("replace", "item"),
            ("replace", "row"),
            ("replace", "definition"),
            ("replace", "code"),
        ]
        # Both sides have an origin: the submission in its XML, the draft in its Markdown.
        first = changes[0]
        assert first["before"][0]["origin"]["path"] == f"{submissions.FOLDER}/{NAME}-00.xml"
        line = first["before"][0]["origin"]["line"]
        source = (root / submissions.FOLDER / f"{NAME}-00.xml").read_text().split("\n")
        assert "<t>Servers MUST answer" in source[line - 1]
        now = first["after"][0]["origin"]
        assert now["path"] == f"drafts/{NAME}.md"
        assert "Servers SHOULD" in (root / now["path"]).read_text().split("\n")[now["line"] - 1]


def test_title_author_and_references_are_a_part_of_the_text(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(
        root,
        ("A Draft of One Case", "A Draft of Two Cases"),
        ("organization: Example", "organization: Sample"),
        ("({{RFC8259}})", "({{RFC7493}})"),
    )
    assert run(root, "redline", f"{NAME}-00", NAME) == 0
    shown = capsys.readouterr().out
    assert "of [-One Case-] {+Two Cases+}" in shown
    assert "[-Example-] {+Sample+}" in shown
    assert "(\\[RFC8259]" not in shown
    assert "[-[RFC8259]-]{+[RFC7493]+}" in shown
    assert "The I-JSON Message Format" in shown


def test_the_day_of_the_build_is_no_change(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    other = drafts.FRONT.replace("one-case", "other").replace("date: 2026-07-28\n", "")
    (root / "drafts" / "draft-example-other.md").write_text(other + "Text.\n", encoding="utf-8")
    edit(root, ("Text of an appendix", "Text of an appendix and of {{?I-D.example-other}}"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert drafts.command(["core", "--rev", "01", "--freeze"], root) == 0
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert run(root, "redline", f"{NAME}-01", NAME) == 0
    assert capsys.readouterr().out == ""


def test_the_records_make_the_new_text_of_the_old(root: Path) -> None:
    edit(root, *CHANGED)
    report = Report()
    project = drafts.project(root, report)
    a, b = (draft_texts.document(project, name, "xml") for name in (f"{NAME}-00", NAME))
    assert a is not None
    assert b is not None
    changes = redline({"": a}, {"": b})
    assert changes.changes
    assert apply(changes.a, changes.changes) == changes.b


def test_changelogs_and_the_list_for_the_next_revision(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(root, ("The last rule.", "The very last rule."))
    assert drafts.command(["--rev", "01", "--freeze"], root) == 0
    edit(root, ("Something else.", "Something other."))
    expected = "- Section:\n    - List item changed: “very” added\n"
    assert run(root, "changelog", NAME, "00", "01") == 0
    assert capsys.readouterr().out == f"## From 00 to 01\n\n{expected}"
    assert run(root, "redline", f"{NAME}-00", f"{NAME}-01") == 0
    assert "{+very+}" in capsys.readouterr().out
    assert run(root, "changelog", NAME, "00") == 0
    both = capsys.readouterr().out
    assert "“very” added" in both
    assert "Definition changed: “else” is now “other”" in both
    # Changes for the next revision are relative to the last one.
    assert run(root, "ferry", NAME) == 0
    shown = capsys.readouterr().out
    assert shown.startswith('# Changes since -01\n{:numbered="false" removeinrfc="true"}\n\n- Section:\n')
    assert "very" not in shown
    assert "“else” is now “other”" in shown
    # It is a section that a draft can take.
    edit(root, ("--- back\n", f"--- back\n\n{shown}"))
    assert drafts.command(["--rev", "02", "--format", "xml"], root) == 0
    xml = (root / "build" / "drafts" / f"{NAME}-02.xml").read_text()
    assert '<section anchor="changes-since--01" numbered="false" removeInRFC="true">' in xml


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("redline", f"{NAME}-07", NAME), f"unknown edition or draft '{NAME}-07'; expected one of"),
        (("ferry", "draft-example-none"), "unknown ledger entry or draft 'draft-example-none'"),
        (("changelog", NAME, "05"), "no git revision '05'"),
    ],
)
def test_what_was_not_submitted(
    root: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], message: str
) -> None:
    assert run(root, *words) == 2
    assert message in capsys.readouterr().err


def test_a_draft_without_submissions_has_no_next_revision(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in (root / submissions.FOLDER).iterdir():
        path.unlink()
    assert run(root, "ferry", NAME) == 2
    assert "draft-example-core has no submitted revision to compare with" in capsys.readouterr().err
    assert run(root, "changelog", NAME, "00") == 2
    assert "draft-example-core has no submitted revision; name a git revision" in capsys.readouterr().err


def test_revisions_without_a_form_in_common(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert drafts.command(["--rev", "01", "--freeze"], root) == 0
    only_text(root)
    (root / submissions.FOLDER / f"{NAME}-01.txt").unlink()
    assert run(root, "redline", f"{NAME}-00", f"{NAME}-01") == 2
    assert "have no form in common" in capsys.readouterr().err


def test_broken_xml_is_one_line(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = root / submissions.FOLDER / f"{NAME}-00.xml"
    path.write_text(path.read_text().replace("</middle>", ""), encoding="utf-8")
    assert run(root, "redline", f"{NAME}-00", NAME) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    problem, summary = captured.err.splitlines()
    assert problem.startswith("drafts/submitted/draft-example-core-00.xml:106: error: ")
    assert summary.startswith("redline: nothing compared, 1 problem, ")
    assert captured.err.startswith(f"{submissions.FOLDER}/{NAME}-00.xml:")
    assert "[rfc-submitted]" in captured.err


def test_nothing_outside_a_submission_is_read(
    root: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "secret").write_text("hidden words")
    path = root / submissions.FOLDER / f"{NAME}-00.xml"
    head, _, rest = path.read_text().partition("\n")
    entity = f'<!DOCTYPE rfc [<!ENTITY s SYSTEM "file://{tmp_path}/secret">]>'
    path.write_text(f"{head}\n{entity}\n" + rest.replace("A note on this.", "&s;"), encoding="utf-8")
    assert run(root, "redline", f"{NAME}-00", NAME) == 0
    shown = capsys.readouterr().out
    assert "hidden" not in shown
    assert "A note on this" in shown


def test_code_and_references_keep_their_form(root: Path) -> None:
    document = draft_texts.document(drafts.project(root, Report()), f"{NAME}-00", "xml")
    assert document is not None
    links = {link.text for link in document.root.iter("a")}
    assert links >= {"[RFC8259]", "Section 2", "1.2", "Section 2 of [RFC3629]", "Section 2.1", "Section 1"}
    assert document.root.xpath("string(.//pre[@class='language-abnf'])") == (
        'rule = "a" / "b"   ; either\nother = rule\n'
    )
