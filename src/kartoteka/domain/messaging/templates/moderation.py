"""Letters about the check of a person's data (C-07). Whose data they are, the reader sees in the card index."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from kartoteka.domain.messaging.templates.wording import letter, moment

# An answer is awaited, and stays true.
_USEFUL_FOR = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class DataConfirmed:
    name: ClassVar[str] = "data-confirmed"
    subject: ClassVar[str] = "Данные подтверждены"
    is_on_demand: ClassVar[bool] = False

    request_number: str
    link: str

    @property
    def useful_for(self) -> timedelta:
        return _USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"Данные по заявке {self.request_number} проверены и подтверждены. Теперь для этого человека открыты "
            "все услуги.",
            f"Записаться к врачу можно в разделе «Моя картотека»: {self.link}",
        )


@dataclass(frozen=True, slots=True)
class DataRefused:
    """`reason` is one of the Portal's own phrases, never a moderator's free text (R84)."""

    name: ClassVar[str] = "data-refused"
    subject: ClassVar[str] = "Данные не подтверждены"
    is_on_demand: ClassVar[bool] = False

    request_number: str
    reason: str
    link: str

    @property
    def useful_for(self) -> timedelta:
        return _USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"Данные по заявке {self.request_number} подтвердить не удалось. Причина: {self.reason}.",
            f"Что можно сделать, сказано в разделе «Моя картотека»: {self.link}",
            "Если останутся вопросы, позвоните нам и назовите номер заявки. Телефоны Вашего региона есть в разделе "
            "«Обратная связь».",
        )


@dataclass(frozen=True, slots=True)
class DataUnclear:
    name: ClassVar[str] = "data-unclear"
    subject: ClassVar[str] = "Нужно уточнение по заявке"
    is_on_demand: ClassVar[bool] = False

    request_number: str
    link: str

    @property
    def useful_for(self) -> timedelta:
        return _USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"Модератору не хватает сведений, чтобы проверить данные по заявке {self.request_number}.",
            "Позвоните нам, пожалуйста, и назовите номер заявки. Телефоны Вашего региона есть в разделе "
            "«Обратная связь».",
            "Заявка ждёт звонка десять рабочих дней, потом закроется. Данные останутся в Вашей картотеке, и их можно "
            "будет отправить снова.",
            f"Ход проверки виден в разделе «Моя картотека»: {self.link}",
        )


@dataclass(frozen=True, slots=True)
class DataExpired:
    name: ClassVar[str] = "data-expired"
    subject: ClassVar[str] = "Заявка закрыта без уточнения"
    is_on_demand: ClassVar[bool] = False

    request_number: str
    link: str

    @property
    def useful_for(self) -> timedelta:
        return _USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"По заявке {self.request_number} нужно было уточнение, и мы его не дождались, поэтому она закрыта.",
            f"Данные остались в Вашей картотеке. Проверьте их и отправьте снова в любой день: {self.link}",
            "Если удобнее спросить, позвоните нам и назовите номер заявки. Телефоны Вашего региона есть в разделе "
            "«Обратная связь».",
        )


@dataclass(frozen=True, slots=True)
class IdentityConfirmed:
    """The clinic's desk saw the owner of the account with a document (D6). Who it was, the reader knows."""

    name: ClassVar[str] = "identity-confirmed"
    subject: ClassVar[str] = "Личность подтверждена"
    is_on_demand: ClassVar[bool] = False

    at: datetime
    time_zone: str

    @property
    def useful_for(self) -> timedelta:
        return _USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"В регистратуре поликлиники подтвердили личность владельца Вашей учетной записи: "
            f"{moment(self.at, self.time_zone)}.",
            "Если в регистратуре были не Вы, сразу позвоните нам. Телефоны Вашего региона есть в разделе "
            "«Обратная связь».",
        )


@dataclass(frozen=True, slots=True)
class IdentityWithdrawn:
    """The clinic's desk took its proof back: it was a mistake (D6)."""

    name: ClassVar[str] = "identity-withdrawn"
    subject: ClassVar[str] = "Подтвердите личность ещё раз"
    is_on_demand: ClassVar[bool] = False

    at: datetime
    time_zone: str

    @property
    def useful_for(self) -> timedelta:
        return _USEFUL_FOR

    def text(self) -> str:
        return letter(
            f"В регистратуре отменили подтверждение личности владельца Вашей учетной записи: "
            f"{moment(self.at, self.time_zone)}. Оно было сделано по ошибке. Пока личность не подтверждена снова, "
            "медкарты закрыты.",
            "Войдите через портал Госуслуг или придите с документом в регистратуру. Картотека и запись к врачу "
            "работают как обычно.",
        )
