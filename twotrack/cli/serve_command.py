"""`twotrack serve`."""

from __future__ import annotations

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
    """Serve the website on this computer and rebuild it when a source file changes.

    The server runs until Ctrl-C.
    """
    from mkdocs.exceptions import MkDocsException

    from twotrack.site import mkdocs_engine

    try:
        mkdocs_engine.serve(run.root, f"{host}:{port}", open_in_browser=open_in_browser)
    except MkDocsException as error:
        click.echo(f"serve: {error}", err=True)
        return 1
    except OSError as error:
        click.echo(
            f"serve: cannot listen on {host}:{port}: {error.strerror}; choose another --port", err=True
        )
        return 1
    return 0
