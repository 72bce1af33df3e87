"""The index behind the "Go to" field: what has a name in a specification, and where it is defined."""
