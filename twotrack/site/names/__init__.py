"""The index behind the "Go to" field: the names that a specification defines, with their places."""
