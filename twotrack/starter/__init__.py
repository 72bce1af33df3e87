"""The starter: the files of a new project."""
