"""The source tree on disk, read once: its editions, and its pages with their conditions."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from twotrack.config.characters import without_forbidden
from twotrack.config.editions_file import read_editions
from twotrack.config.facets import Edition, Editions
from twotrack.config.yaml_lines import Map, load_or_report
from twotrack.problems import Report
from twotrack.source.cut import Conditional, cut, read_conditions
from twotrack.source.tree_entries import markdown_files
from twotrack.text import Origin, Text

# Far above the size of any page that a person writes; keeps a stray file from filling the memory.
MAX_BYTES = 20_000_000
SPEC = "spec"
EDITIONS = "editions.yml"
SUFFIX = ".md"


@dataclass(slots=True)
class Source:
    """A page as written: its path below `spec/`, its front matter, and its conditional text.

    `written` is the file's content if it has no errors; a later reading compares it.
    """

    path: str
    meta: Mapping[str, object]
    body: Conditional
    written: str | None = None


@dataclass(slots=True)
class Tree:
    """`spec/` under `root`: its editions and all its Markdown, keyed by path below `spec/`."""

    root: Path
    editions: Editions
    sources: dict[str, Source]
    config: str = ""
    cutting: set[str] = field(default_factory=set)
    """The paths of all sources that were cut; a caller may clear it to see which it uses."""
    _cuts: dict[tuple[str, str], tuple[Text, Report]] = field(default_factory=dict)
    _texts: dict[str, list[Text]] = field(default_factory=dict)

    def cut(self, path: str, edition: Edition, report: Report) -> Text:
        """Cut a source for an edition (KeyError if unknown); copy the shared result to change it.

        Editions that keep the same lines have the same result.
        """
        self.cutting.add(path)
        key = (path, edition.name)
        if key not in self._cuts:
            own = Report(report.silenced)
            text = cut(self.sources[path].body, self.editions, edition, own)
            known = self._texts.setdefault(path, [])
            if text in known:
                text = known[known.index(text)]
            else:
                known.append(text)
            self._cuts[key] = text, own
        text, found = self._cuts[key]
        report.take(found)
        return text

    def is_part(self, path: str) -> bool:
        """Check whether a source is only included in others, and so is not a page."""
        return any(
            path == part or (part.endswith("/") and path.startswith(part)) for part in self.editions.parts
        )


def read_tree(root: Path, report: Report, before: Tree | None = None) -> Tree | None:
    """Read `root/spec`; return None, with the reasons reported, if its editions or a page cannot be used.

    A source that is unchanged since `before` was read, and has no errors, is the same object in both trees.
    """
    folder = root / SPEC
    if not folder.is_dir():
        here = root.resolve()
        what = f"there is no folder {SPEC}/ in {here}: run this in a project's folder, or give --root"
        report.add("config", Origin(f"{SPEC}/{EDITIONS}", 0), what)
        return None
    config = read_text(folder / EDITIONS, f"{SPEC}/{EDITIONS}", folder, report, missing="config")
    if config is None:
        return None
    known: Mapping[str, Source] = {}
    editions: Editions | None
    if before is not None and before.config == config:
        editions, known = before.editions, before.sources
    else:
        own = Report(report.silenced)
        editions = read_editions(config, f"{SPEC}/{EDITIONS}", own)
        report.take(own)
        if own.problems:
            config = ""  # A later reading must report them again.
    if editions is None:
        return None
    sources: dict[str, Source] = {}
    is_complete = True
    for path in markdown_files(folder, SPEC, report):
        if not path.endswith(SUFFIX):
            name = PurePosixPath(path).stem + SUFFIX
            reason = f"a page's name must end with {SUFFIX}; rename the file to {name}"
            report.add("page-name", Origin(f"{SPEC}/{path}", 0), reason)
            continue
        text = read_text(folder / path, f"{SPEC}/{path}", folder, report)
        if text is None:
            # Without this page, further problems would be reported at all references to it.
            is_complete = False
            continue
        if path in known and known[path].written == text:
            sources[path] = known[path]
            continue
        own = Report(report.silenced)
        sources[path] = read_source(text, path, f"{SPEC}/{path}", editions, own)
        sources[path].written = None if own.problems else text
        report.take(own)
    return Tree(root, editions, sources, config) if is_complete else None


def read_source(text: str, path: str, shown: str, editions: Editions, report: Report) -> Source:
    """Read a page's text: first its front matter, then its conditions. Messages call the page `shown`."""
    meta, first, body = split_front_matter(text, shown, report)
    for key, value in meta.items():
        if isinstance(value, str) and "{{" in value:
            line = meta.line_of(key) if isinstance(meta, Map) else 1
            fault = f"`{key}` in the front matter takes no `{{{{…}}}}`"
            correction = (
                "; leave it out and put the condition into the page's first heading" if key == "title" else ""
            )
            report.add("front-matter", Origin(shown, line), fault + correction)
    return Source(path, meta, read_conditions(Text.of(body, shown, first), editions, report))


def split_front_matter(text: str, shown: str, report: Report) -> tuple[Mapping[str, object], int, str]:
    """Split the YAML between `---` lines off the top; the line number is that of the remaining text."""
    if not text.startswith("---\n"):
        return {}, 1, text
    end = text.find("\n---\n", 3)
    if end < 0:
        if text.endswith("\n---"):
            end = len(text) - 4
        else:
            report.add("front-matter", Origin(shown, 1), "the front matter has no `---` line that ends it")
            return {}, 1, text
    meta = load_or_report(text[4 : end + 1], shown, "front-matter", report, first=2)
    if meta is not None and not isinstance(meta, Map):
        report.add("front-matter", Origin(shown, 2), "the front matter must be a mapping, such as `title: …`")
        meta = None
    return meta or {}, text.count("\n", 0, end + 5) + 1, text[end + 5 :]


def read_text(
    path: Path, shown: str, within: Path, report: Report, missing: str = "unreadable"
) -> str | None:
    """Read the text of a source within a folder; report under `missing` if that is not possible.

    Line ends become LF. Characters that no source may contain are reported and replaced.
    """
    text = read_any_text(path, shown, within, report, missing)
    return text and without_forbidden(text, shown, report)


def read_any_text(
    path: Path, shown: str, within: Path, report: Report, missing: str = "unreadable"
) -> str | None:
    """Read a UTF-8 file as `read_text` does, with any characters."""
    data = b""
    try:
        # Strings: a tree has hundreds of files, and each step of pathlib creates new objects.
        inside = os.path.realpath(within)
        if os.path.commonpath([inside, os.path.realpath(path)]) != inside:
            report.add(
                "unreadable", Origin(shown, 0), "the link leads out of the tree; put the file itself there"
            )
            return None
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            # Reading a named pipe would never end.
            kind = "a folder" if stat.S_ISDIR(status.st_mode) else "a pipe, socket or device"
            report.add("unreadable", Origin(shown, 0), f"{kind}, not a file; remove it")
            return None
        if status.st_size > MAX_BYTES:
            report.add("unreadable", Origin(shown, 0), f"larger than {MAX_BYTES // 1_000_000} MB; split it")
            return None
        data = path.read_bytes()
        return data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        report.add("unreadable", Origin(shown, line), "not UTF-8 text; save the file as UTF-8")
    except OSError as error:
        report.add(missing, Origin(shown, 0), f"cannot be read: {error.strerror or error}")
    return None
