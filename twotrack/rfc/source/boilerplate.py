"""The texts of kramdown-rfc's `{::boilerplate NAME}`."""

from __future__ import annotations

import re

NAMES = "bcp14, bcp14+, bcp14info (each with -tagged), rfc7942, rfc7942info"

_BCP14 = (
    'The key words "MUST", "MUST NOT", "REQUIRED", "SHALL", "SHALL NOT", "SHOULD", "SHOULD NOT", '
    '"RECOMMENDED", "NOT RECOMMENDED", "MAY", and "OPTIONAL" in this document are to be interpreted as '
    "described in BCP\u00a014 "
    "{cited} when, and only when, they appear in all capitals, as shown here."
)
_INFO = (
    "Although this document is not an IETF Standards Track publication, it adopts the conventions for "
    "normative language to provide clarity of instructions to the implementer. "
)
_PLUS = (
    " These words may also appear in this document in lower case as plain English words, absent their "
    "normative meanings."
)
_NAME = re.compile(
    r"bcp14(?P<info>info)?(?P<plus>\+)?(?P<tagged>-tagged)?(?P<group>-bcp14)?\Z", re.IGNORECASE
)
# RFC 7942, section 2.1.
_STATUS = (
    (
        "This section records the status of known implementations of the protocol defined by this "
        "specification at the time of posting of this Internet-Draft, and is based on a proposal described "
        "in {{?RFC7942}}.  The description of implementations in this section is intended to assist the "
        "IETF in its decision processes in progressing drafts to RFCs.  Please note that the listing of any"
        " individual implementation here does not imply endorsement by the IETF.  Furthermore, no effort "
        "has been spent to verify the information presented here that was supplied by IETF contributors. "
        "This is not intended as, and must not be construed to be, a catalog of available implementations "
        "or their features.  Readers are advised to note that other implementations may exist."
    ),
    (
        'According to {{?RFC7942}}, "this will allow reviewers and working groups to assign due '
        "consideration to documents that have the benefit of running code, which may serve as evidence of "
        "valuable experimentation and feedback that have made the implemented protocols more mature.  It is"
        ' up to the individual working groups to use this information as they see fit".'
    ),
)
_SOURCE = "(Boilerplate as per {{Section 2.1 of RFC7942}}:)"


def paragraphs(name: str) -> tuple[str, ...] | None:
    """Return the paragraphs of a boilerplate; None for an unknown name."""
    if name.lower() in {"rfc7942", "rfc7942info"}:
        return (_SOURCE, *_STATUS) if name.lower().endswith("info") else _STATUS
    match = _NAME.match(name)
    if match is None:
        return None
    text = _BCP14.format(cited="{{!BCP14}}" if match["group"] else "{{!RFC2119}} {{!RFC8174}}")
    return (f"{_INFO if match['info'] else ''}{text}{_PLUS if match['plus'] else ''}",)
