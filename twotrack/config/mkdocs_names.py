"""Names in `mkdocs.yml` that lead to something else: plugins, the theme, and files of the project."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

from twotrack.config.schema_validation import unknown_key
from twotrack.config.yaml_lines import Map

# Names that need no look at the installed packages, which takes time.
_PLUGINS = frozenset({"search", "twotrack"})
_THEMES = ("material", "mkdocs", "readthedocs")
_PLUGIN_GROUPS = ("mkdocs.plugins", "properdocs.plugins")
_THEME_GROUPS = ("mkdocs.themes", "properdocs.themes")
Fault = tuple[str, str, str]
"""The key, the entry below it (empty for the key itself), and the message."""


def name_faults(data: Map, plugins: Iterable[str], root: Path) -> Iterator[Fault]:
    """Yield the faults of the names in a configuration, whose plugins are named `plugins`."""
    theme = data.get("theme")
    settings: Mapping[str, Any] = theme if isinstance(theme, Mapping) else {"name": theme}
    yield from _plugin_faults(plugins, str(settings.get("name") or ""))
    yield from _theme_faults(settings, root)
    for hook in data.get("hooks") or []:
        if not (root / hook).is_file():
            yield "hooks", hook, f"no file {hook!r} in the project; correct the name, or remove it"


def targets(nav: Any) -> Iterator[str]:
    """Yield the targets of all entries of a navigation."""
    for entry in nav if isinstance(nav, list) else []:
        for inside in entry.values() if isinstance(entry, Mapping) else [entry]:
            if isinstance(inside, str):
                yield inside
            else:
                yield from targets(inside)


def _plugin_faults(plugins: Iterable[str], theme: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for name in plugins:
        if name in seen:
            yield "plugins", name, f"the plugin {name!r} is listed twice; remove one of the two"
        elif name not in _PLUGINS and (known := _installed(_PLUGIN_GROUPS)).isdisjoint(
            {name, name.lstrip("/"), f"{theme}/{name}"}
        ):
            yield "plugins", name, f"the plugin {name!r} is not installed; {_hint(name, known)}"
        seen.add(name)


def _theme_faults(settings: Mapping[str, Any], root: Path) -> Iterator[Fault]:
    name = settings.get("name")
    if name and name not in _THEMES and name not in _installed(_THEME_GROUPS):
        known = ", ".join(sorted(_installed(_THEME_GROUPS) | {*_THEMES}))
        yield (
            "theme",
            "name" if "custom_dir" in settings or len(settings) > 1 else "",
            (f"unknown theme {name!r}; expected one of: {known}"),
        )
    folder = settings.get("custom_dir")
    if folder and not (root / folder).is_dir():
        yield "theme", "custom_dir", f"no folder {folder!r} in the project; correct the name, or remove it"


def _installed(groups: Iterable[str]) -> frozenset[str]:
    return frozenset(entry.name for group in groups for entry in entry_points(group=group))


def _hint(name: str, known: Iterable[str]) -> str:
    text = unknown_key(name, sorted({*known, *_PLUGINS}))
    return text.partition("; ")[2] if "did you mean" in text else "install its package, or remove it"
