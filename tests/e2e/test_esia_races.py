"""Answers of ESIA that come at the same moment, over real connections, on both databases."""

import http.client
import re
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from threading import Barrier
from urllib.parse import urlencode, urljoin, urlsplit

import pytest

from e2e.portal import Portal
from e2e.visitor import Answer, Visitor
from kartoteka.devtools.esia_people import ESIA_PEOPLE

NEWCOMER, ANOTHER = (one for one in ESIA_PEOPLE if one.oid in {1_000_000_203, 1_000_000_204})
BEGIN, CONSENT, PEOPLE, SIGN_IN = "/sign-in/esia/", "/consent/", "/card-index/", "/sign-in/"
_COUNT_ACCOUNTS = (
    "import django; django.setup(); from kartoteka.domain.accounts.models import Account;"
    "print(Account.objects.filter(login__startswith='esia-').count())"
)


def go_to_esia(visitor: Visitor, oid: int) -> str:
    """Press the link and choose a person; returns the path at which the browser comes back to the Portal."""
    address = visitor.get(BEGIN).location
    ticket = re.search(r"ticket=([\w-]+)", _read(address))
    assert ticket is not None
    chosen = urlencode({"ticket": ticket[1], "oid": oid})
    back = urlsplit(_read(urljoin(address, f"/choose?{chosen}")))
    return f"{back.path}?{back.query}"


def come_back_at_once(comers: Sequence[tuple[Visitor, str]]) -> list[Answer]:
    start = Barrier(len(comers))

    def come(comer: tuple[Visitor, str]) -> Answer:
        visitor, path = comer
        start.wait(60)
        return visitor.get(path)

    with ThreadPoolExecutor(len(comers)) as pool:
        return list(pool.map(come, comers))


def count_accounts(portal: Portal) -> int:
    """How many accounts came to be by ESIA."""
    return int(portal.ground.call("-c", _COUNT_ACCOUNTS))


def _read(address: str) -> str:
    """A page of the simulator, or where it leads."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port or 80, timeout=60)
    try:
        connection.request("GET", f"{parts.path}?{parts.query}")
        answer = connection.getresponse()
        return answer.headers["Location"] or answer.read().decode()
    finally:
        connection.close()


@pytest.mark.rule("R67")
class TestOnePersonInManyBrowsers:
    def test_gets_one_account(self, crowded_portal: Portal) -> None:
        before = count_accounts(crowded_portal)
        visitors = [crowded_portal.visitor() for _ in range(10)]
        comers = [(visitor, go_to_esia(visitor, NEWCOMER.oid)) for visitor in visitors]

        answers = come_back_at_once(comers)

        assert {(answer.status, answer.location) for answer in answers} == {(HTTPStatus.FOUND, PEOPLE)}
        assert count_accounts(crowded_portal) == before + 1
        for visitor in visitors:
            if form := visitor.form(CONSENT):
                visitor.post(CONSENT, form)
        pages = [visitor.get(PEOPLE).words for visitor in visitors]
        assert all("1 человек из 50 возможных" in words for words in pages)
        assert all(str(NEWCOMER.person.name) in words for words in pages)


@pytest.mark.rule("R67")
class TestOneAnswerBroughtManyTimes:
    def test_is_taken_once(self, crowded_portal: Portal) -> None:
        visitor = crowded_portal.visitor()
        path = go_to_esia(visitor, ANOTHER.oid)
        copies = [Visitor(visitor.port, dict(visitor.cookies)) for _ in range(10)]

        answers = come_back_at_once([(copy, path) for copy in copies])

        assert Counter(answer.location for answer in answers) == {PEOPLE: 1, SIGN_IN: 9}
