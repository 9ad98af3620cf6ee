"""What the server makes of a passkey that is none; a real one is tried in a browser (A-10)."""

import json
from http import HTTPStatus
from uuid import UUID

import pytest

from kartoteka.domain.accounts.app_devices.selectors import list_devices

from .conftest import Phone, said

FORGED = [
    "",
    "[]",
    "no json",
    pytest.param("[" * 100_000, id="brackets"),
    "{}",
    json.dumps({"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}),
]


@pytest.mark.manual("A-10")
class TestTheWayOfQuickSignIn:
    def test_is_offered_after_the_pin(self, bound: Phone) -> None:
        page = bound.get("/m/pin/way/").content.decode()

        assert "Отпечаток пальца или Face ID" in page
        assert "Только PIN-код" in page

    def test_may_be_the_pin_alone(self, bound: Phone) -> None:
        assert bound.post("/m/pin/way/", way="pin", next="/m/").headers["Location"] == "/m/"

    def test_asks_the_telephone_for_its_own_passkey_and_for_its_owner(self, bound: Phone) -> None:
        options = said(bound.post("/m/pin/way/", action="options"))

        assert options["authenticatorSelection"]["authenticatorAttachment"] == "platform"
        assert options["authenticatorSelection"]["userVerification"] == "required"
        assert options["extensions"] == {"prf": {}}
        # Lists of passkeys are open to whoever holds the telephone.
        assert "anna" not in json.dumps(options, ensure_ascii=False).lower()

    @pytest.mark.parametrize("credential", FORGED)
    @pytest.mark.parametrize("asks", [True, False])
    def test_takes_no_passkey_that_was_not_asked_for_or_is_none(
        self, bound: Phone, anna: UUID, credential: str, asks: object
    ) -> None:
        if asks:
            bound.post("/m/pin/way/", action="options")

        answer = bound.post("/m/pin/way/", credential=credential)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert list_devices(account_id=anna)[0].passkey is None

    @pytest.mark.parametrize("assertion", FORGED[1:])
    def test_does_not_open_by_a_passkey_that_is_none(self, bound: Phone, assertion: str) -> None:
        bound.start()

        answer = bound.unlock("", assertion=assertion)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not bound.is_open
