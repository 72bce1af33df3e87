"""No command deletes or overwrites files that it did not write, whatever the name of its output."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

import pytest

from twotrack.cli.main import main
from twotrack.output import write_folder

SMALL = Path(__file__).resolve().parents[1] / "checks" / "small"

# The arguments of a command that fails and leaves every file as it is. `draft` builds draft-example-core.
REFUSED = """\
redlines 11:12 --out .
redlines 11:12 --out ..
redlines 11:12 --out spec
redlines 11:12 --out spec/new
redlines 11:12 --out drafts/submitted
redlines 11:12 --out notes
redlines 11:12 --out notes/../spec
redlines 11:12 --out notes/a.txt
redlines 11:12 --out notes/a.txt/new
redlines 11:12 --out link-to-spec
redlines 11:12 --out link-to-spec/new
redlines 11:12 --out link-to-notes
redlines 11:12 --out dangling/../spec
redlines 11:12 --out staged
stage --out .
stage --out spec/../spec
stage --out notes
stage --out .git
stage --out link-to-spec
stage --out redlines
draft --out spec
draft --out spec/new
draft --out drafts
draft --out drafts/submitted
draft --rev 00 --out drafts/submitted
draft --rev 00 --out drafts/x/../submitted
draft --rev 00 --freeze
draft --out link-to-spec
draft --out notes
draft --out notes/a.txt
draft --out staged
build --out spec
build --out drafts/submitted
build --out notes
build --out notes/a.txt
build --out link-to-spec
check --write-baseline spec/index.md
check --write-baseline notes/a.txt
check --write-baseline notes
check --write-baseline link-to-spec/index.md
check --write-baseline spec/editions.yml
new .
new notes
new spec/index.md
new link-to-notes
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    root = shutil.copytree(SMALL, tmp_path / "tree", ignore=shutil.ignore_patterns(".cache"))
    (root / ".git").mkdir()
    (root / ".git/HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    for name in ("a.txt", "draft-example-core.txt", "site/page", "build/redlines/page"):
        path = root / "notes" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("mine", encoding="utf-8")
    (root / "link-to-spec").symlink_to("spec")
    (root / "link-to-notes").symlink_to("notes")
    (root / "dangling").symlink_to("nowhere")
    write_folder(root / "staged", "stage", {"page": "x"})
    write_folder(root / "redlines", "redlines", {"page": "x"})
    monkeypatch.chdir(root)
    return root


def snapshot(root: Path) -> dict[str, str]:
    """Return the contents of a folder: the target of each link, the hash of each file."""
    found = {}
    for path in sorted(root.rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.is_symlink():
            found[name] = f"-> {path.readlink()}"
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "folder"
    return found


@pytest.mark.parametrize("line", REFUSED.splitlines())
def test_a_dangerous_output_is_refused(line: str, tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = snapshot(tree.parent)
    assert main(line.split()) in {1, 2}
    shown = capsys.readouterr().err
    assert "Traceback" not in shown
    assert "error: " in shown.lower()
    assert {name: what for name, what in snapshot(tree.parent).items() if ".cache" not in name} == before


def test_all_outputs_are_checked_before_the_first_is_written(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("site", "build/redlines"):
        refused = tree / "out" / name / "notes.txt"
        refused.parent.mkdir(parents=True)
        refused.write_text("mine", encoding="utf-8")
        before = snapshot(tree / "out")
        assert main(["build", "--out", "out"]) == 1
        assert f"{name}: error: is not empty and was not written by twotrack" in capsys.readouterr().err
        assert snapshot(tree / "out") == before
        shutil.rmtree(tree / "out")


def test_a_baseline_replaces_a_baseline(tree: Path) -> None:
    assert main(["check", "--write-baseline", "known.json"]) == 0
    (tree / "link.json").symlink_to("known.json")
    assert main(["check", "--write-baseline", "link.json"]) == 0
    assert (tree / "link.json").is_symlink()
