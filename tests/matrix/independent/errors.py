"""Errors of operations (section "Errors")."""

from __future__ import annotations

from typing import Any

_STATUS = {
    "M_UNAUTHORIZED": 401,
    "M_FORBIDDEN": 403,
    "M_NOT_FOUND": 404,
    "M_UNRECOGNIZED": 404,
}


class MatrixError(Exception):
    """An operation failed; the other server receives the error code."""

    def __init__(self, code: str, message: str, status: int | None = None, **properties: Any) -> None:
        """Describe an error; the status is that of the code if it is not given."""
        super().__init__(f"{code}: {message}")
        self.status = status or _STATUS.get(code, 400)
        self.body = {"errcode": code, "error": message, **properties}


def required(body: Any, name: str, kind: type) -> Any:
    """Return a required property of a body. Raises MatrixError."""
    if not isinstance(body, dict):
        raise MatrixError("M_BAD_JSON", "the body is not an object")
    if name not in body:
        raise MatrixError("M_MISSING_PARAM", f"{name} is missing")
    if not isinstance(body[name], kind) or isinstance(body[name], bool):
        raise MatrixError("M_INVALID_PARAM", f"{name} has an invalid value")
    return body[name]
