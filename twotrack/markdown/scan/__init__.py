"""The block scanner: which lines are code, lists, tables, quotations or definitions."""
