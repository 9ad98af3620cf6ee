"""Steps of a person without scripts: sign-up, letters, passwords."""

import re

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from factories.people import PASSWORD, PERM
from kartoteka.domain.messaging.models import MessageRow

SIGN_UP, RESET, SIGN_IN, CONSENT = "/sign-up/", "/password/", "/sign-in/", "/consent/"
NEW = "new.person@example.org"
GOOD = "синий чайник летит"


def ask(client: Client, email: str = NEW, path: str = SIGN_UP) -> HttpResponse:
    return client.post(path, {"email": email, "region": PERM.code})  # type: ignore[return-value]


def letter() -> MessageRow:
    return MessageRow.objects.latest("id")


def link() -> str:
    """The path of the link in the newest letter."""
    found = re.search(r"http://testserver(/\S+)", letter().text)
    assert found
    return found[1]


def choose(client: Client, path: str, password: str = GOOD, again: str | None = None) -> HttpResponse:
    form = {"password": password, "password_again": password if again is None else again}
    return client.post(path, form)  # type: ignore[return-value]


def words(answer: HttpResponse) -> str:
    return answer.content.decode()


def says_link_is_over(answer: HttpResponse) -> bool:
    """Whether the page says so, and asks for the address once more."""
    return (
        answer.status_code == 410
        and "Эта ссылка больше не действует" in words(answer)
        and 'id="id_email"' in words(answer)
    )


def sign_in(client: Client) -> None:
    client.post(SIGN_IN, {"login": "anna", "password": PASSWORD})


def acting_as_of(page: HttpResponseBase, client: Client) -> str:
    """The mark that the forms of this account carry."""
    content = getattr(page, "content", b"") or client.get(CONSENT).content
    found = re.search(r'name="acting_as" value="(\w+)"', content.decode())
    return found[1] if found else ""
