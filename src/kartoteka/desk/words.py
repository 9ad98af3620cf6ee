"""Russian words of the desk, for those who work there."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from kartoteka.domain.access.errors import AccessError, NotYours
from kartoteka.domain.access.rights_at_desk import Asking
from kartoteka.domain.access.types import BasisKind, ConsentKind, GrantSource, RecordPart
from kartoteka.domain.access.words import PARTS, PURPOSES
from kartoteka.domain.card_index.kin_types import KinDenial
from kartoteka.domain.card_index.likeness import Candidate, Field, Likeness
from kartoteka.domain.card_index.types import Card, IdentityGround, ShownDocument
from kartoteka.domain.moderation import errors
from kartoteka.domain.moderation.types import Age, Deadline, DeskStep, Mover, QueuedRequest, RequestState
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind
from kartoteka.ui import presenters

_HOUR, _DAY = 60, 24
_STATES = {
    RequestState.NEW: "Новая",
    RequestState.IN_WORK: "В работе",
    RequestState.NEEDS_INFORMATION: "Ждёт уточнения",
    RequestState.SECOND_LOOK: "Ждёт второго модератора",
    RequestState.CONFIRMED: "Подтверждена",
    RequestState.REFUSED: "Отказано",
    RequestState.WITHDRAWN: "Отозвана",
    RequestState.EXPIRED: "Срок истёк",
}
FIELDS = {
    Field.FAMILY: "Фамилия",
    Field.GIVEN: "Имя",
    Field.PATRONYMIC: "Отчество",
    Field.BIRTH_DATE: "Дата рождения",
    Field.SEX: "Пол",
    Field.SNILS: "СНИЛС",
    Field.POLICY: "Полис ОМС",
}
# Words, icon and tint of a mark.
MARKS = {
    Likeness.SAME: ("Совпадает", "check", "g"),
    Likeness.SPELLING: ("То же, иначе записано", "check", "g"),
    Likeness.LAYOUT: ("Другая раскладка клавиатуры", "keyboard", "w"),
    Likeness.SLIP: ("Отличается одним знаком", "triangle-alert", "w"),
    Likeness.SWAPPED: ("Переставлены день и месяц", "triangle-alert", "w"),
    Likeness.FORMER: ("Прежнее имя", "history", "w"),
    Likeness.NOT_GIVEN: ("Не указано в заявке", "minus", "calm"),
    Likeness.NOT_KNOWN: ("Нет в реестре", "minus", "calm"),
    Likeness.OTHER: ("Не совпадает", "x", "r"),
}
STEP_ICONS = {
    RequestState.NEW: "send",
    RequestState.IN_WORK: "file-search",
    RequestState.NEEDS_INFORMATION: "phone",
    RequestState.SECOND_LOOK: "users",
    RequestState.CONFIRMED: "check",
    RequestState.REFUSED: "x",
    RequestState.WITHDRAWN: "undo-2",
    RequestState.EXPIRED: "hourglass",
}
DEADLINES = {
    Deadline.OVERDUE: "Просрочен",
    Deadline.TODAY: "Сегодня последний день",
    Deadline.SOON: "Не больше двух рабочих дней",
}
AGES = {
    Age.DAY: "Больше суток назад",
    Age.THREE_DAYS: "Больше трёх суток назад",
    Age.WEEK: "Больше недели назад",
}
_MOVERS = {Mover.SENDER: "отправитель", Mover.PORTAL: "Портал"}
# What is said where an act did not succeed: title and text.
FAILURES: dict[type[errors.ModerationError], tuple[str, str]] = {
    errors.IllegalMove: (
        "Заявка изменилась, пока Вы её читали",
        "Её взял другой модератор, отозвал отправитель или по ней уже есть решение. Здесь она показана как есть.",
    ),
    errors.OwnRequest: (
        "Эту заявку рассматривает другой модератор",
        "У Вас и отправителя есть общие записи в картотеках, поэтому открыть заявку и решить её может только коллега.",
    ),
    errors.TakenByAnother: ("Заявка в работе у другого модератора", "Решение принимает тот, кто её взял."),
    errors.PersonNotAmongCandidates: (
        "Этого человека больше нет среди найденных",
        "Сведения реестра изменились. Посмотрите, пожалуйста, список ещё раз.",
    ),
    errors.PersonDied: (
        "В реестре отмечена смерть этого человека",
        "Услуги открыть нельзя, поэтому заявку не подтверждают. Откажите: «Подтвердить данные не получилось».",
    ),
    errors.MainPersonStands: (
        "Этот человек уже есть в картотеке отправителя второй записью",
        "Заявка о Главном пользователе, его запись убрать нельзя. Попросите отправителя позвонить: «Нужно уточнение».",
    ),
    errors.SameEyes: (
        "Нужен другой модератор",
        "Этого человека в заявке узнали Вы сами. Подтвердить вторым может только коллега.",
    ),
    errors.UndoTooLate: (
        "Отменить решение уже нельзя",
        "Десять минут прошли, письмо ушло отправителю. Если решение неверное, позвоните ему и подскажите, что сделать.",
    ),
    errors.AnothersDecision: (
        "Это решение другого модератора",
        "Отменить его может только тот, кто решил, в течение десяти минут.",
    ),
    errors.EntryChanged: (
        "Отменить решение уже нельзя",
        "Отправитель успел изменить или удалить запись. Решение осталось в силе.",
    ),
    errors.PersonLeftIndex: (
        "Этот человек сам вышел из картотеки отправителя",
        "Без его согласия вернуть запись нельзя. Если это он, откажите: «Подтвердить данные не получилось».",
    ),
    errors.PatientNotFound: ("Записи больше нет", "Найдите человека ещё раз."),
    errors.AnotherAccount: (
        "Это другая учетная запись",
        "Человек назвал другой логин или почту. Подтверждать нельзя: его данные мог ввести кто-то другой.",
    ),
    errors.PatientDeceased: ("В реестре отмечена смерть этого человека", "Личность подтвердить нельзя."),
    errors.TooManyNamed: (
        "На сегодня попытки закончились",
        "Слишком много раз названа не та учетная запись. Попросите коллегу или повторите завтра.",
    ),
    errors.TooManySought: ("На сегодня поиск закончен", "Поисков за день ограниченное число. Повторите завтра."),
}
CLOSE = (
    "Этого человека примет другой сотрудник",
    "Это Вы сами, или у Вас и у него есть общие записи в картотеках.",
)
# The same at the registrar's desk, where there are no requests.
REGISTRAR_FAILURES = FAILURES | {errors.OwnRequest: CLOSE}
NOT_WITHDRAWN: dict[type[AccessError], str] = {
    NotYours: "Личность подтверждала не регистратура, или подтверждение уже отменено."
}
DOCUMENTS = {
    ShownDocument.PASSPORT: "Паспорт гражданина РФ",
    ShownDocument.TEMPORARY_ID: "Временное удостоверение личности",
    ShownDocument.SERVICEMAN_ID: "Удостоверение или военный билет военнослужащего",
    ShownDocument.FOREIGN_PASSPORT: "Паспорт иностранного гражданина",
    ShownDocument.RESIDENCE_PERMIT: "Вид на жительство",
    ShownDocument.REFUGEE_CERTIFICATE: "Удостоверение беженца",
}
# What parents and guardians show; a power of attorney opens no child's record.
PAPERS = {
    BasisKind.BIRTH_RECORD: "Свидетельство о рождении",
    BasisKind.ADOPTION: "Свидетельство об усыновлении",
    BasisKind.GUARDIANSHIP: "Акт органа опеки и попечительства",
    BasisKind.COURT: "Решение суда",
}
CONSENT_KINDS = {
    ConsentKind.WRITTEN: "Заявление, подписано здесь самим пациентом",
    ConsentKind.NOTARISED: "Заявление, подпись заверена нотариусом",
    ConsentKind.ATTORNEY: "Заявление представителя по нотариальной доверенности",
}
# By what somebody acts for another, as the desk names it.
BASES = PAPERS | {
    BasisKind.REGISTRY: "Сведения медицинской системы",
    BasisKind.POWER_OF_ATTORNEY: "Доверенность",
}
SOURCES = {
    GrantSource.CONFIRMATION: "Согласие на Портале",
    GrantSource.CODE: "Код доступа",
    GrantSource.DESK: "Согласие на бумаге",
}
_PROOFS = {
    IdentityGround.ESIA: "через Госуслуги",
    IdentityGround.REGISTRAR: "в регистратуре",
    IdentityGround.MODERATOR: "модератором",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One field, as typed and as registered, with its mark."""

    field: str
    typed: str
    known: str
    mark: str
    icon: str
    tint: str
    differs: bool


def proof(ground: IdentityGround) -> str:
    """«в регистратуре»."""
    return _PROOFS[ground]


def parts(ones: Collection[RecordPart]) -> str:
    """«История лечения, Рецепты»."""
    return ", ".join(said for part, said in PARTS.items() if part in ones)


def asking(one: Asking) -> str:
    """«Соколова Анна Викторовна — просит доступ на Портале: забочусь о ребёнке»."""
    purpose = PURPOSES[one.purpose]
    return f"{one.name} — просит доступ на Портале: {purpose[:1].lower()}{purpose[1:]}"


def kinship(one: KinDenial) -> str:
    """«Внучка — по данным медицинской организации»."""
    return f"{presenters.kinship_at_start(one.kinship, one.sex)} — {presenters.KIN_GROUNDS[one.ground]}"


def state(one: RequestState) -> str:
    """«В работе»."""
    return _STATES[one]


def deadline(request: QueuedRequest) -> str:
    """«Осталось 3 рабочих дня», «Сегодня последний день», «Просрочена на 2 рабочих дня»."""
    words = presenters.count(abs(request.days_left), "рабочий день", "рабочих дня", "рабочих дней")
    if request.days_left < 0:
        return f"Просрочена на {words}"
    return f"Осталось: {words}" if request.days_left else "Сегодня последний день"


def time_left(until: datetime, now: datetime) -> str:
    """«ещё 9 минут»; the last one is «меньше минуты»."""
    minutes = int((until - now).total_seconds() // 60)
    return f"ещё {presenters.count(minutes, 'минута', 'минуты', 'минут')}" if minutes else "меньше минуты"


def step(one: DeskStep) -> str:
    """«Подтверждена: Портал, по сведениям фонда»."""
    if one.mover is Mover.PORTAL and one.state is RequestState.CONFIRMED:
        return f"{state(one.state)}: Портал, по ответу фонда"
    return f"{state(one.state)}: {_MOVERS.get(one.mover) or one.login or 'сотрудник'}"


def lasting(took: timedelta | None) -> str:
    """«40 мин», «5 ч», «2 дня 3 ч»: as exact as one needs to compare."""
    if took is None:
        return "—"
    minutes = round(took / timedelta(minutes=1))
    if minutes < _HOUR:
        return f"{minutes} мин"
    hours = round(minutes / _HOUR)
    if hours < 2 * _DAY:
        return f"{hours} ч"
    days, rest = divmod(hours, _DAY)
    return f"{presenters.count(days, 'день', 'дня', 'дней')}{f' {rest} ч' if rest else ''}"


def lines(card: Card, candidate: Candidate) -> list[Line]:
    """All fields of a candidate beside those of the request."""
    return [_line(field, likeness, card, candidate) for field, likeness in candidate.fields.items()]


def policy(one: OmsPolicy | None) -> str:
    """A policy whole; a unified number by four digits, as eyes compare it."""
    if one is None:
        return ""
    if one.kind is PolicyKind.UNIFIED:
        return " ".join(one.number[place : place + 4] for place in range(0, len(one.number), 4))
    return " ".join(part for part in (one.series, one.number) if part)


def _line(field: Field, likeness: Likeness, card: Card, candidate: Candidate) -> Line:
    read = _READERS[field]
    typed, known = read(card, candidate)
    mark, icon, tint = MARKS[likeness]
    return Line(FIELDS[field], typed or "—", known or "—", mark, icon, tint, likeness is not Likeness.SAME)


_READERS: dict[Field, Callable[[Card, Candidate], tuple[str, str]]] = {
    Field.FAMILY: lambda card, one: (card.name.family, one.person.name.family),
    Field.GIVEN: lambda card, one: (card.name.given, one.person.name.given),
    Field.PATRONYMIC: lambda card, one: (card.name.patronymic, one.person.name.patronymic),
    Field.BIRTH_DATE: lambda card, one: (
        f"{card.birth_date:%d.%m.%Y}",
        f"{one.person.birth_date:%d.%m.%Y}",
    ),
    Field.SEX: lambda card, one: (presenters.sex_word(card.sex), presenters.sex_word(one.person.sex)),
    Field.SNILS: lambda card, one: (str(card.snils or ""), str(one.snils or "")),
    Field.POLICY: lambda card, one: (policy(card.policy), policy(one.policy)),
}
