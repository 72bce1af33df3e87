"""The block scanner: it finds code, lists, tables, quotations and definitions."""
