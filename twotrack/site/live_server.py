"""`twotrack serve`: MkDocs's server with live reload, over a site whose pages are made on request."""

from __future__ import annotations

import html
import logging
import os
import posixpath
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from watchdog.events import (
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

from twotrack.site.live_engine import ENGINE_ERRORS, PLUGIN, LiveEngine, messages_of
from twotrack.site.live_site import LiveSite
from twotrack.site.mkdocs_internals import ReloadServer, serve_url

# The engine's defaults are 0.5 and 0.1 seconds; an editor that saves in several steps needs less.
_DELAY = 0.03
_POLLING = 0.3
# The views are made first when no page was asked for during so many seconds.
_QUIET = 2.0
# Reading a file is an event too, for some observers.
_CHANGES = (FileCreatedEvent, FileDeletedEvent, FileModifiedEvent, FileMovedEvent)
_SHOWN = 20
_STYLE = (
    "position:fixed;z-index:9999;left:0;right:0;bottom:0;max-height:40vh;overflow:auto;margin:0;"
    "padding:.8em 1em;"
    "background:#7a1010;color:#fff;font:13px/1.5 ui-monospace,monospace;white-space:pre-wrap"
)
_NOTHING = "<!doctype html><html lang=en><meta charset=utf-8><title>No page yet</title><body></body></html>"
log = logging.getLogger("mkdocs.twotrack")


class _Observer(Observer):  # type: ignore[misc, valid-type]
    """The observer of this system, for changes alone."""

    def schedule(self, handler: Any, path: str, *, recursive: bool = False) -> Any:
        """Call the handler for each change below a path."""
        return super().schedule(handler, path, recursive=recursive, event_filter=_CHANGES)


def _observer(folder: str) -> Any:
    """Return an observer that can watch a folder: some systems limit how many folders are watched."""
    found = _Observer()
    trial = _Observer()
    trial.schedule(FileSystemEventHandler(), folder, recursive=True)
    try:
        trial.start()
    except OSError:
        return PollingObserver(timeout=_POLLING)
    trial.stop()
    return found


class Server(ReloadServer):
    """Serves a project while it is edited.

    Problems are shown in the terminal and on every page. While the text has errors, the pages are those of
    the last state without any.
    """

    def __init__(self, root: Path, arguments: dict[str, Any], host: str, port: int) -> None:
        """Serve the project in the folder `root`; `arguments` are those of MkDocs's `load_config`."""
        self.folder = Path(tempfile.mkdtemp(prefix=f"twotrack-serve-{os.getpid()}-"))
        self.views = True
        self.live = LiveSite(root)
        self._faults: list[str] = []
        # Held while pages or views are made: both use the one project.
        self._making = threading.Lock()
        self._arguments = arguments
        self._engine: LiveEngine | None = None
        super().__init__(self._rebuild, host, port, str(self.folder))
        self.address = host, port
        self.error_handler = self._error_page
        self.build_delay = _DELAY
        self._asked = 0.0

    def run(self, *, open_in_browser: bool = False) -> None:
        """Build, then serve until an interrupt."""
        if threading.current_thread() is threading.main_thread():
            # Ended by another program, the server removes its folder as after Ctrl-C.
            signal.signal(signal.SIGTERM, signal.default_int_handler)
        engine = LiveEngine(self._arguments, self.folder, self.url)
        config = engine.load()
        # The site is served at the path at which it will be published, so that links from its root work.
        mount_path = urlsplit(config.site_url or "/").path
        host, port = self.address
        engine = LiveEngine(self._arguments, self.folder, serve_url(host, port, mount_path))
        self._engine = engine
        config.plugins.on_startup(command="serve", dirty=False)
        try:
            self._rebuild()
            self.observer = _observer(config.docs_dir)
            for path in self._watched(config):
                self.watch(path)
            config.plugins.on_serve(self, config=config, builder=self._rebuild)
            self._asked = time.monotonic()
            threading.Thread(target=self._first_views, daemon=True).start()
            with suppress(KeyboardInterrupt):
                self.serve(open_in_browser=open_in_browser)  # type: ignore[no-untyped-call]
        finally:
            self.shutdown()
            config.plugins.on_shutdown()
            shutil.rmtree(self.folder, ignore_errors=True)

    def _watched(self, config: Any) -> Iterator[str]:
        yield config.docs_dir
        if config.config_file_path:
            yield config.config_file_path
        if config.theme.custom_dir:
            yield config.theme.custom_dir
        yield from config.watch

    def _rebuild(self) -> None:
        """Take over what changed. Faults are shown, and never raised: the server goes on."""
        engine = self._engine
        if engine is None:
            return
        with self._making, self._messages() as messages:
            try:
                config = engine.load()
                options: Any = getattr(config.plugins.get(PLUGIN), "config", None)
                edition, silence = (options.edition, options.silence) if options else ("", [])
                self.views = bool(options and options.views)
                if self.live.update(edition, frozenset(silence)):
                    self._show(engine, config)
            except KeyError as error:
                messages.append(f"mkdocs.yml: unknown edition {error}")
            except ENGINE_ERRORS as error:
                messages.append(f"mkdocs.yml: {messages_of(error)}")
        self._print(messages)

    def _first_views(self) -> None:
        """Make the views once after the start, when the pages can be read already, and show them."""
        while not self.is_ending and time.monotonic() - self._asked < _QUIET:
            time.sleep(_QUIET / 4)
        engine = self._engine
        if self.is_ending or engine is None or not self.views or not self._make_views(engine):
            return
        self.reload_pages()

    def _make_views(self, engine: LiveEngine) -> bool:
        log.info("Making comparisons and tables")
        with self._making, self._messages() as messages:
            made = self.live.make_views()
            if made:
                self._show(engine)
        self._print(messages)
        return made

    def _show(self, engine: LiveEngine, config: Any = None) -> None:
        if self.live.project is not None and self.live.site is not None:
            engine.update(config or engine.load(), self.live.project, self.live.site)

    def _print(self, messages: list[str]) -> None:
        faults = [str(problem) for problem in self.live.problems] + messages
        for line in faults:
            log.error("%s", line)
        if self._faults and not faults:
            log.info("No problems any more.")
        self._faults = faults

    @contextmanager
    def _messages(self) -> Iterator[list[str]]:
        """Collect the warnings and errors that the engine logs."""
        found: list[str] = []

        class Handler(logging.Handler):
            def emit(self, record: logging.LogRecord) -> None:
                if record.name != log.name:
                    found.append(" ".join(record.getMessage().split()))

        handler = Handler(logging.WARNING)
        logger = logging.getLogger("mkdocs")
        logger.addHandler(handler)
        try:
            yield found
        finally:
            logger.removeHandler(handler)

    def _serve_request(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes] | None:
        """Write the requested file, if it is not written yet, then serve it as MkDocs does."""
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if not path.startswith("/livereload/") and self._engine is not None:
            self._write(self._engine, path)
            if self.live.site is None and path.endswith("/"):
                start_response("200 OK", [("Content-Type", "text/html; charset=utf-8")])
                return [self.with_reload_script(_NOTHING.encode())]
        return super()._serve_request(environ, start_response)

    def _write(self, engine: LiveEngine, path: str) -> None:
        self.wait_for_build()
        if not path.startswith(self.mount_path):
            return
        name = path[len(self.mount_path) :] + ("index.html" if path.endswith("/") else "")
        name = posixpath.normpath("/" + name).lstrip("/")
        self._asked = time.monotonic()
        source = engine.source_of(name)
        if self.views and self.live.views_are_stale and source is not None and self.live.is_view(source):
            self._make_views(engine)
        if self.live.files_are_stale and self.live.site is not None and name in self.live.site.assets:
            with self._making:
                self.live.publish()
                self._show(engine)
        with self._messages() as messages:
            engine.write(name)
        for line in messages:
            log.warning("%s", line)

    def _error_page(self, code: int) -> bytes | None:
        """Return the site's page for an error."""
        if self._engine is not None:
            self._engine.write(f"{code}.html")
        page = self.folder / f"{code}.html"
        return page.read_bytes() if page.is_file() else None

    def _inject_js_into_html(self, content: Any, epoch: int) -> bytes:
        page: bytes = super()._inject_js_into_html(content, epoch)  # type: ignore[no-untyped-call]
        if not self._faults:
            return page
        shown = "\n".join(self._faults[:_SHOWN])
        more = len(self._faults) - _SHOWN
        shown += f"\n… and {more} more, in the terminal" if more > 0 else ""
        note = f'<pre role="alert" id="twotrack-faults" style="{_STYLE}">{html.escape(shown)}</pre>'
        end = page.rfind(b"</body>")
        return page[:end] + note.encode() + page[end:] if end >= 0 else page + note.encode()
