"""The reader of `mkdocs.yml`: the Markdown extensions, and every fault that the engine would trip over."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from yaml_env_tag import construct_env_tag

from twotrack.codes import why_not_silenced
from twotrack.config.mkdocs_names import name_faults
from twotrack.config.schema_validation import unknown_key, validate
from twotrack.config.yaml_lines import Map, SafeLoader, YamlFaultError, load
from twotrack.problems import Report
from twotrack.text import Origin

NAME = "mkdocs.yml"
DEFAULT = Path(__file__).parent / "default_mkdocs.yml"
"""The configuration of a project that has none."""
CODE = "mkdocs-config"
PLUGIN = "twotrack"
DOCS = "spec"
_INHERIT = "INHERIT"
_MAX_PARENTS = 8

# What MkDocs always loads, before the configuration's own.
_BUILT_IN = ("toc", "tables", "fenced_code")
# Settings may name functions of these packages (`!!python/name:…`); nothing of a project's own is imported.
_FUNCTIONS_OF = frozenset({"markdown", "material", "pymdownx"})
_PYTHON = "tag:yaml.org,2002:python/"
_PLUGIN_TYPES: Mapping[str, type] = {"edition": str, "silence": list, "views": bool}


class PythonName(NamedTuple):
    """A function that a setting names (`!!python/name:a.b`) or calls (`!!python/object/apply:a.b`)."""

    name: str
    call: bool = False
    args: tuple[Any, ...] = ()
    kwds: Mapping[str, Any] = {}

    def resolve(self) -> Any:
        """Return the function or the result of the call. Raises ValueError with a reason."""
        module, _, name = self.name.rpartition(".")
        if module.partition(".")[0] not in _FUNCTIONS_OF:
            allowed = ", ".join(sorted(_FUNCTIONS_OF))
            raise ValueError(f"'{self.name}' is not a function of one of the packages {allowed}")
        try:
            found = getattr(import_module(module), name)
            return found(*self.args, **self.kwds) if self.call else found
        except Exception as error:  # a package's own code may raise anything
            raise ValueError(f"'{self.name}' cannot be used: {error}") from error


class RelativeFolder(str):
    """A folder: `!relative $docs_dir/…`, `!relative $config_dir/…`, or `!relative` for that of a page.

    Only the engine knows the last; here it is the folder of the sources.
    """

    __slots__ = ()

    def resolve(self, root: Path) -> str:
        """Return the path of the folder in a project."""
        base, _, inside = self.partition("/")
        return str((root if base == "$config_dir" else root / DOCS) / inside)


class _Loader(SafeLoader):
    """The safe loader with the tags of MkDocs. Functions are only named, not imported."""


def _python(loader: Any, suffix: str, node: yaml.Node) -> PythonName | None:
    kind, _, name = suffix.partition(":")
    if kind in {"name", "object/apply"} and name:
        value: Any = None
        if isinstance(node, yaml.MappingNode):
            value = loader.construct_mapping(node, deep=True)
            args, kwds = tuple(value.get("args") or ()), dict(value.get("kwds") or {})
        elif isinstance(node, yaml.SequenceNode):
            args, kwds = tuple(loader.construct_sequence(node, deep=True)), {}
        else:
            args, kwds = (), {}
        return PythonName(name, kind == "object/apply", args, kwds)
    raise yaml.constructor.ConstructorError(
        None, None, f"the tag {node.tag!r} is not supported", node.start_mark
    )


_Loader.add_multi_constructor(_PYTHON, _python)
# Tried in this order: other tags are read past.
_Loader.add_multi_constructor("", lambda _loader, _suffix, _node: None)
_Loader.add_constructor("!ENV", construct_env_tag)
_Loader.add_constructor("!relative", lambda _loader, node: RelativeFolder(str(node.value)))


@dataclass(frozen=True, slots=True)
class MkDocsConfig:
    """The settings of `mkdocs.yml`.

    `path` is the file as messages name it, `source` its text, `data` its settings with those inherited.
    `extensions` maps the Markdown extensions, in order, to their settings. `parent` is the line that names
    a file that this one inherits from, if there is one.
    """

    path: str
    source: str
    data: Map
    extensions: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    parent: Origin | None = None

    @property
    def edition(self) -> str:
        """The edition that the plugin's settings name for the site; empty if they name none."""
        names = [
            settings.get("edition")
            for name, settings in _named(self.data.get("plugins") or [])
            if name == PLUGIN
        ]
        return str(names[0] or "") if names else ""

    def origin(self, key: str, item: str = "") -> Origin:
        """Return the line of a setting, or of the entry `item` of the list or mapping that it has."""
        start = self.data.key_lines.get(key, 0)
        if start and item:
            # The item as a key, or as the value of one.
            written = re.compile(rf"\s*(?:-\s*)?(?:[^#]*:\s+)?['\"]?{re.escape(item)}['\"]?\s*(?::|#|$)")
            lines = self.source.split("\n")
            for number in range(start, len(lines)):
                if re.match(r"[^\s#-]", lines[number]):
                    break  # the next setting
                if written.match(lines[number]):
                    return Origin(self.path, number + 1)
        return Origin(self.path, start)


def default_source() -> str:
    """Return the text of the settings of a project without a `mkdocs.yml`."""
    return DEFAULT.read_text(encoding="utf-8")


def default() -> MkDocsConfig:
    """Return the settings of a project without a `mkdocs.yml`."""
    report = Report()
    config = parse_mkdocs(default_source(), NAME, Path(), lambda _path: None, report, is_valid=True)
    if config is None:
        raise AssertionError(f"the default mkdocs.yml has faults: {report.problems}")
    return config


def parse_mkdocs(  # noqa: PLR0913 - the keyword argument is unrelated
    source: str,
    path: str,
    root: Path,
    read: Callable[[str], str | None],
    report: Report,
    *,
    is_valid: bool = False,
) -> MkDocsConfig | None:
    """Parse the text of `mkdocs.yml`; return None, with the faults reported, if it cannot be used.

    `root` is the project's folder. `read` returns the text of a file in it that the configuration inherits
    from, or None if it reported why there is none. `is_valid` skips the validation with the schema.
    """
    data = _load(source, path, read, report, _MAX_PARENTS)
    if data is None or (not is_valid and validate(data, "mkdocs", Origin(path, 1), CODE, report)):
        return None
    extensions: dict[str, Mapping[str, Any]] = {name: {} for name in _BUILT_IN}
    parent = data.key_lines.get(_INHERIT)
    config = MkDocsConfig(path, source, data, extensions, Origin(path, parent) if parent else None)
    faults = list(_plugin_faults(config))
    plugins = [name for name, _ in _named(data.get("plugins") or [])]
    faults += ((config.origin(key, item), text) for key, item, text in name_faults(data, plugins, root))
    for name, settings in _named(data.get("markdown_extensions") or []):
        try:
            # An extension that is named again without settings keeps those that it has.
            extensions[name] = _resolved(settings, root) if settings else extensions.get(name, {})
        except ValueError as error:
            faults.append((config.origin("markdown_extensions", name), f"extension '{name}': {error}"))
    for where, text in faults:
        report.add(CODE, where, text)
    return None if faults else config


def _load(
    source: str, path: str, read: Callable[[str], str | None], report: Report, parents: int
) -> Map | None:
    try:
        data = load(source, loader=_Loader)
    except YamlFaultError as fault:
        report.add(CODE, Origin(path, fault.args[1]), f"invalid YAML: {fault.args[0]}")
        return None
    if not isinstance(data, Map):
        what = "the file is empty" if data is None else f"the file is a {_kind(data)}"
        report.add(CODE, Origin(path, 1), f"{what}; expected a mapping with at least `site_name: …`")
        return None
    return _with_parent(data, path, read, report, parents) if _INHERIT in data else data


def _with_parent(
    data: Map, path: str, read: Callable[[str], str | None], report: Report, parents: int
) -> Map | None:
    where = Origin(path, data.line_of(_INHERIT))
    name = data.pop(_INHERIT)
    if not isinstance(name, str) or not parents:
        wrong = "is not the path of a configuration file" if parents else "leads through too many files"
        report.add(CODE, where, f"`{_INHERIT}` {wrong}")
        return None
    text = read(name)
    parent = None if text is None else _load(text, name, read, report, parents - 1)
    if parent is None:
        report.add(CODE, where, f"the inherited configuration '{name}' cannot be used")
        return None
    return _merge(parent, data, where.line)


def _merge(parent: Map, data: Map, line: int) -> Map:
    """Return `data` with what only `parent` has, mappings merged; `line` is that of INHERIT."""
    for key, value in parent.items():
        own = data.get(key)
        if key not in data:
            data[key] = value
            data.key_lines[key] = line
        elif isinstance(own, Map) and isinstance(value, Map):
            _merge(value, own, line)
    return data


def _kind(data: object) -> str:
    return "list" if isinstance(data, list) else "single value"


def _named(entries: list[Any] | Map) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield name and settings of each entry of a list, or mapping, of plugins or extensions."""
    for entry in entries if isinstance(entries, list) else [entries]:
        if isinstance(entry, str):
            yield entry, {}
        else:
            yield from ((name, settings or {}) for name, settings in entry.items())


def _resolved(value: Any, root: Path) -> Any:
    if isinstance(value, PythonName):
        return value.resolve()
    if isinstance(value, RelativeFolder):
        return value.resolve(root)
    if isinstance(value, Mapping):
        return {key: _resolved(item, root) for key, item in value.items()}
    return [_resolved(item, root) for item in value] if isinstance(value, list) else value


def _plugin_faults(config: MkDocsConfig) -> Iterator[tuple[Origin, str]]:
    """Yield the faults of the plugin's own settings."""
    for name, settings in _named(config.data.get("plugins") or []):
        if name != PLUGIN or not isinstance(settings, Map):
            continue
        for key, value in settings.items():
            where = Origin(config.path, settings.line_of(key))
            kind = _PLUGIN_TYPES.get(key)
            if kind is None:
                yield where, unknown_key(key, _PLUGIN_TYPES)
            elif not isinstance(value, kind):
                expected = {str: "the name of an edition", list: "a list of codes", bool: "true or false"}[
                    kind
                ]
                yield where, f"`{key}` must be {expected}"
            elif isinstance(value, list):
                reasons = (why_not_silenced(str(code)) for code in value)
                yield from ((where, reason) for reason in reasons if reason is not None)
