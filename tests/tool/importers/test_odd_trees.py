"""Trees with constructs that the importer cannot convert: each is listed, none raises or loses a word."""

from __future__ import annotations

from pathlib import Path

import pytest

from twotrack.importers.matrix.importer import import_tree
from twotrack.problems import Report, render

FRONT = "---\ntitle: T\n---\n\n"


def run(folder: Path, **files: str) -> tuple[str, list[str]]:
    """Import a tree with these files; return the page `a.md` and the problems."""
    whole = {"content/_index.md": f"{FRONT}Start.\n", "data/string-formats.yaml": "{}\n", **files}
    for path, text in whole.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    report = Report()
    made = import_tree(folder, report)
    text = str(made.files.get("spec/a.md", "")) if made else ""
    lines = render(report.problems).split("\n") if report.problems else []
    assert not any("[import-words]" in line for line in lines)
    return text.partition("{#page-a}\n\n")[2], lines


def page(folder: Path, text: str) -> tuple[str, list[str]]:
    return run(folder, **{"content/a.md": FRONT + text})


@pytest.mark.parametrize(
    ("text", "kept", "reported"),
    [
        ('x {{< tube id="a" >}} y\n', "x  y", '5: warning: {{< tube id="a" >}} is not converted: unknown'),
        ("{{% tabs %}}\nin it\n{{% /tabs %}}\n", "in it", "7: warning: {{% /tabs %}} is not converted"),
        ("[t]({{< ref `b` >}})\n", "[t]()", "5: warning: {{< ref `b` >}} is not converted"),
        ('a {{% added-in v="1.1"\nb %}} c\n', '\\{{% added-in v="1.1"\nb %}} c', "does not end on its line"),
        ("{{% boxes/note %}}\nopen\n", "!!! note\n    open", "6: warning: a box is not closed"),
        ("end\n{{% /boxes/note %}}\n", "end", "6: warning: the end of a box is not converted: no box"),
        ("```\n{{% boxes/note %}}\n```\n", "```\n{{% boxes/note %}}\n```", "6: warning: {{% boxes/note %}}"),
        ("| {{% boxes/note %}} b {{% /boxes/note %}} |\n|---|\n", "|  b  |", "on a line of its own"),
        ("> {{% boxes/note %}}\n> b\n> {{% /boxes/note %}}\n", "> b", "on a line of its own"),
        ('| {{% event event="m.x" %}} y |\n|---|\n', "|  y |", "on a line of its own"),
        ("x {{% added-in this=true %}}\n", "x ", "it names no version"),
        ("<!-- {{< x >}} words -->\n", "<!-- \\{{< x >}} words -->", "{{< x >}} is not converted"),
    ],
)
def test_what_is_not_converted_is_listed_and_its_words_are_kept(
    text: str, kept: str, reported: str, tmp_path: Path
) -> None:
    made, lines = page(tmp_path, text)
    assert kept in made
    assert any(reported in line and line.startswith("content/a.md:") for line in lines), lines


def test_braces_that_are_text_are_escaped(tmp_path: Path) -> None:
    made, lines = page(tmp_path, "`{{ a }}` {{ b }} ${{ c }} {{</* d */>}} \\{{ e }}\n")
    assert made == "`{{ a }}` \\{{ b }} $\\{{ c }} \\{{< d >}} \\{{ e }}\n"
    assert lines == []


def test_boxes_in_list_items_stay_in_them(tmp_path: Path) -> None:
    text = (
        "1. {{% boxes/note %}} one {{% /boxes/note %}}\n"
        "2. two {{% boxes/note %}}\n   three\n   {{% /boxes/note %}} four\n"
    )
    made, lines = page(tmp_path, text)
    assert made == "1. !!! note\n       one\n\n2. two\n\n   !!! note\n       three\n\n   four\n"
    assert lines == []


def test_a_file_that_includes_itself_is_reported(tmp_path: Path) -> None:
    include = '{{{{% cs-module name="M" filename="{}" %}}}}\n'
    _, lines = run(
        tmp_path,
        **{
            "content/client-server-api/_index.md": FRONT + include.format("a"),
            "content/client-server-api/modules/a.md": include.format("b"),
            "content/client-server-api/modules/b.md": f"b\n\n{include.format('a')}",
        },
    )
    text = "content/client-server-api/modules/a.md includes itself [import-source]"
    assert lines == [f"content/client-server-api/modules/b.md:3: error: {text}"]


@pytest.mark.parametrize(
    ("text", "title"),
    [('+++\ntitle = "Toml"\n+++\n\nText\n', "Toml"), ('{"title":\n "Json"}\n\nText\n', "Json")],
)
def test_front_matter_of_other_forms_is_read(text: str, title: str, tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (tmp_path / "content/b.md").write_text(text + "\n{{< x >}}\n", encoding="utf-8")
    _, lines = run(tmp_path)
    number = (text + "\n{{< x >}}").count("\n") + 1
    assert lines[0].startswith(f"content/b.md:{number}: warning: {{{{< x >}}}}")
    report = Report()
    made = import_tree(tmp_path, report)
    assert made is not None
    assert f"# {title} {{#page-b}}" in str(made.files["spec/b.md"])


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("---\ntitle: x\n\ntext\n", "a.md:1: error: the front matter is not closed"),
        ("---\n- x\n---\ntext\n", "a.md:1: error: the front matter is not a mapping"),
        ("---\nx: [\n---\ntext\n", "error: the front matter is not valid YAML"),
        ("+++\nx\n+++\ntext\n", "a.md:1: error: the front matter is not valid TOML"),
        ("{\nx}\ntext\n", "a.md:2: error: the front matter is not valid JSON"),
    ],
)
def test_front_matter_that_cannot_be_read_is_reported(text: str, reported: str, tmp_path: Path) -> None:
    _, lines = run(tmp_path, **{"content/a.md": text})
    assert len(lines) == 1
    assert reported in lines[0]


def test_data_that_cannot_be_read_is_reported(tmp_path: Path) -> None:
    _, lines = run(
        tmp_path, **{"data/api/x/y.yaml": "paths: {/a: null, 3: {get: {}}}\n", "data/api/x/z.yaml": "a: [\n"}
    )
    assert [line.partition(": error: ")[2] for line in lines] == [
        "the path /a is no path item [import-source]",
        "the path 3 is no path item [import-source]",
        "not valid YAML [import-source]",
    ]
    _, lines = run(
        tmp_path / "b",
        **{
            "content/a.md": FRONT + "{{% sas-emojis %}}\n\n{{% proposal-tables %}}\n",
            "data-definitions/sas-emoji.json": "{bad",
            "data/msc/proposals.json": '[{"title": "a", "proposals": [1]}]',
            "data/string-formats.yaml": "- a\n",
        },
    )
    assert [line.split(" [")[0].rpartition(": ")[2] for line in lines] == [
        "data-definitions/sas-emoji.json is no list of objects in JSON",
        "no list of states in data/msc/proposals.json, which is downloaded before publication",
        "expected a mapping of formats",
    ]


def test_a_room_version_without_title_has_its_number(tmp_path: Path) -> None:
    _, lines = run(tmp_path, **{"content/rooms/v1.md": "---\nweight: 1\n---\n\nText\n"})
    assert lines == []
