"""
SMS. A code fits into one part: seventy letters, since it is written in Russian.

Texts say how to recognise a real one and never bring a link: links in SMS are what swindlers send.
"""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from kartoteka.domain.messaging.templates.wording import duration


@dataclass(frozen=True, slots=True)
class PhoneActivationCode:
    """«Код активации» of a telephone number (P-03, P-05)."""

    name: ClassVar[str] = "phone-activation-code"
    is_on_demand: ClassVar[bool] = True

    code: str
    lasts: timedelta = timedelta(minutes=60)

    @property
    def useful_for(self) -> timedelta:
        return self.lasts

    def text(self) -> str:
        return f"Код активации {self.code}, действует {duration(self.lasts)}. Никому его не сообщайте"


@dataclass(frozen=True, slots=True)
class StepUpCode:
    """A code that confirms a step in a session (R79)."""

    name: ClassVar[str] = "step-up-code"
    is_on_demand: ClassVar[bool] = True

    code: str
    lasts: timedelta = timedelta(minutes=10)

    @property
    def useful_for(self) -> timedelta:
        return self.lasts

    def text(self) -> str:
        return f"Код подтверждения {self.code}, действует {duration(self.lasts)}. Никому его не сообщайте"


@dataclass(frozen=True, slots=True)
class PhoneChanged:
    """Goes to the number that was given up (R51)."""

    name: ClassVar[str] = "phone-changed"
    is_on_demand: ClassVar[bool] = False

    @property
    def useful_for(self) -> timedelta:
        return timedelta(days=3)

    def text(self) -> str:
        return (
            "Портал пациента: в Вашей учетной записи теперь другой номер телефона. "
            "Если его сменили не Вы, позвоните в службу поддержки портала"
        )
