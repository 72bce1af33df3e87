"""A small implementation of `spec/rooms` and the event formats of `spec/appendices`, for all room versions.

It is written to be compared with the specification anchor by anchor, not for speed. If the specification is
ambiguous, that is an error in the specification. Every module lists the sections that it implements and uses
their terms.
"""
