"""Codes of the lint for drafts, all of which can be silenced."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "lint-requirement-actor",
        "info",
        "A requirement to act is in the passive voice, and nothing around it names who is to fulfil it.",
        "Make the actor the subject: 'A server MUST verify the signature'.",
        fatal=False,
    ),
    Code(
        "lint-requirement-undefined",
        "warning",
        "A requirement names an operation, type or registry that the document neither defines nor cites.",
        "Define it, cite the document that does, or refer to the section in the same sentence.",
        fatal=False,
    ),
    Code(
        "lint-term-undefined",
        "info",
        "An abbreviation is never expanded, or a capitalized name is never introduced.",
        "Expand it once, as in 'Long Name (LN)'; define the name, or write it in small letters.",
        fatal=False,
    ),
    Code(
        "lint-term-twice",
        "warning",
        "Two definitions of a document, or two of its glossaries, have the same term.",
        "Keep one definition and refer to it.",
        fatal=False,
    ),
    Code(
        "lint-reference-informative",
        "warning",
        "A requirement depends on a document that is listed as an informative reference.",
        "Move the reference to 'normative', or write 'for example' if the document is only one choice.",
        fatal=False,
    ),
    Code(
        "lint-keyword-small",
        "info",
        "An item of a list has a keyword in small letters, and another item one in capitals.",
        "Write the keyword in capitals if a requirement is meant, otherwise use another word.",
        fatal=False,
    ),
    Code(
        "lint-example-grammar",
        "warning",
        "An example is not matched by the rule of the draft's ABNF that has its name.",
        "Correct one of them; a JSON member or HTTP field is compared with the rule of its name.",
        fatal=False,
    ),
    Code(
        "lint-example-schema",
        "warning",
        "A JSON example is not valid against the JSON Schema that its section shows in front of it.",
        "Correct the example or the schema; an example of something else belongs in another section.",
        fatal=False,
    ),
    Code(
        "lint-example-version",
        "warning",
        "An example has the version, or another facet's value, of an edition other than the draft's.",
        "Write the value of the draft's edition, with a variable such as `{{=room_version}}` or a condition.",
        fatal=False,
    ),
)
