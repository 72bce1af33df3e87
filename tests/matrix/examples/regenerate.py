"""Regenerate the example files of the specification.

Run from the project's root: `python -m tests.matrix.examples.regenerate`. Everything is derived from the
published seed, so that running it twice changes nothing. A module that generates examples is called in
`files`, and in `rooms` if they contain events.
"""

import json
from pathlib import Path
from typing import Final

from .account import account_events, account_requests
from .bodies import bodies, stable_bodies
from .calls import call, call_events, push_rules
from .chat import chat, chat_bodies, chat_events
from .devices import DEVICE_BODIES, verification, verification_events
from .encryption import backups, encrypted, encrypted_events
from .events import edus, events, stable_events
from .identity import identity
from .moderation import moderation_events, notices, policy
from .pushed import notifications, transactions
from .rooms import Room
from .syncing import alices, synced
from .world import stable, world

SPEC: Final = Path(__file__).resolve().parents[3] / "spec"


def rooms() -> list[Room]:
    """Return every room whose events are used in an example; some are the same room at another time."""
    made, lts = world(), stable()
    found = [made.lobby, made.shed, made.old, made.main, made.bridged, *made.plain.values()]
    found += [lts.lobby, lts.shed, lts.old, lts.main]
    return [
        *found,
        chat()[0],
        encrypted().room,
        notices()[0],
        policy()[0],
        verification().room,
        *alices().all,
        *call()[0],
    ]


def files() -> dict[Path, str]:
    """Return the text of every generated example file, by its path."""
    made = world()
    client = {**DEVICE_BODIES, **account_requests(made), **backups(), **chat_bodies(), **synced(made)}
    client["push_ruleset"] = rules = push_rules(made)
    shown = {
        **events(made),
        **stable_events(stable()),
        **call_events(),
        **chat_events(),
        **encrypted_events(made),
        **moderation_events(),
        **account_events(made),
        **verification_events(),
        "m.push_rules": {"type": "m.push_rules", "content": {"global": rules}},
    }
    folders: dict[str, dict[str, object]] = {
        "api/application-service/examples": transactions(made),
        "api/client-server/examples": client,
        "api/identity-service/examples": identity(made),
        "api/push-gateway/examples": notifications(made),
        "api/server-server/examples": {**bodies(made), **stable_bodies(stable())},
        "events/edu/examples": edus(made),
        "events/examples": shown,
    }
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
