"""The real Portal on a port of its own, as its operator starts it, and a browser's part of talking to it."""

import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

from benchmarks.postgresql import free_port

_PROJECT = Path(__file__).resolve().parent.parent
_PATIENCE = 60.0
# What the front server adds to each request: without it production sends everybody to https and knows no address.
BEHIND_TLS = {"X-Forwarded-Proto": "https", "X-Real-IP": "127.0.0.1"}
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class Portal:
    """A running Portal."""

    def __init__(self, port: int, pid: int) -> None:
        self.pid = pid
        self.port = port

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}{path}"

    def headers(self, cookies: str = "") -> dict[str, str]:
        """What a request carries from behind the front server."""
        return BEHIND_TLS | ({"Cookie": cookies} if cookies else {})

    def page(self, path: str, cookies: str = "") -> str:
        """
        A page as text.

        :raises RuntimeError: the answer is no page
        """
        return self.file(path, cookies).decode()

    def file(self, path: str, cookies: str = "") -> bytes:
        """
        What a page answers, whatever it is.

        :raises RuntimeError: it is refused
        """
        status, body, _ = self._ask("GET", path, self.headers(cookies))
        if status != http.HTTPStatus.OK:
            raise RuntimeError(f"{path} answers {status}")
        return body

    def sign_in(self, login: str, password: str) -> str:
        """
        Fill in the sign-in form; returns the cookies of the session.

        :raises RuntimeError: the form was not taken
        """
        _, form, cookies = self._ask("GET", "/sign-in/", self.headers())
        token = _TOKEN.search(form.decode())
        if token is None:
            raise RuntimeError("the sign-in page has no form")
        body = urlencode({"login": login, "password": password, "csrfmiddlewaretoken": token[1]})
        headers = self.headers(cookies) | {
            "Content-Type": "application/x-www-form-urlencoded",
            "Origin": f"https://127.0.0.1:{self.port}",
        }
        status, _, cookies = self._ask("POST", "/sign-in/", headers, body)
        if status != http.HTTPStatus.FOUND:
            raise RuntimeError(f"the sign-in form answers {status}")
        return cookies

    def is_ready(self) -> bool:
        try:
            return self._ask("GET", "/health/ready", self.headers())[0] == http.HTTPStatus.OK
        except OSError:
            return False

    def _ask(
        self, method: str, path: str, headers: Mapping[str, str], body: str | None = None
    ) -> tuple[int, bytes, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.request(method, path, body, dict(headers))
            response = connection.getresponse()
            cookies = SimpleCookie()
            for line in response.headers.get_all("Set-Cookie", []):
                cookies.load(line)
            pairs = "; ".join(f"{name}={morsel.value}" for name, morsel in cookies.items())
            return response.status, response.read(), pairs
        finally:
            connection.close()


@contextmanager
def running_portal() -> Iterator[Portal]:
    """The Portal's own web server with the settings of this process's environment."""
    port = free_port()
    # Held so that it ends with this process, however that ends.
    leash = [sys.executable, "-m", "kartoteka.operations.leash", str(os.getpid())]
    command = [*leash, sys.executable, "-m", "kartoteka.operations.web_server", "127.0.0.1", str(port)]
    server = subprocess.Popen(command, cwd=_PROJECT, start_new_session=True)
    try:
        portal = Portal(port, server.pid)
        deadline = time.monotonic() + _PATIENCE
        while not portal.is_ready():
            if server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("the Portal did not become ready")
            time.sleep(0.2)
        yield portal
    finally:
        server.terminate()
        server.wait(_PATIENCE)
