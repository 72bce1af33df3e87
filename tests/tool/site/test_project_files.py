"""The files around the code: locks that can be trusted, workflows that can be read."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

LOCKS = ("requirements.lock", "requirements-dev.lock")


def _pins(lock: Path) -> dict[str, list[str]]:
    """Return name -> versions of a lock; a package can be pinned twice, for different versions of Python."""
    pins: dict[str, list[str]] = {}
    for line in lock.read_text(encoding="utf-8").splitlines():
        if line and not line[0].isspace() and not line.startswith("#"):
            name, version = line.split(";")[0].split("==")
            # For whom it is pinned differs: a developer's other packages may need it everywhere.
            pins.setdefault(name, []).append(version.split()[0])
    return pins


def _name(requirement: str) -> str:
    return re.split(r"[^\w.-]", requirement, maxsplit=1)[0].lower().replace("_", "-")


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_place_and_has_a_hash_for_everything(root: Path, name: str) -> None:
    text = (root / name).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(r"^-", text, re.MULTILINE)
    for line in re.sub(r" \\\n +", " ", text).splitlines():
        assert line.startswith("#") or re.search(r"==\S+ .*--hash=sha256:[0-9a-f]{64}", line), line


def test_a_developer_has_the_versions_that_the_build_has(root: Path) -> None:
    build, developer = (_pins(root / name) for name in LOCKS)
    assert {name: developer.get(name) for name in build} == build


def test_the_locks_contain_the_requirements_of_the_project(root: Path) -> None:
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    required = {_name(requirement) for requirement in project["project"]["dependencies"]}
    developers = {_name(item) for item in project["dependency-groups"]["dev"] if isinstance(item, str)}
    build, developer = (_pins(root / name) for name in LOCKS)
    assert required <= build.keys()
    assert required | developers <= developer.keys()


def _steps(workflow: Path) -> list[dict[str, str]]:
    jobs = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
    return [step for job in jobs for step in job.get("steps", ())]


def test_workflows_use_pinned_actions_and_put_no_input_into_a_script(root: Path) -> None:
    folders = (root / ".github/workflows", root / "twotrack/starter/template/.github/workflows")
    workflows = [path for folder in folders for path in sorted(folder.glob("*.yml"))]
    names = ["changes", "check", "publish", "release", "submit", "upstream", "specification"]
    assert [path.stem for path in workflows] == names
    for path in workflows:
        for step in _steps(path):
            used = step.get("uses", "./")
            assert used == "./" or re.search(r"@[0-9a-f]{40}$", used), step
            # User input is passed to scripts as an environment variable, never as part of the script.
            assert "${{ inputs" not in step.get("run", ""), step


def test_a_draft_is_submitted_by_a_tag_and_with_approval(root: Path) -> None:
    workflow = yaml.safe_load((root / ".github/workflows/submit.yml").read_text(encoding="utf-8"))
    # YAML reads the key `on` as true.
    assert workflow[True] == {"push": {"tags": ["draft-*-[0-9][0-9]"]}}
    assert workflow["jobs"]["submit"]["environment"] == "datatracker"
