"""The adapters: the website through a MkDocs plugin, and the same pages in a folder for another engine."""
