"""Machine-readable outputs: OpenAPI documents, JSON Schemas and the viewer."""
