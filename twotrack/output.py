"""The only module that creates, replaces or removes output files and folders.

Every folder that is written carries a marker, `.twotrack.json`, which lists the files in it. A folder is
replaced only if all its files are listed there, and a file only if the marker of its folder lists it, so that
nothing is deleted or overwritten that this program did not write. New content is written beside the old and
exchanged with it by renaming. A process that is killed leaves at most a `.twotrack-*` folder behind, which
the next run restores or removes.
"""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, NamedTuple

from filelock import FileLock, Timeout

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self

MARKER = ".twotrack.json"
_PREFIX = ".twotrack-"
# In a `.twotrack-*` folder: a lock for the time of the process, the target's name, new and old content.
_LOCK, _NAME, _NEW, _OLD = "lock", "name", "new", "old"
# The names that `tempfile` makes, and the possible content of such a folder. Nothing else is swept.
_WORK = re.compile(r"\.twotrack-[a-z0-9_]{8}")
_WORK_FILE = re.compile(r"\.twotrack-[a-z0-9_]{8}\.tmp")
_PARTS = re.compile(rf"{_LOCK}|{_NAME}|{_NEW}|{_OLD}\d\d")
_NOTE = "Written by twotrack, which replaces the files listed here."
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
                    _write_marker(self.path, self.kind, _files(self.path))
                    self._exchange()
        finally:
            self.discard()

    def _exchange(self) -> None:
        """Move the target aside and the new folder into its place; another process may do the same."""
        for attempt in range(_ATTEMPTS):
            _check_replaceable(self.target, self.kind, self._shown)
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
        """Put the folder that was moved aside back, and raise OutputError, if a file was added to it."""
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
        work = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
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
        text = "exists and was not written by twotrack; move it, or name another folder"
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
            for folder in folders:
                names = {path.name for path in files if path.parent == folder}
                marker = read_marker(folder)
                new = works[folder][0] / _NEW
                _write_marker(new, kind, names | (marker.files if marker else set()))
                (new / MARKER).replace(folder / MARKER)
            for path in files:
                (works[path.parent][0] / _NEW / path.name).replace(path)
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
        handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=".tmp", dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
            if path.exists():
                shutil.copymode(path, name)
            else:
                mask = os.umask(0)
                os.umask(mask)
                Path(name).chmod(0o666 & ~mask)
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


class Marker(NamedTuple):
    """The content of a marker: the kind of output, and its files as paths with `/`."""

    kind: str
    files: frozenset[str]


def read_marker(folder: Path) -> Marker | None:
    """Read the marker of a folder; None if it has none that can be read. A link is no marker."""
    path = folder / MARKER
    marker = None
    with suppress(OSError, ValueError, RecursionError):
        if path.is_file() and not path.is_symlink():
            marker = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(marker, dict) or not isinstance(marker.get("files"), list):
        return None
    return Marker(str(marker.get("kind")), frozenset(map(str, marker["files"])))


def sweep(folder: Path) -> None:
    """Restore folders that killed runs moved aside in `folder`, and remove their leftovers."""
    for work in sorted(folder.glob(f"{_PREFIX}*")):
        if work.is_symlink():
            continue
        if work.is_dir() and _WORK.fullmatch(work.name):
            if all(_PARTS.fullmatch(part.name) for part in work.iterdir()):
                _sweep_one(work)
        elif work.is_file() and _WORK_FILE.fullmatch(work.name) and _is_old(work):
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
                moved[0].rename(target)
    except OSError:
        own_lock.release()
        return
    _remove(work, own_lock)


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


def _check_replaceable(target: Path, kind: str, shown: Path) -> None:
    """Raise OutputError unless the target is absent, empty, or contains only files that its marker lists."""
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
        foreign = sorted(_files(target) - marker.files)
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise OutputError(
            shown, f"contains {foreign[0]}{more}, not written by twotrack; move it, or name another folder"
        )


def _files(folder: Path) -> frozenset[str]:
    """List the files below a folder and its empty subfolders, as paths with `/`, without the marker."""
    found = set()
    for place, folders, files in os.walk(folder):
        here = Path(place)
        names = [*files, *(name for name in folders if (here / name).is_symlink())]
        if not folders and not files and here != folder:
            found.add(here.relative_to(folder).as_posix())
        found.update((here / name).relative_to(folder).as_posix() for name in names)
    return frozenset(found - {MARKER})


def _write_marker(folder: Path, kind: str, files: Iterable[str]) -> None:
    marker = {"note": _NOTE, "kind": kind, "files": sorted(files)}
    text = json.dumps(marker, indent=1, ensure_ascii=False) + "\n"
    (folder / MARKER).write_text(text, encoding="utf-8", newline="\n")


def _is_free(path: Path, content: bytes, marker: Marker | None) -> bool:
    """Check whether nothing is lost if `content` is written to `path`, in a folder with that marker."""
    if not os.path.lexists(path):
        return True
    if not path.is_file() or path.is_symlink():
        return False
    return (marker is not None and path.name in marker.files) or path.read_bytes() == content
