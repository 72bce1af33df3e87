"""The only module that creates, replaces or removes output files and folders.

Every folder that is written carries a marker (`output_marker.py`), which lists the files in it with digests
of their content. A folder is replaced only if all its files are as listed, and a file only if the marker of
its folder lists it, so that nothing is deleted or overwritten that this program did not write. New content is
written beside the old and exchanged with it by renaming. A process that is killed leaves at most a
`.twotrack-*` folder behind, which the next run restores or removes.
"""

from __future__ import annotations

import errno
import os
import re
import shutil
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from twotrack.output_marker import (
    MARKER,
    PREFIX,
    Marker,
    file_names,
    is_work_name,
    marker_of,
    not_written,
    read_marker,
    work_name,
)

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

# In a `.twotrack-*` folder: a lock for the time of the process, the target's name, new and old content.
_LOCK, _NAME, _NEW, _OLD = "lock", "name", "new", "old"
# The possible content of a folder with such a name. Nothing else is swept.
_TEMPORARY = ".tmp"
_PARTS = re.compile(rf"{_LOCK}|{_NAME}|{_NEW}|{_OLD}\d\d")
# A file has no lock: a young one may belong to a process that is about to rename it.
_GRACE = 600.0
_ATTEMPTS = 20


class OutputError(Exception):
    """An output cannot be written. `path` is the file or folder, `text` is the reason and the remedy."""

    def __init__(self, path: Path | str, text: str) -> None:
        super().__init__(f"{path}: {text}")
        self.path = str(path)
        self.text = text


@contextmanager
def _reported(path: Path) -> Iterator[None]:
    """Turn an error of the operating system into an OutputError."""
    try:
        yield
    except OSError as error:
        raise OutputError(error.filename or path, f"cannot be written: {error.strerror}") from error


class OutputFolder(AbstractContextManager["OutputFolder"]):
    """A folder that is written as a whole: built at `path`, then exchanged with `target` by `commit`.

    As a context manager it commits at the end of the body and discards if the body raises. `path` does not
    exist at first. `kind` names the output, such as `site`; an output of another kind is not replaced.
    `sources` are folders that must not be, contain or lie around the target. Raises OutputError if the target
    contains anything that was not written by this class.
    """

    def __init__(self, target: Path, kind: str, sources: Iterable[Path] = ()) -> None:
        # A link is followed, so that the folder it leads to is replaced and not the link.
        self.target = target.resolve()
        self.kind = kind
        self._shown = target
        parent = self.target.parent
        check_folder(target, kind, sources)
        with _reported(target):
            parent.mkdir(parents=True, exist_ok=True)
            self._work, self._lock = _work_folder(parent)
            (self._work / _NAME).write_text(self.target.name, encoding="utf-8")
        self.path = self._work / _NEW

    def commit(self) -> None:
        """Exchange the new folder with the target. Without a new folder, only clean up."""
        try:
            if self.path.is_dir():
                with _reported(self._shown):
                    _write_marker(self.path, marker_of(self.path, self.kind))
                    self._exchange()
        finally:
            self.discard()

    def _exchange(self) -> None:
        """Move the target aside and the new folder into its place; another process may do the same."""
        for attempt in range(_ATTEMPTS):
            _check_replaceable(self.target, self.kind, self._shown, edits=False)
            aside = self._work / f"{_OLD}{attempt:02}"
            with suppress(FileNotFoundError):
                self.target.rename(aside)
                self._check_aside(aside)
            try:
                self.path.rename(self.target)
            except OSError as error:
                if error.errno in {errno.ENOTEMPTY, errno.EEXIST}:
                    continue
                if aside.exists() and not self.target.exists():
                    aside.rename(self.target)
                raise
            return
        raise OutputError(self._shown, "cannot be replaced: other processes write it at the same time")

    def _check_aside(self, aside: Path) -> None:
        """Put the folder that was moved aside back and raise OutputError if a file was added or edited."""
        try:
            _check_replaceable(aside, self.kind, self._shown)
        except OutputError:
            with suppress(OSError):
                aside.rename(self.target)
            raise

    def discard(self) -> None:
        """Remove the new folder. Calling it again has no effect."""
        _remove(self._work, self._lock)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()


def _work_folder(parent: Path) -> tuple[Path, FileLock]:
    """Make a folder for new content and take its lock, so that no other process sweeps it."""
    for _ in range(_ATTEMPTS):
        work = parent / work_name()
        try:
            work.mkdir(0o700)
        except FileExistsError:
            continue
        lock = FileLock(work / _LOCK)
        with suppress(FileNotFoundError):
            lock.acquire()
            if (work / _LOCK).exists():
                return work, lock
            lock.release()
        # Another process swept the folder before it was locked.
        shutil.rmtree(work, ignore_errors=True)
    raise OutputError(parent, "cannot be written: other processes remove the new folder")


def _remove(work: Path, lock: FileLock) -> None:
    """Remove a folder of `_work_folder`, its lock first: after a kill the rest is then not restored."""
    lock.release()
    with suppress(OSError):
        (work / _LOCK).unlink(missing_ok=True)
    shutil.rmtree(work, ignore_errors=True)


def check_folder(target: Path, kind: str, sources: Iterable[Path] = ()) -> None:
    """Raise OutputError if OutputFolder would refuse the target; repair leftovers of killed runs."""
    resolved = target.resolve()
    check_sources(resolved, sources, target)
    with _reported(target):
        sweep(resolved.parent)
    _check_replaceable(resolved, kind, target)


def write_folder(
    target: Path, kind: str, files: Mapping[str, bytes | str], sources: Iterable[Path] = ()
) -> None:
    """Write `files` (path with `/` -> content) as the folder `target`; see OutputFolder."""
    with OutputFolder(target, kind, sources) as folder:
        for name, content in files.items():
            write_inside(folder.path, name, content)
        with _reported(target):
            folder.path.mkdir(exist_ok=True)


def write_inside(folder: Path, name: str, content: bytes | str) -> None:
    """Write the file `name` (a path with `/`) below `folder`. Raises OutputError if it leads out of it."""
    path = PurePosixPath(name)
    if not name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name:
        raise OutputError(name, "is not a path below the output folder")
    with _reported(folder / path):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)


def check_files(files: Mapping[Path, bytes], kind: str, sources: Iterable[Path] = ()) -> None:
    """Raise OutputError if `write_files` would refuse one of the files."""
    sources = tuple(sources)
    for folder in {path.parent for path in files}:
        check_sources(folder.resolve(), sources, folder, around=False)
        with _reported(folder):
            if os.path.lexists(folder) and not folder.is_dir():
                raise OutputError(folder, "is not a folder; name another one")
            marker = read_marker(folder)
        if marker is not None and marker.kind != kind:
            raise OutputError(
                folder, f"contains another output of twotrack ({marker.kind}); name another folder"
            )
        text = "exists and was not written by twotrack, or edited since; move it, or name another folder"
        if marker is None and os.path.lexists(folder / MARKER):
            raise OutputError(folder / MARKER, text)
        for path, content in files.items():
            with _reported(path):
                if path.parent == folder and not _is_free(path, content, marker):
                    raise OutputError(path, text)


def write_files(files: Mapping[Path, bytes], kind: str, sources: Iterable[Path] = ()) -> None:
    """Write files into folders that may contain others, all or none.

    A file that exists is replaced only if the marker of its folder lists it or its content is the same.
    `kind` is as for OutputFolder; `sources` are folders in which nothing is written.
    """
    check_files(files, kind, sources)
    folders = sorted({path.parent for path in files})
    works: dict[Path, tuple[Path, FileLock]] = {}
    try:
        with _reported(next(iter(files), Path())):
            for folder in folders:
                folder.mkdir(parents=True, exist_ok=True)
                sweep(folder)
                works[folder] = _work_folder(folder)
                (works[folder][0] / _NEW).mkdir()
            for path, content in files.items():
                (works[path.parent][0] / _NEW / path.name).write_bytes(content)
            final: dict[Path, Marker] = {}
            for folder in folders:
                contents = {path.name: content for path, content in files.items() if path.parent == folder}
                earlier = read_marker(folder) or Marker(kind, {})
                final[folder] = earlier.extended(contents)
                _exchange_marker(folder, works[folder][0] / _NEW, final[folder].accepting(earlier))
            for path in files:
                (works[path.parent][0] / _NEW / path.name).replace(path)
            for folder, marker in final.items():
                _exchange_marker(folder, works[folder][0] / _NEW, marker)
    finally:
        for work, lock in works.values():
            _remove(work, lock)


def check_new(folder: Path) -> None:
    """Raise OutputError if a folder exists and is not empty."""
    with _reported(folder):
        if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(folder, "exists and is not an empty folder; name another one")


def write_new(folder: Path, files: Mapping[str, bytes | str]) -> None:
    """Write files (path with `/` -> content) into a folder that does not exist or is empty.

    The folder is its owner's from then on: it gets no marker. Raises OutputError.
    """
    check_new(folder)
    for name, content in files.items():
        write_inside(folder, name, content)


def write_source(path: Path, content: str | bytes) -> None:
    """Replace a file of the source tree that the program keeps, such as a register.

    A link is followed, so that the file it leads to is replaced and not the link.
    """
    path = path.resolve()
    with _reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.parent / f"{work_name()}{_TEMPORARY}"
        try:
            with new.open("xb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
            if path.exists():
                shutil.copymode(path, new)
            new.replace(path)
        except BaseException:
            new.unlink(missing_ok=True)
            raise


def sweep(folder: Path) -> None:
    """Restore folders that killed runs moved aside in `folder`, and remove their leftovers."""
    for work in sorted(folder.glob(f"{PREFIX}*")):
        if work.is_symlink():
            continue
        if work.is_dir() and is_work_name(work.name):
            if all(_PARTS.fullmatch(part.name) for part in work.iterdir()):
                _sweep_one(work)
        elif work.is_file() and work.suffix == _TEMPORARY and is_work_name(work.stem) and _is_old(work):
            work.unlink(missing_ok=True)


def _sweep_one(work: Path) -> None:
    lock = work / _LOCK
    if not lock.exists():
        # It lost its lock when its removal began, or is about to get one: then a new folder is made.
        shutil.rmtree(work, ignore_errors=True)
        return
    own_lock = FileLock(lock)
    try:
        own_lock.acquire(timeout=0)
    except (Timeout, OSError):
        return
    try:
        # The highest number is the folder that was moved aside last.
        moved = sorted(work.glob(f"{_OLD}*"), reverse=True)
        if moved:
            target = work.parent / (work / _NAME).read_text(encoding="utf-8")
            if not os.path.lexists(target):
                moved.pop(0).rename(target)
        if not all(map(_is_unchanged, moved)):
            own_lock.release()
            return
    except OSError:
        own_lock.release()
        return
    _remove(work, own_lock)


def _is_unchanged(folder: Path) -> bool:
    """Check whether a folder that was moved aside has only content that was written, so that it can go."""
    marker, names = read_marker(folder), file_names(folder)
    return not names or (marker is not None and not not_written(folder, marker, names))


def _is_old(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > _GRACE
    return False


def check_sources(target: Path, sources: Iterable[Path], shown: Path, *, around: bool = True) -> None:
    """Raise OutputError if the target is or lies in a source folder or, with `around`, contains one."""
    for source in sources:
        resolved = source.resolve()
        if target.is_relative_to(resolved) or (around and resolved.is_relative_to(target)):
            raise OutputError(shown, f"lies in or around the source folder {source}; name another folder")


def _check_replaceable(target: Path, kind: str, shown: Path, *, edits: bool = True) -> None:
    """Raise OutputError unless the target is absent, empty, or contains only files that its marker lists.

    With `edits`, the content of the files is compared as well.
    """
    with _reported(shown):
        if not os.path.lexists(target):
            return
        if not target.is_dir() or target.is_symlink():
            raise OutputError(shown, "is not a folder; name another one")
        if next(target.iterdir(), None) is None:
            return
        marker = read_marker(target)
        if marker is None:
            raise OutputError(
                shown, "is not empty and was not written by twotrack; remove it, or name another folder"
            )
        if marker.kind != kind:
            raise OutputError(
                shown, f"contains another output of twotrack ({marker.kind}); name another folder"
            )
        names = file_names(target)
        foreign = sorted(names - marker.files.keys())
        edited = not_written(target, marker, names) if edits and not foreign else []
    if found := foreign or edited:
        more = f" and {len(found) - 1} more" if len(found) > 1 else ""
        fault = "not written by twotrack" if foreign else "edited since twotrack wrote it"
        raise OutputError(shown, f"contains {found[0]}{more}, {fault}; move it, or name another folder")


def _write_marker(folder: Path, marker: Marker) -> None:
    (folder / MARKER).write_text(marker.to_text(), encoding="utf-8", newline="\n")


def _exchange_marker(folder: Path, new: Path, marker: Marker) -> None:
    _write_marker(new, marker)
    (new / MARKER).replace(folder / MARKER)


def _is_free(path: Path, content: bytes, marker: Marker | None) -> bool:
    """Check whether nothing is lost if `content` is written to `path`, in a folder with that marker."""
    if not os.path.lexists(path):
        return True
    if not path.is_file() or path.is_symlink():
        return False
    return bool(marker and marker.covers(path, path.name)) or path.read_bytes() == content
