"""The `twotrack` command: its options, exit statuses and outputs."""

from __future__ import annotations

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from twotrack.cli.main import COMMANDS, INTERRUPTED, main
from twotrack.cli.texts import default_pairs
from twotrack.problems import Report
from twotrack.project import open_project

ROOT = Path(__file__).resolve().parents[3]
SMALL = ROOT / "tests" / "tool" / "checks" / "small"
# A code that can be silenced, and one that cannot.
SOFT, FATAL = "requirement-no-actor", "reference-unknown"
# The others work without a project, on sources that the arguments name.
WITH_PROJECT = [name for name in COMMANDS if name not in {"codes", "new", "import", "facts", "release"}]
SUMMARY = re.compile(r"(?P<command>\w+): (?P<done>.+), (?P<problems>\d+ problems?), \d+\.\d s\n")
EXTENSIONS = """markdown_extensions: [abbr, admonition, attr_list, def_list, footnotes, md_in_html,
  sane_lists, pymdownx.superfences, pymdownx.highlight: {pygments_lang_class: true}]
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "tree", ignore=shutil.ignore_patterns(".cache"))


def words(name: str, tree: Path, out: Path) -> list[str]:
    """Return arguments with which a command does its work on the small tree."""
    given = {
        "redline": ["11", "12"],
        "redlines": ["11:12", "--out", str(out)],
        "ferry": ["D1"],
        "changelog": ["draft-example-core", "00"],
        "stage": ["--out", str(out)],
        "build": ["--out", str(out)],
        "draft": ["--out", str(out)],
    }
    return [name, "--root", str(tree), *given.get(name, [])]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_a_purpose_and_examples(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([name, "--help"]) == 0
    shown = capsys.readouterr().out
    examples = re.findall(rf"^    twotrack {name}\b", shown, re.MULTILINE)
    assert examples
    assert main(["--help"]) == 0
    # No line of the list of commands is cut off.
    (line,) = re.findall(rf"^  {name}  +(.+)$", capsys.readouterr().out, re.MULTILINE)
    assert line.endswith(".")
    assert not line.endswith("...")
    assert line in shown


@pytest.mark.parametrize("name", [name for name in WITH_PROJECT if name != "serve"])
def test_every_command_ends_with_a_summary(
    name: str, tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(words(name, tree, tmp_path / "out")) == 0
    captured = capsys.readouterr()
    match = SUMMARY.fullmatch(captured.err)
    assert match is not None, captured.err
    assert (match["command"], match["problems"]) == (name, "0 problems")
    # Only the commands that show a text write to standard output.
    assert bool(captured.out) == (name in {"redline", "ferry", "changelog"})


@pytest.mark.parametrize("option", ["--format", "--problems"])
@pytest.mark.parametrize("name", [name for name in WITH_PROJECT if name not in {"serve", "redline", "draft"}])
def test_problems_have_a_format_everywhere(
    name: str, option: str, tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tree / "spec" / "index.md"
    path.write_text(path.read_text() + "\n{{nowhere}}\n\n::: only ietf\n", encoding="utf-8")
    arguments = words(name, tree, tmp_path / "out")
    assert main([*arguments, option, "json"]) == 1
    problems = json.loads(capsys.readouterr().err)
    assert "block-unclosed" in {problem["code"] for problem in problems}
    assert main([*arguments, option, "github"]) == 1
    lines = capsys.readouterr().err.splitlines()
    assert lines
    assert all(line.startswith("::error file=spec/index.md,line=") for line in lines)
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("name", WITH_PROJECT)
@pytest.mark.parametrize(
    ("code", "message"), [("no-such-code", "unknown code 'no-such-code'"), (FATAL, "cannot be silenced")]
)
def test_a_code_that_cannot_be_silenced_is_wrong_usage(
    name: str, code: str, message: str, tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*words(name, tree, tmp_path / "out"), "--silence", code]) == 2
    assert message in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_silenced_code_is_not_shown(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tree / "spec" / "index.md"
    path.write_text(path.read_text() + "\nAn event MUST be small.\n", encoding="utf-8")
    assert main(["check", "--root", str(tree), "--notes"]) == 0
    assert f"[{SOFT}]" in capsys.readouterr().err
    assert main(["check", "--root", str(tree), "--notes", "--silence", SOFT]) == 0
    assert f"[{SOFT}]" not in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["check", "--no-such-option"],
        ["check", "superfluous"],
        ["redline", "11"],
        ["redlines", "11:12"],
        ["build", "--redline", "11-12"],
        ["build", "--redline", "11:99"],
        ["ferry"],
        ["ferry", "D99"],
        ["stage", "--out", "x", "--edition", "nonsense"],
        ["serve", "--port", "0"],
        ["draft", "--format", "docx"],
    ],
    ids=" ".join,
)
def test_wrong_usage_is_2(
    arguments: list[str], tree: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tree)
    before = sorted(tree.rglob("*"))
    assert main(arguments) == 2
    assert "Error: " in capsys.readouterr().err
    assert sorted(path for path in tree.rglob("*") if ".cache" not in path.parts) == before


def test_no_project_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in WITH_PROJECT:
        assert main(words(name, tmp_path, tmp_path / "out")) == 1
        problem, summary = capsys.readouterr().err.splitlines()
        assert problem.startswith("spec/editions.yml: error: there is no folder spec/ in ")
        assert summary.startswith(f"{name}: nothing ")
    assert list(tmp_path.iterdir()) == []


def test_build_writes_everything(tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["build", "--root", str(tree), "--out", str(out)]) == 0
    assert ", 1 draft, 3 redlines, 0 problems, " in capsys.readouterr().err
    assert (out / "site" / "index.html").is_file()
    assert sorted(path.name for path in (out / "build" / "redlines").glob("*.html")) == [
        "11-12.html",
        "12-I.1.html",
        "matrix-lts.html",
    ]
    text = out / "build" / "drafts" / "draft-example-core.txt"
    # The site publishes the drafts of this build.
    assert (out / "site" / "drafts" / text.name).read_bytes() == text.read_bytes()
    assert not (tree / "site").exists()
    assert not (tree / "build").exists()


def test_build_keeps_the_last_output_if_the_check_fails(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["build", "--root", str(tree)]) == 0
    built = {path: path.read_bytes() for folder in ("site", "build") for path in _files(tree / folder)}
    page = tree / "spec" / "rooms" / "version.md"
    page.write_text(page.read_text() + "\n::: only ietf\nUnexplained.\n:::\n", encoding="utf-8")
    capsys.readouterr()
    assert main(["build", "--root", str(tree)]) == 1
    assert "[difference]" in capsys.readouterr().err
    assert {path: path.read_bytes() for path in built} == built


def test_what_the_site_engine_finds_is_a_problem(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tree / "spec" / "client-server" / "index.md"
    page.write_text(page.read_text() + "\n[gone](nowhere.md)\n", encoding="utf-8")
    (tree / "mkdocs.yml").write_text(
        "site_name: Small\ndocs_dir: spec\ntheme: {name: material}\nplugins: [twotrack]\n"
        f"{EXTENSIONS}validation: {{links: {{not_found: warn}}}}\n",
        encoding="utf-8",
    )
    assert main(["build", "--root", str(tree), "--problems", "json"]) == 1
    problems = json.loads(capsys.readouterr().err)
    assert {problem["code"] for problem in problems} == {"site-engine"}
    assert "nowhere.md" in problems[0]["text"]
    assert not (tree / "site").exists()


def test_a_configuration_without_the_plugin_is_a_problem(
    tree: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tree / "mkdocs.yml").write_text(
        f"site_name: Small\ndocs_dir: spec\nplugins: []\n{EXTENSIONS}", encoding="utf-8"
    )
    assert main(["build", "--root", str(tree)]) == 1
    assert "mkdocs.yml:3: error: the plugin twotrack is missing" in capsys.readouterr().err
    assert not (tree / "site").exists()


def test_build_does_not_write_into_the_sources(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = sorted((tree / "spec").rglob("*"))
    assert main(["build", "--root", str(tree), "--out", str(tree / "spec")]) == 1
    assert "[output]" in capsys.readouterr().err
    assert sorted((tree / "spec").rglob("*")) == before


def test_build_keeps_a_site_folder_of_others(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tree / "site").mkdir()
    (tree / "site" / "mine.txt").write_text("mine", encoding="utf-8")
    assert main(["build", "--root", str(tree)]) == 1
    problem, summary = capsys.readouterr().err.splitlines()
    assert "/site: error: is not empty and was not written by twotrack" in problem
    assert summary.startswith("build: nothing written, 1 problem, ")
    assert (tree / "site" / "mine.txt").read_text() == "mine"
    assert not (tree / "build").exists()


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def test_default_pairs_are_the_newest_versions_and_the_tracks() -> None:
    project = open_project(ROOT, Report())
    assert project is not None
    assert default_pairs(project.editions) == [("10", "11"), ("11", "12"), ("12", "I.1"), ("matrix", "lts")]


def test_the_script_at_the_root_is_the_draft_command(tree: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / "build_rfc.py", tree)
    done = subprocess.run(
        [sys.executable, tree / "build_rfc.py", "core", "--format", "txt"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )
    assert done.stderr.startswith("draft: 1 file in build/drafts, 0 problems, ")
    assert (tree / "build" / "drafts" / "draft-example-core.txt").is_file()


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "twotrack", "--version"], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.startswith("twotrack ")


def test_an_interrupt_is_one_line_and_130(tmp_path: Path) -> None:
    # The command waits for a file that is never written, so the interrupt reaches it while it is running.
    tree = shutil.copytree(SMALL, tmp_path / "tree")
    program = (
        # A shell starts a job in the background with interrupts ignored; a process inherits that.
        "import signal, sys, time\n"
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from twotrack.cli import main, run\n"
        "def wait(self):\n"
        "    print('ready', flush=True)\n"
        "    time.sleep(60)\n"
        "run.Run.open_project = wait\n"
        f"sys.exit(main.main(['check', '--root', {str(tree)!r}]))\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", program], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    process.send_signal(signal.SIGINT)
    _, shown = process.communicate()
    assert shown == "twotrack: interrupted\n"
    assert process.returncode == INTERRUPTED


def test_progress_is_shown_on_a_terminal_only(tree: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--root", str(tree)]) == 0
    assert "%" not in capsys.readouterr().err
    parent, child = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "twotrack", "check", "--root", str(tree)],
        stderr=child,
        cwd=ROOT,
        env=os.environ | {"TWOTRACK_CACHE": ""},
    )
    os.close(child)
    shown = b""
    while True:
        try:
            read = os.read(parent, 4096)
        except OSError:  # the end, on Linux
            break
        if not read:
            break
        shown += read
    os.close(parent)
    assert process.wait() == 0
    assert b"100%" in shown
    assert b"differences" in shown
    assert shown.decode().splitlines()[-1].startswith("check: ")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_offered_for_shells(shell: str) -> None:
    if shell == "bash" and shutil.which("bash") is None:
        pytest.skip("click asks bash for its version")
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from twotrack.cli.main import main; sys.exit(main())"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
        env=os.environ | {"_TWOTRACK_COMPLETE": f"{shell}_source"},
    )
    assert "_TWOTRACK_COMPLETE=" in done.stdout


def test_completion_knows_commands_and_codes() -> None:
    def complete(line: str, position: int) -> list[str]:
        done = subprocess.run(
            [sys.executable, "-c", "import sys; from twotrack.cli.main import main; sys.exit(main())"],
            capture_output=True,
            text=True,
            check=True,
            cwd=ROOT,
            env=os.environ
            | {"_TWOTRACK_COMPLETE": "bash_complete", "COMP_WORDS": line, "COMP_CWORD": str(position)},
        )
        return [entry.partition(",")[2] for entry in done.stdout.split()]

    assert complete("twotrack redl", 1) == ["redline", "redlines"]
    codes = complete("twotrack check --silence requirement", 3)
    assert SOFT in codes
    assert FATAL not in complete("twotrack check --silence reference", 3)


def test_a_folder_that_cannot_be_written_is_a_problem(
    tree: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    assert main(["redlines", "11:12", "--root", str(tree), "--out", str(tmp_path / "file" / "out")]) == 1
    problem, summary = capsys.readouterr().err.splitlines()
    assert "error: cannot be written: " in problem
    assert summary.startswith("redlines: nothing written, 1 problem, ")
    assert (tmp_path / "file").read_text() == "kept"


def test_start_up_imports_little() -> None:
    program = (
        "import sys\nfrom twotrack.cli.main import main\nmain(['--help'])\n"
        "heavy = {'lxml', 'markdown', 'mkdocs', 'xml2rfc', 'yaml', 'jsonschema', 'jinja2'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr == "[]\n"
