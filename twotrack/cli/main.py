"""The `twotrack` command. Each subcommand imports what it needs when it runs, so that start-up stays short.

Exit status: 0 done, 1 the input has faults (each on a line of its own, nothing written), 2 wrong usage.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from twotrack import __version__
from twotrack.problems import Format, Report, render
from twotrack.text import Origin

FORMATS: tuple[Format, ...] = ("text", "json", "github")
REGISTERS = {"anchors": "anchors", "ledger": "ledger ids", "frozen": "submitted texts"}


class Usage(Exception):  # noqa: N818 - not a fault of the program: the words given were wrong
    """The command cannot be carried out as it was given; the text says why."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line; return the exit status."""
    arguments = _parser().parse_args(argv)
    report = Report(frozenset(arguments.silence or ()))
    try:
        status: int = arguments.run(arguments, report)
    except Usage as error:
        sys.stderr.write(f"twotrack: {error}\n")
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="twotrack", description=__doc__)
    parser.add_argument("--version", action="version", version=f"twotrack {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument("--root", type=Path, default=Path(), help="the project's folder (default: this one)")
    common.add_argument(
        "--silence", action="append", metavar="CODE", help="switch a diagnostic off by its code"
    )
    common.add_argument(
        "--problems",
        choices=FORMATS,
        default="text",
        help="how problems are shown; --format, where that is free",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    stage = commands.add_parser(
        "stage", parents=[common], help="write the pages of an edition for another engine"
    )
    stage.add_argument("--edition", help="default: the one that the site shows")
    stage.add_argument("--out", type=Path, required=True, metavar="DIR")
    stage.add_argument(
        "--engine", choices=("mkdocs", "zensical"), default="mkdocs", help="mkdocs stands for ProperDocs too"
    )
    stage.add_argument("--format", dest="problems", choices=FORMATS, help=argparse.SUPPRESS)
    stage.set_defaults(run=_stage, problems="text")

    redline = commands.add_parser("redline", parents=[common], help="show what changed between two editions")
    redline.add_argument(
        "a",
        metavar="A",
        help="an edition, a room version, a draft, or a submitted revision such as draft-x-00",
    )
    redline.add_argument("b", metavar="B")
    redline.add_argument("where", nargs="?", metavar="PAGE|#ANCHOR", help="only this page or section")
    redline.add_argument("--format", choices=("text", "html", "json"), default="text")
    redline.add_argument(
        "--at", metavar="REV[..REV]", help="take A as it was at this git revision; B, as at the second"
    )
    redline.set_defaults(run=_redline)

    ferry = commands.add_parser(
        "ferry", parents=[common], help="write what a ledger entry changes, in the form the other side takes"
    )
    ferry.add_argument("entries", nargs="+", metavar="ID", help="ledger ids, such as D07")
    ferry.add_argument("--to", choices=("matrix", "ietf"), help="default: the direction of the first entry")
    ferry.set_defaults(run=_ferry)

    changelog = commands.add_parser(
        "changelog", parents=[common], help="list what changed in a text between two revisions"
    )
    changelog.add_argument("text", metavar="TEXT", help="an edition, a room version or a draft")
    changelog.add_argument(
        "since",
        metavar="SINCE",
        help="a git revision, or of a draft the number of a submitted one, such as 00",
    )
    changelog.add_argument("until", nargs="?", metavar="UNTIL", help="the same (default: the text as it is)")
    changelog.set_defaults(run=_changelog)

    redlines = commands.add_parser("redlines", parents=[common], help="write several redlines to a folder")
    redlines.add_argument("pairs", nargs="+", metavar="A:B")
    redlines.add_argument("--out", type=Path, required=True, metavar="DIR")
    redlines.set_defaults(run=_redlines)

    check = commands.add_parser("check", parents=[common], help="check the tree, the ledger and the drafts")
    check.add_argument("--notes", action="store_true", help="also show what is worth a look and no fault")
    for name, what in REGISTERS.items():
        text = f"add what is new to the register of {what}"
        check.add_argument(f"--update-{name}", action="append_const", dest="update", const=name, help=text)
    check.add_argument("--format", dest="problems", choices=FORMATS, help=argparse.SUPPRESS)
    check.set_defaults(run=_check, problems="text")

    codes = commands.add_parser(
        "codes", help="list every diagnostic code, its cause and its cure, as Markdown"
    )
    codes.set_defaults(run=_codes, silence=())
    return parser


def _show(report: Report, form: Format) -> int:
    """Print what was found; return the exit status."""
    if report.problems or form == "json":
        sys.stderr.write(render(report.problems, form) + "\n")
    return 1 if report.failed else 0


def _stage(arguments: argparse.Namespace, report: Report) -> int:
    from twotrack.pages import build_pages
    from twotrack.site.stage import stage
    from twotrack.site.views.all_views import add_views
    from twotrack.source.tree import read_tree

    tree = read_tree(arguments.root, report)
    if tree is not None:
        edition = arguments.edition or tree.editions.site
        if edition not in tree.editions.editions:
            raise Usage(f"no edition {edition!r}; there are {', '.join(tree.editions.editions)}")
        site = build_pages(tree, edition, report)
        add_views(site, report)
        if not report.failed:
            stage(site, arguments.out, report, engine=arguments.engine)
    return _show(report, arguments.problems)


def _redline(arguments: argparse.Namespace, report: Report) -> int:
    from twotrack.comparison import Comparison

    comparison = Comparison.open(arguments.root, report)
    changes = None
    if comparison is not None:
        with _usage():
            at, _, until = (arguments.at or "").partition("..")
            changes = comparison.compare(arguments.a, arguments.b, arguments.where, at, until)
    status = _show(report, arguments.problems)
    if comparison is not None and changes is not None and not status:
        sys.stdout.write(comparison.show(changes, arguments.format, arguments.a, arguments.b))
    return status


@contextmanager
def _usage() -> Iterator[None]:
    """Turn what names nothing into wrong usage."""
    from twotrack.comparison import UnknownEditionError
    from twotrack.source.git_revision import UnknownRevisionError

    try:
        yield
    except (UnknownEditionError, UnknownRevisionError) as error:
        raise Usage(str(error)) from error


def _ferry(arguments: argparse.Namespace, report: Report) -> int:
    from twotrack.ferry import ferry

    with _usage():
        text = ferry(arguments.root, arguments.entries, arguments.to, report)
    return _print(text, report, arguments.problems)


def _print(text: str | None, report: Report, form: Format) -> int:
    """Print a text, or what prevents it; return the exit status."""
    status = _show(report, form)
    if text is not None and not status:
        sys.stdout.write(text)
    return status


def _changelog(arguments: argparse.Namespace, report: Report) -> int:
    from twotrack.ferry import changelog

    with _usage():
        text = changelog(arguments.root, arguments.text, arguments.since, arguments.until, report)
    return _print(text, report, arguments.problems)


def _redlines(arguments: argparse.Namespace, report: Report) -> int:
    from twotrack.comparison import Comparison

    pairs = [(a, b) for a, _, b in (pair.partition(":") for pair in arguments.pairs)]
    if not all(a and b and ":" not in b for a, b in pairs):
        raise Usage("each pair is written A:B, such as 11:12")
    comparison = Comparison.open(arguments.root, report)
    written = None
    if comparison is not None:
        with _usage():
            written = comparison.files(pairs)
    status = _show(report, arguments.problems)
    if written is not None and not status:
        from twotrack.output import OutputError, write_folder
        from twotrack.source.tree_files import source_folders

        try:
            write_folder(arguments.out, "redlines", written, source_folders(arguments.root))
        except OutputError as error:
            report.add("output", Origin(error.path, 0), error.text)
            return _show(report, arguments.problems)
    return status


def _check(arguments: argparse.Namespace, report: Report) -> int:
    from twotrack.checks.all_checks import check

    check(arguments.root, report, arguments.update or (), notes=arguments.notes)
    return _show(report, arguments.problems)


def _codes(_arguments: argparse.Namespace, _report: Report) -> int:
    from twotrack.codes.catalogue_page import page

    sys.stdout.write(page())
    return 0
