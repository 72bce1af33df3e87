"""YAML data (OpenAPI 3.1, JSON Schema): read into a model, and rendered as text for every output.

load     files as mappings with their position, filtered for an edition; `$ref` resolved
model    readers that turn names and schemas into elements to show, independent of their rendering
render   directives, and the views: Markdown with raw HTML tables, or Markdown alone
bundle   machine-readable outputs beside the pages
check    checks of keys, values, consistency and examples
"""
