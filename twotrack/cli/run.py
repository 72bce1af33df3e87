"""A run of a command: its options, its report, its progress, and the line that it ends with."""

from __future__ import annotations

import functools
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.shell_completion import CompletionItem

from twotrack.codes import CODES, why_not_silenced
from twotrack.output import OutputError
from twotrack.problems import Format, Report, render
from twotrack.text import Origin

if TYPE_CHECKING:
    from twotrack.project import Project

FORMATS: tuple[Format, ...] = ("text", "json", "github")
# Options that do not change the result: the format of problems, and the folder, which is hashed itself.
_NO_INPUTS = frozenset({"problems", "root"})
_Command = Callable[..., int]


class Run:
    """The state of one run of a command.

    `root` is the project's folder, `report` collects problems, and `form` is the format in which they are
    shown.
    """

    def __init__(self, command: str, root: Path, silenced: frozenset[str], form: Format) -> None:
        """Start the clock of a run of `command`."""
        self.command = command
        self.root = root
        self.report = Report(silenced)
        self.form = form
        self._step: Callable[[str], None] = lambda _name: None
        self._started = time.monotonic()
        self._options: tuple[str, ...] = ()
        self._inputs: str | None = None
        self._folders: tuple[Path, ...] = ()

    def open_project(self) -> Project | None:
        """Read the project; return None, with the reasons reported, if it cannot be used."""
        from twotrack.project import open_project

        project = open_project(self.root, self.report)
        if project is not None:
            project.progress = self.step
        return project

    def step(self, name: str) -> None:
        """Show that the next step of the work begins."""
        self._step(name)

    @contextmanager
    def progress(self, steps: int) -> Iterator[None]:
        """Show a progress bar of about that many steps on a terminal; show nothing anywhere else."""
        if not sys.stderr.isatty() or self.form != "text":
            yield
            return
        bar: Any = click.progressbar(
            length=steps, label=self.command, file=sys.stderr, show_eta=False, item_show_func=_shown_step
        )
        with bar:
            self._step = lambda name: bar.update(1, name)
            try:
                yield
                # The number of steps is an estimate: files that were read before are not read again.
                bar.update(max(0, steps - bar.pos), "done")
            finally:
                self._step = lambda _name: None

    def again(self, folders: Sequence[Path] = ()) -> int | None:
        """Show the result of the last run of this command with the same inputs and options.

        The options are those that click has read.

        Returns its status, or None if there was none, if inputs changed since, or if the output `folders` are
        not as it left them. Then the result of this run is kept when it ends.
        """
        from twotrack.cli import unchanged
        from twotrack.store import open_store

        given = click.get_current_context().params.items()
        self._options = (
            self.command,
            *(f"{name}={value!r}" for name, value in sorted(given) if name not in _NO_INPUTS),
        )
        self._inputs = unchanged.inputs(self.root, self._options)
        self._folders = tuple(folders)
        known = self._inputs and open_store(self.root).get("run", self._inputs, unchanged.outputs(folders))
        if not known:
            return None
        self._inputs = None
        for path, line, code, text in known["problems"]:
            self.report.add(code, Origin(path, line), text)
        return self.end(known["done"], known["output"])

    def _keep(self, done: str, output: str | None) -> None:
        """Keep the result of this run, unless an input changed while it lasted."""
        from twotrack.cli import unchanged
        from twotrack.store import open_store

        if self._inputs is None or self._inputs != unchanged.inputs(self.root, self._options):
            return
        if any(problem.code in unchanged.PASSING for problem in self.report.problems):
            return
        problems = [(p.path, p.line, p.code, p.text) for p in self.report.problems]
        result = {"done": done, "output": output, "problems": problems}
        open_store(self.root).put(result, "run", self._inputs, unchanged.outputs(self._folders))

    def end(self, done: str, output: str | None = None) -> int:
        """Show the problems, then the output if there are no errors, then a summary; return the status."""
        self._keep(done, output)
        problems = self.report.problems
        if problems or self.form == "json":
            click.echo(render(problems, self.form), err=True)
        failed = self.report.failed
        if output is not None and not failed:
            click.echo(output, nl=False)
        self.summarise(done, len(problems))
        return 1 if failed else 0

    def summarise(self, done: str, problems: int) -> None:
        """Write the last line of a run. Formats that programs read have none."""
        if self.form == "text":
            seconds = time.monotonic() - self._started
            click.echo(f"{self.command}: {done}, {count(problems, 'problem')}, {seconds:.1f} s", err=True)


def _shown_step(name: str | None) -> str:
    return name or ""


def count(number: int, what: str) -> str:
    """Format a number with the name of the things counted, such as `1 page` or `2 pages`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


class _Code(click.ParamType[str]):
    """A diagnostic code that can be silenced."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Convert the code; fail if it is unknown or cannot be silenced."""
        reason = why_not_silenced(value)
        if reason is not None:
            self.fail(reason, param, ctx)
        return str(value)

    def shell_complete(
        self, ctx: click.Context, param: click.Parameter, incomplete: str
    ) -> list[CompletionItem]:
        """Complete the codes that begin with `incomplete`."""
        del ctx, param
        names = (name for name, code in CODES.items() if not code.fatal)
        return [CompletionItem(name) for name in names if name.startswith(incomplete)]


def project_command(
    name: str, *, output_has_formats: bool = False, examples: str
) -> Callable[[_Command], click.Command]:
    """Return a decorator that makes a command of a function, with the options that all commands share.

    The function gets a `Run` and its own options, and returns the exit status. `examples` is a line for each
    example. With `output_has_formats`, the option --format belongs to the command's output, and the format
    of problems is named by --problems alone.
    """
    names = ("--problems",) if output_has_formats else ("--format", "--problems")

    def decorate(function: _Command) -> click.Command:
        @functools.wraps(function)
        def run(*, root: Path | None, silence: tuple[str, ...], problems: Format, **options: Any) -> int:
            base: Path = root or click.get_current_context().obj or Path()
            started = Run(name, base.resolve(), frozenset(silence), problems)
            try:
                return function(started, **options)
            except OutputError as error:
                started.report.add("output", Origin(error.path, 0), error.text)
                return started.end("nothing written")

        options = (
            click.option(
                "--root",
                type=click.Path(path_type=Path),
                metavar="DIR",
                help="Folder of the project.  [default: current folder]",
            ),
            click.option(
                "--silence",
                multiple=True,
                type=_Code(),
                metavar="CODE",
                help="Hide problems with this code; repeatable.",
            ),
            click.option(
                *names,
                "problems",
                type=click.Choice(FORMATS),
                default="text",
                show_default=True,
                help="Format of the list of problems, on standard error.",
            ),
        )
        decorated: Any = run
        # Click keeps parameters in reverse order on the function: the command's own are listed first.
        own = decorated.__dict__.pop("__click_params__", [])
        for option in reversed(options):
            decorated = option(decorated)
        decorated.__click_params__ += own
        epilog = "\b\nExamples:\n" + "\n".join(f"  {line}" for line in examples.strip().splitlines())
        return click.command(name, epilog=epilog)(decorated)

    return decorate
