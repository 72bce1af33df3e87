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
# Inside a `.twotrack-*` folder: held while its process runs, the target's name, new and old content.
_LOCK, _NAME, _NEW, _OLD = "lock", "name", "new", "old"
_NOTE = "Written by twotrack, which replaces the files listed here."
# A folder without a lock may belong to a process that is about to take it.
_GRACE = 600.0
_ATTEMPTS = 20


class OutputError(Exception):
    """An output cannot be written. `path` is the file or folder, `text` says why and what to do."""

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
    exist at first. `kind` names what is written, such as `site`; an output of another kind is not replaced.
    `sources` are folders that must not be, contain or lie around the target. Raises OutputError if the target
    holds anything that was not written by this class.
    """

    def __init__(self, target: Path, kind: str, sources: Iterable[Path] = ()) -> None:
        # A link is followed, so that the folder it leads to is replaced and not the link.
        self.target = target.resolve()
        self.kind = kind
        self._shown = target
        parent = self.target.parent
        _check_sources(self.target, sources, target)
        if parent.is_dir():
            sweep(parent)
        _check_replaceable(self.target, kind, target)
        with _reported(target):
            parent.mkdir(parents=True, exist_ok=True)
            self._work = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            self._lock = FileLock(self._work / _LOCK)
            self._lock.acquire()
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

    def discard(self) -> None:
        """Remove the new folder. Calling it again has no effect."""
        self._lock.release()
        shutil.rmtree(self._work, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()


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


def write_files(files: Mapping[Path, bytes], kind: str) -> None:
    """Write files into folders that may hold others, all or none.

    A file that exists is replaced only if the marker of its folder lists it or its content is the same.
    `kind` is as for OutputFolder.
    """
    folders = {path.parent for path in files}
    with _reported(next(iter(files), Path())):
        for folder in folders:
            folder.mkdir(parents=True, exist_ok=True)
            sweep(folder)
    markers = {folder: read_marker(folder) for folder in folders}
    listed = {folder: marker.files if marker else frozenset() for folder, marker in markers.items()}
    for path, content in files.items():
        if path.name not in listed[path.parent] and not _is_free(path, content):
            raise OutputError(path, "exists and was not written by twotrack; move it, or name another folder")
    works: dict[Path, Path] = {}
    try:
        with _reported(next(iter(files), Path())):
            for folder in sorted(folders):
                works[folder] = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=folder))
            for path, content in files.items():
                (works[path.parent] / path.name).write_bytes(content)
            for folder in folders:
                names = {path.name for path in files if path.parent == folder}
                marker = markers[folder]
                _write_marker(folder, marker.kind if marker else kind, listed[folder] | names)
            for path in files:
                (works[path.parent] / path.name).replace(path)
    finally:
        for work in works.values():
            shutil.rmtree(work, ignore_errors=True)


def write_new(folder: Path, files: Mapping[str, str]) -> None:
    """Write files (path with `/` -> content) into a folder that does not exist or is empty.

    The folder is its owner's from then on: it gets no marker. Raises OutputError.
    """
    with _reported(folder):
        if os.path.lexists(folder) and (not folder.is_dir() or any(folder.iterdir())):
            raise OutputError(folder, "exists and is not an empty folder; name another one")
    for name, content in files.items():
        write_inside(folder, name, content)


def write_source(path: Path, content: str | bytes) -> None:
    """Replace a file of the source tree that the program keeps, such as a register."""
    with _reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_PREFIX, dir=path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content.encode() if isinstance(content, str) else content)
            if path.exists():
                shutil.copymode(path, name)
            else:
                Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        except BaseException:
            Path(name).unlink(missing_ok=True)
            raise


class Marker(NamedTuple):
    """What a marker says: the kind of output, and its files as paths with `/`."""

    kind: str
    files: frozenset[str]


def read_marker(folder: Path) -> Marker | None:
    """Return the marker of a folder; None if it has none that can be read."""
    try:
        marker = json.loads((folder / MARKER).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    if not isinstance(marker, dict) or not isinstance(marker.get("files"), list):
        return None
    return Marker(str(marker.get("kind")), frozenset(map(str, marker["files"])))


def sweep(folder: Path) -> None:
    """Put back what killed runs moved aside in `folder`, and remove what they left."""
    for work in sorted(folder.glob(f"{_PREFIX}*")):
        if work.is_dir() and not work.is_symlink():
            _sweep_one(work)
        elif work.is_file() and _is_old(work):
            work.unlink(missing_ok=True)


def _sweep_one(work: Path) -> None:
    lock = work / _LOCK
    if not lock.exists():
        if _is_old(work):
            shutil.rmtree(work, ignore_errors=True)
        return
    held = FileLock(lock)
    try:
        held.acquire(timeout=0)
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
        return
    finally:
        held.release()
    shutil.rmtree(work, ignore_errors=True)


def _is_old(path: Path) -> bool:
    with suppress(FileNotFoundError):
        return time.time() - path.stat().st_mtime > _GRACE
    return False


def _check_sources(target: Path, sources: Iterable[Path], shown: Path) -> None:
    for source in sources:
        resolved = source.resolve()
        if target.is_relative_to(resolved) or resolved.is_relative_to(target):
            raise OutputError(shown, f"lies in or around the source folder {source}; name another folder")


def _check_replaceable(target: Path, kind: str, shown: Path) -> None:
    """Raise OutputError unless the target is absent, empty, or holds only files that its marker lists."""
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
            raise OutputError(shown, f"holds another output ({marker.kind}); name another folder")
        foreign = sorted(_files(target) - marker.files)
    if foreign:
        more = f" and {len(foreign) - 1} more" if len(foreign) > 1 else ""
        raise OutputError(
            shown, f"holds {foreign[0]}{more}, not written by twotrack; move it, or name another folder"
        )


def _files(folder: Path) -> frozenset[str]:
    """Return the files below a folder and its empty subfolders, as paths with `/`, without the marker."""
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


def _is_free(path: Path, content: bytes) -> bool:
    """Return whether nothing is lost if `content` is written to `path`."""
    if not os.path.lexists(path):
        return True
    return path.is_file() and not path.is_symlink() and path.read_bytes() == content


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
