"""The plugin under the engine's own command: its output, and the cases in which it writes nothing."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import lxml.etree
import lxml.html
import pytest

Run = Callable[..., CompletedProcess[str]]


def _bytes(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def _links(page: Path, path: str) -> list[str]:
    tree = lxml.html.parse(str(page)).getroot()
    return [" ".join(link.text_content().split()) for link in tree.xpath(path)]


def test_a_page_is_cut_for_each_version(sample_site: Path) -> None:
    for version in ("1", "2"):
        html = (sample_site / f"rooms/v{version}/index.html").read_text(encoding="utf-8")
        assert f"Room version {version}" in html
    assert not (sample_site / "rooms/version").exists()
    assert not (sample_site / "rooms/parts").exists()


def test_navigation_follows_the_domains(sample_site: Path) -> None:
    assert _links(sample_site / "index.html", "//nav[@id='contents']//a") == [
        "Introduction",
        "Rooms",
        "Compare",
    ]


def test_pages_of_a_group_are_adjacent(sample_site: Path) -> None:
    texts = _links(sample_site / "rooms/index.html", "//nav[@id='contents']//a")
    assert texts[texts.index("Room version 1") + 1] == "Room version 2"


def test_an_edit_link_opens_the_source(sample: Path, run: Run) -> None:
    run("mkdocs", "build", cwd=sample, TWOTRACK_REPOSITORY="https://git.example.org/matrix/text")
    page = lxml.html.parse(str(sample / "site/rooms/v2/index.html")).getroot()
    (edit,) = page.xpath("//*[@class='tt-edit']/a/@href")
    assert edit == "https://git.example.org/matrix/text/edit/main/spec/rooms/version.md"


def test_the_page_for_unknown_addresses_has_links(sample_site: Path) -> None:
    page = lxml.html.parse(str(sample_site / "404.html")).getroot()
    links = {link.text: link.get("href") for link in page.xpath("//article//a[@href]")}
    assert links == {"start page": "/.", "Introduction": "/.", "Rooms": "/rooms/", "Compare": "/compare/"}


def test_two_builds_are_the_same_bytes(sample: Path, sample_site: Path, run: Run) -> None:
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    assert _bytes(sample / "site") == _bytes(sample_site)


def test_a_build_leaves_nothing_beside_the_site(sample: Path, run: Run) -> None:
    before = {path.name for path in sample.iterdir()}
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    # Data kept for the next run is in a folder that can be deleted.
    assert {path.name for path in sample.iterdir()} == before | {"site", ".cache"}


def test_the_site_has_usual_permissions(sample: Path, run: Run) -> None:
    run("mkdocs", "build", cwd=sample)
    assert (sample / "site").stat().st_mode == (sample / "spec").stat().st_mode


@pytest.mark.parametrize(
    ("new", "message"),
    [
        # A fault that the generator finds, and two that only the engine sees.
        ("::: only ietf\nText.", r"spec/rooms/index\.md:\d+: error: .*\[\S+\]"),
        ("See [that](/absolute.md).", r"absolute"),
        ("![that](missing.png)", r"missing\.png"),
    ],
)
def test_a_failed_build_leaves_the_last_site_as_it_was(
    sample: Path, run: Run, new: str, message: str
) -> None:
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    before = _bytes(sample / "site")
    source = sample / "spec/rooms/index.md"
    text = source.read_text(encoding="utf-8")
    assert "1. The first rule." in text
    source.write_text(text.replace("1. The first rule.", new), encoding="utf-8")
    failed = run("mkdocs", "build", cwd=sample)
    assert failed.returncode == 1
    assert re.search(message, failed.stderr)
    assert _bytes(sample / "site") == before
    assert not list(sample.glob(".twotrack-*"))


def test_a_tree_that_cannot_be_read_is_a_message_and_no_traceback(sample: Path, run: Run) -> None:
    (sample / "spec/editions.yml").write_text("site: [", encoding="utf-8")
    failed = run("mkdocs", "build", cwd=sample)
    assert failed.returncode == 1
    assert re.search(r"ERROR +-  spec/editions\.yml:\d+: error: ", failed.stderr)
    assert "Traceback" not in failed.stderr
    assert not (sample / "site").exists()


def test_pictures_stay_and_a_clash_is_reported(sample: Path, run: Run) -> None:
    (sample / "spec/rooms/graph.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8"
    )
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    assert (sample / "site/rooms/graph.svg").is_file()
    clash = sample / "spec/assets/twotrack/site.css"
    clash.parent.mkdir(parents=True)
    clash.write_text("", encoding="utf-8")
    failed = run("mkdocs", "build", cwd=sample)
    assert failed.returncode == 1
    assert "spec/assets/twotrack/site.css: error:" in failed.stderr
    assert "[site-clash]" in failed.stderr


def test_an_interrupted_build_leaves_the_last_site(sample: Path, run: Run) -> None:
    # The failing hook represents anything that interrupts a build.
    (sample / "hook.py").write_text("def on_env(env, **_):\n    raise KeyboardInterrupt\n", encoding="utf-8")
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    before = _bytes(sample / "site")
    config = sample / "mkdocs.yml"
    config.write_text(config.read_text(encoding="utf-8") + "hooks: [hook.py]\n", encoding="utf-8")
    assert run("mkdocs", "build", cwd=sample).returncode != 0
    assert _bytes(sample / "site") == before
    assert not list(sample.glob(".twotrack-*"))


def _configure(project: Path, plugin: str) -> None:
    config = project / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    own = re.compile(r"^  - twotrack:\n(?:   .*\n)+", re.MULTILINE)
    assert own.search(text)
    config.write_text(own.sub(f"  - twotrack: {plugin}\n", text), encoding="utf-8")


def test_the_edition_is_an_option(sample: Path, run: Run) -> None:
    with (sample / "spec/rooms/index.md").open("a", encoding="utf-8") as page:
        page.write("\nThis is {{=edition}}.\n")
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    assert "This is matrix." in (sample / "site/rooms/index.html").read_text(encoding="utf-8")
    _configure(sample, '{edition: "1"}')
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    assert "This is 1." in (sample / "site/rooms/index.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "message"), [("nonsense", "unknown code"), ("anchor-duplicate", "cannot be")]
)
def test_a_code_that_cannot_be_silenced_is_a_message(sample: Path, run: Run, code: str, message: str) -> None:
    _configure(sample, f"{{silence: [{code}]}}")
    failed = run("mkdocs", "build", cwd=sample)
    assert failed.returncode == 1
    assert message in failed.stdout + failed.stderr
    assert "Traceback" not in failed.stderr


def test_an_unknown_edition_is_a_message(sample: Path, run: Run) -> None:
    _configure(sample, "{edition: nonsense}")
    failed = run("mkdocs", "build", cwd=sample)
    assert failed.returncode == 1
    assert re.search(r"mkdocs\.yml:\d+: error: unknown edition 'nonsense'", failed.stderr)
    assert "Traceback" not in failed.stderr


def test_declared_folders_are_offered_for_download(sample: Path, run: Run) -> None:
    editions = sample / "spec/editions.yml"
    editions.write_text(
        editions.read_text(encoding="utf-8") + "downloads: {data/set: examples}\n", encoding="utf-8"
    )
    done = run("mkdocs", "build", cwd=sample)
    assert done.returncode == 1
    assert "spec/editions.yml: error: downloads: there is no folder 'examples'" in done.stderr
    assert not (sample / "site").exists()
    for name in ("a.json", "more/b.html", "more/c.md", ".hidden"):
        (sample / "examples" / name).parent.mkdir(parents=True, exist_ok=True)
        (sample / "examples" / name).write_text("{{not a directive}}", encoding="utf-8")
    done = run("mkdocs", "build", cwd=sample)
    assert "examples/more/c.md: error: an engine makes a page of this file" in done.stderr
    (sample / "examples/more/c.md").unlink()
    assert run("mkdocs", "build", cwd=sample).returncode == 0
    made = sample / "site/data/set"
    assert sorted(p.relative_to(made).as_posix() for p in made.rglob("*.*")) == ["a.json", "more/b.html"]
    assert (made / "a.json").read_text(encoding="utf-8") == "{{not a directive}}"


def test_a_site_with_an_address_has_canonical_links_and_a_map(
    tmp_path: Path, views_site: Path, run: Run
) -> None:
    folder = tmp_path / "sample"
    shutil.copytree(views_site.parent, folder)
    assert not (views_site / "sitemap.xml").exists()
    address = "https://spec.example.org/text/"
    assert run("mkdocs", "build", cwd=folder, TWOTRACK_SITE_URL=address).returncode == 0
    sitemap = lxml.etree.parse(str(folder / "site/sitemap.xml"))
    listed = [str(loc.text) for loc in sitemap.iter("{*}loc")]
    assert address in listed
    assert f"{address}lts/rooms/i.1/" in listed
    assert not [loc for loc in listed if "/redline/" in loc or "/compare/v1-" in loc]
    page = lxml.html.parse(str(folder / "site/rooms/v3/index.html")).getroot()
    assert page.xpath("//link[@rel='canonical']/@href") == [f"{address}rooms/v3/"]
    assert not lxml.html.parse(str(folder / "site/redline/rooms/v3/index.html")).xpath(
        "//link[@rel='canonical']"
    )
    # Every page that search engines list has a description of its own.
    assert page.xpath("//meta[@name='description']/@content") == ["What a room of version 3 is."]


def test_pages_name_their_text_and_their_place(views_site: Path) -> None:
    matrix, lts = (
        lxml.html.parse(str(views_site / path / "index.html")).getroot()
        for path in ("rooms/v3", "lts/rooms/i.1")
    )
    assert matrix.findtext(".//title") == "Room version 3 · Matrix, an independent text · Matrix v1.19"
    assert lts.findtext(".//title") == "Room version I.1 · Matrix, an independent text · LTS core"
    for page, number in ((matrix, "2.3"), (lts, "2.1")):
        path = page.xpath("//nav[@class='tt-path']//li")
        assert [" ".join(item.text_content().split()) for item in path][-1] == f"Section {number}"
        headings = [heading.text_content() for heading in page.xpath("//article/h2/span[@class='tt-number']")]
        assert headings == [f"{number}.{place}" for place in range(1, len(headings) + 1)]
        assert len(headings) == 3
