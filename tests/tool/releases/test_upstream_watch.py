"""The pages of a project that a new release of another text concerns, and the script that reports them."""

from __future__ import annotations

import json
import re
import runpy
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.tool.releases.conftest import imported

SCRIPT = ROOT / "tools/upstream_watch.py"


@pytest.fixture
def ours(small: Path, tmp_path: Path) -> Path:
    """A project that has most of the small tree's sections, but not its appendices."""
    root = imported(small, tmp_path / "ours")
    (root / "spec/appendices.md").write_text("# Appendices {#page-appendices}\n", encoding="utf-8")
    (root / "spec/anchors.tsv").unlink()
    return root


def run(*arguments: object) -> int:
    main = runpy.run_path(str(SCRIPT))["main"]
    return int(main([str(argument) for argument in arguments]))


def test_the_pages_of_the_project_are_listed(
    small: Path, changed: Path, ours: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    appendices = changed / "content/appendices.md"
    text = appendices.read_text(encoding="utf-8").replace("addresses", "addresses and numbers of telephones")
    appendices.write_text(text.replace("### 3pid types", "### Other types"), encoding="utf-8")
    assert run(small, changed, "--root", ours, "--json") == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found["pages"]) == {"appendices.md", "rooms/version.md", "server-server-api.md"}
    server = found["pages"]["server-server-api.md"]
    assert server["server-server-api-overview"] == ["paragraph changed (requirement weakened)"]
    assert "parameters > query wait added" in server["put-small-federation-v1-send"][0]
    assert any(
        "three" in text or "changed" in text for text in found["pages"]["rooms/version.md"]["signatures"]
    )
    # A page that only the new release has.
    assert set(found["elsewhere"]) == {"push-gateway-api.md"}
    assert run(small, changed, "--root", ours) == 0
    report = capsys.readouterr().out
    assert report.startswith("# Changes from small to changed\n\n## 3 pages of this project are concerned\n")
    assert "- [ ] `server-server-api.md`: " in report


def test_releases_without_a_difference_concern_no_page(
    small: Path, ours: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(small, small, "--root", ours, "--json") == 0
    assert json.loads(capsys.readouterr().out) == {"elsewhere": {}, "pages": {}}


def test_the_workflow_reads_the_release_that_the_text_restates() -> None:
    workflow = (ROOT / ".github/workflows/upstream.yml").read_text(encoding="utf-8")
    pattern = re.search(r"s/\^(  release: Matrix )//p", workflow)
    assert pattern is not None
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    assert re.search(rf"^{pattern[1]}v\d+\.\d+$", settings, re.MULTILINE)
