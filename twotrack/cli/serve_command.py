"""`twotrack serve`."""

from __future__ import annotations

import socket

import click

from twotrack.cli.run import Run, project_command


@project_command(
    "serve",
    examples="""
twotrack serve                   http://127.0.0.1:8000
twotrack serve --port 8080 --open
""",
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--open", "open_in_browser", is_flag=True, help="Open the site in a browser.")
def command(run: Run, *, port: int, host: str, open_in_browser: bool) -> int:
    """Serve the website and show changes as they are saved.

    Faults are shown in the terminal and on the pages, which stay as they were until there are none.
    Comparisons and tables are made after the start and, after an edit, when they are asked for. The server is
    for writing on this computer; it runs until Ctrl-C.
    """
    from twotrack.site import mkdocs_engine

    if run.open_project() is None:
        return run.end("nothing served")
    if not _is_free(host, port):
        click.echo(f"serve: cannot listen on {host}:{port}; choose another --port", err=True)
        return 1
    try:
        mkdocs_engine.serve(run.root, host, port, open_in_browser=open_in_browser)
    except mkdocs_engine.EngineError as error:
        click.echo(f"serve: {error}", err=True)
        return 1
    return 0


def _is_free(host: str, port: int) -> bool:
    """Check whether a server can listen there. MkDocs finds out only after the first build."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
