"""The HTTP binding: the endpoints, and requests to other servers (appendix "HTTP binding")."""

from __future__ import annotations

import http.client
import json
import re
import threading
import urllib.parse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from . import authentication, discovery, handshakes, invites
from .encoding import EncodingError, Json, parse
from .errors import MatrixError, required
from .events import event_id
from .server import VERSION, Server

_FEDERATION, _KEY = "/_matrix/federation", "/_matrix/key"
_PLAIN = "!$@:"
"""The characters that are not percent-encoded, with letters, digits and those of RFC 3986."""
_SEND_PATHS = {"join": "v2/send_join", "leave": "v2/send_leave", "knock": "v1/send_knock"}


@dataclass(frozen=True)
class Request:
    """A request of an authenticated server."""

    server: Server
    origin: str
    path: list[str]
    query: dict[str, list[str]]
    body: Any

    def one(self, name: str) -> str:
        """Return a required parameter of the query. Raises MatrixError."""
        if name not in self.query:
            raise MatrixError("M_MISSING_PARAM", f"{name} is missing")
        return self.query[name][0]

    def integer(self, name: str) -> int:
        """Return a required parameter that is an integer. Raises MatrixError."""
        if re.fullmatch("[0-9]{1,16}", self.one(name)) is None:
            raise MatrixError("M_INVALID_PARAM", f"{name} is not an integer")
        return int(self.one(name))


Answer = Callable[[Request], Json]


def _backfill(request: Request) -> Json:
    request.one("v")
    return request.server.backfill(
        request.origin, request.path[0], request.query["v"], request.integer("limit")
    )


def _make(membership: str) -> Answer:
    def answer(request: Request) -> Json:
        versions: list[str] | None = request.query.get("ver", ["1"])
        if membership == "knock":
            request.one("ver")
        if membership == "leave":
            versions = None
        return handshakes.make(
            request.server, request.origin, membership, request.path[0], request.path[1], versions
        )

    return answer


def _complete(membership: str) -> Answer:
    def answer(request: Request) -> Json:
        return handshakes.complete(
            request.server, request.origin, membership, request.path[0], request.path[1], request.body
        )

    return answer


def _invite(request: Request) -> Json:
    room_id, identifier = request.path
    return invites.receive_invite(request.server, request.origin, room_id, identifier, request.body)


def _query_one(request: Request) -> Json:
    criteria: Json = {}
    if "minimum_valid_until_ts" in request.query:
        criteria["minimum_valid_until_ts"] = request.integer("minimum_valid_until_ts")
    return request.server.query_keys({request.path[0]: {"": criteria}})


ENDPOINTS: list[tuple[str, str, int, Answer]] = [
    ("PUT", f"{_FEDERATION}/v1/send", 1, lambda r: r.server.transaction(r.origin, r.path[0], r.body)),
    ("GET", f"{_FEDERATION}/v1/event", 1, lambda r: r.server.event(r.origin, r.path[0])),
    ("GET", f"{_FEDERATION}/v1/state", 1, lambda r: r.server.state(r.origin, r.path[0], r.one("event_id"))),
    (
        "GET",
        f"{_FEDERATION}/v1/state_ids",
        1,
        lambda r: r.server.state_ids(r.origin, r.path[0], r.one("event_id")),
    ),
    ("GET", f"{_FEDERATION}/v1/event_auth", 2, lambda r: r.server.event_auth(r.origin, r.path[0], r.path[1])),
    ("GET", f"{_FEDERATION}/v1/backfill", 1, _backfill),
    (
        "POST",
        f"{_FEDERATION}/v1/get_missing_events",
        1,
        lambda r: r.server.missing_events(r.origin, r.path[0], r.body),
    ),
    *(("GET", f"{_FEDERATION}/v1/make_{one}", 2, _make(one)) for one in _SEND_PATHS),
    *(("PUT", f"{_FEDERATION}/{path}", 2, _complete(one)) for one, path in _SEND_PATHS.items()),
    ("PUT", f"{_FEDERATION}/v2/invite", 2, _invite),
    ("GET", f"{_KEY}/v2/server", 0, lambda r: r.server.own_keys()),
    ("GET", f"{_KEY}/v2/query", 1, _query_one),
    ("POST", f"{_KEY}/v2/query", 0, lambda r: r.server.query_keys(required(r.body, "server_keys", dict))),
]
"""Method, path, number of parameters in the path, and the operation."""


def _find(method: str, path: str) -> tuple[Answer, list[str]]:
    """Return the operation of a path (section "Unsupported endpoints")."""
    known = False
    for allowed, prefix, count, answer in ENDPOINTS:
        rest = path.removeprefix(prefix).split("/")
        if path.startswith(prefix) and rest[0] == "" and len(rest) == count + 1:
            known = True
            if method == allowed:
                return answer, [urllib.parse.unquote(part) for part in rest[1:]]
    raise MatrixError("M_UNRECOGNIZED", "not supported", 405 if known else 404)


def respond(server: Server, method: str, uri: str, header: str | None, body: str | None) -> Json:
    """Return the response to a request. Raises MatrixError."""
    path, _, query = uri.partition("?")
    answer, parameters = _find(method, path)
    origin = ""
    if not path.startswith(_KEY):
        given = {"method": method, "uri": uri, "authorization": header, "body": body}
        origin = _authenticated(server, given)
    try:
        value = None if body is None else parse(body)
    except EncodingError as error:
        raise MatrixError("M_NOT_JSON", str(error)) from None
    return answer(Request(server, origin, parameters, urllib.parse.parse_qs(query), value))


def _authenticated(server: Server, given: Json) -> str:
    """Return the origin of a request (section "Verifying a request"). Raises MatrixError."""
    parameters = authentication.parse_authorization(given["authorization"]) or {}
    if {"origin", "key"} <= parameters.keys():
        server.ring.for_request(parameters["origin"], parameters["key"])
    origin = authentication.authenticate(given, [server.name], server.ring.lists(), server.now())
    if origin is None:
        raise MatrixError("M_UNAUTHORIZED", "the request is not authenticated")
    return origin


class Handler(BaseHTTPRequestHandler):
    """Answers requests of other servers."""

    protocol_version = "HTTP/1.1"
    server: Listener

    def _answer(self) -> None:
        length = self.headers.get("Content-Length", "0")
        data = self.rfile.read(int(length)) if length.isdigit() else b""
        status, response = 200, {}
        try:
            body = data.decode() if data else None
            headers = self.headers.get_all("Authorization", [])
            header = headers[0] if len(headers) == 1 else None
            response = respond(self.server.homeserver, self.command, self.path, header, body)
        except MatrixError as error:
            status, response = error.status, error.body
        except UnicodeDecodeError:
            status, response = 400, {"errcode": "M_NOT_JSON", "error": "the body is not UTF-8"}
        text = json.dumps(response, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    do_GET = do_PUT = do_POST = do_DELETE = do_PATCH = _answer  # noqa: N815 - names of the library

    def log_message(self, *arguments: Any) -> None:
        """Write no log."""


class Listener(ThreadingHTTPServer):
    """Listens on a port of the loopback interface, without TLS (section "TLS", item 3: for tests)."""

    daemon_threads = True
    homeserver: Server

    def __init__(self) -> None:
        """Bind to a free port."""
        super().__init__(("127.0.0.1", 0), Handler)
        self.name = f"localhost:{self.server_address[1]}"

    def start(self, server: Server) -> None:
        """Answer requests in a thread."""
        self.homeserver = server
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """Stop answering."""
        self.shutdown()
        self.server_close()


class Client:
    """Sends requests to other servers (sections "Request authentication" and "API standards")."""

    def __init__(self, server: Server, timeout: float = 5.0) -> None:
        """Send the requests of a server."""
        self._server = server
        self._timeout = timeout

    def request(
        self,
        server: str,
        method: str,
        prefix: str,
        parts: Sequence[str] = (),
        query: Any = (),
        body: Any = None,
    ) -> Json:
        """Send a request and return the body of its response. Raises MatrixError or OSError."""
        uri = "/".join([prefix, *(urllib.parse.quote(part, safe=_PLAIN) for part in parts)])
        uri += "?" + urllib.parse.urlencode(query, safe=_PLAIN, quote_via=urllib.parse.quote) if query else ""
        text = None if body is None else json.dumps(body, ensure_ascii=False)
        headers = {} if text is None else {"Content-Type": "application/json"}
        if prefix.startswith(_FEDERATION):
            described = authentication.described(method, uri, self._server.name, server, text)
            headers["Authorization"] = authentication.authorization(
                described, self._server.key_id, self._server.seed
            )
        target = discovery.resolve(server, lambda _: None, lambda _: [])
        if target is None:
            raise MatrixError("M_UNKNOWN", f"{server} is not a server name")
        connection = http.client.HTTPConnection(target.connect, target.port, timeout=self._timeout)
        try:
            data = None if text is None else text.encode()
            connection.request(method, uri, data, {**headers, "Host": target.host})
            response = connection.getresponse()
            status, value = response.status, parse(response.read().decode())
        except (http.client.HTTPException, UnicodeDecodeError, EncodingError) as error:
            raise MatrixError("M_UNKNOWN", f"{server}: {error}") from None
        finally:
            connection.close()
        if not isinstance(value, dict):
            raise MatrixError("M_NOT_JSON", f"{server}: the response is no object")
        if status != 200:
            raise MatrixError(str(value.get("errcode", "M_UNKNOWN")), str(value.get("error", "")), status)
        return value

    def _list(self, value: Json, name: str) -> list[Json]:
        found = value.get(name)
        return found if isinstance(found, list) else []

    def server_keys(self, server: str) -> Any:
        """Return the key list that a server publishes, or None."""
        try:
            return self.request(server, "GET", f"{_KEY}/v2/server")
        except (MatrixError, OSError):
            return None

    def send(self, server: str, transaction: str, pdus: list[Json]) -> Json:
        """Send a transaction."""
        body = {"origin": self._server.name, "origin_server_ts": self._server.now(), "pdus": pdus}
        return self.request(server, "PUT", f"{_FEDERATION}/v1/send", [transaction], body=body)

    def event(self, server: str, identifier: str) -> list[Json]:
        """Return a single event."""
        return self._list(self.request(server, "GET", f"{_FEDERATION}/v1/event", [identifier]), "pdus")

    def event_auth(self, server: str, room_id: str, identifier: str) -> list[Json]:
        """Return the auth chain of an event."""
        path = [room_id, identifier]
        return self._list(self.request(server, "GET", f"{_FEDERATION}/v1/event_auth", path), "auth_chain")

    def missing_events(
        self, server: str, room_id: str, latest: list[str], earliest: list[str], limit: int
    ) -> list[Json]:
        """Return the events between known events."""
        body = {"latest_events": latest, "earliest_events": earliest, "limit": limit}
        prefix = f"{_FEDERATION}/v1/get_missing_events"
        return self._list(self.request(server, "POST", prefix, [room_id], body=body), "events")

    def state(self, server: str, room_id: str, identifier: str) -> tuple[list[Json], list[Json]]:
        """Return the state before an event, and its auth chain."""
        query = {"event_id": identifier}
        found = self.request(server, "GET", f"{_FEDERATION}/v1/state", [room_id], query)
        return self._list(found, "pdus"), self._list(found, "auth_chain")

    def state_ids(self, server: str, room_id: str, identifier: str) -> Json:
        """Return the IDs of the state before an event."""
        query = {"event_id": identifier}
        return self.request(server, "GET", f"{_FEDERATION}/v1/state_ids", [room_id], query)

    def backfill(self, server: str, room_id: str, start: list[str], limit: int) -> list[Json]:
        """Return events and earlier ones."""
        query = [*(("v", one) for one in start), ("limit", str(limit))]
        return self._list(self.request(server, "GET", f"{_FEDERATION}/v1/backfill", [room_id], query), "pdus")

    def make(self, server: str, membership: str, room_id: str, user: str) -> Json:
        """Request a template."""
        query = {} if membership == "leave" else {"ver": VERSION}
        return self.request(server, "GET", f"{_FEDERATION}/v1/make_{membership}", [room_id, user], query)

    def complete(self, server: str, membership: str, room_id: str, event: Json) -> Json:
        """Send a completed event."""
        path = [room_id, event_id(event)]
        return self.request(server, "PUT", f"{_FEDERATION}/{_SEND_PATHS[membership]}", path, body=event)

    def invite(self, server: str, room_id: str, identifier: str, body: Json) -> Json:
        """Send an invite to the server of the invited user."""
        return self.request(server, "PUT", f"{_FEDERATION}/v2/invite", [room_id, identifier], body=body)

    def query_keys(self, notary: str, queries: Json) -> list[Json]:
        """Return the key lists that a notary server has."""
        found = self.request(notary, "POST", f"{_KEY}/v2/query", body={"server_keys": queries})
        return self._list(found, "server_keys")
