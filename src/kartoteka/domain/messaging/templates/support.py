"""The letter to technical support: the only one that goes to those who work for the Portal (E-06)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from kartoteka.domain.messaging.templates.wording import letter_to_staff


@dataclass(frozen=True, slots=True)
class MessageToSupport:
    """What somebody wrote under «Обратная связь». His own words are marked as such, line by line."""

    name: ClassVar[str] = "message-to-support"
    subject: ClassVar[str] = "Сообщение в техническую поддержку"
    is_on_demand: ClassVar[bool] = False

    number: str
    kind: str
    region: str
    incident: str
    reply_to: str
    words: str

    @property
    def useful_for(self) -> timedelta:
        # Support works on weekdays; a mailbox may be full for a while.
        return timedelta(days=14)

    def text(self) -> str:
        return letter_to_staff(
            f"Через «Обратную связь» пришло сообщение {self.number}.",
            "\n".join(
                f"{name}: {value}"
                for name, value in (
                    ("О чём", self.kind),
                    ("Регион", self.region or "не выбран"),
                    ("Номер обращения", self.incident or "не указан"),
                    ("Адрес для ответа", self.reply_to),
                )
            ),
            "\n".join(f"> {line}".rstrip() for line in self.words.splitlines()),
            "Ответьте отправителю на его адрес и отметьте это в администрировании Портала, в разделе «Сообщения в "
            "поддержку».",
        )
