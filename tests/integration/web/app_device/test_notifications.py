"""«Уведомления» of one telephone, and what knocks at it."""

from datetime import datetime
from http import HTTPStatus
from uuid import UUID

import pytest
from pytest_django import Settings

from kartoteka.domain.accounts.app_devices import push
from kartoteka.domain.accounts.app_devices.models import PushRow, PushSubscriptionRow

from .conftest import Phone, said

PAGE, HERE = "/m/settings/notifications/", "https://fcm.googleapis.com/fcm/send/abc"


class TestNotifications:
    def test_are_switched_on_and_off_by_their_telephone(self, bound: Phone) -> None:
        assert said(bound.post(PAGE, endpoint=HERE)) == {"next": PAGE}
        assert "уведомления включены" in bound.get(PAGE).content.decode()

        bound.post(PAGE, action="off")

        assert not PushSubscriptionRow.objects.exists()
        assert "data-push-on" in bound.get(PAGE).content.decode()

    def test_go_through_no_service_that_we_do_not_know(self, bound: Phone) -> None:
        answer = bound.post(PAGE, endpoint="https://evil.example/collect")

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert not PushSubscriptionRow.objects.exists()

    def test_are_not_offered_where_the_portal_talks_to_no_service(self, bound: Phone, settings: Settings) -> None:
        settings.KARTOTEKA_PUSH_ORIGINS = ()

        page = bound.get(PAGE).content.decode()
        assert "уведомлений на телефон нет" in page
        assert "Телефон сообщит" not in page

    def test_are_named_before_they_are_switched_on(self, bound: Phone) -> None:
        page = bound.get(PAGE).content.decode()

        for what in (
            "о новом результате, документе или протоколе осмотра",
            "о запросе на доступ",
            "об ответе модератора",
        ):
            assert what in page

    @pytest.mark.manual("P-09")
    @pytest.mark.rule("R71")
    def test_end_when_the_owner_signs_out(self, bound: Phone, anna: UUID, now: datetime) -> None:
        bound.post(PAGE, endpoint=HERE)
        push.announce([anna], event="news", now=now)

        bound.post("/m/sign-out/")

        assert not PushSubscriptionRow.objects.exists()
        assert not PushRow.objects.exists()

    def test_say_nothing_of_anybody(self, bound: Phone) -> None:
        worker = bound.get("/m/service-worker.js").content.decode()

        assert "Новое событие в записи" in worker
