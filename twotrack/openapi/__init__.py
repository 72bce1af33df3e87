"""YAML data (OpenAPI 3.1, JSON Schema): read into a model, and shown as text that every output understands.

nodes, documents, cache, cutting    files -> mappings that know where they stand, as an edition has them
refs, schemas                       `$ref` and `allOf` followed: a schema as the pieces that describe it
model                               what there is to show, without a word on how
tree, operations, events, tables,
facts, examples, prose, indexes     the readers: from names and schemas to the model
expand                              the directives: from a name on a page to lines
site, html, cells, draft, http,
lines, index_views                  the views: Markdown with raw HTML tables, or Markdown alone
bundles, publish, viewer_page       machine-readable outputs beside the pages
checks, check_examples, keys, walk  what must hold of the data
"""
