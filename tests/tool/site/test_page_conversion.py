"""Pages that take the project's conversion: the engine's own conversion produces the same site."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from mkdocs.commands import build as mkdocs_build
from mkdocs.config import load_config

from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site import mkdocs_engine, page_conversion, plugin
from twotrack.site.mkdocs_internals import fill


def site(project: Path, name: str) -> dict[str, bytes]:
    """Build the site of a project within this process, and return its files."""
    out = project / name
    config = load_config(str(project / "mkdocs.yml"), site_dir=str(out), strict=False)
    config.plugins.on_startup(command="build", dirty=False)
    try:
        mkdocs_build.build(config)
    finally:
        config.plugins.on_shutdown()
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    logging.getLogger("mkdocs").propagate = True


def test_the_engine_would_make_the_same_site(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    used: list[str] = []

    def noted(page: Any, *rest: Any) -> None:
        used.append(page.url)
        fill(page, *rest)

    monkeypatch.setattr(page_conversion, "fill", noted)
    shared = site(sample, "shared")
    assert len(used) > 5
    monkeypatch.setattr(plugin, "same_extensions", lambda *_: False)
    used.clear()
    assert site(sample, "own") == shared
    assert not used


def test_messages_about_links_are_the_engines(
    sample: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = sample / "spec" / "index.md"
    faults = "\n\n[a](missing.md) [c](/absolute.md) ![e](missing.png) <a@b.org>\n"
    page.write_text(page.read_text(encoding="utf-8") + faults, encoding="utf-8")
    messages = []
    for same in (page_conversion.same_extensions, lambda *_: False):
        monkeypatch.setattr(plugin, "same_extensions", same)
        caplog.clear()
        site(sample, "out")
        messages.append(
            [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]
        )
    assert messages[0] == messages[1]
    assert len(messages[0]) == 3


def test_another_plugin_may_change_the_text(sample: Path) -> None:
    hook = "def on_page_markdown(markdown, **_):\n    return markdown + '\\n\\nAdded by a hook.\\n'\n"
    (sample / "hook.py").write_text(hook, encoding="utf-8")
    config = sample / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "\nhooks: [hook.py]\n", encoding="utf-8")
    assert b"Added by a hook." in site(sample, "out")["index.html"]


def test_an_engine_with_other_extensions_converts_itself(sample: Path) -> None:
    hook = "def on_config(config, **_):\n    config.markdown_extensions.append('smarty')\n"
    (sample / "hook.py").write_text(hook, encoding="utf-8")
    config = sample / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "\nhooks: [hook.py]\n", encoding="utf-8")
    page = sample / "spec" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\nIt's so.\n", encoding="utf-8")
    assert "It&rsquo;s so." in site(sample, "out")["index.html"].decode()


def test_a_later_build_of_the_process_reads_the_project_again(sample: Path) -> None:
    report = Report()
    project = open_project(sample, report)
    assert project is not None
    assert mkdocs_engine.build(project, report, sample / "first", {"plugins": ["twotrack"]}) > 5
    page = sample / "spec" / "index.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n\nWritten later.\n", encoding="utf-8")
    assert b"Written later." in site(sample, "second")["index.html"]
