"""Importers: source trees of other tools, converted to projects of this one.

registry     importers by name, of this package and of others
result       the files of a project, and how many of each construct were converted
words        a count of words that finds text that an importer lost
hugo/        the parts of Hugo that importers of Hugo trees need: front matter, shortcodes, heading ids
matrix/      the published Matrix specification
"""
