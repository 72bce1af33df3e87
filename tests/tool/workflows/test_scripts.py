"""The scripts of the workflows, run against a mock of the Datatracker."""

from __future__ import annotations

import email
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import ROOT

SCRIPTS = ROOT / ".github" / "scripts"


class Datatracker(ThreadingHTTPServer):
    """Accepts submissions and keeps their form fields."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.forms: list[tuple[str, dict[str, str]]] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        head = f"Content-Type: {self.headers['Content-Type']}\r\n\r\n".encode()
        form = {}
        for part in email.message_from_bytes(head + body).walk():
            if (name := part.get_param("name", header="Content-Disposition")) is not None:
                content = part.get_payload(decode=True)
                assert isinstance(content, bytes)
                form[str(name)] = content.decode()
        assert isinstance(self.server, Datatracker)
        self.server.forms.append((self.path, form))
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def datatracker() -> Iterator[Datatracker]:
    server = Datatracker()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


_GH = """\
#!/usr/bin/env bash
# A mock of GitHub's command: prints the existing comments, and records the calls.
printf '%s\\n' "$*" >> calls
for word in "$@"; do case $word in body=@*) cp "${word#body=@}" sent ;; esac; done
case "$*" in *--jq*) cat comments ;; esac
"""


@pytest.fixture
def github(tmp_path: Path) -> Path:
    """Return a folder with a mock of `gh`, and without comments."""
    (tmp_path / "bin").mkdir()
    command = tmp_path / "bin/gh"
    command.write_text(_GH, encoding="utf-8")
    command.chmod(0o755)
    (tmp_path / "comments").write_text("", encoding="utf-8")
    (tmp_path / "changes.md").write_text("# Since main\n\nA rule was added.\n", encoding="utf-8")
    return tmp_path


def comment(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run("comment.sh", *arguments, cwd=folder, PATH=f"{folder / 'bin'}:/usr/bin:/bin")


def test_changes_are_a_comment(github: Path) -> None:
    done = comment(github, "7", "changes.md", "https://example.org/site")
    assert done.returncode == 0, done.stderr
    *_, call = (github / "calls").read_text(encoding="utf-8").splitlines()
    assert "--method POST repos/{owner}/{repo}/issues/7/comments" in call
    sent = (github / "sent").read_text(encoding="utf-8")
    assert sent.endswith(
        "[Preview of the site](https://example.org/site)\n\n# Since main\n\nA rule was added.\n"
    )


def test_a_later_comment_replaces_the_first(github: Path) -> None:
    (github / "comments").write_text("41\n42\n", encoding="utf-8")
    assert comment(github, "7", "changes.md").returncode == 0
    *_, call = (github / "calls").read_text(encoding="utf-8").splitlines()
    assert "--method PATCH repos/{owner}/{repo}/issues/comments/41" in call


def test_a_comment_is_no_longer_than_github_allows(github: Path) -> None:
    (github / "changes.md").write_text("A changed line.\n" * 10_000, encoding="utf-8")
    assert comment(github, "7", "changes.md").returncode == 0
    sent = (github / "sent").read_text(encoding="utf-8")
    assert len(sent) < 65_536
    assert "the summary of the workflow run has all of it" in sent


def test_a_comment_needs_the_number_of_a_pull_request(github: Path) -> None:
    done = comment(github, "7/../8", "changes.md")
    assert done.returncode == 2
    assert "is not the number of a pull request" in done.stderr
    assert not (github / "calls").exists()


def run(script: str, *arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(SCRIPTS / script), *arguments]
    return subprocess.run(
        command, cwd=cwd, env={"PATH": "/usr/bin:/bin"} | env, text=True, capture_output=True, check=False
    )


def test_a_submission_includes_its_submitter_and_the_replaced_draft(
    tmp_path: Path, datatracker: Datatracker
) -> None:
    (tmp_path / "draft-a-b-00.xml").write_text("<rfc/>")
    done = run(
        "submit-draft.sh",
        *("draft-a-b-00.xml", "a@example.org", "draft-x-y,draft-z"),
        cwd=tmp_path,
        DATATRACKER=datatracker.address,
    )
    assert done.returncode == 0, done.stderr
    form = {"user": "a@example.org", "xml": "<rfc/>", "replaces": "draft-x-y,draft-z"}
    assert datatracker.forms == [("/api/submission", form)]


@pytest.mark.parametrize(
    ("submitter", "replaces"),
    [("@/etc/passwd", ""), ("</etc/passwd", ""), ("a@example.org;type=x", ""), ("", ""), ("a@b.c", "@/x")],
)
def test_a_value_that_curl_would_read_a_file_for_is_refused(
    tmp_path: Path, datatracker: Datatracker, submitter: str, replaces: str
) -> None:
    (tmp_path / "d.xml").write_text("<rfc/>")
    done = run("submit-draft.sh", "d.xml", submitter, replaces, cwd=tmp_path, DATATRACKER=datatracker.address)
    assert done.returncode == 1
    assert done.stderr.startswith("::error::")
    assert datatracker.forms == []


def test_a_tag_names_a_draft_and_its_revision(tmp_path: Path) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts/draft-a-b.md").touch()
    done = run("draft-tag.sh", "draft-a-b-03", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (0, "name=draft-a-b\nrevision=03\n")


@pytest.mark.parametrize("tag", ["draft-a-b", "draft-a-b-3", "draft-a-c-00", "draft-a-b-00\nx=1", "v1.0.0"])
def test_another_tag_is_refused(tmp_path: Path, tag: str) -> None:
    (tmp_path / "drafts").mkdir()
    (tmp_path / "drafts/draft-a-b.md").touch()
    done = run("draft-tag.sh", tag, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
