"""What the pages about access say: short, kind, exact. What a rule says is in the domain's own words."""

import math
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from kartoteka.domain.access.errors import TooManyRequests, TooManyTries
from kartoteka.domain.access.reading_journal import JournalEntry
from kartoteka.domain.access.requests import IncomingRequest, SentRequest
from kartoteka.domain.access.standing import Standing
from kartoteka.domain.access.trusted import TrustedAccount
from kartoteka.domain.access.types import Action, Channel, Ground, RecordPart, Refusal
from kartoteka.domain.access.words import LEAVES, PARTS, PURPOSES, REFUSALS
from kartoteka.shared.names import PersonName
from kartoteka.ui.notices import Kind, Notice
from kartoteka.ui.presenters import count, local, local_date, long_moment

_MINUTE, _HOUR = 60, 3600

AWAITS_CHECK = "Доступ к медкарте можно будет получить, когда данные этого человека подтвердятся."
CODES_ON = Notice(Kind.SUCCESS, "Доступ по коду включён", "Теперь можно выдать код.")
NO_CODES = "Выдавать коды доступа к медкарте ребёнка могут его законные представители, пока ему нет 18 лет."
NOT_A_MANAGER = "Кто видит медкарту, показываем самому пациенту и его законным представителям."
NO_JOURNAL = "Кто смотрел медкарту, показываем самому пациенту и его законным представителям."
FORBIDDEN = Notice(
    Kind.SUCCESS, "Отображение запрещено", "Открытые страницы медкарты у этого пользователя уже закрываются."
)
ALLOWED_AGAIN = Notice(
    Kind.SUCCESS, "Запрет снят", "Прежний доступ не вернулся: пользователь может попросить его снова."
)
CLOSED = Notice(Kind.SUCCESS, "Доступ закрыт", "Пользователь может попросить его снова, решать Вам.")
GIVEN_UP = Notice(Kind.SUCCESS, "Вы отказались от доступа", "Эту медкарту Вы больше не видите.")
# One answer, whether the person has an account, has none, or hears nothing of this asker (R45).
ASKED = Notice(Kind.SUCCESS, "Запрос отправлен", "Ответ появится на этой странице. Запрос ждёт его 14 дней.")
WITHDRAWN = Notice(Kind.SUCCESS, "Запрос отозван")
REGISTRY_SILENT = Notice(
    Kind.WARNING,
    "Запрос пока не отправлен",
    "Система медицинских организаций сейчас не отвечает. Попробуйте ещё раз через несколько минут.",
)
DECLINED = Notice(Kind.SUCCESS, "Запрос отклонён", "Тому, кто просил, мы об этом не сообщаем.")
BLOCKED = Notice(
    Kind.SUCCESS,
    "Запрос отклонён, новых от этого пользователя не будет",
    "Мы ему об этом не сообщаем. Снять запрет можно на странице «Кто видит карту».",
)
_NAMELESS = "Пользователь, который ещё не назвал себя"
# How those read of grounds and refusals whose record it is; what the viewer himself reads is in the domain.
_GROUNDS = {
    Ground.SELF: "сам пациент",
    Ground.GUARDIAN: "опекун или попечитель",
    Ground.REPRESENTATIVE: "законный представитель",
    Ground.ATTORNEY: "по доверенности",
    Ground.GRANT: "с согласия",
    Ground.CODE: "по коду доступа",
}
_TRIES = {
    Refusal.NO_RIGHT: "права не было",
    Refusal.VIEWER_BLOCKED: "учетная запись заблокирована",
    Refusal.IDENTITY_NOT_CONFIRMED: "личность не подтверждена",
    Refusal.DECEASED: "медкарта закрыта",
    Refusal.DISPUTED: "доступ на рассмотрении",
    Refusal.FORBIDDEN: "отображение запрещено",
    Refusal.AGE_UNKNOWN: "возраст пациента неизвестен",
    Refusal.TOO_YOUNG: "возраст пациента пока не позволяет",
    Refusal.SHARED_CONTACT: "телефон или почта — и родителя",
    Refusal.CAME_OF_AGE: "пациент уже совершеннолетний",
    Refusal.NOT_YET: "срок доступа ещё не начался",
    Refusal.EXPIRED: "срок доступа закончился",
    Refusal.REVIEW_DUE: "решение суда пора подтвердить",
    Refusal.NOT_LISTED: "пациента нет в его картотеке",
    Refusal.OUTSIDE_SCOPE: "этот раздел ему не открыт",
    Refusal.TOO_SENSITIVE: "этот документ видит только пациент",
    Refusal.WITHHELD: "об этом документе расскажет врач",
    Refusal.NOT_SIGNED: "документ не подписан",
    Refusal.ANNULLED: "документ аннулирован",
    Refusal.NOT_YOURS_TO_MANAGE: "решать об этой медкарте он не может",
}
_ACTIONS = {
    Action.READ: "просмотр",
    Action.DOWNLOAD: "скачивание",
    Action.MANAGE: "решение о доступе",
    Action.SEE_JOURNAL: "журнал просмотров",
}
_CHANNELS = {Channel.WEB: "на Портале", Channel.APP: "в приложении"}


@dataclass(frozen=True, slots=True)
class JournalLine:
    """An entry of the journal in words."""

    # Its place in the journal.
    number: int
    when: str
    who: str
    is_you: bool
    # Why it opened, or why it did not.
    ground: str
    is_refused: bool
    what: str
    where: str
    # «3 раза, с 10:20» where one line stands for several.
    times: str


@dataclass(frozen=True, slots=True)
class TrustedLine:
    """An account that sees a record, or was shut out of it, in words; what is not known is empty."""

    account_id: UUID
    name: str
    is_you: bool
    ground: str
    since: str
    until: str
    last_seen: str
    parts: tuple[str, ...]
    is_forbidden: bool
    can_be_forbidden: bool
    # A right that can be closed without a ban.
    can_be_closed: bool


@dataclass(frozen=True, slots=True)
class RequestLine:
    """A request in words, as the patient's side reads it."""

    request_id: UUID
    who: str
    is_proved: bool
    patient: str
    purpose: str
    parts: tuple[str, ...]
    months: str
    asked: str
    waits_until: str


@dataclass(frozen=True, slots=True)
class SentLine:
    """One's own request in words."""

    asked: str
    waits_until: str


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
    if standing.is_deceased:
        return State("Закрыта", "lock-keyhole", "calm", REFUSALS[Refusal.DECEASED])
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


def journal_line(entry: JournalEntry, zone: str) -> JournalLine:
    """An entry in words, by the clocks of the patient's region."""
    what = _at_start(" и ".join(_ACTIONS[action] for action in entry.actions))
    seen = ", ".join(said.lower() for said in (*(LEAVES[leaf] for leaf in entry.leaves), *parts(entry.parts)))
    reason = _TRIES[entry.refusal] if entry.refusal else _GROUNDS[entry.ground or Ground.SELF]
    return JournalLine(
        number=entry.number,
        when=long_moment(entry.last_at, zone),
        who="Вы" if entry.is_you else entry.viewer_name or _NAMELESS,
        is_you=entry.is_you,
        ground=f"Попытка: {reason}" if entry.refusal else _at_start(reason),
        is_refused=entry.refusal is not None,
        what=f"{what}: {seen}",
        where=_CHANNELS[entry.channel],
        times=_times(entry, zone),
    )


def _times(entry: JournalEntry, zone: str) -> str:
    if entry.times == 1:
        return ""
    return f"{count(entry.times, 'раз', 'раза', 'раз')}, с {local(entry.first_at, zone):%H:%M}"


def _at_start(words: str) -> str:
    return words[:1].upper() + words[1:]


def trusted_line(one: TrustedAccount, zone: str) -> TrustedLine:
    """Somebody of «Кто видит карту», in words."""
    shown = one.ground in {Ground.GRANT, Ground.CODE} and one.grant is not None
    return TrustedLine(
        account_id=one.account_id,
        name=one.name or _NAMELESS,
        is_you=one.is_you,
        ground=_at_start(_GROUNDS[one.ground]) if one.ground else "",
        since=local_date(one.since, zone) if one.since else "",
        until=local_date(one.until, zone) if one.until else "",
        last_seen=long_moment(one.last_seen, zone) if one.last_seen else "",
        parts=parts(one.grant.parts) if shown and one.grant else (),
        is_forbidden=one.is_forbidden,
        can_be_forbidden=one.can_be_forbidden,
        can_be_closed=shown,
    )


def request_line(one: IncomingRequest, patient: PersonName | None, zone: str) -> RequestLine:
    """Somebody's request in words; `patient` is None where he does not stand in the index of who reads it."""
    return RequestLine(
        request_id=one.request_id,
        who=one.name or _NAMELESS,
        is_proved=one.identity_confirmed,
        patient=str(patient) if patient else "человек, которого Вы представляете",
        purpose=PURPOSES[one.purpose],
        parts=parts(one.parts),
        months=count(one.months, "месяц", "месяца", "месяцев"),
        asked=long_moment(one.asked_at, zone),
        waits_until=local_date(one.expires_at, zone),
    )


def sent_line(one: SentRequest, zone: str) -> SentLine:
    """One's own request in words."""
    return SentLine(local_date(one.asked_at, zone), local_date(one.expires_at, zone))


def confirmed(ends_at: datetime, zone: str) -> Notice:
    words = (
        f"Доступ закончится сам {local_date(ends_at, zone)}. Закрыть его раньше можно на странице «Кто видит карту»."
    )
    return Notice(Kind.SUCCESS, "Медкарта открыта", words)


def too_many_requests(error: TooManyRequests, zone: str) -> Notice:
    words = f"Вы уже несколько раз просили доступ. Новый запрос можно отправить {local_date(error.again_at, zone)}."
    return Notice(Kind.WARNING, "Запрос пока не отправлен", words)


def report(number: int, when: str, zone: str, card_id: UUID, words: str) -> str:
    """What support reads of a look that its owner does not know of."""
    told = f"\n\n{words}" if words else ""
    return (
        f"«Это не я»: пользователь не узнаёт просмотр медкарты. Журнал, место {number}, {when} ({zone}), "
        f"запись картотеки {card_id}.{told}"
    )
