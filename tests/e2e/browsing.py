"""Browsers as people use them: as a guest or signed in, with an ear on what the page complains of."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, ViewportSize, WebError

from e2e.portal import Portal

WIDE: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 390, "height": 844}

# The browser and htmx report every answer of 400 and more; the tests look at such pages on purpose.
_REPORT_OF_AN_ANSWER = re.compile(
    r"Failed to load resource: the server responded with a status of 4\d\d |Response Status Error Code 4\d\d "
)
# A press on a link before the scripts of its page arrived goes the way without scripts. That is right for people and
# tested on its own; a test of the way with scripts waits like a person does, who presses when the page stands still.
_MARK_LOADING = """
const mark = () => {
  if (!document.documentElement || document.readyState === "complete") return false;
  document.documentElement.setAttribute("data-still-loading", "");
  addEventListener("load", () => document.documentElement.removeAttribute("data-still-loading"), { once: true });
  return true;
};
const wait = new MutationObserver(() => mark() && wait.disconnect());
if (!mark()) wait.observe(document, { childList: true });
"""
_RUSSIAN_WORD = re.compile(r"[а-яё]{2,}", re.IGNORECASE)


class Browsing:
    """Opens pages of one Portal, each in a browser of its own, and remembers what went wrong in any of them."""

    def __init__(self, portal: Portal, new_context: Callable[..., BrowserContext]) -> None:
        self.portal = portal
        self.complaints: list[str] = []
        # What a test is about, and comes whenever the browser likes: a network that is lost, for instance.
        self.harmless = re.compile(r"(?!)")
        self._new_context = new_context

    def guest(self, *, viewport: ViewportSize = WIDE, scripts: bool = True) -> Page:
        """A browser in which nobody signed in."""
        page = self._open(viewport, scripts).new_page()
        if scripts:
            page.add_locator_handler(page.locator("html[data-still-loading]"), _wait)
        return page

    def signed_in(self, login: str, *, viewport: ViewportSize = WIDE, scripts: bool = True) -> Page:
        """A browser in which an account of the demo region signed in."""
        page = self.guest(viewport=viewport, scripts=scripts)
        self.change_user(page, login)
        return page

    def telephone(self, login: str, *, viewport: ViewportSize = PHONE) -> Page:
        """The app, open on the telephone of an account of the demo region."""
        page = self.guest(viewport=viewport)
        self._keep(page, self.portal.telephone_of(login))
        return page

    def change_user(self, page: Page, login: str) -> None:
        """Sign another account in, in the browser of this page, as if in its other tab."""
        self._keep(page, self.portal.session_of(login))

    def _keep(self, page: Page, cookies: Mapping[str, str]) -> None:
        page.context.add_cookies(
            [{"name": name, "value": value, "url": self.portal.url} for name, value in cookies.items()]
        )

    def forgive(self, pattern: str) -> None:
        """Forget complaints that a test provoked; there must have been some."""
        kept = [one for one in self.complaints if not re.search(pattern, one)]
        assert len(kept) < len(self.complaints), f"nobody complained of {pattern}"
        self.complaints = kept

    def _open(self, viewport: ViewportSize, scripts: bool) -> BrowserContext:  # noqa: FBT001 - named by its callers
        context = self._new_context(viewport=viewport, java_script_enabled=scripts)
        context.set_default_timeout(10_000)
        if scripts:
            context.add_init_script(_MARK_LOADING)
        context.on("console", self._hear)
        context.on("weberror", self._hear_of_a_failure)
        context.on("request", self._look_at_address)
        return context

    def _hear(self, message: ConsoleMessage) -> None:
        is_harmless = _REPORT_OF_AN_ANSWER.match(message.text) or self.harmless.search(message.text)
        if message.type == "error" and not is_harmless:
            self.complaints.append(f"{_path(message.location['url'])}: {message.text}")

    def _hear_of_a_failure(self, failure: WebError) -> None:
        self.complaints.append(str(failure.error))

    def _look_at_address(self, request: Request) -> None:
        # Addresses stay in the history of the browser and in logs on the way: nothing of a person belongs there.
        if _RUSSIAN_WORD.search(unquote(request.url)):
            self.complaints.append(f"words of a person in the address {request.url}")


def _wait() -> None:
    """Nothing to press away: Playwright itself waits until what it saw is gone."""


def _path(url: str) -> str:
    return urlsplit(url).path
