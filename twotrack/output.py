"""Writing a folder beside its place and moving it there: a failure leaves the last good one as it was."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from types import TracebackType
    from typing import Self


class Swap(AbstractContextManager["Swap"]):
    """A folder to write (`path`) that takes the place of `target` on `commit` and vanishes on `discard`.

    Both stand in one parent folder, hence on one file system, and a move is a rename. As a context
    manager it commits where the body ends, and discards where it raises. `path` does not exist at first.
    """

    def __init__(self, target: Path) -> None:
        self.target = target
        target.parent.mkdir(parents=True, exist_ok=True)
        # Only the folder around is private, as mkdtemp makes it: what moves has the usual permissions.
        self._around = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
        self.path = self._around / "new"

    def commit(self) -> None:
        """Move the new folder into place and remove the old one. Without a new folder, only clean up."""
        old = self._around / "old"
        try:
            if self.path.is_dir():
                if self.target.exists():
                    self.target.rename(old)
                try:
                    self.path.rename(self.target)
                except OSError:
                    if old.exists():
                        old.rename(self.target)
                    raise
        finally:
            self.discard()

    def discard(self) -> None:
        """Remove what was written beside. Does nothing the second time."""
        shutil.rmtree(self._around, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.commit()
        else:
            self.discard()
