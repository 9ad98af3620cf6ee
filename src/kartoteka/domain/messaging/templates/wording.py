"""Words that several letters share."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
    "декабря",
)  # fmt: skip
_SIGNATURE = "Портал пациента"
_FOOTER = (
    "Это письмо отправлено автоматически, отвечать на него не нужно. Телефоны, по которым Вам помогут, "
    "есть на Портале в разделе «Обратная связь»."
)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_LONGEST_NAME = 60


def letter(*paragraphs: str) -> str:
    """A whole letter: greeting, paragraphs, signature."""
    return letter_to_staff(*paragraphs, closing=(_FOOTER,))


def letter_to_staff(*paragraphs: str, closing: tuple[str, ...] = ()) -> str:
    """The same for those who answer for the Portal: nobody sends them to the call centre."""
    return "\n\n".join(("Здравствуйте!", *paragraphs, _SIGNATURE, *closing)) + "\n"


def duration(lasts: timedelta) -> str:
    """«60 минут», «24 часа», «3 дня»: in the largest unit that leaves no rest, but small numbers stay small."""
    if lasts > _DAY and not lasts % _DAY:
        return _counted(lasts // _DAY, "день", "дня", "дней")
    if lasts > _HOUR and not lasts % _HOUR:
        return _counted(lasts // _HOUR, "час", "часа", "часов")
    return _counted(lasts // timedelta(minutes=1), "минута", "минуты", "минут")


def moment(at: datetime, time_zone: str) -> str:
    """«23 ноября 2026 года в 14:05» by the clocks of the zone."""
    there = at.astimezone(ZoneInfo(time_zone))
    return f"{there.day} {_MONTHS[there.month - 1]} {there.year} года в {there:%H:%M}"


def calendar_day(day: date) -> str:
    """«23 ноября 2026 года»."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year} года"


def harmless(name: str) -> str:
    """
    The name of a device or browser, which a stranger may have chosen, as a few plain words.

    Without the signs that links and lines are made of, it can't lead the reader anywhere.
    """
    plain = re.sub(r"[^\w ,()+-]+", " ", name)
    return " ".join(plain.split())[:_LONGEST_NAME].strip() or "неизвестное устройство"


def _counted(number: int, one: str, few: str, many: str) -> str:
    last_two, last = number % 100, number % 10
    if last == 1 and last_two != 11:  # noqa: PLR2004 - одиннадцать
        return f"{number} {one}"
    if last in {2, 3, 4} and last_two not in {12, 13, 14}:
        return f"{number} {few}"
    return f"{number} {many}"
