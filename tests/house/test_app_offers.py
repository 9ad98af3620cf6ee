"""The app offers whatever the web version does: read from the map of addresses, so that no page is forgotten."""

import re
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse, set_urlconf

from house.files import PROJECT, files
from house.routes import HIDDEN, Route, routes
from kartoteka.mobile.site import URLCONF
from kartoteka.ui.addresses import APP_ADDRESS

# Pages of the Portal that the app has under a name of its own.
UNDER_ANOTHER_NAME = {
    "accounts:consent": "mobile:consent",
    "accounts:esia": "mobile:esia",
    "account_login": "mobile:sign-in",
}
_BY_LETTER = "ends by the link of a letter, in the browser where it is read; the app's «Вход» leads to its beginning"
_OF_STAFF = "staff can't sign in to the app: their second factor is asked for in a browser"
_OF_PAPER = "for whoever was given a paper, without an account: its QR code opens in any browser"
_OF_MACHINES = "no page of a patient"
ON_THE_PORTAL_ALONE = {
    "accounts:reset": _BY_LETTER,
    "accounts:reset-finish": _BY_LETTER,
    "accounts:reset-sent": _BY_LETTER,
    "accounts:sign-up": _BY_LETTER,
    "accounts:sign-up-finish": _BY_LETTER,
    "accounts:sign-up-sent": _BY_LETTER,
    "account_reauthenticate": _OF_STAFF,
    "mfa_activate_totp": _OF_STAFF,
    "mfa_authenticate": _OF_STAFF,
    "mfa_generate_recovery_codes": _OF_STAFF,
    "mfa_index": _OF_STAFF,
    "mfa_reauthenticate": _OF_STAFF,
    "mfa_view_recovery_codes": _OF_STAFF,
    "papers:check": _OF_PAPER,
    "papers:check-code": _OF_PAPER,
    "appearance:change": "one address for both: the settings of the app send their form there and come back",
    "demo:outbox": _OF_MACHINES,
    "health:live": _OF_MACHINES,
    "health:ready": _OF_MACHINES,
}


def of_portal() -> list[Route]:
    """What the Portal shows to people who are not staff."""
    return [one for one in routes() if not one.is_in_app and not one.name.startswith(HIDDEN)]


def in_app(pages: list[Route]) -> set[str]:
    """Those to which a link of the app leads without leaving it."""
    set_urlconf(URLCONF)
    try:
        return {one.name for one in pages if one.address().startswith(APP_ADDRESS)}
    finally:
        set_urlconf(None)


@pytest.mark.rule("D5")
class TestTheApp:
    def test_has_every_page_of_the_portal_but_those_that_belong_elsewhere(self) -> None:
        pages = of_portal()

        missing = {one.name for one in pages} - in_app(pages) - set(UNDER_ANOTHER_NAME)

        assert missing == set(ON_THE_PORTAL_ALONE)

    def test_has_a_page_wherever_one_goes_by_another_name(self) -> None:
        addresses = [reverse(name) for name in UNDER_ANOTHER_NAME.values()]

        assert all(address.startswith(APP_ADDRESS) for address in addresses)

    def test_leads_to_what_begins_on_the_portal(self, client: Client, db: None) -> None:
        page = client.get(reverse("mobile:sign-in")).content.decode()

        for name in ("accounts:sign-up", "accounts:reset"):
            assert f'href="{reverse(name)}"' in page


@pytest.mark.rule("D5")
class TestWordsOfPagesThatBothSitesShow:
    # «Картотека» is the app's word, and whoever is in the app is not on a site.
    OF_THE_WEB_ALONE = re.compile(r"Мо(?:я|ей|ю) картотек|\bна Портале?\b|наверху страницы")
    FIT_ALL_THE_SAME = (
        # The name of the other way in, where one is told from the other.
        '{Channel.WEB: "на Портале"',
        # About the Portal as a whole, whichever way one came.
        "Вы единственный законный представитель этого ребёнка на Портале",
        "Файл на Портале повреждён",
        # The app draws the title of this page itself.
        '{% block title %}Моя картотека{% endblock %}',
        'breadcrumbs([("Главная", url("start:start"))], "Моя картотека")',
        '<h1 id="title" tabindex="-1">Моя картотека</h1>',
    )  # fmt: skip

    def test_are_right_in_the_app_too(self) -> None:
        rooms = ("card_index", "health_record", "moderation", "access", "profile", "feedback", "watching")
        folders = [*(f"src/kartoteka/web/{room}" for room in rooms), "src/kartoteka/mobile"]
        paths = [*files(".html", *folders), *files(".py", *folders)]

        found = [
            f"{path.relative_to(PROJECT)}: {line.strip()}"
            for path in paths
            for line in without_remarks(path).splitlines()
            if self.OF_THE_WEB_ALONE.search(line) and not any(words in line for words in self.FIT_ALL_THE_SAME)
        ]

        assert paths
        assert found == []


def without_remarks(path: Path) -> str:
    """What a file says to people; remarks and docstrings are ours."""
    return re.sub(
        r'\{#.*?#\}|""".*?"""|^\s*#.*?$', "", path.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE
    )
