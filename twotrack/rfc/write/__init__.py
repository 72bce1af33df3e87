"""The RFCXML writer: HTML elements to RFCXML v3 elements."""
