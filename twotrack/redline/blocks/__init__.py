"""Documents as lists of blocks and tokens, the units of comparison."""
