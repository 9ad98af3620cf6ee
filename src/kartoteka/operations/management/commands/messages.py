from uuid import UUID

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from kartoteka.domain.card_index.kin_questions import questions_summary
from kartoteka.domain.card_index.phone_copies import copies_summary
from kartoteka.domain.messaging.errors import CannotSendAgain, MessageNotFound
from kartoteka.domain.messaging.selectors import list_dead_messages, outbox_summary
from kartoteka.domain.messaging.services import send_again
from kartoteka.domain.messaging.types import Channel
from kartoteka.domain.outbox.selectors import OutboxSummary
from kartoteka.shared.actor import Actor


class Command(BaseCommand):
    help = (
        "Tells how many letters, SMS, numbers for the medical system and questions about relatives are where, and "
        "which messages were given up; or sends one of those again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--send-again", type=UUID, metavar="ID", help="a message that was given up")

    def handle(self, *, send_again: UUID | None, **_options: object) -> None:
        if send_again is None:
            self._tell()
        else:
            self._send(send_again)

    def _tell(self) -> None:
        summaries: dict[str, OutboxSummary] = {channel.value: outbox_summary(channel) for channel in Channel}
        summaries["mis"] = copies_summary()
        summaries["kin"] = questions_summary()
        for name, summary in summaries.items():
            states = ", ".join(f"{number} {state}" for state, number in summary.by_state.items())
            since = f", waiting since {summary.waiting_since:%Y-%m-%d %H:%M} UTC" if summary.waiting_since else ""
            self.stdout.write(f"{name}: {states}{since}")
        for dead in list_dead_messages():
            self.stdout.write(
                f"{dead.message_id} {dead.channel} {dead.template}: {dead.trouble} after {dead.attempts} attempts"
            )

    def _send(self, message_id: UUID) -> None:
        try:
            send_again(message_id=message_id, by=Actor.system(), now=timezone.now())
        except MessageNotFound:
            raise CommandError("There is no message with this id.") from None
        except CannotSendAgain:
            raise CommandError("It was not given up, or what it says is of no use any more.") from None
        self.stdout.write("It is on its way.")
