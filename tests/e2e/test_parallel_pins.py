"""Many PINs at the same moment on one telephone, over real connections, on both databases (R81)."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http import HTTPStatus
from json import loads
from threading import Barrier

import pytest

from e2e.portal import Portal
from e2e.visitor import Answer, Visitor
from factories.telephones import OTHER_PIN, PIN, Telephone, as_text
from kartoteka.devtools.cast import PASSWORD

SIGN_IN, NEW_PIN, UNLOCK, CHALLENGE = "/m/sign-in/", "/m/pin/new/", "/m/unlock/", "/m/unlock/challenge/"
AT_ONCE = 12


def bound(portal: Portal, login: str) -> tuple[Visitor, Telephone]:
    """Somebody of his own with the app on a telephone, locked."""
    portal.seed_account(login, in_index=0, free=0)
    visitor, telephone = Visitor(portal.port), Telephone()
    visitor.post(SIGN_IN, visitor.form(SIGN_IN) | {"login": login, "password": PASSWORD})
    made = visitor.form(NEW_PIN) | {"pin": PIN, "pin_again": PIN, "key": as_text(telephone.public_key)}
    assert visitor.post(NEW_PIN, made).status == HTTPStatus.OK
    visitor.get("/m/start/")
    return visitor, telephone


def signed(visitor: Visitor, telephone: Telephone, form: dict[str, str]) -> dict[str, str]:
    told = loads(visitor.post(CHALLENGE, form).page)
    fields = telephone.sign_fields(told["challenge"])
    return {name: str(value) for name, value in fields.items()}


class TestPinsTriedAtOnce:
    @pytest.mark.manual("A-10")
    @pytest.mark.rule("R70", "R81")
    def test_are_five_before_the_telephone_is_unbound(self, crowded_portal: Portal) -> None:
        visitor, telephone = bound(crowded_portal, "many-pins")
        form, start = visitor.form(UNLOCK), Barrier(AT_ONCE)

        def guesses(_: int) -> Iterator[Answer]:
            alone = Visitor(visitor.port, dict(visitor.cookies))
            start.wait()
            for _ in range(60):
                challenge = alone.post(CHALLENGE, form)
                if challenge.status == HTTPStatus.GONE:
                    return
                fields = telephone.sign_fields(loads(challenge.page)["challenge"])
                yield alone.post(UNLOCK, form | {"pin": OTHER_PIN} | {k: str(v) for k, v in fields.items()})

        with ThreadPoolExecutor(AT_ONCE) as pool:
            answers = [
                answer for one in pool.map(lambda number: list(guesses(number)), range(AT_ONCE)) for answer in one
            ]

        counted = Counter(answer.status for answer in answers)
        left = [
            loads(answer.page)["words"][-1] for answer in answers if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY
        ]
        locked_out = [answer for answer in answers if "gone/?pin" in answer.page]
        assert sorted(left) == ["1", "2", "3", "4"]
        assert len(locked_out) == 1
        assert set(counted) <= {HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.FORBIDDEN, HTTPStatus.GONE}

    @pytest.mark.rule("R81")
    def test_are_one_try_where_they_share_a_signature(self, crowded_portal: Portal) -> None:
        visitor, telephone = bound(crowded_portal, "one-signature")
        form = visitor.form(UNLOCK)
        fields = form | {"pin": OTHER_PIN} | signed(visitor, telephone, form)

        answers = visitor.post_at_once(UNLOCK, [fields] * AT_ONCE)

        assert Counter(answer.status for answer in answers) == {
            HTTPStatus.UNPROCESSABLE_ENTITY: 1,
            HTTPStatus.FORBIDDEN: AT_ONCE - 1,
        }
        right = visitor.post(UNLOCK, form | {"pin": PIN} | signed(visitor, telephone, form))
        assert right.status == HTTPStatus.OK
