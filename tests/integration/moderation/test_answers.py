"""The answer to a request, as a letter in the outbox."""

from datetime import datetime
from uuid import UUID

import pytest
from django.db import transaction
from pytest_django import Settings

from cast import ANNA, ARTYOM
from factories.telephones import reachable
from factories.verification import refuse
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.accounts.app_devices import push
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.messaging import delivery
from kartoteka.domain.messaging.selectors import list_messages_of_account
from kartoteka.domain.messaging.types import Channel, OutgoingMessage
from kartoteka.domain.moderation import services
from kartoteka.domain.moderation.selectors import card_progress


def letter(now: datetime) -> OutgoingMessage:
    claimed = delivery.claim_message(channel=Channel.EMAIL, now=now)
    assert claimed is not None
    return claimed.message


@pytest.mark.manual("C-07")
@pytest.mark.rule("R21", "R84")
class TestARefusal:
    def test_goes_to_the_address_of_the_account_with_its_reason(
        self, anna: UUID, awaiting: Card, now: datetime
    ) -> None:
        refuse(anna, awaiting, now)

        sent = letter(now)
        _, progress = card_progress(account_id=anna, card_id=awaiting.card_id)
        assert sent.to == Account.objects.get(pk=anna).email
        assert progress.number in sent.text
        assert "данные не совпали со сведениями фонда ОМС" in sent.text

    def test_names_nobody_and_keeps_the_moderators_own_words(self, anna: UUID, awaiting: Card, now: datetime) -> None:
        refuse(anna, awaiting, now)

        sent = letter(now)
        told = f"{sent.subject} {sent.text}"
        for word in (ARTYOM.name.family, ARTYOM.name.given, ANNA.name.given, "Дата рождения не совпала"):
            assert word not in told

    def test_knocks_at_the_telephone_of_the_owner(
        self, anna: UUID, awaiting: Card, settings: Settings, now: datetime
    ) -> None:
        endpoint = reachable(anna, settings, now)

        refuse(anna, awaiting, now)

        claimed = push.claim_push(now=now)
        assert claimed is not None
        assert claimed.endpoint == endpoint

    def test_is_lost_with_the_decision(self, anna: UUID, awaiting: Card, now: datetime) -> None:
        with transaction.atomic():
            refuse(anna, awaiting, now)
            transaction.set_rollback(True)

        assert list_messages_of_account(anna) == ()

    def test_is_made_without_a_letter_where_there_is_no_address(
        self, anna: UUID, awaiting: Card, now: datetime
    ) -> None:
        Account.objects.filter(pk=anna).update(email="")

        refuse(anna, awaiting, now)

        assert list_messages_of_account(anna) == ()


@pytest.mark.manual("C-07")
@pytest.mark.rule("R20")
class TestAConfirmation:
    def test_by_the_registry_goes_to_the_address_of_the_account(
        self, anna: UUID, awaiting: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.learn(ARTYOM)

        services.confirm_matched_requests(registry=registry, now=now)
        services.confirm_matched_requests(registry=registry, now=now)

        [sent] = list_messages_of_account(anna)
        assert sent.template == "data-confirmed"
        assert ARTYOM.name.given not in letter(now).text
