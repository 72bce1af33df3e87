"""Codes of the programs that drafts are passed to: xml2rfc, idnits, aasvg, iddiff."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "rfc-xml2rfc-error",
        "error",
        "xml2rfc refuses the document.",
        "Change what it complains of at that line.",
    ),
    Code(
        "rfc-xml2rfc-warning",
        "warning",
        "xml2rfc complains of something that it can still render.",
        "Change what it complains of at that line.",
        fatal=False,
    ),
    Code(
        "rfc-xml2rfc-new",
        "info",
        "The installed xml2rfc differs from the one whose look-ups this program makes faster.",
        "Nothing has to be done; drafts are the same, and take longer.",
        fatal=False,
    ),
    Code(
        "rfc-format",
        "error",
        "A format was asked for that cannot be made here.",
        "Use one of xml, txt, html and pdf; for pdf, install the libraries that the message names.",
    ),
    Code(
        "rfc-idnits-error",
        "error",
        "idnits finds a fault that the datatracker would refuse.",
        "Correct it as the message describes.",
        fatal=False,
    ),
    Code(
        "rfc-idnits-warning",
        "warning",
        "idnits complains of something.",
        "Correct it as the message describes.",
        fatal=False,
    ),
    Code(
        "rfc-idnits-unread",
        "info",
        "idnits was not run, since it is not installed.",
        "Install it: npm install @ietf-tools/idnits.",
        fatal=False,
    ),
    Code(
        "rfc-drawing-text",
        "info",
        "A drawing for aasvg is shown as text alone, since aasvg or node is not installed.",
        "Install node, and run 'npm ci' in the project's folder.",
        fatal=False,
    ),
    Code(
        "rfc-drawing-failed",
        "warning",
        "aasvg could not draw what is written; the text of the drawing is shown in every format.",
        "Correct the drawing as the message describes, or name the fence ascii-art.",
        fatal=False,
    ),
    Code(
        "rfc-iddiff",
        "error",
        "A diff between revisions was asked for and could not be made.",
        "Install iddiff (pip install iddiff), and look at its output.",
    ),
    Code(
        "rfc-fetch",
        "error",
        "A reference could not be fetched.",
        "Define it by hand in drafts/references.yml.",
    ),
)
