"""The writers of xml2rfc, which collect their messages and say which element they failed on.

Checked against xml2rfc 3.30 to 3.34.
"""

from __future__ import annotations

import copy
import datetime as dt
from argparse import Namespace
from collections.abc import Callable
from functools import wraps
from typing import Any

import xml2rfc
from lxml import etree
from xml2rfc.writers import base

from twotrack.rfc.model.writer_context import line_of, set_line

VERSION: str = xml2rfc.__version__
WriterError: type[Exception] = base.RfcWriterError
"""Raised by a writer that stops; `msg` is its message."""

# The writers report through their own method; the functions of the module are then silent.
xml2rfc.log.quiet = True
_WIDTH = 72
_METHODS = ("render_", "element_", "attribute_")


class Messages:
    """The messages of the writers of one draft, and the line of the element that an exception comes from."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._failed: tuple[BaseException | None, int] = (None, 0)

    def line_of_failure(self, error: BaseException) -> int:
        """Return the line of the innermost element that a writer failed on, or 0."""
        return self._failed[1] if self._failed[0] is error else 0

    def noting(self, method: Callable[..., Any]) -> Callable[..., Any]:
        """Wrap a method that writes an element, so that a failure is noted with the element's line."""

        @wraps(method)
        def call(*arguments: Any, **named: Any) -> Any:
            try:
                return method(*arguments, **named)
            except Exception as error:
                if self._failed[0] is not error:
                    lines = (getattr(argument, "sourceline", None) for argument in arguments)
                    self._failed = error, next((line for line in lines if line), 0)
                raise

        return call


class Recorder(base.BaseV3Writer):  # type: ignore[misc] # xml2rfc has no types
    """A writer that collects its messages."""

    def __init__(self, document: Any, messages: Messages, **settings: Any) -> None:
        self.messages = messages
        super().__init__(document, **settings)
        for name in dir(type(self)):
            if name.startswith(_METHODS) and callable(method := getattr(self, name)):
                setattr(self, name, messages.noting(method))

    def log(self, msg: str) -> None:
        """Collect a message instead of writing it to the terminal."""
        self.messages.lines += msg.splitlines()


class PrepWriter(Recorder, xml2rfc.PrepToolWriter):  # type: ignore[misc]
    """The writer that prepares a document for the others."""


class HtmlWriter(Recorder, xml2rfc.HtmlWriter):  # type: ignore[misc]
    """The writer of HTML."""


class PdfWriter(Recorder, xml2rfc.PdfWriter):  # type: ignore[misc]
    """The writer that has the texts in the margins of a PDF."""


class TextWriter(Recorder, xml2rfc.TextWriter):  # type: ignore[misc]
    """The writer of text."""

    def paginate(self, lines: Any) -> Any:
        """Divide the text into pages, and warn if the line above or below them is cut."""
        for name, parts in (
            ("header", (self.page_top_left(), self.page_top_center(), self.page_top_right())),
            ("footer", (self.page_bottom_left(), self.page_bottom_center(), "[Page 1]")),
        ):
            words = [part.strip() for part in parts]
            if sum(map(len, words)) > _WIDTH:
                self.warn(None, f"the {name} of pages is longer than {_WIDTH} characters: {' '.join(words)}")
        return super().paginate(lines)


def prepared(document: Any, options: Namespace, messages: Messages) -> Any:
    """Prepare a document: numbers, boilerplate, table of contents. Raises WriterError and others."""
    return PrepWriter(
        document,
        messages,
        options=options,
        date=options.date,
        liberal=True,
        keep_pis=[xml2rfc.V3_PI_TARGET],
    ).prep()


def document_of(root: etree._Element, source: str) -> Any:
    """Make a document of xml2rfc; `source` is the name of its file."""
    return xml2rfc.parser.XmlRfc(etree.ElementTree(root), None, source=source)


def adopted(root: etree._Element, element: type[etree.ElementBase] | None = None) -> etree._Element:
    """Copy a tree to elements of xml2rfc's class, which store data of its writers; lines are kept."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    lookup = etree.ElementDefaultClassLookup(element=element or xml2rfc.parser.AnnotatedElement)
    parser.set_element_class_lookup(lookup)
    copied = etree.fromstring(etree.tostring(root), parser)
    for ours, theirs in zip(root.iter(), copied.iter(), strict=True):
        set_line(theirs, line_of(ours) or 1)
    return copied


def options_for(date: dt.date, number: str | None) -> Namespace:
    """Return the options for a draft, or for an RFC with a number: no network, a fixed date."""
    options: Namespace = copy.deepcopy(base.default_options)
    options.date = date
    options.legacy = False
    options.vocabulary = "v3"
    options.no_dtd = True
    options.no_network = True
    # An RFC, which has a number, has a different front page and is not paginated.
    options.rfc = number
    options.pagination = not number
    return options
