"""Plain Python-Markdown to HTML, once, for site, draft and redline."""
