"""Loading: YAML files, `$ref`, and what an edition keeps of them."""
