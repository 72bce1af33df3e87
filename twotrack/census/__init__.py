"""Proof that no word is lost: what a text says against what its conversion shows, word by word."""
