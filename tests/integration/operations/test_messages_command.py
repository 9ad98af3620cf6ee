from datetime import datetime
from io import StringIO
from uuid import UUID, uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from factories.messages import ADDRESS, queue_letter, queue_sms
from kartoteka.domain.messaging import delivery
from kartoteka.domain.messaging.selectors import find_message
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox.types import DeliveryState, Trouble

pytestmark = pytest.mark.django_db


@pytest.fixture
def today() -> datetime:
    """The command reads the clock."""
    return timezone.now()


@pytest.fixture
def dead(today: datetime) -> UUID:
    message_id = queue_letter(today)
    claimed = delivery.claim_message(channel=Channel.EMAIL, now=today)
    assert claimed is not None
    delivery.record_failure(claimed, Trouble.REFUSED, jitter=0, now=today)
    return message_id


def tell(*arguments: str) -> str:
    told = StringIO()
    call_command("messages", *arguments, stdout=told)
    return told.getvalue()


class TestMessages:
    def test_are_counted_and_the_dead_are_named(self, dead: UUID, today: datetime) -> None:
        queue_sms(today)

        told = tell()

        assert "email: 0 queued, 0 sending, 0 delivered, 1 dead\n" in told
        assert "sms: 1 queued, 0 sending, 0 delivered, 0 dead, waiting since" in told
        assert "mis: 0 queued, 0 sending, 0 delivered, 0 dead\n" in told
        assert f"{dead} email password-changed: refused after 1 attempts" in told
        assert ADDRESS not in told

    def test_that_were_given_up_are_sent_again(self, dead: UUID) -> None:
        tell("--send-again", str(dead))

        view = find_message(dead)
        assert view is not None
        assert view.state is DeliveryState.QUEUED

    def test_that_are_on_their_way_are_left_alone(self, today: datetime) -> None:
        with pytest.raises(CommandError, match="not given up"):
            tell("--send-again", str(queue_letter(today)))

    def test_that_do_not_exist_are_told(self) -> None:
        with pytest.raises(CommandError, match="no message"):
            tell("--send-again", str(uuid4()))
