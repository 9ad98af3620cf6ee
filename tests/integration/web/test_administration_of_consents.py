"""The administrator's pages of the texts of consent (A-02)."""

from http import HTTPStatus

import pytest

from kartoteka.domain.accounts import consents
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event

from .administrators_pages import words
from .conftest import Visitor

pytestmark = pytest.mark.manual("A-02")
LIST = "/admin/administration/consenttext/"
ADD = f"{LIST}add/"
NEW = "Новый текст согласия.\n\nВторой абзац."


class TestTheTexts:
    def test_are_shown_in_all_their_versions(self, nina: Visitor) -> None:
        first = consents.current_text()
        nina.post(ADD, {"text": NEW})

        page = words(nina.get(LIST))

        assert "№ 1" in page
        assert "№ 2" in page
        assert first.text.strip()[:60] in words(nina.get(f"{LIST}1/change/"))

    def test_are_named_in_russian(self, nina: Visitor) -> None:
        page = nina.get(f"{LIST}1/change/")

        assert "<title>Редакция № 1 — Администрирование Портала</title>" in page.content.decode()
        assert "Текст:" in words(page)
        assert "Text" not in words(page)

    def test_are_replaced_by_one_to_which_nobody_agreed_yet(self, anna_visits: Visitor, nina: Visitor) -> None:
        assert consents.has_consented(account_id=anna_visits.account_id)

        answer = nina.post(ADD, {"text": NEW.replace("\n", "\r\n")})

        assert answer.headers["Location"] == LIST
        assert (consents.current_text().version, consents.current_text().text) == (2, NEW)
        assert not consents.has_consented(account_id=anna_visits.account_id)
        row = AuditEvent.objects.get(event=Event.CONSENT_TEXT_PUBLISHED)
        assert (row.actor_id, row.subject_id) == (nina.account_id, "2")

    @pytest.mark.rule("R12")
    def test_sent_twice_are_published_once(self, nina: Visitor) -> None:
        answers = [nina.post(ADD, {"text": NEW}) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [HTTPStatus.FOUND, HTTPStatus.UNPROCESSABLE_ENTITY]
        assert consents.current_text().version == 2

    @pytest.mark.parametrize(("text", "mistake"), [("", "Введите текст согласия"), ("  ", "Введите текст согласия")])
    def test_are_not_empty(self, nina: Visitor, text: str, mistake: str) -> None:
        answer = nina.post(ADD, {"text": text})

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert mistake in words(answer)
        assert consents.current_text().version == 1

    def test_are_never_changed(self, nina: Visitor) -> None:
        before = consents.current_text()

        nina.post(f"{LIST}1/change/", {"text": NEW})

        assert consents.current_text() == before

    @pytest.mark.parametrize("method", ["get", "post"])
    def test_are_no_pages_of_a_stranger(self, anna_visits: Visitor, method: str) -> None:
        for address in (LIST, ADD, f"{LIST}1/change/"):
            assert getattr(anna_visits, method)(address).status_code == HTTPStatus.NOT_FOUND, address

        assert consents.current_text().version == 1
