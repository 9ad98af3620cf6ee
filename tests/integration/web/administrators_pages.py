"""The administrator's pages, as the tests ask for them."""

import re
from html import unescape
from uuid import UUID

from django.http import HttpResponse

from kartoteka.administration.acts import ACTS

LIST = "/admin/administration/account/"
ROLES = f"{LIST}roles/"


def page_of(account_id: UUID, name: str = "change") -> str:
    """Address of the page of an account, or of what is done with it."""
    return f"{LIST}{account_id}/{name}/"


def every_page_of_accounts(account_id: UUID) -> list[str]:
    names = ("change", "history", *(act.name for act in ACTS))
    return [
        "/admin/",
        "/admin/administration/",
        LIST,
        ROLES,
        f"{LIST}add/",
        *(page_of(account_id, name) for name in names),
    ]


def words(response: HttpResponse) -> str:
    """The page as it is read."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())
