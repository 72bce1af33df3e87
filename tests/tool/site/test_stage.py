"""Another engine builds the same article from a staged folder as MkDocs with the plugin."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urljoin

import lxml.html
import pytest
import yaml

from twotrack.config.mkdocs_file import MkDocsConfig
from twotrack.inputs import read_mkdocs
from twotrack.pages import Site
from twotrack.problems import Report
from twotrack.project import open_project
from twotrack.site.page_html import compact
from twotrack.site.stage import MARK, Engine, stage, staged_config, with_front_matter, with_source_links
from twotrack.site.views.all_views import full_site

Run = Callable[..., CompletedProcess[str]]


def _site(project: Path) -> Site:
    report = Report()
    opened = open_project(project, report)
    assert opened is not None
    site = full_site(opened, opened.editions.site, report)
    assert report.problems == []
    return site


def _config(project: Path) -> MkDocsConfig:
    config = read_mkdocs(project, Report())
    assert config is not None
    return config


@pytest.fixture(scope="module")
def staged(sample_project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The staged sample."""
    out = tmp_path_factory.mktemp("staged") / "out"
    report = Report()
    stage(_site(sample_project), _config(sample_project), out, report)
    assert report.problems == []
    return out


def _article(page: Path, path: str = "index.html") -> list[str]:
    """Return the lines of the article at `path`, without additions and white space of an engine's theme."""
    article = (
        lxml.html.parse(str(page), parser=lxml.html.HTMLParser(encoding="utf-8")).getroot().find(".//article")
    )
    # Added by the theme: a skip target, and the buttons for editing and viewing the source.
    for extra in article.xpath(".//*[@id='__skip'] | .//a[contains(@class, 'md-content__button')]"):
        extra.drop_tree()
    # The plugin aligns cells by a class; an engine keeps the style that Python-Markdown writes.
    for cell in article.xpath(".//*[starts-with(@style, 'text-align')]"):
        side = cell.attrib.pop("style").removeprefix("text-align: ").removesuffix(";")
        cell.set("class", f"{cell.get('class', '')} tt-{side}".strip())
    # The plugin makes deep tables foldable, and the HTML shorter.
    for fold in article.xpath(".//details[@class='tt-deep']"):
        fold.find("summary").drop_tree()
        fold.drop_tag()
    html = re.sub(r" {2,}", " ", compact(lxml.html.tostring(article, encoding="unicode")))
    # Engines write the way to a page of a folder below differently.
    html = re.sub(r'(?<= href=")[^"]*', lambda match: urljoin(f"https://site.example/{path}", match[0]), html)
    return [line.rstrip() for line in html.splitlines() if line.strip()]


def _pages(site: Path) -> dict[str, list[str]]:
    return {
        str(page.relative_to(site)): _article(page, page.relative_to(site).as_posix())
        for page in sorted(site.rglob("*.html"))
        # The viewer of the data is an application beside the pages, and no engine's work.
        if page.name != "404.html" and "viewer" not in page.parts
    }


ENGINES = {
    "mkdocs": ("build", "--strict", "--site-dir", "site"),
    "properdocs": ("build", "--strict", "--config-file", "mkdocs.yml", "--site-dir", "site"),
    "zensical": ("build",),
}


def _built_by(engine: str, staged: Path, folder: Path, run: Run) -> dict[str, list[str]]:
    """Return the articles that an engine builds from a copy of a staged folder."""
    project = shutil.copytree(staged, folder / "project")
    done = run(engine, *ENGINES[engine], cwd=project)
    assert done.returncode == 0, done.stdout + done.stderr
    return _pages(project / "site")


@pytest.mark.parametrize("engine", ENGINES)
def test_every_engine_shows_the_same_article(
    sample_project: Path, sample_site: Path, tmp_path: Path, run: Run, engine: str
) -> None:
    staged = tmp_path / "staged"
    family: Engine = "zensical" if engine == "zensical" else "mkdocs"
    stage(_site(sample_project), _config(sample_project), staged, Report(), family)
    assert _built_by(engine, staged, tmp_path, run) == _pages(sample_site)


# ProperDocs reads what MkDocs reads, which the sample shows.
@pytest.mark.parametrize("engine", ["mkdocs", "zensical"])
def test_every_engine_shows_the_same_article_of_this_tree(
    real_staged: Path, real_site: Path, tmp_path: Path, run: Run, engine: str
) -> None:
    assert _built_by(engine, real_staged / engine, tmp_path, run) == _pages(real_site)


def test_the_article_has_the_content_of_the_page(sample_site: Path) -> None:
    article = "\n".join(_article(sample_site / "index.html"))
    for part in (
        'id="rule-1-2-1"',
        "Section 5 of [RFC4648]",
        "language-abnf",
        'class="admonition note"',
        "<h2",
    ):
        assert part in article


def test_proper_docs_runs_the_plugin_itself(sample: Path, sample_site: Path, run: Run) -> None:
    done = run("properdocs", "build", "--strict", "--config-file", "mkdocs.yml", cwd=sample)
    assert done.returncode == 0, done.stdout + done.stderr
    assert _pages(sample / "site") == _pages(sample_site)


def test_a_stage_replaces_an_earlier_one(sample: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    site = _site(sample)
    stage(site, _config(sample), out, Report())
    gone, _ = site.pages.popitem()
    assert (out / "docs" / gone).exists()
    report = Report()
    stage(site, _config(sample), out, report)
    assert report.problems == []
    assert not (out / "docs" / gone).exists()
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".")) == []


@pytest.mark.parametrize("where", ["full", "spec/staged", "."])
def test_a_stage_takes_no_other_folders_place(sample: Path, where: str) -> None:
    out = sample / where
    (sample / "full").mkdir()
    (sample / "full/thesis.txt").write_text("years of work", encoding="utf-8")
    report = Report()
    stage(_site(sample), _config(sample), out, report)
    assert [problem.code for problem in report.problems] == ["output"]
    assert (sample / "full/thesis.txt").exists()
    assert (sample / "spec/index.md").exists()
    assert not (sample / "spec/staged").exists()


def test_the_staged_configuration_is_the_projects_own_without_the_plugin() -> None:
    source = """
site_name: Own  # a comment
site_url: !ENV [SITE, "https://example.org/"]
edit_uri: edit/main/spec/
docs_dir: spec
theme: {name: material, custom_dir: somewhere/else, features: [toc.follow]}
plugins:
  - search: {lang: en}
  - twotrack: {edition: lts}
extra_css: [own.css]
markdown_extensions: [toc, {pymdownx.highlight: {pygments_lang_class: true}}]
"""
    staged = staged_config(source, ["index.md"])
    assert "!ENV [SITE" in staged
    values = yaml.safe_load(staged.replace("!ENV", ""))
    assert values["plugins"] == [{"search": {"lang": "en"}}]
    assert values["theme"] == {"name": "material", "features": ["toc.follow"], "custom_dir": "theme"}
    assert values["docs_dir"] == "docs"
    assert values["nav"] == ["index.md"]
    assert values["extra_css"][-1] == "own.css"
    assert values["markdown_extensions"] == ["toc", {"pymdownx.highlight": {"pygments_lang_class": True}}]
    assert "edit_uri" not in values


def test_a_navigation_written_by_hand_stays() -> None:
    staged = yaml.safe_load(staged_config("nav: [Start: index.md]\n", ["other.md"]))
    assert staged["nav"] == [{"Start": "index.md"}]


def test_no_engine_takes_a_first_line_for_front_matter() -> None:
    assert with_front_matter("# Title\n", {}) == "# Title\n"
    assert with_front_matter("Note: this is text.\n", {}) == "\nNote: this is text.\n"
    assert with_front_matter("---\nx\n---\n", {}).startswith("\n")
    assert with_front_matter("# T\n", {"title": "É"}) == "---\ntitle: É\n---\n\n# T\n"


@pytest.mark.parametrize(
    ("page", "url", "file"),
    [
        ("rooms/v2.md", "#x", "#x"),
        ("rooms/v2.md", "../v1/#x", "v1.md#x"),
        ("rooms/v2.md", "../#x", "index.md#x"),
        ("rooms/v2.md", "../../#x", "../index.md#x"),
        ("rooms/v2.md", "../v1/?q=a", "v1.md?q=a"),
        ("rooms/v2.md", "../v1/?q=a/#x", "v1.md?q=a/#x"),
        ("rooms/index.md", "v1/#x", "v1.md#x"),
        ("rooms/index.md", "../#x", "../index.md#x"),
        ("index.md", "rooms/v1/#x", "rooms/v1.md#x"),
        # Links to other files are unchanged.
        ("index.md", "elsewhere/#x", "elsewhere/#x"),
        ("index.md", "https://example.org/#x", "https://example.org/#x"),
    ],
)
def test_references_in_raw_html_become_paths_from_the_file(page: str, url: str, file: str) -> None:
    pages = ["index.md", "rooms/index.md", "rooms/v1.md", "rooms/v2.md"]
    link = '<td><a class="xref auto" data-ref="x" href="{}">text</a></td>'
    assert with_source_links(link.format(url), page, pages) == link.format(file)


def test_a_staged_folder_is_marked(staged: Path) -> None:
    assert (staged / "mkdocs.yml").read_text(encoding="utf-8").startswith(MARK)
