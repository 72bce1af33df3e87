"""A small implementation of what `spec/rooms` and `spec/appendices` say of events, for every room version.

It is written to be held against the text, anchor by anchor, and not to be fast. Whatever the text leaves
open is a fault of the text. Every module names the sections that it follows; names are those of the text.
"""
