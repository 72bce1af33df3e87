"""Messages of xml2rfc are reported at their line; nothing is written to the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from tests.tool.rfc import drafts
from twotrack.problems import Report
from twotrack.rfc.tools.xml2rfc_adapter.writers import Messages


def _problems(text: str, folder: Path, formats: tuple[str, ...]) -> list[tuple[int, str]]:
    report = Report()
    drafts.write_case(drafts.project(folder, report), text, formats)
    return [(problem.line, problem.text) for problem in report.problems]


@pytest.mark.parametrize("form", ["txt", "html"])
def test_a_failure_is_at_the_innermost_element(
    form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("string index out of range")

    writer = {"txt": "TextWriter", "html": "HtmlWriter"}[form]
    monkeypatch.setattr(f"xml2rfc.{writer}.render_tt", fail)
    found = _problems("Text.\n\nMore.\n\nA `word`.\n", tmp_path, (form,))
    assert found == [
        (21, "xml2rfc itself failed on this draft: IndexError: string index out of range"),
    ]
    assert capfd.readouterr().err == ""


def test_a_failure_of_the_preparation_is_at_its_element(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise IndexError("x")

    monkeypatch.setattr("xml2rfc.PrepToolWriter.element_sourcecode", fail)
    assert _problems("Text.\n\n```json\n{}\n```\n", tmp_path, ("txt",)) == [
        (19, "xml2rfc itself failed on this draft: IndexError: x")
    ]


def test_an_exception_that_is_caught_is_not_the_failure() -> None:
    messages = Messages()
    element = etree.fromstring("<a>\n<b/>\n</a>")[0]

    def fail(_: object) -> None:
        raise KeyError

    with pytest.raises(KeyError) as caught:
        messages.noting(fail)(element)
    assert messages.line_of_failure(caught.value) == 2
    assert messages.line_of_failure(IndexError()) == 0


def test_a_footer_that_is_cut_is_reported(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    long = "Example-With-a-Very-Long-Name-in-Two-or-More-Parts"
    text = drafts.FRONT.replace("Alice Example", f"Alice {long}") + "Text.\n"
    assert [words for _, words in _problems(text, tmp_path, ("txt",))][1:] == [
        f"xml2rfc: the footer of pages is longer than 72 characters: {long} Expires 29 January 2027 [Page 1]",
    ]
    assert capfd.readouterr().err == ""
