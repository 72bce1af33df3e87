"""Write the vectors from the reference implementation and the case files.

python -m conformance.export           write conformance/vectors
python -m conformance.export --check   exit 1 if the files are out of date
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from conformance import site_parts
from conformance.areas import (
    authorization,
    canonical_json,
    events,
    receipt,
    requests,
    resolution,
    server_keys,
    server_names,
    signing,
)
from conformance.deployed import with_deployed
from conformance.suite import FORMAT, VERSION, file_text
from tests.matrix.protocol.reference.versions import VERSIONS

FOLDER = Path(__file__).parent / "vectors"
_WHOLE = {
    "canonical-json": canonical_json,
    "signing": signing,
    "key-validity": server_keys,
    "request-authentication": requests,
    "server-names": server_names,
}
_BY_VERSION = {
    "events": events,
    "authorization": authorization,
    "state-resolution": resolution,
    "receipt": receipt,
}


def files() -> dict[str, str]:
    """Return the text of every file of the vectors, by its path below the folder."""
    found = dict(_files())
    found["manifest.json"] = _manifest(found)
    return found


def _files() -> Iterator[tuple[str, str]]:
    for area, module in _WHOLE.items():
        yield f"{area}.json", file_text(area, module.TITLE, with_deployed(area, module.cases()))
    for area, versioned in _BY_VERSION.items():
        for version in VERSIONS.values():
            title = versioned.TITLE.format(version=version)
            yield (
                f"{area}/{version}.json",
                file_text(area, title, with_deployed(area, versioned.cases(version))),
            )


def _manifest(texts: dict[str, str]) -> str:
    listed = [
        {
            "file": path,
            "area": (read := json.loads(text))["area"],
            "cases": len(read["cases"]),
            "sha256": hashlib.sha256(text.encode()).hexdigest(),
        }
        for path, text in texts.items()
    ]
    head = {"$schema": "../schema/manifest.schema.json", "format": FORMAT, "version": VERSION}
    return json.dumps({**head, "files": listed}, indent=2) + "\n"


def write(folder: Path) -> None:
    """Write all files to a folder, and remove files of vectors that are no longer made."""
    made = files()
    for path, text in made.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    for kept in folder.rglob("*.json"):
        if kept.relative_to(folder).as_posix() not in made:
            kept.unlink()


def differing(folder: Path) -> list[str]:
    """Return the files of a folder that are out of date."""
    made = files()
    kept = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*.json")
    }
    return sorted(path for path in made.keys() | kept.keys() if made.get(path) != kept.get(path))


def main() -> None:
    """Run the command."""
    if "--check" not in sys.argv[1:]:
        write(FOLDER)
        site_parts.write()
        return
    wrong = differing(FOLDER)
    for path in wrong:
        sys.stderr.write(
            f"conformance/vectors/{path}: error: out of date; run python -m conformance.export\n"
        )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
