"""The files of a site: two files may not have the same path, nor one path be both file and folder."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

from twotrack.problems import Report
from twotrack.text import Origin

CODE = "site-clash"


def served_as(path: str) -> str:
    """Compute the folder of a page's URL: `rooms` for `rooms/index.md`, `rooms/README.md` and `rooms.md`."""
    folder, _, name = path.removesuffix(".md").rpartition("/")
    # MkDocs serves a README as the index of its folder.
    return folder if name in {"index", "README"} else f"{folder}/{name}".lstrip("/")


@dataclass(slots=True)
class OutputMap:
    """Maps each file of a site to its source. Conflicts are reported at the later source."""

    report: Report
    _files: dict[str, tuple[str, str]] = field(default_factory=dict)
    # Folder -> a file in it.
    _folders: dict[str, str] = field(default_factory=dict)

    def add_page(self, path: str, source: str, what: str = "") -> None:
        """Add the page `path`, made from the file `source`; `what` names one of several pages."""
        folder = served_as(path)
        self._add(f"{folder}/index.html" if folder else "index.html", source, what)

    def add_file(self, path: str, source: str) -> None:
        """Add a file that is made from the file `source`."""
        self._add(path, source, "")

    def _add(self, path: str, source: str, what: str) -> None:
        key = _key(path)
        other = self._files.get(key)
        if other is not None:
            if other != (source, what):
                self._clash(path, source, what, *other)
            return
        self._files[key] = source, what
        if key in self._folders:
            inside = self._files[self._folders[key]][0]
            self._report(source, f"the site has the folder /{path}/, for {inside}; rename this file")
        parts = key.split("/")[:-1]
        for depth in range(1, len(parts) + 1):
            folder = "/".join(parts[:depth])
            if self._folders.setdefault(folder, key) == key and folder in self._files:
                file = self._files[folder][0]
                self._report(source, f"the site has the file /{folder}, from {file}; rename one of the two")

    def _clash(self, path: str, source: str, what: str, other: str, other_what: str) -> None:
        url = "/" + path.removesuffix("index.html")
        if source == other:
            self._report(
                source, f"the pages of {other_what} and {what} have one URL, {url}; give them different slugs"
            )
        else:
            named = f"{other} ({other_what})" if other_what else other
            self._report(source, f"the URL {url} is that of {named} too; rename or move one of the two")

    def _report(self, source: str, text: str) -> None:
        self.report.add(CODE, Origin(source, 0), text)


def _key(path: str) -> str:
    """Normalise a path as file systems do that ignore case and the composition of characters."""
    return unicodedata.normalize("NFC", path).casefold()
