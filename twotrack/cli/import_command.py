"""`twotrack import`."""

from __future__ import annotations

from pathlib import Path

import click

from twotrack.cli.run import Run, count, project_command
from twotrack.importers.registry import importer_names, load_importer


@project_command(
    "import",
    examples="""
twotrack import matrix-spec ../matrix-spec --out matrix
cd matrix && mkdocs build --strict
""",
)
@click.argument("importer", metavar="IMPORTER")
@click.argument("source", type=click.Path(path_type=Path, exists=True, file_okay=False), metavar="SOURCE")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to write.")
def command(run: Run, *, importer: str, source: Path, out: Path) -> int:
    """Convert a specification of another tool to a project.

    IMPORTER names the kind of source; `matrix-spec` reads the Hugo tree of the Matrix specification. Whatever
    cannot be converted is listed with its file and line.
    """
    from twotrack.output import write_folder

    known = importer_names()
    if importer not in known:
        raise click.UsageError(f"unknown importer '{importer}'; expected one of: {', '.join(known)}")
    made = load_importer(importer)(source, run.report)
    if made is None or run.report.failed:
        return run.end("nothing written")
    write_folder(out, "import", made.files, [source])
    done = ", ".join(f"{number} {what}" for what, number in sorted(made.counts.items()))
    lost = ", ".join(f"{number} {what}" for what, number in sorted(made.lost.items()) if number)
    return run.end(f"{count(len(made.files), 'file')} in {out} ({done}; not converted: {lost or 'nothing'})")
