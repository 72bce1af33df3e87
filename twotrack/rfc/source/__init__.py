"""Draft files: kramdown-rfc's syntax, front matter parts and included files."""
