"""The parts of OpenAPI documents about a whole API, combined for a bundle: information, servers, tags."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from twotrack.openapi.load.nodes import Obj, plain

_TEXTS = ("summary", "description")
_OTHERS = ("termsOfService", "contact", "license")
_ORIGIN = re.compile(r"([a-z][a-z0-9+.-]*://[^/?#]+)", re.IGNORECASE)
_VARIABLE = re.compile(r"\{([^{}]*)\}")


def title(documents: Iterable[Obj]) -> str:
    """Return the title of the documents if all have the same one, else an empty text."""
    titles = {document.obj("info").text("title") for document in documents}
    return titles.pop() if len(titles) == 1 else ""


def info(documents: Sequence[Obj], title: str, words: Callable[[str], str]) -> dict[str, Any]:
    """Combine the `info` of a bundle: for each key, the value in the first document with that key."""
    made: dict[str, Any] = {"title": title, "version": "0"}
    for document in reversed(documents):
        own = document.obj("info")
        made |= {key: words(own.text(key)) for key in _TEXTS if own.text(key)}
        made |= {key: plain(own[key]) for key in _OTHERS if key in own}
        if own.get("version"):
            made["version"] = str(own["version"])
    return made


def external_docs(documents: Iterable[Obj]) -> Any:
    """Return the first link to further documentation."""
    return next(
        (plain(document["externalDocs"]) for document in documents if "externalDocs" in document), None
    )


def tags(documents: Iterable[Obj], words: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """Collect the tags that documents describe, by name; the first description is used."""
    found: dict[str, dict[str, Any]] = {}
    for document in documents:
        for tag in document.objs("tags"):
            made = dict(plain(tag))
            if tag.text("description"):
                made["description"] = words(tag.text("description"))
            name = tag.text("name")
            if len(made) > len(found.get(name, {})):
                found[name] = made
    return found


def server(written: Obj, words: Callable[[str], str]) -> dict[str, Any] | None:
    """Return a server without the path of its URL; None if it is otherwise empty."""
    origin = _ORIGIN.match(written.text("url"))
    if origin is None:
        return None
    made: dict[str, Any] = {"url": origin[1]}
    if written.text("description"):
        made["description"] = words(written.text("description"))
    declared = written.obj("variables")
    variables = {name: plain(declared[name]) for name in _VARIABLE.findall(origin[1]) if name in declared}
    return made | ({"variables": variables} if variables else {})
