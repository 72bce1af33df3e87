"""YAML data (OpenAPI 3.1, JSON Schema): read into a model, and shown as text that every output understands.

nodes, documents, cutting     files -> mappings that know where they stand, as an edition has them
refs, schemas                 `$ref` and `allOf` followed: a schema as the pieces that describe it
model, tables, operations,
events                        what there is to show, without a word on how
site, draft, indexes          the views: lines of Markdown with raw HTML, or Markdown alone
bundles, checks               machine-readable outputs, and what must hold of the data
"""
