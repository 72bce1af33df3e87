"""Write the evidence of the declared relations: `python -m tests.matrix.protocol.relation_evidence`."""

import json
from pathlib import Path
from typing import Any, Final

import yaml

from .reference.versions import VERSIONS
from .relation import Twins

ROOT: Final = Path(__file__).resolve().parents[3]
EDITIONS: Final = ROOT / "spec" / "editions.yml"


def declared() -> dict[str, dict[str, Any]]:
    """Return the versions that declare a relation to their base."""
    versions = yaml.safe_load(EDITIONS.read_text(encoding="utf-8"))["versions"]
    return {name: entry for name, entry in versions.items() if "relation" in entry}


def text(name: str, entry: dict[str, Any]) -> str:
    """Return the evidence of a version's relation, as JSON."""
    twins = Twins(VERSIONS[name], VERSIONS[entry["based_on"]], entry["relation"])
    return json.dumps(twins.evidence(), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write all files."""
    for name, entry in declared().items():
        (ROOT / entry["evidence"]).write_text(text(name, entry), encoding="utf-8")


if __name__ == "__main__":
    main()
