"""The `twotrack` command group.

A subcommand's module imports its dependencies when it runs, which keeps start-up short.

Exit status: 0 success, 1 problems in the input or output, 2 wrong usage, 130 interrupted.
"""

from __future__ import annotations

import gc
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from twotrack import __version__

INTERRUPTED = 130
COMMANDS = (
    *("new", "build", "serve", "check", "draft", "redline", "redlines"),
    *("ferry", "changelog", "stage", "import", "facts", "release", "codes"),
)
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100}


class _Group(click.Group):
    """A group whose subcommand `name` is `twotrack.cli.name_command.command`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """List the names of the subcommands, in the order of the help."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load a subcommand, or None if the name is unknown."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"twotrack.cli.{cmd_name}_command").command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run a subcommand. An interrupt ends it with one line, without click's empty one before it."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            click.echo("twotrack: interrupted", err=True)
            return INTERRUPTED


def _show_version(context: click.Context, _option: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - click
    if not wanted or context.resilient_parsing:
        return
    from twotrack.rfc.references.rfc_table import newest

    rfc = newest()
    click.echo(f"twotrack {__version__}, RFCs to {rfc.number} ({rfc.month} {rfc.year})")
    context.exit()


@click.group(
    cls=_Group,
    context_settings=_SETTINGS,
    epilog="""\b
Examples:
  twotrack build                  check the project, write drafts, redlines and the website
  twotrack serve                  show the website on localhost while you write
  twotrack redline 11 12          show the changes between two versions
  twotrack COMMAND --help         options and examples of a command""",
)
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version, and the newest RFC of the table of RFCs, and exit.",
)
def group() -> None:
    """Build a specification from one source tree.

    One tree of Markdown and OpenAPI data becomes a website, Internet-Drafts, and redlines between its
    editions. Every command works on the project in the current folder, or in the one that --root names.
    """


def main(argv: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the command line and return the exit status.

    `argv` are the arguments without the program's name, by default those of the process. `root` is the
    project's folder if the arguments do not name one, by default the current folder.
    """
    words = None if argv is None else list(argv)
    # The default collects three times while a draft is written, which takes a tenth of its time.
    gc.set_threshold(50_000, 20, 100)
    try:
        status = group.main(args=words, prog_name="twotrack", standalone_mode=False, obj=root)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        # An interrupt before the subcommand has begun.
        click.echo("twotrack: interrupted", err=True)
        return INTERRUPTED
    except OSError as error:
        click.echo(f"{error.filename or 'twotrack'}: error: {error.strerror or error}", err=True)
        return 1
    return status if isinstance(status, int) else 0
