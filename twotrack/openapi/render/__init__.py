"""Rendering of the model: HTML and Markdown for the site, definition lists for drafts."""
