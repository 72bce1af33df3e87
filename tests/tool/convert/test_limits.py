"""Texts that Python-Markdown cannot convert are located problems, found in bounded time."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from twotrack.cli.main import main
from twotrack.config.mkdocs_file import DEFAULT
from twotrack.markdown.converter import ConversionError, Converter
from twotrack.text import Text

HERE = Path(__file__).parent
SMALL = HERE.parent / "checks/small"
# Title -> a text, the line of the error, and the message.
FAULTS = {
    "an error": (
        'a\n\n<div markdown="1">\n\n<ul></ul>\n\n- word\n\n</div>\n',
        (3, 5, 7, 9),
        "makes Python-Markdown fail",
    ),
    "brackets": (f"a\n\n{'[' * 10_000}\n\nb\n", (3,), "takes too long"),
    "images": (f"a\n\nb\n\n{'![' * 10_000}\n", (5,), "takes too long"),
    "tags": ("a\n\n" + "<a " * 2000 + "\n", (3,), "2000 '<' in one block are not closed"),
    "links": ("a\n\n" + "[a](" * 2000 + "\n", (3,), "2000 '(' in one block are not closed"),
    "sections": ("a\n\n" + "<![CDATA[" * 2000 + "\n", (3,), "4000 '[' in one block are not closed"),
    "reference": ("a\n\nb &#12; c\n", (3,), "the reference &#12;"),
    "hexadecimal reference": ("a &#xFDD0; c\n", (1,), "the reference &#xFDD0;"),
    "surrogate": ("a &#xD800; c\n", (1,), "the reference &#xD800;"),
    "out of range": ("a &#1114112; c\n", (1,), "the reference &#1114112;"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_line_is_found(fault: str) -> None:
    source, lines, words = FAULTS[fault]
    with pytest.raises(ConversionError) as raised:
        Converter().document(Text.of(source, "a.md"))
    assert words in str(raised.value)
    assert raised.value.line + 1 in lines


def test_what_failed_once_is_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    converter = Converter()
    with pytest.raises(ConversionError):
        converter.document(Text.of(f"a\n\n{'[' * 10_000}\n", "a.md"))

    def convert(*_arguments: object) -> str:
        raise AssertionError("converted again")

    monkeypatch.setattr(converter, "html", convert)
    with pytest.raises(ConversionError) as raised:
        converter.document(Text.of(f"another\n\nbeginning\n\n{'[' * 10_000}\n", "b.md"))
    assert raised.value.line == 4


def test_a_converter_goes_on_after_a_failure() -> None:
    converter = Converter()
    with pytest.raises(ConversionError):
        converter.document(Text.of(FAULTS["an error"][0], "a.md"))
    assert "<p>b</p>" in converter.html("b\n")


@pytest.mark.parametrize("reference", ["&#38;", "&#x1F600;", "`&#12;`", "&amp;#12;", "\ue0a0 \ue0a1"])
def test_other_characters_are_converted(reference: str) -> None:
    document = Converter().document(Text.of(f"a {reference} b\n", "a.md"))
    words = document.root.text_content()
    assert words.startswith("a ")
    assert "\ufdd0" not in words
    if "\ue0a0" in reference:
        assert reference in words


@pytest.mark.parametrize("command", ["check", "draft --out OUT", "stage --out OUT", "build --out OUT"])
def test_every_command_reports_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str) -> None:
    project = shutil.copytree(SMALL, tmp_path / "project")
    page = project / "spec/index.md"
    before = page.read_text(encoding="utf-8")
    page.write_text(before + "\n" + FAULTS["an error"][0], encoding="utf-8")
    out = tmp_path / "out"
    assert main(command.replace("OUT", str(out)).split(), project) == 1
    assert "spec/index.md:" in (printed := capsys.readouterr().err)
    assert "makes Python-Markdown fail" in printed
    assert not out.exists()


def test_the_engine_reports_it(tmp_path: Path) -> None:
    project = shutil.copytree(SMALL, tmp_path / "project")
    shutil.copy(DEFAULT, project / "mkdocs.yml")
    page = project / "spec/index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n" + FAULTS["brackets"][0], encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build"],
        cwd=project,
        env=os.environ | {"TWOTRACK_VIEWS": "false", "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "error: the text takes too long" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (project / "site").exists()
