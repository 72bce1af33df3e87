"""The distributions for PyPI: the files of the package, and links that work there."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from tools import distribution

ADDRESS = "https://git.example.org/group/tool"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory, root: Path) -> zipfile.ZipFile:
    out = tmp_path_factory.mktemp("dist")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TWOTRACK_REPOSITORY", f"{ADDRESS}/")
        made, _ = distribution.build(root, out)
    return zipfile.ZipFile(out / made)


def test_a_wheel_has_all_files_that_are_no_code(wheel: zipfile.ZipFile, root: Path) -> None:
    names = set(wheel.namelist())
    assert "twotrack/py.typed" in names
    assert "twotrack/config/schemas/draft.schema.json" in names
    expected = {
        path.relative_to(root).as_posix()
        for path in (root / "twotrack").rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert expected - names == set()


def test_links_are_absolute(wheel: zipfile.ZipFile) -> None:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    metadata = wheel.read(name).decode()
    head, _, body = metadata.partition("\n\n")
    assert f"Project-URL: Source, {ADDRESS}\n" in head
    assert f"Project-URL: Issues, {ADDRESS}/issues\n" in head
    targets = re.findall(r"\]\(([^)]+)\)", body)
    assert targets
    assert [target for target in targets if not target.startswith("https://")] == []
    assert re.search(rf"!\[[^\]]+\]\({ADDRESS}/raw/v[\d.a-z]+/\.github/readme/site\.png\)", body)


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("git@github.com:a/b.git", "https://github.com/a/b"),
        ("https://user@git.example.org/a/b/", "https://git.example.org/a/b"),
        ("ssh://git@git.example.org/a/b.git", "https://git.example.org/a/b"),
        ("/srv/git/b.git", ""),
        ("", ""),
    ],
)
def test_the_address_is_that_of_the_remote(
    remote: str, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TWOTRACK_REPOSITORY", raising=False)
    (tmp_path / ".git").mkdir()
    for name in ("objects", "refs"):
        (tmp_path / ".git" / name).mkdir()
    (tmp_path / ".git" / "HEAD").write_text("ref: refs/heads/main\n")
    config = "[core]\nrepositoryformatversion = 0\n" + (
        f'[remote "origin"]\nurl = {remote}\n' if remote else ""
    )
    (tmp_path / ".git" / "config").write_text(config)
    assert distribution.repository(tmp_path) == address
