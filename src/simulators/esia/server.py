"""The HTTP side of the simulator."""

import json
import time
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from simulators.esia import faults
from simulators.esia.authority import Authority
from simulators.esia.pages import choice_page, refusal_page
from simulators.esia.requests import WrongRequestError

_SLOW = 30.0
_LARGEST = 64 * 1024


class EsiaServer(ThreadingHTTPServer):
    """Answers each request in a thread of its own; none of them holds up the end."""

    daemon_threads = True

    def __init__(self, address: tuple[str, int], authority: Authority) -> None:
        super().__init__(address, _Handler)
        self.authority = authority


class _Handler(BaseHTTPRequestHandler):
    server: EsiaServer
    server_version = "esia-simulator"
    # A browser that opens a connection for later must not keep a thread for ever.
    timeout = 60

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        fields = dict(parse_qsl(parts.query))
        pages: dict[str, Callable[[dict[str, str]], None]] = {
            "/health": lambda _: self._json(HTTPStatus.OK, {"status": "ready"}),
            "/aas/oauth2/v2/ac": self._authorize,
            "/choose": self._choose,
            "/idp/ext/Logout": self._log_out,
        }
        if parts.path in pages:
            pages[parts.path](fields)
        elif parts.path.startswith("/rs/prns/"):
            self._person(parts.path.removeprefix("/rs/prns/"))
        else:
            self._json(HTTPStatus.NOT_FOUND, {"code": "not found"})

    def do_POST(self) -> None:
        length = min(int(self.headers.get("Content-Length") or 0), _LARGEST)
        fields = dict(parse_qsl(self.rfile.read(length).decode()))
        if urlsplit(self.path).path == "/aas/oauth2/v3/te":
            self._exchange(fields)
        else:
            self._json(HTTPStatus.NOT_FOUND, {"code": "not found"})

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - named by the library
        """Nothing: addresses hold codes."""

    def _authorize(self, fields: dict[str, str]) -> None:
        try:
            ticket = self.server.authority.open_ticket(fields)
        except WrongRequestError as wrong:
            self._html(HTTPStatus.BAD_REQUEST, refusal_page(wrong.code))
            return
        self._html(HTTPStatus.OK, choice_page(ticket, self.server.authority.people.values()))

    def _choose(self, fields: dict[str, str]) -> None:
        address = self.server.authority.return_address(
            fields.get("ticket", ""), fields.get("oid", ""), fields.get("fault", "")
        )
        if address is None:
            self._html(HTTPStatus.BAD_REQUEST, refusal_page("нет такого запроса"))
        else:
            self._redirect(address)

    def _exchange(self, fields: dict[str, str]) -> None:
        fault = self.server.authority.fault_of(fields.get("code", ""))
        if fault == faults.SILENT_TOKENS:
            self._json(HTTPStatus.SERVICE_UNAVAILABLE, {"error": "server_error"})
        elif fault == faults.BROKEN_TOKENS:
            self._html(HTTPStatus.OK, "<html>{")
        else:
            if fault == faults.SLOW_TOKENS:
                time.sleep(_SLOW)
            self._tokens(fields)

    def _tokens(self, fields: dict[str, str]) -> None:
        try:
            self._json(HTTPStatus.OK, self.server.authority.exchange(fields))
        except WrongRequestError as wrong:
            error = {"error": "invalid_request", "error_description": f"{wrong.code}: simulator"}
            self._json(HTTPStatus.BAD_REQUEST, error)

    def _person(self, oid: str) -> None:
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        told = self.server.authority.person(oid, token)
        if told is None:
            self._json(HTTPStatus.UNAUTHORIZED, {"code": "ESIA-005011", "message": "simulator"})
        else:
            self._json(HTTPStatus.OK, told)

    def _log_out(self, fields: dict[str, str]) -> None:
        client, wanted = self.server.authority.client, urlsplit(fields.get("redirect_url", ""))
        known = {urlsplit(url)[:2] for url in client.return_urls}
        if fields.get("client_id") == client.client_id and wanted[:2] in known:
            self._redirect(wanted.geturl())
        else:
            self._html(HTTPStatus.BAD_REQUEST, refusal_page("ESIA-007023"))

    def _redirect(self, address: str) -> None:
        self.send_response(HTTPStatus.FOUND)
        self.send_header("Location", address)
        self.send_header("Content-Length", "0")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()

    def _html(self, status: HTTPStatus, page: str) -> None:
        self._send(status, "text/html; charset=utf-8", page.encode())

    def _json(self, status: HTTPStatus, value: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(value, ensure_ascii=False).encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.send_header("Referrer-Policy", "no-referrer")
        self.end_headers()
        self.wfile.write(body)
