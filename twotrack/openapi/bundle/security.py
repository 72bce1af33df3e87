"""The security schemes of a bundle, whose documents can define different schemes with one name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from twotrack.openapi.load.nodes import Obj


class SecuritySchemes:
    """The schemes by their names in the bundle: a second scheme with a name is `name_2`, and so on."""

    def __init__(self, convert: Callable[[Any], Any]) -> None:
        """Use `convert` to make the bundle's form of a scheme."""
        self.named: dict[str, Any] = {}
        self._convert = convert
        self._names: dict[str, dict[str, str]] = {}

    def add(self, document: Obj) -> Mapping[str, str]:
        """Add the schemes of a document; return their names in the bundle by those in the document."""
        known = self._names.get(document.path)
        if known is not None:
            return known
        defined = document.obj("components").obj("securitySchemes")
        names = {name: self._add(name, self._convert(defined.obj(name))) for name in defined}
        self._names[document.path] = names
        return names

    def _add(self, name: str, scheme: Any) -> str:
        chosen, n = name, 2
        while chosen in self.named and self.named[chosen] != scheme:
            chosen, n = f"{name}_{n}", n + 1
        self.named[chosen] = scheme
        return chosen


def renamed(requirements: Any, names: Mapping[str, str]) -> Any:
    """Return the `security` of an operation with the names of the bundle."""
    if not isinstance(requirements, list):
        return requirements
    return [
        {names.get(name, name): scopes for name, scopes in one.items()} if isinstance(one, dict) else one
        for one in requirements
    ]
