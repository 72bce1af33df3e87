"""Codes of the YAML data: reading it, showing it, and checking its content."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "data-openapi",
        "error",
        "An OpenAPI document does not match the schema of OpenAPI 3.1: a missing key, or a wrong value.",
        "Correct the line that the message names.",
    ),
    Code(
        "data-yaml",
        "error",
        "A file of data is no usable YAML or JSON, or is larger or nested deeper than a person would write.",
        "Correct the line named; split a file that is too large.",
    ),
    Code(
        "data-shape",
        "error",
        "A value of the data has another shape than OpenAPI 3.1 or JSON Schema gives it.",
        "Write it as the message describes.",
    ),
    Code(
        "data-security",
        "error",
        "An operation names a security scheme that its file does not declare. Pages show the bare name.",
        "Declare the scheme under `components: securitySchemes`, or correct its name.",
        fatal=False,
    ),
    Code(
        "data-key",
        "error",
        "A mapping of the data has a key that neither OpenAPI 3.1 nor JSON Schema knows.",
        "Correct its spelling; a key of your own begins with `x-`.",
        fatal=False,
    ),
    Code(
        "data-unshown",
        "warning",
        "A key of the data is known, but its value is not shown anywhere.",
        "Put it into a description, or write it as the message describes.",
        fatal=False,
    ),
    Code(
        "data-ref",
        "error",
        "A `$ref` leads to a file, or a place in a file, that is not there, or out of the source tree.",
        "Correct the path; it is relative to the file that contains it.",
    ),
    Code(
        "data-ref-loop",
        "error",
        "A chain of `$ref` or `allOf` comes back to its start without describing anything on the way.",
        "Break the circle: let one of the schemas define a type.",
    ),
    Code(
        "data-unknown",
        "error",
        "A directive names an operation, event type or schema that the data of this edition does not have.",
        "Correct the name, or put the directive under the condition that the data has.",
    ),
    Code(
        "data-ambiguous",
        "error",
        "A directive's name fits several schemas or event types.",
        "Write as many folders before the name as it takes, such as `server-server/definitions/keys`.",
    ),
    Code(
        "data-duplicate",
        "error",
        "Two places in the data describe one operation or one event type.",
        "Remove one of them, or give them conditions of which one is true.",
    ),
    Code(
        "data-link",
        "warning",
        "A description in a table links to a page without naming an anchor on it.",
        "Link to an anchor, `[text](#anchor)`, which works from every page that shows the table.",
        fatal=False,
    ),
    Code(
        "data-incomplete",
        "error",
        "An operation lacks a summary, a description, a response or an example, or an event type its kind.",
        "Write it.",
        fatal=False,
    ),
    Code(
        "data-parameter",
        "error",
        "The parameters of a path and those declared for it differ.",
        "Declare each `{name}` of the path once, with `in: path`, and nothing else.",
    ),
    Code(
        "data-example",
        "error",
        "An example is not what the schema beside it describes.",
        "Correct the one that is wrong.",
    ),
    Code(
        "data-errcode",
        "error",
        "An operation answers with an error code that no page defines.",
        "Begin the row of a table, or the term, that explains it with it; or correct its spelling.",
    ),
    Code(
        "data-unlisted",
        "error",
        "An operation or event type of the data is shown on no page.",
        "Show it with `::: api` or `::: event`, or write `x-unlisted: why` into it.",
        fatal=False,
    ),
    Code(
        "data-required",
        "error",
        "A schema requires a property that a condition has cut from it in this edition.",
        "Put the requirement under the same condition.",
    ),
    Code(
        "data-unchecked",
        "info",
        "Examples were not validated, because the package `jsonschema` is not installed.",
        "Install it; the lock file for development has it.",
        fatal=False,
    ),
)
