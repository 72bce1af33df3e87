"""Releases of a text: opened, compared, kept, and published side by side.

opened_tree      a project folder, another tool's tree, a git revision or a kept release, as a project
change_class     the class of a change: its meaning for an implementer
tree_redline     two trees compared, with the class of each change
touched_pages    the pages of a project that a new release of another text concerns
"""
