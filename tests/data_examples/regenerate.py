"""Write the example files of the specification anew.

Run from the project's root: `python -m tests.data_examples.regenerate`. Everything is derived from the
published seed, so that running it twice changes nothing.
"""

import json
from pathlib import Path
from typing import Final

from .bodies import bodies
from .events import edus, events
from .identity import identity
from .pushed import notifications, transactions
from .world import world

SPEC: Final = Path(__file__).resolve().parents[2] / "spec"


def files() -> dict[Path, str]:
    """Return the text of every generated example file, by its path."""
    made = world()
    folders = {"api/server-server/examples": bodies(made), "events/examples": events(made)}
    folders["events/edu/examples"] = edus(made)
    folders["api/identity-service/examples"] = identity(made)
    folders["api/push-gateway/examples"] = notifications(made)
    folders["api/application-service/examples"] = transactions(made)
    return {
        SPEC / folder / f"{name}.json": json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"
        for folder, named in folders.items()
        for name, value in named.items()
    }


def main() -> None:
    """Write them."""
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
