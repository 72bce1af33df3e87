"""Internet-Drafts: converted Markdown to RFCXML v3, and from there to text, HTML and PDF by xml2rfc.

    draft_file ─► dialect.kramdown ─► drafts.assemble_draft ─► convert ─► writer ─► validate ─► render

`dispatch` maps each HTML element to the function that writes it; `content` lists the elements that RFCXML
allows inside each other; `front`, `people`, `venue` and `references` write the front matter; `siblings`,
`submitted` and `revisions` handle other drafts and earlier revisions; `checks` reports problems that the
IETF would find. `file_include` includes files, `drawings` runs aasvg, and `pdf` renders with xml2rfc, but
without the network and the current time.

Front matter is kramdown-rfc's, with these additional fields: `edition` (the edition of the tree),
`nested-counters` (false: each list counts from 1, not 4.2.1), `footnotes: cref` (footnotes become editorial
comments, not asides), `fold` (the width that code is folded to by RFC 8792, false for no folding) and
`bcp14` (false: no key word is tagged; otherwise all are tagged if the text cites BCP 14).
"""
