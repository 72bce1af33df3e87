"""Conversion of cut text to plain Python-Markdown: includes, lists, anchors, references."""
