"""The pages of a small tree: the complete output, and error messages."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.cases import Case, parametrize
from twotrack.pages import build_site
from twotrack.problems import Report, render

HERE = Path(__file__).parent
SMALL = HERE / "small"
EXPECTED = SMALL / "expected"


@pytest.mark.parametrize("edition", ["matrix", "lts", "10"])
def test_whole_output(edition: str) -> None:
    """Every page of the edition, as in `small/expected/`; `pytest --accept` writes them."""
    report = Report()
    site = build_site(SMALL, edition, report)
    assert site is not None
    assert render(report.problems) == ""
    got = {
        path: f"% from {page.source} for {page.edition.name}\n{page.text}"
        for path, page in site.pages.items()
    }
    folder = EXPECTED / edition
    if os.environ.get("TWOTRACK_ACCEPT"):
        shutil.rmtree(folder, ignore_errors=True)
        for path, text in got.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text)
    expected = {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*.md"))
    }
    assert got == expected


def test_building_twice_produces_the_same_bytes() -> None:
    first, second = (build_site(SMALL, "matrix", Report()) for _ in range(2))
    assert first is not None
    assert second is not None
    assert {k: str(v.text) for k, v in first.pages.items()} == {
        k: str(v.text) for k, v in second.pages.items()
    }
    assert list(first.pages) == list(second.pages)


def test_every_line_has_its_source_location() -> None:
    site = build_site(SMALL, "matrix", Report())
    assert site is not None
    for page in site.pages.values():
        for line, where in zip(page.text.lines, page.text.origins, strict=True):
            written = (SMALL / where.path).read_text().split("\n")[where.line - 1]
            words = [word for word in ("reject", "sender", "Depth", "most", "bytes", "Home") if word in line]
            # A reference may be replaced with a title from another place; other words must be the line's own.
            assert all(word in written or "{{" in written for word in words), (line, where)


@parametrize(HERE / "cases", "problems.txt")
def test_problems(case: Case, tmp_path: Path) -> None:
    """The input is the text of `index.md`; a line `=== path` starts another file."""
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
    path = "spec/index.md"
    files: dict[str, list[str]] = {path: []}
    for line in case.given.split("\n"):
        if line.startswith("=== "):
            path = line[4:]
            files[path] = []
        else:
            files[path].append(line)
    for name, lines in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("\n".join(lines))
    report = Report()
    build_site(tmp_path, "matrix", report)
    assert render(report.problems) + "\n" == case.expected


def test_a_file_that_is_no_text_and_a_link_out_of_the_tree(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "p", ignore=shutil.ignore_patterns("expected"))
    spec = tmp_path / "p" / "spec"
    (spec / "bad.md").write_bytes(b"# Fine\n\nnot \xff text\n")
    (tmp_path / "secret.md").write_text("# Secret\n")
    (spec / "link.md").symlink_to(tmp_path / "secret.md")
    report = Report()
    site = build_site(tmp_path / "p", "matrix", report)
    assert [str(p) for p in report.problems] == [
        "spec/bad.md:3: error: not UTF-8 text; save the file as UTF-8 [unreadable]",
        "spec/link.md: error: the link leads out of the tree; put the file itself there [unreadable]",
    ]
    # A tree that is read in part has no site.
    assert site is None


def test_links_and_names_that_a_site_cannot_have_are_reported(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path / "p", ignore=shutil.ignore_patterns("expected"))
    spec = tmp_path / "p" / "spec"
    (tmp_path / "secret.png").touch()
    (spec / "link.png").symlink_to(tmp_path / "secret.png")
    (spec / "inside.png").symlink_to("index.md")
    (spec / "loop").symlink_to(".")
    (spec / "a\nb.md").write_text("# A\n")
    os.mkdir(os.fsencode(spec) + b"/bad\xff")  # noqa: PTH102 - a name that is not UTF-8
    report = Report()
    build_site(tmp_path / "p", "matrix", report)
    bad_name = "error: the name contains a control character or is not UTF-8; rename it [unreadable]"
    assert [str(p) for p in report.problems] == [
        f"spec/a\\x0ab.md: {bad_name}",
        f"spec/bad\\udcff: {bad_name}",
        "spec/link.png: error: the link leads out of the tree; put the file itself there [unreadable]",
        "spec/loop: error: a link to a folder is not followed; put the folder itself there [unreadable]",
    ]


def test_yaml_that_would_overflow_the_stack_is_a_fault(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
    deep = "[" * 100_000 + "]" * 100_000
    (tmp_path / "spec" / "index.md").write_text(f"---\ntitle: {deep}\n---\n# Page {{#home}}\n")
    report = Report()
    build_site(tmp_path, "matrix", report)
    assert [str(problem) for problem in report.problems] == [
        "spec/index.md:2: error: not usable as YAML: nested deeper than 400 levels [front-matter]"
    ]


def test_no_editions_no_site(tmp_path: Path) -> None:
    report = Report()
    assert build_site(tmp_path, "matrix", report) is None
    assert [p.code for p in report.problems] == ["config"]


def test_windows_line_ends_change_nothing(tmp_path: Path) -> None:
    shutil.copytree(SMALL, tmp_path, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected"))
    for path in tmp_path.rglob("*.md"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    ours, theirs = (build_site(root, "matrix", Report()) for root in (SMALL, tmp_path))
    assert ours is not None
    assert theirs is not None
    assert {k: str(v.text) for k, v in ours.pages.items()} == {
        k: str(v.text) for k, v in theirs.pages.items()
    }
