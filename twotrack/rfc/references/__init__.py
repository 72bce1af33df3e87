"""References: the RFC table, bibliography entries, other drafts and submitted revisions."""
