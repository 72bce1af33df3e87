"""Configuration: `editions.yml`, the facets and versions that it declares, and YAML that knows its lines."""
