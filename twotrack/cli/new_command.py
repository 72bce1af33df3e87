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
  twotrack new acme --sides community,w3c --versions 1,2 --no-draft
  twotrack new acme --from-draft draft-me-acme.md       a project around an existing draft""",
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
@click.option(
    "--from-draft",
    "source",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="Use this kramdown-rfc draft, with the files that it includes, instead of an example.",
)
def command(
    *,
    folder: Path,
    title: str | None,
    sides: str | None,
    titles: str | None,
    versions: str,
    draft: bool,
    organization: str | None,
    source: Path | None,
) -> int:
    """Create a project in the new or empty folder DIR.

    It has two domains, a condition with its ledger entry, and a workflow, and passes `twotrack check`. Values
    that are not given as options are asked for on a terminal. With --from-draft, it has the text of a draft
    instead of the example; each change to the draft is listed.
    """
    from twotrack.output import OutputError, check_new, write_new
    from twotrack.problems import Report, render
    from twotrack.starter.foreign_draft import read_foreign
    from twotrack.starter.project_files import Options, edition_of_side, project_files

    if source is not None and not draft:
        raise click.UsageError("--from-draft and --no-draft exclude each other")
    if title is None and source is None:
        title = _ask("Title of the specification", folder.resolve().name.replace("-", " ").capitalize())
    names = _split(
        sides or _ask("Sides, the one that the website shows first", "community,standard"), "--sides"
    )
    shown = _split(titles, "--titles") if titles else tuple(name.capitalize() for name in names)
    numbers = _split(versions, "--versions") if versions else ()
    _check_names(title or "", names, shown, numbers)
    report = Report()
    try:
        check_new(folder)
        foreign = read_foreign(source, edition_of_side(names[1]), report) if source else None
        if report.problems:
            click.echo(render(report.problems), err=True)
        if report.failed:
            return 1
        options = Options(
            title or (foreign.title if foreign else ""),
            names,
            shown,
            numbers,
            draft,
            organization or "Editors of this specification",
            foreign.name if foreign else "",
        )
        files: dict[str, str | bytes] = {**project_files(options, dt.datetime.now(tz=dt.UTC).date())}
        write_new(folder, files | (foreign.files if foreign else {}))
    except OutputError as error:
        click.echo(f"{error.path}: error: {error.text} [output]", err=True)
        return 1
    number = len(files) + (len(foreign.files) if foreign else 0)
    where = shlex.quote(str(folder))
    click.echo(f"new: {number} files in {folder}; next: cd {where} && twotrack build", err=True)
    return 0


def _check_names(
    title: str, sides: tuple[str, ...], titles: tuple[str, ...], versions: tuple[str, ...]
) -> None:
    if "{{" in title or not title.isprintable():
        raise click.UsageError("--title must be one line without '{{', which begins a directive")
    if len(sides) < 2:  # noqa: PLR2004
        raise click.UsageError("--sides needs two names at least, such as community,w3c")
    if len(titles) != len(sides):
        raise click.UsageError(f"--titles needs {len(sides)} names, one for each side")
    if not all(name.isprintable() and "{{" not in name for name in titles):
        raise click.UsageError("--titles must be lines without '{{', which begins a directive")
    for name in (*sides, *versions):
        if not _NAME.fullmatch(name):
            raise click.UsageError(f"{name!r} is not a name: use letters, digits, '-', '_' and '.'")


def _ask(question: str, default: str) -> str:
    return str(click.prompt(question, default=default, err=True)) if sys.stdin.isatty() else default


def _split(value: str, option: str) -> tuple[str, ...]:
    names = tuple(part.strip() for part in value.split(",") if part.strip())
    if len(set(names)) != len(names):
        raise click.UsageError(f"{option} lists a name twice")
    return names
