"""Letters about archives of a health record: nothing of whose it is and what is in it (R21)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from kartoteka.domain.messaging.templates.wording import duration, letter


@dataclass(frozen=True, slots=True)
class DownloadReady:
    """To the account that asked for an archive: it can be fetched (F-11)."""

    name: ClassVar[str] = "record-download-ready"
    subject: ClassVar[str] = "Архив готов"
    is_on_demand: ClassVar[bool] = False

    link: str
    lasts: timedelta

    @property
    def useful_for(self) -> timedelta:
        return self.lasts

    def text(self) -> str:
        return letter(
            "Архив, который Вы попросили собрать на Портале пациента, готов. Скачать его можно после входа на Портал, "
            "на странице «Скачать карту»:",
            self.link,
            f"Архив хранится {duration(self.lasts)}, потом мы его удаляем. Если Вы ничего не просили, смените пароль и "
            "позвоните нам.",
        )
