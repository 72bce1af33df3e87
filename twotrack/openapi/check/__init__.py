"""Checks of the data: known keys, values, consistency and examples."""
