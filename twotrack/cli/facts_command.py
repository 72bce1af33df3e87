"""`twotrack facts`."""

from __future__ import annotations

from contextlib import ExitStack

import click

from twotrack.cli.run import Run, count, project_command


@project_command(
    "facts",
    output_has_formats=True,
    examples="""
twotrack facts . > facts.json
twotrack facts ../matrix-spec/v1.19 > v1.19.json
twotrack facts --diff ../matrix-spec/v1.18 ../matrix-spec/v1.19
twotrack facts --diff HEAD~10 HEAD --format json
""",
)
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--diff", "compare", is_flag=True, help="Compare the facts of two sources.")
@click.option(
    "--format",
    "form",
    type=click.Choice(("text", "json")),
    default="text",
    show_default=True,
    help="Format of a comparison.",
)
def command(run: Run, *, sources: tuple[str, ...], compare: bool, form: str) -> int:
    """Write the facts of a tree, or the differences of two.

    SOURCE is a project's folder, a tree that an importer reads, a kept release, or a git revision. Facts are
    operations with their parameters, bodies, types, limits, statuses and error codes, event types, schemas,
    and the key words of each section.
    """
    from twotrack.facts.difference import fact_changes
    from twotrack.facts.difference import to_json as changes_to_json
    from twotrack.facts.tree_facts import to_json, tree_facts
    from twotrack.problems import Report
    from twotrack.releases.opened_tree import UnknownTreeError, open_tree

    wanted = 2 if compare else 1
    if len(sources) != wanted:
        raise click.UsageError(f"expected {count(wanted, 'source')}, got {len(sources)}")
    facts = []
    with ExitStack() as stack, run.progress(len(sources)):
        for source in sources:
            try:
                project = open_tree(source, run.root, stack, run.report)
            except UnknownTreeError as error:
                raise click.UsageError(str(error)) from error
            if project is None:
                return run.end("no facts")
            run.step(source)
            # Problems of a tree are those of `check`; facts are collected from all valid parts.
            facts.append(tree_facts(project, Report()))
    if not compare:
        return run.end(f"{count(len(facts[0]['operations']), 'operation')}", to_json(facts[0]))
    changes = fact_changes(facts[0], facts[1])
    output = changes_to_json(changes) if form == "json" else "".join(f"{change}\n" for change in changes)
    return run.end(count(len(changes), "change"), output)
