"""Two sources never have the same URL, in any command."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from twotrack.cli.main import main

SMALL = Path(__file__).parents[1] / "checks/small"
PAGE = "# Mine {#mine}\n\nText.\n"
# Files to write -> the problem. `rooms/version.md` is cut for each version: rooms/v11.md and so on.
CLASHES = {
    "beside a version's page": (
        ["rooms/v12.md"],
        "spec/rooms/version.md: error: the URL /rooms/v12/ is that of spec/rooms/v12.md (matrix) too",
    ),
    "an index beside a version's page": (
        ["rooms/v12/index.md"],
        "spec/rooms/v12/index.md: error: the URL /rooms/v12/ is that of spec/rooms/version.md (12) too",
    ),
    "a page and an index": (
        ["a.md", "a/index.md"],
        "spec/a/index.md: error: the URL /a/ is that of spec/a.md (matrix) too",
    ),
    "case": (["a.md", "A.md"], "spec/a.md: error: the URL /a/ is that of spec/A.md (matrix) too"),
    "drafts": (["drafts.md"], "spec/drafts.md: error: the site has generated pages in /drafts/"),
    "views": (["compare/x.md"], "spec/compare/x.md: error: the site has generated pages in /compare/"),
    "another side": (["lts/x.md"], "spec/lts/x.md: error: the site has generated pages in /lts/"),
    "redlines": (["redline.md"], "spec/redline.md: error: the site has generated pages in /redline/"),
    "a picture of that name": (
        ["a.md", "a/index.html"],
        "spec/a/index.html: error: the URL /a/ is that of spec/a.md (matrix) too",
    ),
    "a file and a folder": (["b", "b.md"], "spec/b: error: the site has the folder /b/, for spec/b.md"),
    "the engine's": (
        ["404.html"],
        "spec/404.html: error: the URL /404.html is that of a file that the site generates too",
    ),
    "a style sheet": (
        ["assets/twotrack/site.css"],
        "spec/assets/twotrack/site.css: error: the URL /assets/twotrack/site.css is that of a file",
    ),
}


def _versions(project: Path) -> Path:
    """Use the same slug for both versions."""
    config = project / "spec/editions.yml"
    text = config.read_text(encoding="utf-8")
    assert '"11": {}' in text
    config.write_text(
        text.replace('"11": {}', '"11": {slug: same}').replace('"12": {', '"12": {slug: same, '),
        encoding="utf-8",
    )
    return project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A small project, to be changed."""
    return shutil.copytree(SMALL, tmp_path / "project")


@pytest.mark.parametrize("command", ["check", "stage --out OUT", "build --out OUT"])
@pytest.mark.parametrize("clash", CLASHES)
def test_a_clash_is_reported_with_both_sources(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, clash: str
) -> None:
    files, problem = CLASHES[clash]
    for number, name in enumerate(files):
        path = project / "spec" / name
        if path.exists():
            pytest.skip("the file system ignores case")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGE.replace("mine", f"mine-{number}"), encoding="utf-8")
    assert main(command.replace("OUT", str(tmp_path / "out")).split(), project) == 1
    lines = [line for line in capsys.readouterr().err.splitlines() if "[site-clash]" in line]
    assert any(line.startswith(problem) for line in lines), lines
    assert not (tmp_path / "out").exists()


def test_two_versions_with_one_slug(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check"], _versions(project)) == 1
    assert "11" in (printed := capsys.readouterr().err)
    assert "slug" in printed


def test_a_project_without_drafts_may_have_a_page_of_that_name(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(project / "drafts")
    (project / "spec/drafts.md").write_text(PAGE, encoding="utf-8")
    main(["check"], project)
    assert "[site-clash]" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["X.MD", "x.markdown", "rooms/x.mkd", "x.mkdn", "x.mdown", "x.Md"])
@pytest.mark.parametrize("command", ["check", "stage --out OUT"])
def test_other_names_of_markdown_are_reported(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str, name: str
) -> None:
    (project / "spec" / name).write_text("::: only ietf\nSecret.\n:::\n", encoding="utf-8")
    assert main(command.replace("OUT", str(tmp_path / "out")).split(), project) == 1
    assert f"spec/{name}: error: a page's name must end with .md; rename the file to x.md".lower() in (
        capsys.readouterr().err.lower()
    )


def test_the_register_of_the_ledger_is_made_with_its_folder(project: Path) -> None:
    shutil.rmtree(project / "spec/ledger")
    main(["check", "--update-ledger"], project)
    assert (project / "spec/ledger/register.tsv").read_text(encoding="utf-8") == ""
