"""The example project builds, and nothing in it speaks of the protocol of this repository's own tree."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.conftest import ROOT
from twotrack.cli.main import main

EXAMPLE = ROOT / "examples" / "activitypub"
_FOREIGN = re.compile(r"\b(?:matrix|homeservers?|LTS|MSC\d*|EDUs?|PDUs?|room versions?)\b", re.IGNORECASE)
# Libraries and fonts are not written by the generator.
_OWN = {".html", ".json", ".txt", ".csv", ".xml"}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("example") / "project"
    ignored = shutil.ignore_patterns("site", "build", ".cache")
    shutil.copytree(EXAMPLE, folder, ignore=ignored)
    assert main(["build", "--root", str(folder)]) == 0
    return folder


def test_outputs_have_no_word_of_another_protocol(built: Path) -> None:
    found = {}
    for folder in (built / "site", built / "build"):
        for path in folder.rglob("*"):
            if path.is_file() and path.suffix in _OWN:
                text = re.sub(r"\bhttps?://\S+", "", path.read_text(encoding="utf-8"))
                if words := set(_FOREIGN.findall(text)):
                    found[path.relative_to(built).as_posix()] = words
    assert found == {}


def test_each_side_has_its_text_and_redline(built: Path) -> None:
    core = (built / "site/w3c/server-to-server/index.html").read_text(encoding="utf-8")
    assert "shared inbox" not in core
    assert "W3C core" in core
    assert (built / "site/redline/server-to-server/index.html").is_file()
    assert "Federation" in (built / "site/compare/scope/index.html").read_text(encoding="utf-8")


def test_changes_are_proposed_in_the_form_of_each_side(
    built: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["ferry", "D02", "--root", str(built)]) == 0
    assert "# FEP-0000: Media type of fetched objects" in capsys.readouterr().out
    assert main(["ferry", "D01", "--root", str(built)]) == 0
    assert capsys.readouterr().out.startswith("## D01: Shared inboxes\n\n- ")
