"""`twotrack new`."""

from __future__ import annotations

import datetime as dt
import re
import shlex
import sys
from pathlib import Path

import click

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*")


@click.command(
    "new",
    epilog="""\b
Examples:
  twotrack new acme                                     ask for title and sides
  twotrack new acme --title "ACME protocol" --sides community,w3c
  twotrack new acme --sides community,w3c --versions 1,2 --no-draft""",
)
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--title", help="Title of the specification.  [default: the folder's name]")
@click.option(
    "--sides",
    metavar="A,B[,...]",
    help="Names of the sides; the website shows the first.  [default: community,standard]",
)
@click.option("--titles", metavar="A,B[,...]", help="Names of the sides for readers.  [default: the same]")
@click.option("--versions", metavar="V1,V2,...", default="", help="Versions of the protocol, oldest first.")
@click.option("--draft/--no-draft", default=True, show_default=True, help="Include an Internet-Draft.")
@click.option("--organization", help="Author of the draft.")
def command(
    *,
    folder: Path,
    title: str | None,
    sides: str | None,
    titles: str | None,
    versions: str,
    draft: bool,
    organization: str | None,
) -> int:
    """Create a project in the new or empty folder DIR.

    It has two domains, a condition with its ledger entry, and a workflow, and passes `twotrack check`. Values
    that are not given as options are asked for on a terminal.
    """
    from twotrack.output import OutputError, write_new
    from twotrack.starter.project_files import Options, project_files

    usual = folder.resolve().name.replace("-", " ").capitalize()
    title = title or _ask("Title of the specification", usual)
    names = _split(
        sides or _ask("Sides, the one that the website shows first", "community,standard"), "--sides"
    )
    if "{{" in title or not title.isprintable():
        raise click.UsageError("--title must be one line without '{{', which begins a directive")
    if len(names) < 2:  # noqa: PLR2004
        raise click.UsageError("--sides needs two names at least, such as community,w3c")
    shown = _split(titles, "--titles") if titles else tuple(name.capitalize() for name in names)
    if len(shown) != len(names):
        raise click.UsageError(f"--titles needs {len(names)} names, one for each side")
    numbers = _split(versions, "--versions") if versions else ()
    if not all(name.isprintable() and "{{" not in name for name in shown):
        raise click.UsageError("--titles must be lines without '{{', which begins a directive")
    for name in (*names, *numbers):
        if not _NAME.fullmatch(name):
            raise click.UsageError(f"{name!r} is not a name: use letters, digits, '-', '_' and '.'")
    options = Options(title, names, shown, numbers, draft, organization or "Editors of this specification")
    files = project_files(options, dt.datetime.now(tz=dt.UTC).date())
    try:
        write_new(folder, files)
    except OutputError as error:
        click.echo(f"{error.path}: error: {error.text} [output]", err=True)
        return 1
    where = shlex.quote(str(folder))
    click.echo(f"new: {len(files)} files in {folder}; next: cd {where} && twotrack build", err=True)
    return 0


def _ask(question: str, default: str) -> str:
    return str(click.prompt(question, default=default, err=True)) if sys.stdin.isatty() else default


def _split(value: str, option: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in value.split(",") if part.strip())
    if len(set(names)) != len(names):
        raise click.UsageError(f"{option} lists a name twice")
    return names
