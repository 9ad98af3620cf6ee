"""
Letters and SMS about access to a record. Neutral: whose record it is and who looks at it, the reader sees on the
Portal; no text names a person, an illness or a number (R21, R40).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar

from kartoteka.domain.messaging.templates.wording import duration, letter, moment

_USEFUL_FOR = timedelta(days=7)
_NOT_YOU = "Если это вышло без Вашего ведома, закройте доступ на той же странице и позвоните нам."


@dataclass(frozen=True, slots=True)
class _Notice:
    is_on_demand: ClassVar[bool] = False

    link: str

    @property
    def useful_for(self) -> timedelta:
        return _USEFUL_FOR


@dataclass(frozen=True, slots=True)
class AccessAsked(_Notice):
    """Somebody asks to see a record about which the reader decides (F-08)."""

    name: ClassVar[str] = "access-asked"
    subject: ClassVar[str] = "Новый запрос доступа"

    lasts: timedelta = timedelta(days=14)

    def text(self) -> str:
        return letter(
            "На Портале пациента Вас просят открыть доступ к медкарте. Кто просит, зачем и на какой срок, видно здесь:",
            self.link,
            f"Вы можете изменить условия, согласиться или отказать. Запрос ждёт ответа {duration(self.lasts)}; если "
            "не ответить, доступа не будет.",
        )


@dataclass(frozen=True, slots=True)
class AccessOpened(_Notice):
    """To the account that may see the record now."""

    name: ClassVar[str] = "access-opened"
    subject: ClassVar[str] = "Вам открыт доступ"

    def text(self) -> str:
        return letter("Вам открыли доступ к медкарте на Портале пациента. Посмотреть её можно в картотеке:", self.link)


@dataclass(frozen=True, slots=True)
class AccessGiven(_Notice):
    """To everybody who decides about the record: one more account sees it now."""

    name: ClassVar[str] = "access-given"
    subject: ClassVar[str] = "Доступ к медкарте открыт"

    at: datetime
    time_zone: str

    def text(self) -> str:
        return letter(
            f"К медкарте, за которую Вы отвечаете на Портале пациента, открыт доступ "
            f"{moment(self.at, self.time_zone)}. Кому и на какой срок, видно на странице «Кто видит карту»:",
            self.link,
            _NOT_YOU,
        )


@dataclass(frozen=True, slots=True)
class CodeRedeemed(_Notice):
    """To the representatives of a child: its code was used (R49)."""

    name: ClassVar[str] = "access-code-redeemed"
    subject: ClassVar[str] = "Код доступа использован"

    at: datetime
    time_zone: str

    def text(self) -> str:
        return letter(
            f"По коду доступа открыта медкарта ребёнка, {moment(self.at, self.time_zone)}. Кто её теперь видит, "
            "сказано на странице «Кто видит карту»:",
            self.link,
            _NOT_YOU,
        )


@dataclass(frozen=True, slots=True)
class CodeIssued(_Notice):
    """To the other representatives of a child: a code was issued (R49)."""

    name: ClassVar[str] = "access-code-issued"
    subject: ClassVar[str] = "Выдан код доступа"

    at: datetime
    time_zone: str

    def text(self) -> str:
        return letter(
            f"Выдан код доступа к медкарте ребёнка, {moment(self.at, self.time_zone)}. Кто его использует, Вы узнаете "
            "из следующего письма. Доступом управляют здесь:",
            self.link,
            _NOT_YOU,
        )


@dataclass(frozen=True, slots=True)
class AccessClosed(_Notice):
    """To the account that sees the record no more; why, nobody is told (R53)."""

    name: ClassVar[str] = "access-closed"
    subject: ClassVar[str] = "Доступ завершён"

    def text(self) -> str:
        return letter(
            "Доступ к одной из медкарт в Вашей картотеке завершён. Сама картотека не изменилась:",
            self.link,
        )


@dataclass(frozen=True, slots=True)
class FirstView(_Notice):
    """To everybody who decides about the record: a trusted account looked at it for the first time."""

    name: ClassVar[str] = "access-first-view"
    subject: ClassVar[str] = "Медкарту открыли впервые"

    at: datetime
    time_zone: str

    def text(self) -> str:
        return letter(
            f"Медкарту, за которую Вы отвечаете на Портале пациента, впервые открыл пользователь с доступом: "
            f"{moment(self.at, self.time_zone)}. Кто это был, видно в журнале «Кто смотрел мою карту»:",
            self.link,
            _NOT_YOU,
        )


@dataclass(frozen=True, slots=True)
class OwnAgeComing(_Notice):
    """To the young patient: his right begins, or becomes his alone (R40)."""

    name: ClassVar[str] = "access-own-age-coming"
    subject: ClassVar[str] = "Скоро изменится доступ к Вашей медкарте"

    days: int
    years: int
    full_age: int

    def text(self) -> str:
        what = (
            "решать, кто её видит, будете только Вы. Доступ родителей и всех, кому они его дали, закончится сам."
            if self.years >= self.full_age
            else "Вы сможете открывать её сами. Родители тоже будут её видеть."
        )
        return letter(f"{_when(self.days)} изменится доступ к Вашей медкарте: {what}", f"Подробнее: {self.link}")


@dataclass(frozen=True, slots=True)
class ChildsAgeComing(_Notice):
    """To the representatives: what they see ends, or is seen by the child too (R40)."""

    name: ClassVar[str] = "access-childs-age-coming"
    subject: ClassVar[str] = "Скоро изменится доступ к медкарте ребёнка"

    days: int
    years: int
    full_age: int

    def text(self) -> str:
        what = (
            "Ваш доступ закончится сам: ребёнок станет совершеннолетним и будет решать, кто видит его медкарту. "
            "Доступ можно запросить у него."
            if self.years >= self.full_age
            else "ребёнок сможет открывать её сам. Ваш доступ сохранится до его совершеннолетия."
        )
        return letter(f"{_when(self.days)} изменится доступ к медкарте ребёнка: {what}", f"Подробнее: {self.link}")


@dataclass(frozen=True, slots=True)
class AccessNews:
    """An SMS that something changed, and where to look; without a link, as all of them are."""

    name: ClassVar[str] = "access-news"
    is_on_demand: ClassVar[bool] = False

    @property
    def useful_for(self) -> timedelta:
        return timedelta(days=3)

    def text(self) -> str:
        return "Портал пациента: есть новое о доступе к медкарте. Подробности на портале"


def _when(days: int) -> str:
    return f"Через {duration(timedelta(days=days))}" if days > 1 else ("Завтра" if days else "Сегодня")
