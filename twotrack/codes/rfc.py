"""Codes of the rfc area."""

from __future__ import annotations

from twotrack.codes.kinds import Code

CODES: tuple[Code, ...] = (
    Code(
        "rfc-no-form",
        "error",
        "The text uses something that RFCXML v3 has no form for at this place.",
        "Write it in another way, or move it to where RFCXML allows it.",
    ),
    Code(
        "rfc-yaml",
        "error",
        "The front matter of a draft, or drafts/references.yml, is not readable YAML.",
        "Mend the YAML at that line; a text with a colon or a # is put in quotes.",
    ),
    Code(
        "rfc-front-matter",
        "error",
        "A draft file does not begin with front matter.",
        "Begin the file with a line '---', the front matter, and '--- abstract'.",
    ),
    Code(
        "rfc-part",
        "error",
        "A draft has a part of an unknown name, or text outside its parts.",
        "Use the parts of kramdown-rfc: abstract, note_TITLE, to_be_removed_note_TITLE, middle, back.",
    ),
    Code(
        "rfc-part-missing",
        "error",
        "A draft lacks its abstract or its middle, or a part is empty.",
        "Write the part.",
    ),
    Code(
        "rfc-text-before-section",
        "error",
        "Text stands before the first heading of the middle or the back.",
        "Give it a heading: in RFCXML all text stands in sections.",
    ),
    Code(
        "rfc-section-empty",
        "warning",
        "A section has neither text nor sections below it.",
        "Write its text, or take the heading out.",
        fatal=False,
    ),
    Code(
        "rfc-rule-dropped",
        "warning",
        "The text has a horizontal rule, which RFCXML does not know.",
        "Take it out, or begin a section.",
        fatal=False,
    ),
    Code(
        "rfc-target-missing",
        "error",
        "A cross reference leads to an anchor that is not in this draft.",
        "Include the section that has the anchor, or cite the document that has it.",
    ),
    Code(
        "rfc-link-relative",
        "error",
        "A link of a draft has a relative address, which leads nowhere from a published document.",
        "Cite an anchor of the draft, or give the full address.",
    ),
    Code(
        "rfc-reference-missing",
        "error",
        "A citation's key is neither an RFC of the package's table nor defined.",
        "Define it in drafts/references.yml or the front matter, or run build_rfc.py --fetch-references.",
    ),
    Code(
        "rfc-reference-unused",
        "warning",
        "The front matter lists a reference that the text never cites.",
        "Cite it, or take it out of the list.",
        fatal=False,
    ),
    Code(
        "rfc-reference-field",
        "error",
        "A definition of a reference lacks a field that it needs.",
        "Add the field.",
    ),
    Code(
        "rfc-field-unknown",
        "warning",
        "The front matter, an author or a reference has a field that means nothing here.",
        "Take it out, or write it as kramdown-rfc documents it.",
        fatal=False,
    ),
    Code(
        "rfc-field-missing",
        "error",
        "The front matter lacks a field that every draft has.",
        "Add it.",
    ),
    Code(
        "rfc-field-value",
        "error",
        "A field of the front matter has a value that it cannot have.",
        "Use one of the values that the message names.",
    ),
    Code(
        "rfc-date",
        "error",
        "A date cannot be read.",
        "Write it as 2012, 2012-07 or 2012-07-28.",
    ),
    Code(
        "rfc-code-wide",
        "error",
        "Code or a drawing is too wide for the 72 columns of an Internet-Draft.",
        "Shorten its lines; RFC 8792 folding was not possible or not asked for.",
    ),
    Code(
        "rfc-schema",
        "error",
        "The RFCXML that was written is not valid against the schema of xml2rfc.",
        "Change the text at that line; if it looks right, this is a fault of the writer worth reporting.",
    ),
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
        "rfc-kramdown",
        "error",
        "A draft uses something of kramdown-rfc that is not supported here.",
        "Write it as the message says.",
    ),
    Code(
        "rfc-edition",
        "error",
        "A draft asks for an edition that spec/editions.yml does not declare.",
        "Name a declared edition under 'edition' in the front matter.",
    ),
    Code(
        "rfc-format",
        "error",
        "A format was asked for that cannot be made here.",
        "Use one of xml, txt, html and pdf; for pdf, install the libraries that the message names.",
    ),
)
