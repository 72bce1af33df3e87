"""Codes of the ledger, and of what `twotrack check` finds."""

from __future__ import annotations

from twotrack.codes.code_entry import Code

CODES: tuple[Code, ...] = (
    Code(
        "ledger-entry",
        "error",
        "A file of `spec/ledger/` is no entry: a field is missing, unknown, or has a value it cannot have.",
        "Correct the field that the message names; the file is called like its id.",
    ),
    Code(
        "ledger-directive",
        "error",
        "`::: ledger` is written with words that it does not take.",
        "Write `::: ledger` alone on its line.",
    ),
    Code(
        "baseline",
        "error",
        "The file of known problems cannot be read.",
        "Write it with `twotrack check --write-baseline FILE`.",
    ),
    Code(
        "baseline-unused",
        "warning",
        "A known problem is no longer found.",
        "Remove it from the file of known problems, or write the file again.",
        fatal=False,
    ),
    Code(
        "provenance",
        "error",
        "A requirement has no row in `spec/provenance/`, or a row cannot be used.",
        "Add a row with the anchor, the class and a note to the file for the source; `editions.yml` declares"
        " the classes.",
    ),
    Code(
        "uncompared",
        "info",
        "An edition is compared with no edition of another side, so that differences are not checked.",
        "Declare the sides and their facet under `sides` in `editions.yml`, or an edition of the other side"
        " that has the same values of the remaining facets.",
        fatal=False,
    ),
    Code(
        "difference",
        "error",
        "Two sides differ, and no condition at the place of the difference names a ledger entry.",
        "Write `because` and the id of an entry into the condition; write the entry if there is none.",
    ),
    Code(
        "ledger-unknown",
        "error",
        "`because` names an id that has no entry.",
        "Correct the id, or write the entry.",
    ),
    Code(
        "ledger-unused",
        "error",
        "An entry is not closed, and no condition of the text names it.",
        "Name it in the condition of the text, or set its status to rejected, withdrawn or done.",
    ),
    Code(
        "ledger-unregistered",
        "error",
        "An entry is not in the register of ids, so that its id could be given out twice.",
        "Run `twotrack check --update-ledger`, and commit the register.",
    ),
    Code(
        "ledger-reused",
        "error",
        "An id that was assigned before now belongs to an entry that was opened on another day.",
        "Give the new entry an id of its own, and bring the old entry back.",
    ),
    Code(
        "ledger-gone",
        "error",
        "An id was assigned, and its entry is no longer there.",
        "Bring the entry back; a difference that is no more has the status withdrawn or done.",
    ),
    Code(
        "register",
        "error",
        "A line of a register, such as `spec/ledger/register.tsv`, cannot be read.",
        "Correct the line, or restore the file; `twotrack check` writes it.",
    ),
    Code(
        "version-changed",
        "error",
        "The text of a frozen version is not the one whose hash is in `spec/frozen.tsv`.",
        "Restore it. Record a mistake as an erratum next to it; other changes belong to another version.",
    ),
    Code(
        "version-unregistered",
        "error",
        "A version is declared as frozen, and its hash is not in `spec/frozen.tsv`.",
        "Run `twotrack check --update-frozen` when it is published, and commit the register.",
    ),
    Code(
        "relation-evidence",
        "error",
        "The evidence of a version's relation to its base is missing, is of another one, or contains faults.",
        "Compare the rules of both versions again with the reference implementation, and commit the file.",
    ),
    Code(
        "term-outside",
        "error",
        "A draft uses a term that is defined only in a text that it neither includes nor cites.",
        "Include the definition, define the term, or use other words in the draft.",
    ),
    Code(
        "anchor-gone",
        "error",
        "An anchor of the last release is no longer there, so that links from elsewhere break.",
        "Bring it back, or write its replacement into `spec/anchors.tsv`; `-` if there is none.",
    ),
    Code(
        "anchor-moved",
        "error",
        "An anchor of the last release is on another page, so that links from elsewhere break.",
        "Move it back, or name it in the third column of `spec/anchors.tsv`: a redirect is made.",
    ),
    Code(
        "anchors",
        "error",
        "A line of `spec/anchors.tsv` cannot be read, or names a replacement that is none.",
        "Correct the line: anchor, page and, if need be, what replaces it, parted by tabs.",
    ),
    Code(
        "frozen-changed",
        "error",
        "A text under `drafts/submitted/` is not what was submitted.",
        "Restore it. A change belongs into the next revision.",
    ),
    Code(
        "frozen-gone",
        "error",
        "A text under `drafts/submitted/` that is in the register is no longer there.",
        "Restore it.",
    ),
    Code(
        "frozen-unregistered",
        "error",
        "A text under `drafts/submitted/` is not in the register of hashes.",
        "Run `twotrack check --update-frozen` when it is submitted, and commit the register.",
    ),
    Code(
        "key-word-small",
        "info",
        "A rule has must, should, shall or may in small letters, which BCP 14 gives no weight.",
        "Write it in capitals if a requirement is meant, or use another word.",
        fatal=False,
    ),
    Code(
        "requirement-no-actor",
        "info",
        "The words of a requirement do not name who is to fulfil it.",
        "Make whoever has to do it the subject of the sentence.",
        fatal=False,
    ),
    Code(
        "requirement-other-actor",
        "info",
        "A requirement is on another actor than `editions.yml` declares for the domain (`actors`).",
        "Move the requirement to the domain of its actor, or add the actor to the domain.",
        fatal=False,
    ),
    Code(
        "domain-crossing",
        "info",
        "A domain that a side includes refers to one that is out of scope for the side.",
        "Nothing, if a condition cuts the reference for that side; the count shows how closely the two are"
        " related.",
        fatal=False,
    ),
    Code(
        "passage-repeated",
        "info",
        "A passage occurs in two places of the tree.",
        "Write it once and cite it, or include it from one place.",
        fatal=False,
    ),
)
