"""The loop of an adapter in Python: a request a line in, a response a line out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Any

Json = dict[str, Any]
Operation = Callable[[str, Json], Json]


class UnsupportedError(Exception):
    """The implementation does not support the request; the message gives the reason."""


def serve(name: str, version: str, profiles: Sequence[str], operations: Mapping[str, Operation]) -> None:
    """Respond to requests until standard input ends. An operation takes the profile and the input."""
    described = {"name": name, "version": version, "profiles": list(profiles), "operations": list(operations)}
    for line in sys.stdin:
        request = json.loads(line)
        sys.stdout.write(json.dumps({"id": request["id"], **_answer(request, described, operations)}) + "\n")
        sys.stdout.flush()


def _answer(request: Json, described: Json, operations: Mapping[str, Operation]) -> Json:
    if request["operation"] == "describe":
        return {"result": described}
    operation = operations.get(request["operation"])
    if operation is None:
        return {"unsupported": f"no operation {request['operation']!r}"}
    try:
        return {"result": operation(request["profile"], request["input"])}
    except UnsupportedError as error:
        return {"unsupported": str(error)}
    except Exception as error:  # noqa: BLE001 - any fault of the implementation is its answer
        return {"error": f"{type(error).__name__}: {error}"}
