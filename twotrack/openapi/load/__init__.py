"""Loading: YAML files, `$ref`, and the filter for an edition."""
