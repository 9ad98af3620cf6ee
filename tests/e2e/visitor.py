"""Somebody who talks to the Portal without a browser: many of them can do so at once."""

import http.client
import re
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from threading import Barrier
from urllib.parse import urlencode

_TIMEOUT = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    location: str
    page: str

    @property
    def words(self) -> str:
        """The page as it is read: without markup, with single spaces."""
        without_markup = re.sub(r"<(script|style)\b.*?</\1>|<[^>]+>", " ", self.page, flags=re.DOTALL)
        return " ".join(unescape(without_markup).split())


class _HiddenFields(HTMLParser):
    """Hidden fields of the forms that are sent to one address."""

    def __init__(self, action: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._action = action
        self._inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = given.get("action", "").partition("?")[0] == self._action
        elif tag == "input" and self._inside and given.get("type") == "hidden":
            self.found[given["name"]] = given["value"]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False


@dataclass
class Visitor:
    """A browser's worth of cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str) -> Answer:
        return self._ask("GET", path)

    def post(self, path: str, fields: Mapping[str, str]) -> Answer:
        return self._ask("POST", path, urlencode(fields))

    def post_at_once(self, path: str, forms: Sequence[Mapping[str, str]]) -> list[Answer]:
        """Send all forms at the same moment, each over a connection of its own."""
        start = Barrier(len(forms))

        def send(fields: Mapping[str, str]) -> Answer:
            alone = Visitor(self.port, dict(self.cookies))
            start.wait(_TIMEOUT)
            return alone.post(path, fields)

        with ThreadPoolExecutor(len(forms)) as pool:
            return list(pool.map(send, forms))

    def form(self, path: str) -> dict[str, str]:
        """The hidden fields of the form that a page sends to its own address."""
        fields = _HiddenFields(path)
        fields.feed(self.get(path).page)
        return fields.found

    def sign_in(self, login: str, password: str) -> None:
        form = self.form("/sign-in/") | {"login": login, "password": password}
        answer = self.post("/sign-in/", form)
        assert answer.status == http.HTTPStatus.FOUND, f"{login} was not let in: {answer.words}"

    def _ask(self, method: str, path: str, body: str | None = None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_TIMEOUT)
        headers = {"Host": f"localhost:{self.port}", "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            self._remember(response.headers.get_all("Set-Cookie", []))
            page = response.read().decode()
        finally:
            connection.close()
        return Answer(response.status, response.headers.get("Location", ""), page)

    def _remember(self, set_cookies: list[str]) -> None:
        for line in set_cookies:
            for name, morsel in SimpleCookie(line).items():
                if morsel["max-age"] == "0":
                    self.cookies.pop(name, None)
                else:
                    self.cookies[name] = morsel.value
