"""What the pages about access say: short, kind, exact. What a rule says is in the domain's own words."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from kartoteka.domain.access.errors import TooManyTries
from kartoteka.domain.access.standing import Standing
from kartoteka.domain.access.types import Ground, RecordPart, Refusal
from kartoteka.domain.access.words import PARTS, REFUSALS
from kartoteka.ui.notices import Kind, Notice
from kartoteka.ui.presenters import count, local_date

_MINUTE, _HOUR = 60, 3600

AWAITS_CHECK = "Доступ к медкарте можно будет получить, когда данные этого человека подтвердятся."
CODES_ON = Notice(Kind.SUCCESS, "Доступ по коду включён", "Теперь можно выдать код.")
NO_CODES = "Выдавать коды доступа к медкарте ребёнка могут его законные представители, пока ему нет 18 лет."


@dataclass(frozen=True, slots=True)
class State:
    """Where one stands, as the page shows it: a tag with an icon and its tint, and a sentence."""

    tag: str
    icon: str
    tint: str
    words: str


def state(standing: Standing | None, zone: str) -> State:
    """What the page «Доступ к медкарте» begins with; None: the card's data are not confirmed."""
    if standing is None:
        return State("Пока закрыта", "clock", "w", AWAITS_CHECK)
    decision = standing.reading
    if decision.ground is None:
        return State("Закрыта", "lock-keyhole", "calm", REFUSALS[decision.refusal or Refusal.NO_RIGHT])
    until = local_date(decision.until, zone) if decision.until else ""
    return State("Открыта Вам", "lock-keyhole-open", "g", _open_words(decision.ground, until))


def _open_words(ground: Ground, until: str) -> str:
    if ground is Ground.SELF:
        return "Это Ваша медкарта. Кто ещё её видит, решаете Вы."
    if ground is Ground.GRANT:
        return f"Вы видите эту медкарту с согласия пациента или его представителя, до {until}."
    if ground is Ground.CODE:
        return f"Вы видите эту медкарту по коду доступа, до {until}."
    ends = f" Это право закончится само {until}." if until else ""
    return {
        Ground.REPRESENTATIVE: "Вы видите эту медкарту как законный представитель." + ends,
        Ground.GUARDIAN: "Вы видите эту медкарту как опекун или попечитель." + ends,
        Ground.ATTORNEY: "Вы видите эту медкарту по доверенности." + ends,
    }[ground]


def parts(chosen: Collection[RecordPart]) -> tuple[str, ...]:
    """Parts of a record in words, in the order of the record."""
    return tuple(PARTS[part] for part in RecordPart if part in chosen)


def codes_off(closed: int) -> Notice:
    ended = f" Доступ закрыт: {count(closed, 'учетная запись', 'учетные записи', 'учетных записей')}." if closed else ""
    words = "Код, который никто не успел ввести, больше не действует." + ended
    return Notice(Kind.SUCCESS, "Доступ по коду выключен", words)


def too_many_tries(error: TooManyTries, now: datetime) -> Notice:
    seconds = max(1, math.ceil((error.again_at - now).total_seconds()))
    return Notice(Kind.WARNING, "Слишком много попыток", f"Сделайте перерыв: снова ввести код можно {_wait(seconds)}.")


def _wait(seconds: int) -> str:
    if seconds <= _HOUR:
        return "через " + count(math.ceil(seconds / _MINUTE), "минуту", "минуты", "минут")
    return "через " + count(math.ceil(seconds / _HOUR), "час", "часа", "часов")
