"""Add the files that the "Go to" field reads to the files of a site."""

from __future__ import annotations

from collections.abc import Iterable

from twotrack.pages import Site
from twotrack.site.names.full_text import WORDS, words_file
from twotrack.site.names.name_list import Name, names
from twotrack.site.names.names_file import ANCHORS, NAMES, anchors_file, names_file


def publish_names(site: Site, more: Iterable[Name] = ()) -> None:
    """Add the names of a site, its anchors and its words to its files.

    `more` are names that its pages do not have as anchors, such as the entries of the ledger.
    """
    site.assets[NAMES] = names_file(site, [*names(site), *more])
    site.assets[ANCHORS] = anchors_file(site)
    site.assets[WORDS] = words_file(site)
