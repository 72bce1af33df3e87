"""The command behind `build_rfc.py`. What only some uses need is imported when they need it."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from twotrack.problems import Report, render
from twotrack.rfc import build

FORMATS = ("xml", "txt", "html", "pdf")
DEFAULT_FORMATS = ("xml", "txt", "html")


def main(argv: Sequence[str] | None = None, root: Path | None = None) -> int:
    """Run the command line; give 0 when all was made, 1 when the input has faults, 2 for wrong usage."""
    parser = _parser()
    arguments = parser.parse_args(argv)
    base = (arguments.root or root or Path()).resolve()
    report = Report(frozenset(arguments.silence or ()))
    formats = _formats(arguments.format, parser)
    paths = _paths(base, arguments.names, parser)
    project = build.open_project(base, report)
    outputs: dict[str, bytes] = {}
    if project is not None:
        for path in paths:
            built = build.build(
                project, build.read_draft(project, path), formats, arguments.rev, checked=arguments.check
            )
            if built is not None:
                stem = built.name if arguments.rev else path.stem
                outputs |= {f"{stem}.{form}": data for form, data in built.outputs.items()}
    return _finish(
        report, arguments.problems, outputs, None if arguments.check else _out(base, arguments.out)
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="build_rfc.py", description="Build the Internet-Drafts of drafts/.")
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="drafts by name or path (default: all in drafts/)"
    )
    parser.add_argument(
        "--format", default=",".join(DEFAULT_FORMATS), help="of xml,txt,html,pdf; default: %(default)s"
    )
    parser.add_argument(
        "--out", type=Path, default=Path("build/drafts"), metavar="DIR", help="default: %(default)s"
    )
    parser.add_argument("--rev", metavar="NN", help="the revision that stands for -latest (default: 00)")
    parser.add_argument("--check", action="store_true", help="run all checks and write nothing")
    parser.add_argument("--root", type=Path, help="the project's folder (default: this one)")
    parser.add_argument(
        "--silence", action="append", metavar="CODE", help="switch a diagnostic off by its code"
    )
    parser.add_argument(
        "--problems", choices=("text", "json", "github"), default="text", help="how problems are shown"
    )
    return parser


def _formats(written: str, parser: argparse.ArgumentParser) -> tuple[str, ...]:
    formats = tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))
    unknown = [form for form in formats if form not in FORMATS]
    if unknown or not formats:
        parser.error(f"--format takes {','.join(FORMATS)}, not '{written}'")
    return formats


def _paths(root: Path, names: Sequence[str], parser: argparse.ArgumentParser) -> list[Path]:
    if not names:
        return sorted((root / build.DRAFTS).glob("draft-*.md"))
    paths = []
    for name in names:
        stem = Path(name).name.removesuffix(".md")
        candidates = [Path(name).resolve(), root / build.DRAFTS / f"{stem}.md"]
        found = next((path for path in candidates if path.is_file()), None)
        if found is None:
            parser.error(f"there is no draft '{name}', neither as a path nor in {build.DRAFTS}/")
        paths.append(found)
    return paths


def _out(root: Path, out: Path) -> Path:
    return out if out.is_absolute() else root / out


def _finish(report: Report, form: str, outputs: Mapping[str, bytes], out: Path | None) -> int:
    problems = report.problems
    if problems or form == "json":
        sys.stderr.write(render(problems, form) + "\n")  # type: ignore[arg-type]  # argparse holds it to the choices
    if report.failed:
        return 1
    if out is not None:
        replace_all(out, outputs)
    return 0


def replace_all(folder: Path, outputs: Mapping[str, bytes]) -> None:
    """Write files beside those they replace, and move them into place only when all are written."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".new-") as beside:
        for name, data in outputs.items():
            (Path(beside) / name).write_bytes(data)
        for name in outputs:
            (Path(beside) / name).replace(folder / name)
