"""Checks that no word is lost: compares the words of a text with those that its conversion shows."""
