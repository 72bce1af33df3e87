"""Importer of the published Matrix specification, a Hugo tree of `content/` and `data/`.

source_tree   the files of the tree: pages, parts, API documents
anchors       the anchors that the published pages have, and those that take their place
links         links between published pages, as references to anchors
boxes         paired shortcodes for notes and warnings, as admonitions
shortcodes    all other shortcodes, as directives and history notes
text          lines of Markdown, converted
data          OpenAPI documents and JSON Schemas, moved
project       the project's own files: editions.yml, mkdocs.yml, the register of anchors
importer      the order of the work
"""
