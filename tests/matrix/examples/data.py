"""The specification's YAML data as tests see it: documents, references, and the examples beside schemas."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

SPEC: Final = Path(__file__).resolve().parents[3] / "spec"
FOLDERS: Final = (SPEC / "api", SPEC / "events")
METHODS: Final = frozenset({"get", "put", "post", "delete", "patch", "head", "options"})
# Keys whose value maps names chosen by the author, so that a key `examples` in it is only a name.
_NAMES: Final = frozenset({"properties", "patternProperties", "dependentSchemas", "$defs"})
_LITERAL: Final = frozenset({"example", "examples", "default", "const", "enum"})


@cache
def load(path: Path) -> Any:
    """Return the document at `path`; JSON is YAML too."""
    # The loader of libyaml has the same result in a tenth of the time.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both are safe


def documents() -> list[Path]:
    """Return the path of every YAML document of the data, in order."""
    return sorted(path for folder in FOLDERS for path in folder.rglob("*.yaml"))


def path_of(uri: str) -> Path:
    """Return the path that a file URI names."""
    return Path(unquote(urlsplit(uri).path))


def registry(view: Callable[[Any], Any] = lambda document: document) -> Registry[Any]:
    """Return a registry of the data's documents, each as `view` shows it."""

    def retrieve(uri: str) -> Resource[Any]:
        path = path_of(uri)
        assert path.is_relative_to(SPEC), f"{uri} leads out of the specification"
        return Resource.from_contents(view(load(path)), default_specification=DRAFT202012)

    return Registry(retrieve=retrieve)  # type: ignore[call-arg]  # attrs hides its name


REGISTRY: Final = registry()


def resolved(value: Any, base: str) -> Any:
    """Return `value` with each `$ref` replaced by its target, as used in examples."""
    if isinstance(value, Mapping):
        if "$ref" in value:
            return load(path_of(urljoin(base, value["$ref"])))
        return {name: resolved(item, base) for name, item in value.items()}
    return [resolved(item, base) for item in value] if isinstance(value, list) else value


@dataclass(frozen=True)
class Example:
    """An example and its schema."""

    value: Any
    schema: str
    """The schema's URI with a JSON pointer."""

    def __str__(self) -> str:
        """Return the location, relative to the specification's root."""
        uri, pointer = urldefrag(self.schema)
        return f"{path_of(uri).relative_to(SPEC)}#{unquote(pointer)}"


def nodes(value: Any, pointer: str = "", *, names: bool = False) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each mapping in `value` that is no example and no set of names, with its JSON pointer."""
    if isinstance(value, list):
        for number, item in enumerate(value):
            yield from nodes(item, f"{pointer}/{number}")
    if not isinstance(value, dict):
        return
    if not names:
        yield pointer, value
    for name, item in value.items():
        if names or name not in _LITERAL:
            step = str(name).replace("~", "~0").replace("/", "~1").replace("%", "%25")
            yield from nodes(item, f"{pointer}/{step}", names=not names and name in _NAMES)


def values(node: Mapping[str, Any]) -> list[Any]:
    """Return the examples that `node` (a schema, a media type, a parameter) shows, references unresolved."""
    found = [node["example"]] if "example" in node else []
    several = node.get("examples", [])
    return found + (several if isinstance(several, list) else [item["value"] for item in several.values()])


def examples(path: Path, view: Callable[[Any], Any] = lambda document: document) -> Iterator[Example]:
    """Yield each example of the document at `path`, as `view` shows it."""
    base = path.as_uri()
    for pointer, node in nodes(view(load(path))):
        schema = f"{base}#{pointer}/schema" if "schema" in node else f"{base}#{pointer}"
        for value in values(node):
            yield Example(resolved(value, base), schema)


def operations(path: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each operation of an OpenAPI document, with its method and path."""
    document = load(path)
    for route, item in document.get("paths", {}).items() if isinstance(document, dict) else ():
        for method, operation in item.items():
            if method in METHODS:
                yield f"{method.upper()} {route}", operation


def problems(
    value: Any,
    schema: str,
    formats: FormatChecker,
    among: Registry[Any] = REGISTRY,
) -> list[str]:
    """Return the validation errors of `value` by the schema at the URI `schema`."""
    validator = Draft202012Validator({"$ref": schema}, registry=among, format_checker=formats)
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]
