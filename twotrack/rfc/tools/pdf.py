"""PDF of a prepared draft: xml2rfc's own, drawn without the network and the same on every day.

xml2rfc's style sheet fetches fonts from a server of the IETF, and its PDF holds the time of the build and
fonts in an order that changes from run to run. Here the fonts are those installed (`Noto Serif`, `Noto
Sans Math`, `Noto Sans Symbols2` and `Roboto Mono` are asked for, others stand in), the time is the day of
the draft. weasyprint and pango draw it (https://doc.courtbouillon.org/weasyprint/stable/first_steps.html).
"""

from __future__ import annotations

import datetime as dt
import logging
import re
import tempfile
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

_FETCHED = re.compile(r"@import url\([^)]*\);")


def missing(xml2rfc: Any) -> list[str]:
    """Return the names of the libraries that a PDF needs and that are not installed."""
    there = {"weasyprint": xml2rfc.HAVE_WEASYPRINT, "pango": xml2rfc.HAVE_PANGO}
    return [name for name, found in there.items() if not found]


def pdf(xml2rfc: Any, document: Any, options: Namespace, complain: list[str]) -> bytes:
    """Return the PDF of a prepared document; the messages of weasyprint are added to `complain`."""
    from xml2rfc.writers import pdf as module

    class Writer(xml2rfc.PdfWriter):  # type: ignore[misc] # xml2rfc has no types
        def get_serif_fonts(self) -> list[str]:
            return _in_order(super().get_serif_fonts(), named=3)

        def get_mono_fonts(self) -> list[str]:
            return _in_order(super().get_mono_fonts(), named=4)

    class Clock:
        @staticmethod
        def now(tz: dt.tzinfo) -> dt.datetime:
            return dt.datetime.combine(options.date, dt.time(), tz)

    sheet = Path(xml2rfc.__file__).with_name("data") / "xml2rfc.css"
    with (
        tempfile.NamedTemporaryFile("w", suffix=".css", encoding="utf-8") as css,
        mock.patch.object(module, "datetime", Clock),
        mock.patch.object(module.HtmlWriter, "get_font_family", _with_others(module.HtmlWriter)),
        _heard(complain),
    ):
        css.write(_FETCHED.sub("", sheet.read_text(encoding="utf-8")))
        css.flush()
        made: bytes = Writer(
            document, options=Namespace(**vars(options) | {"css": css.name}), date=options.date
        ).pdf()
    return made


def _with_others(writer: Any) -> Callable[[Any, str | None], str]:
    """Let other fonts replace the one that drawings ask for, whose letters must be of one width."""
    own = writer.get_font_family

    def family(self: Any, name: str | None) -> str:
        found: str = own(self, name)
        return f"{found}, Noto Sans Mono, monospace" if name == "monospace" else found

    return family


def _in_order(fonts: list[str], named: int) -> list[str]:
    """Return fonts with those of scripts, which come out of a set, behind the named ones in order."""
    return [*fonts[:named], *sorted(fonts[named:])]


@contextmanager
def _heard(complain: list[str]) -> Iterator[None]:
    class Handler(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            complain.append(" ".join(record.getMessage().split()))

    logger = logging.getLogger("weasyprint")
    handler, before = Handler(logging.WARNING), logger.propagate
    logger.addHandler(handler)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = before
