"""`twotrack draft FILE` on a file that belongs to no project."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tool.rfc import drafts
from twotrack.output_marker import MARKER
from twotrack.rfc.references import fetch

BOX = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10">'
    '<rect x="1" y="1" width="8" height="8" fill="none" stroke="black"/></svg>'
)
ENTRY = b"<reference anchor='x'><front><title>Fetched</title><author fullname='A. B'/></front></reference>"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "folder"
    folder.mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    path = folder / "draft-example-idea.md"
    path.write_text(f"{drafts.FRONT}Text, see {{{{RFC8259}}}}.\n", encoding="utf-8")
    return path


def add(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def run(*words: object) -> int:
    return drafts.command([str(word) for word in words])


def test_outputs_are_beside_the_file(file: Path) -> None:
    assert run(file) == 0
    made = {path.name for path in file.parent.iterdir()}
    assert made == {MARKER, file.name, *(f"draft-example-idea.{form}" for form in ("xml", "txt", "html"))}


def test_out_is_relative_to_the_working_directory(file: Path, tmp_path: Path) -> None:
    assert run(file, "--format", "xml", "--out", "made") == 0
    assert (tmp_path / "made" / "draft-example-idea.xml").exists()
    assert [path.name for path in file.parent.iterdir()] == [file.name]


def test_a_file_of_somebody_else_is_not_replaced(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = file.with_suffix(".xml")
    other.write_text("by hand", encoding="utf-8")
    assert run(file, "--format", "xml") == 1
    assert other.read_text(encoding="utf-8") == "by hand"
    assert "draft-example-idea.xml: error: exists and was not written by twotrack" in capsys.readouterr().err


def test_all_faults_come_in_one_round(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    add(file, "\nSee {{nowhere}}, {{?NOBODY}} and {{!I-D.example-none}}.\n\n![words](a.png)\n\nThe $$x$$.\n")
    assert run(file, "--format", "xml") == 1
    shown = capsys.readouterr().err
    for code in ("reference-unknown", "citation-unknown", "rfc-no-form", "rfc-kramdown"):
        assert f"[{code}]" in shown, shown
    command = re.escape(f"twotrack draft {file} --fetch-references")
    assert re.search(rf"2 undefined references: I-D.example-none, NOBODY; fetch with: {command}", shown)
    assert not file.with_suffix(".xml").exists()


def test_references_are_fetched_into_the_file_beside_it(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(file, "\nSee {{!I-D.example-none}}.\n")
    monkeypatch.setattr(fetch, "get", lambda _url: ENTRY)
    assert run(file, "--fetch-references") == 0
    fetched = (file.parent / "references.yml").read_text(encoding="utf-8")
    assert "I-D.example-none:\n  title: Fetched" in fetched
    assert run(file, "--format", "xml") == 0


def test_includes_are_found_beside_it(file: Path) -> None:
    (file.parent / "a.py").write_text("# region one\nx = 1\n# endregion\ny = 2\n", encoding="utf-8")
    add(file, "\n::: include a.py region=one\n\n~~~\n{::include-lines4..4 a.py}\n~~~\n")
    assert run(file, "--format", "xml") == 0
    made = file.with_suffix(".xml").read_text(encoding="utf-8")
    assert '<sourcecode type="python">\nx = 1\n</sourcecode>' in made
    assert "<artwork>\ny = 2\n</artwork>" in made


@pytest.mark.parametrize(
    ("source", "beside", "alternative"),
    [
        ("![A box](a.svg)\n{: #box title='Box'}\n\n{{box}}\n", "", "[A box]"),
        ("![](a.svg)\n{: #box}\n\n{{box}}\n", "+--+\n", "+--+"),
        (f"~~~ svg\n{BOX}\n~~~\n{{: #box artwork-alt='A box'}}\n\n{{{{box}}}}\n", "", "[A box]"),
    ],
)
def test_a_drawing_has_an_alternative(file: Path, source: str, beside: str, alternative: str) -> None:
    (file.parent / "a.svg").write_text(BOX, encoding="utf-8")
    if beside:
        (file.parent / "a.txt").write_text(beside, encoding="utf-8")
    add(file, f"\n{source}")
    assert run(file, "--format", "xml,txt") == 0
    assert '<artwork type="svg"' in file.with_suffix(".xml").read_text(encoding="utf-8")
    text = file.with_suffix(".txt").read_text(encoding="utf-8")
    assert alternative in text
    assert "Figure 1" in text


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("![words](none.svg)", "no file 'none.svg'"),
        ("![words](../a.svg)", "no file '../a.svg'"),
        ("![](a.svg)", "write a.txt beside it"),
        ("![words](bad.svg)", "not SVG of an RFC"),
        ("~~~ svg\n<svg/>\n~~~", "add {: artwork-alt="),
    ],
)
def test_a_drawing_that_cannot_be_shown_is_an_error(
    file: Path, source: str, message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (file.parent / "a.svg").write_text(BOX, encoding="utf-8")
    (file.parent.parent / "a.svg").write_text(BOX, encoding="utf-8")
    (file.parent / "bad.svg").write_text(BOX.replace("<rect", "<script/><rect"), encoding="utf-8")
    add(file, f"\n{source}\n")
    assert run(file, "--format", "xml") == 1
    shown = capsys.readouterr().err
    assert message in shown
    assert "[rfc-drawing]" in shown


def test_a_draft_of_the_project_and_another_file_are_not_built_together(file: Path) -> None:
    assert run(file, "core") == 2


def test_a_draft_with_a_number_is_set_as_an_rfc(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("---\n", "---\nnumber: 9999\n", 1), encoding="utf-8")
    assert run(file, "--format", "txt") == 0
    made = file.with_suffix(".txt").read_text(encoding="utf-8")
    assert "Request for Comments: 9999" in made
    assert "Internet-Draft" not in made
    assert "[Page 1]" not in made
