"""Alignment: which blocks and words of one text correspond to which of the other."""
