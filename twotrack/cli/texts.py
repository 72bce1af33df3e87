"""Names and default pairs of texts, for the commands that compare texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import click

from twotrack.config.facets import Editions

_NEWEST = 3


@contextmanager
def unknown_is_usage() -> Iterator[None]:
    """Turn the name of an unknown edition, draft, page or revision into wrong usage."""
    from twotrack.comparison import UnknownEditionError
    from twotrack.source.git_revision import UnknownRevisionError

    try:
        yield
    except (UnknownEditionError, UnknownRevisionError) as error:
        raise click.UsageError(str(error)) from error


def parse_pairs(pairs: Sequence[str]) -> list[tuple[str, str]]:
    """Parse the two names of each pair `A:B`. Raises click.UsageError for any other form."""
    split = [(a, b) for a, _, b in (pair.partition(":") for pair in pairs)]
    if not all(a and b and ":" not in b for a, b in split):
        raise click.UsageError("each pair is written A:B, such as 11:12")
    return split


def default_pairs(editions: Editions) -> list[tuple[str, str]]:
    """Choose the pairs that a project's readers compare most.

    These are the newest versions, each with the version that it is based on, and the site's edition with
    each declared edition of another side.
    """
    versions = editions.lineage.versions
    based = [(version.based_on, version.id) for version in versions.values() if version.based_on]
    site = editions.editions[editions.site]
    across = [
        (site.name, edition.name)
        for edition in editions.editions.values()
        if edition.name not in versions and editions.side(edition) != editions.side(site)
    ]
    return [*based[-_NEWEST:], *across]
