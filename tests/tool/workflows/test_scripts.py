"""The scripts of the workflows, run by hand against a stand-in of the Datatracker."""

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


def run(script: str, *arguments: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = ["bash", str(SCRIPTS / script), *arguments]
    return subprocess.run(
        command, cwd=cwd, env={"PATH": "/usr/bin:/bin", **env}, text=True, capture_output=True, check=False
    )


def test_a_submission_is_sent_with_its_submitter_and_what_it_replaces(
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
