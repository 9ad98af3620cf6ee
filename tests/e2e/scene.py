"""A page in one of its states, as a test of all pages opens it."""

from collections.abc import Callable
from http import HTTPStatus

from playwright.sync_api import Page

from e2e.browsing import Browsing

Scene = Callable[[Browsing], Page]


def page_at(path: str, login: str = "", status: HTTPStatus = HTTPStatus.OK) -> Scene:
    """The page at an address, as a guest or an account of the demo sees it."""

    def open_page(browsing: Browsing) -> Page:
        page = browsing.signed_in(login) if login else browsing.guest()
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == status
        return page

    return open_page
