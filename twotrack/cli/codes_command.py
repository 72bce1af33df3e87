"""`twotrack codes`."""

from __future__ import annotations

import time

import click


@click.command("codes", epilog="\b\nExample:\n  twotrack codes > DIAGNOSTICS.md")
def command() -> int:
    """List all diagnostic codes as a Markdown page.

    For each code, the page lists its severity, its cause, its correction, and whether --silence can hide it.
    """
    from twotrack.codes import CODES
    from twotrack.codes.catalogue_page import page

    started = time.monotonic()
    click.echo(page(), nl=False)
    click.echo(f"codes: {len(CODES)} codes, {time.monotonic() - started:.1f} s", err=True)
    return 0
