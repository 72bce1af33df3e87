"""`twotrack redlines`."""

from __future__ import annotations

from pathlib import Path

import click

from twotrack.cli.run import Run, count, project_command
from twotrack.cli.texts import default_pairs, parse_pairs, unknown_is_usage

KIND = "redlines"


@project_command(
    "redlines",
    examples="""
twotrack redlines --out build/redlines                     the newest versions, and the tracks
twotrack redlines --out build/redlines 11:12 full:core     these two
""",
)
@click.argument("pairs", nargs=-1, metavar="[A:B]...")
@click.option("--out", type=click.Path(path_type=Path), required=True, metavar="DIR", help="Folder to write.")
def command(run: Run, *, pairs: tuple[str, ...], out: Path) -> int:
    """Write the redlines of several pairs to a folder.

    Each is written as HTML, text and JSON. A and B name texts as in `twotrack redline`. Without pairs, the
    three newest versions are compared with the versions they are based on, and the site's edition with each
    edition of another track.
    """
    from twotrack.comparison import Comparison

    named = parse_pairs(pairs)
    if (status := run.again((out.absolute(),))) is not None:
        return status
    project = run.open_project()
    if project is None:
        return run.end("nothing written")
    chosen = named or default_pairs(project.editions)
    with unknown_is_usage(), run.progress(3 * len(chosen)):
        files = Comparison(project, run.report).files(chosen)
    if files is None or run.report.failed:
        return run.end("nothing written")
    write(files, run.root, out)
    return run.end(f"{count(len(chosen), 'redline')} in {out}")


def write(files: dict[str, str], root: Path, out: Path) -> None:
    """Write the redlines as the folder `out`. Raises OutputError."""
    from twotrack.output import write_folder
    from twotrack.source.tree_files import source_folders

    write_folder(out, KIND, files, source_folders(root))
