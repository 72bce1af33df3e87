"""Internet-Drafts: converted Markdown to RFCXML v3, and from there to text, HTML and PDF by xml2rfc.

    draft_file ─► dialect.kramdown ─► drafts.assemble_draft ─► convert ─► writer ─► validate ─► render

`dispatch` is the table from element of HTML to the function that writes it; `content` holds what RFCXML
lets stand inside what; `front`, `people`, `venue` and `references` write what front matter says; `siblings`,
`submitted` and `revisions` know of other drafts and of earlier ones; `checks` says what the IETF would.
`file_include` brings files in, `drawings` runs aasvg, `pdf` is xml2rfc's without network and clock.

Front matter is kramdown-rfc's, with these of our own: `edition` (the cut of the tree), `nested-counters`
(false: each list counts from 1, not 4.2.1), `footnotes: cref` (footnotes become editorial comments, not
asides), `fold` (the width code is folded to by RFC 8792, false for never) and `bcp14` (false: no key word
is tagged; else all are, once the text cites BCP 14).
"""
