"""One Markdown tree, cut into a specification site, Internet-Drafts, and the differences between them."""

__version__ = "0.1.0"
