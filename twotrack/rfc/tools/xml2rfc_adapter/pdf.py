"""PDF of a prepared draft, made by xml2rfc without the network and reproducibly.

xml2rfc's style sheet fetches fonts from a server of the IETF, and its PDF contains the time of the build and
fonts in an order that changes from run to run. Here the installed fonts are used (`Noto Serif`, `Noto Sans
Math`, `Noto Sans Symbols2` and `Roboto Mono`, or substitutes), and the time is the day of the draft.
weasyprint and pango are required (https://doc.courtbouillon.org/weasyprint/stable/first_steps.html).
"""

from __future__ import annotations

import datetime as dt
import importlib
import logging
import re
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import xml2rfc
from xml2rfc.writers import pdf as pdf_writer

from twotrack.rfc.tools.xml2rfc_adapter.writers import HtmlWriter, Messages, PdfWriter

_PARTS = {"weasyprint": "weasyprint", "pango": "weasyprint.text.ffi"}
"""The module that needs each library, which is loaded with it."""
_FETCHED = re.compile(r"@import url\([^)]*\);")


class _HtmlWriter(HtmlWriter):
    def get_font_family(self, font_family: str | None) -> str:
        # Substitutes for the font of drawings, which must be monospaced.
        found: str = super().get_font_family(font_family)
        return f"{found}, Noto Sans Mono, monospace" if font_family == "monospace" else found


def missing() -> list[str]:
    """List the libraries that a PDF needs and that are not installed."""
    return [name for name, part in _PARTS.items() if not _is_there(part)]


def _is_there(name: str) -> bool:
    try:
        importlib.import_module(name)
    except (ImportError, OSError, ValueError):
        return False
    return True


def pdf(document: Any, options: Namespace, messages: Messages, complain: list[str]) -> bytes:
    """Make the PDF of a prepared document; the messages of weasyprint are added to `complain`.

    The steps are those of `PdfWriter.pdf` of xml2rfc 3.30 to 3.34, with another style sheet, time and order.
    """
    import weasyprint

    # Its writer was loaded without it.
    pdf_writer.weasyprint = weasyprint
    options = Namespace(**vars(options) | {"no_css": True, "pdf": True})
    writer = PdfWriter(document, messages, options=options, date=options.date)
    sheet = (Path(xml2rfc.__file__).with_name("data") / "xml2rfc.css").read_text(encoding="utf-8")
    parts = {
        "top-left": writer.page_top_left(),
        "top-center": writer.full_page_top_center(),
        "top-right": writer.page_top_right(),
        "bottom-left": writer.page_bottom_left(),
        "bottom-center": writer.page_bottom_center(),
        "fonts": ", ".join(_in_order(writer.get_serif_fonts(), named=3)),
        "mono-fonts": ", ".join(_in_order(writer.get_mono_fonts(), named=4)),
    }
    page = pdf_writer.page_css_template.format(
        **{name: part.replace("'", r"\'") for name, part in parts.items()}
    )
    page_writer = _HtmlWriter(document, messages, quiet=True, options=options, date=options.date)
    html = writer.flatten_unicode_spans(page_writer.html())
    time = dt.datetime.combine(options.date, dt.time(), dt.UTC).isoformat()
    with _heard(complain):
        sheets = [weasyprint.CSS(string=_FETCHED.sub("", sheet)), weasyprint.CSS(string=page)]
        drawn = weasyprint.HTML(string=html, base_url="").render(
            stylesheets=sheets, presentational_hints=True, pdf_identifier="xml2rfc"
        )
        drawn.metadata.created = drawn.metadata.modified = time
        made: bytes = drawn.write_pdf(None, pdf_variant="pdf/a-3u")
    return made


def _in_order(fonts: list[str], named: int) -> list[str]:
    """Sort the fonts of scripts, which come from a set, after the named fonts."""
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
