"""
Russian words for the things of the domain.

A page shows fifty people at once, so these are plain functions over tables, without Babel and Django's date filters.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from functools import lru_cache
from itertools import groupby
from zoneinfo import ZoneInfo

from kartoteka.domain.card_index.kin_types import KinGround, KinOffer
from kartoteka.domain.card_index.types import BookedService, Card, CardState, Kinship
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.dates import age_on
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind
from kartoteka.shared.sex import Sex

_MONTHS = (
    "",
    "января",
    "февраля",
    "марта",
    "апреля",
    "мая",
    "июня",
    "июля",
    "августа",
    "сентября",
    "октября",
    "ноября",
    "декабря",
)
_SHORT_MONTHS = (
    "",
    "янв",
    "февр",
    "марта",
    "апр",
    "мая",
    "июня",
    "июля",
    "авг",
    "сент",
    "окт",
    "нояб",
    "дек",
)
_WEEKDAYS = ("понедельник", "вторник", "среда", "четверг", "пятница", "суббота", "воскресенье")
_MONTHS_IN_YEAR = 12
_FEW = range(2, 5)
_KILOBYTE, _MEGABYTE = 1024, 1024 * 1024
_TEENS = range(11, 15)

# --- counts and dates -------------------------------------------------------------------------------------


def plural(number: int, one: str, few: str, many: str) -> str:
    """The form of a word after a number: 1 год, 2 года, 5 лет, 11 лет, 21 год."""
    if number % 100 in _TEENS:
        return many
    if number % 10 == 1:
        return one
    return few if number % 10 in _FEW else many


def count(number: int, one: str, few: str, many: str) -> str:
    """A number with its word: «6 человек»."""
    return f"{number} {plural(number, one, few, many)}"


def people_count(number: int) -> str:
    """«1 человек», «3 человека», «6 человек»."""
    return count(number, "человек", "человека", "человек")


def people_of_limit(number: int, limit: int) -> str:
    """«6 человек из 50 возможных»."""
    return f"{people_count(number)} из {limit} возможных"


def long_date(day: date) -> str:
    """«12 марта 1986»."""
    return f"{day.day} {_MONTHS[day.month]} {day.year}"


def day_and_month(day: date) -> str:
    """«12 марта»."""
    return f"{day.day} {_MONTHS[day.month]}"


def age(birth_date: date, today: date) -> str:
    """«39 лет»; of a child under a year, months; an empty string if the birth is still to come."""
    if today < birth_date:
        return ""
    years = age_on(birth_date, today)
    if years:
        return count(years, "год", "года", "лет")
    months = (
        (today.year - birth_date.year) * _MONTHS_IN_YEAR + today.month - birth_date.month - (today.day < birth_date.day)
    )
    return count(months, "месяц", "месяца", "месяцев") if months else "меньше месяца"


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def local(moment: datetime, zone: str) -> datetime:
    """The same moment by the clocks of a time zone."""
    return moment.astimezone(_zone(zone))


def short_moment(moment: datetime, zone: str, today: date) -> str:
    """«28 нояб, 10:20» by the clocks of the zone; with the year unless it is this one."""
    there = moment.astimezone(_zone(zone))
    year = "" if there.year == today.year else f" {there.year}"
    return f"{there.day} {_SHORT_MONTHS[there.month]}{year}, {there.hour:02d}:{there.minute:02d}"


def long_moment(moment: datetime, zone: str) -> str:
    """«28 ноября 2026, 10:20» by the clocks of the zone."""
    there = moment.astimezone(_zone(zone))
    return f"{there.day} {_MONTHS[there.month]} {there.year}, {there.hour:02d}:{there.minute:02d}"


def near_moment(moment: datetime, zone: str, today: date) -> str:
    """«28 ноября, 10:20» by the clocks of the zone; with the year unless it is this one."""
    there = moment.astimezone(_zone(zone))
    year = "" if there.year == today.year else f" {there.year}"
    return f"{there.day} {_MONTHS[there.month]}{year}, {there.hour:02d}:{there.minute:02d}"


def local_date(moment: datetime, zone: str) -> str:
    """«28 ноября 2026» by the clocks of the zone."""
    return long_date(moment.astimezone(_zone(zone)))


def local_day_and_month(moment: datetime, zone: str) -> str:
    """«28 ноября» by the clocks of the zone."""
    return day_and_month(moment.astimezone(_zone(zone)))


def weekday(moment: datetime, zone: str) -> str:
    """«суббота»."""
    return _WEEKDAYS[moment.astimezone(_zone(zone)).weekday()]


def machine_moment(moment: datetime, zone: str) -> str:
    """A moment for programs, as the attribute of <time> wants it."""
    return moment.astimezone(_zone(zone)).isoformat(timespec="minutes")


def filesize(size: int) -> str:
    """«820 КБ», «4,2 МБ»: as a file manager says it."""
    if size < _MEGABYTE:
        return f"{max(1, round(size / _KILOBYTE))} КБ"
    return f"{size / _MEGABYTE:.1f} МБ".replace(".", ",")


# --- people -------------------------------------------------------------------------------------------------

_KINSHIP: dict[Kinship, tuple[str, str]] = {
    Kinship.SELF: ("Это Вы", "Это Вы"),
    Kinship.SPOUSE: ("муж", "жена"),
    Kinship.CHILD: ("сын", "дочь"),
    Kinship.PARENT: ("отец", "мать"),
    Kinship.SIBLING: ("брат", "сестра"),
    Kinship.GRANDPARENT: ("дедушка", "бабушка"),
    Kinship.GRANDCHILD: ("внук", "внучка"),
    Kinship.SPOUSES_PARENT: ("отец супруга", "мать супруга"),
    Kinship.WARD: ("подопечный", "подопечная"),
    Kinship.OTHER: ("другой родственник или близкий", "другой родственник или близкий"),
}
_KINSHIP_AT_START = {bond: tuple(word[0].upper() + word[1:] for word in words) for bond, words in _KINSHIP.items()}
# What forms offer.
SEX_CHOICES: tuple[tuple[str, str], ...] = ((Sex.MALE, "Мужской"), (Sex.FEMALE, "Женский"))
POLICY_KIND_CHOICES: tuple[tuple[str, str], ...] = (
    (PolicyKind.UNIFIED, "Единый номер (16 цифр)"),
    (PolicyKind.OLD, "Старого образца"),
    (PolicyKind.TEMPORARY, "Временное свидетельство"),
)
KIN_GROUNDS = {
    KinGround.MEDICAL: "по данным медицинской организации",
    KinGround.ESIA: "по данным Госуслуг",
}
_SEX = dict(SEX_CHOICES)
_POLICY = {
    PolicyKind.UNIFIED: "единый номер",
    PolicyKind.OLD: "старого образца",
    PolicyKind.TEMPORARY: "временное свидетельство",
}


def kinship(bond: Kinship, sex: Sex) -> str:
    """Who the person is to the main one: «дочь»."""
    return _KINSHIP[bond][sex is not Sex.MALE]


def kinship_at_start(bond: Kinship, sex: Sex) -> str:
    """The same at the start of a sentence: «Дочь»."""
    return _KINSHIP_AT_START[bond][sex is not Sex.MALE]


def kin_ground(offer: KinOffer) -> str:
    """Who an offered relative is, and who says so: «Ваша дочь — по данным медицинской организации» (R29)."""
    ground = KIN_GROUNDS[offer.ground]
    if offer.kinship is Kinship.OTHER:
        return f"Ваш родственник — {ground}"
    yours = "Ваш" if offer.sex is Sex.MALE else "Ваша"
    return f"{yours} {kinship(offer.kinship, offer.sex)} — {ground}"


def sex_word(sex: Sex) -> str:
    """«Мужской» or «Женский»."""
    return _SEX[sex]


def policy_words(policy: OmsPolicy) -> str:
    """The kind of a policy and the end of its number: «единый номер, •••• 4455»."""
    return f"{_POLICY[policy.kind]}, {policy.masked}"


def life_words(card: Card, today: date) -> str:
    """Birth date with the age; of a deceased person, the two dates."""
    if card.deceased_on is not None:
        return f"{long_date(card.birth_date)} — {long_date(card.deceased_on)}"
    years = age(card.birth_date, today)
    return f"{long_date(card.birth_date)} ({years})" if years else long_date(card.birth_date)


# --- checking of data ---------------------------------------------------------------------------------------

_CARD_STATES = {
    CardState.CONFIRMED: "Данные подтверждены",
    CardState.AWAITING: "Ожидает модерации",
    CardState.REFUSED: "Отказано в проверке",
}
_REQUEST_STATES = {
    RequestState.NEW: "Заявка отправлена",
    RequestState.IN_WORK: "Модератор проверяет данные",
    RequestState.NEEDS_INFORMATION: "Нужно уточнение",
    RequestState.SECOND_LOOK: "Данные проверяет второй модератор",
    RequestState.CONFIRMED: "Данные подтверждены",
    RequestState.REFUSED: "Отказано в проверке",
    RequestState.WITHDRAWN: "Заявка отозвана",
    RequestState.EXPIRED: "Срок заявки истёк",
}
_REQUEST_EXPLANATIONS = {
    RequestState.NEW: "Заявка ждёт модератора. От Вас пока ничего не требуется.",
    RequestState.IN_WORK: "Модератор сверяет данные со сведениями фонда ОМС. От Вас пока ничего не требуется.",
    RequestState.NEEDS_INFORMATION: (
        "Модератору не хватает сведений. Позвоните, пожалуйста, и назовите номер заявки. "
        "Она ждёт звонка десять рабочих дней."
    ),
    RequestState.SECOND_LOOK: (
        "Данные немного отличаются от сведений фонда ОМС, поэтому их сверяют двое. От Вас пока ничего не требуется."
    ),
    RequestState.CONFIRMED: "Данные совпали со сведениями фонда ОМС. Все услуги для этого человека открыты.",
    RequestState.REFUSED: "Подтвердить данные не получилось. Их можно исправить и отправить снова.",
    RequestState.WITHDRAWN: "Заявка больше не рассматривается: её отозвали.",
    RequestState.EXPIRED: "Мы не дождались уточнения и закрыли заявку. Проверьте данные и отправьте их снова.",
}
_REFUSALS = {
    RefusalReason.DATA_DIFFER: "Данные не совпали со сведениями фонда ОМС",
    RefusalReason.DOCUMENT_NOT_VALID: "Полис или СНИЛС уже не действует",
    RefusalReason.INSURED_ELSEWHERE: "Человек застрахован в другом регионе",
    RefusalReason.PERSON_UNKNOWN: "В фонде ОМС нет человека с такими данными",
    RefusalReason.NO_ANSWER: "Мы не дождались уточнения",
    RefusalReason.OTHER: "Подтвердить данные не получилось",
}
_REFUSAL_ADVICE = {
    RefusalReason.DATA_DIFFER: (
        "Сверьте с документами фамилию, имя, отчество, дату рождения и номера. Чаще всего дело в одной букве или цифре."
    ),
    RefusalReason.DOCUMENT_NOT_VALID: (
        "Проверьте, не выдали ли новый полис. Если документ один и действует, позвоните нам."
    ),
    RefusalReason.INSURED_ELSEWHERE: (
        "Чтобы открылись все услуги, прикрепите полис к страховой компании этого региона, затем отправьте данные снова."
    ),
    RefusalReason.PERSON_UNKNOWN: (
        "Сверьте данные с документами. Если всё верно, уточните сведения в страховой компании, выдавшей полис."
    ),
    RefusalReason.NO_ANSWER: "Проверьте данные и отправьте их снова или позвоните нам.",
    RefusalReason.OTHER: "Позвоните нам: специалист подскажет, что уточнить.",
}


def card_state(state: CardState) -> str:
    """«Ожидает модерации»."""
    return _CARD_STATES[state]


def request_state(state: RequestState) -> str:
    """«Модератор проверяет данные»."""
    return _REQUEST_STATES[state]


def request_explanation(state: RequestState) -> str:
    """What the state of a request means for the patient."""
    return _REQUEST_EXPLANATIONS[state]


def refusal(reason: RefusalReason | str | None) -> str:
    """A reason of refusal in kind words; a reason given in the moderator's own words stays as it is."""
    if not reason:
        return _REFUSALS[RefusalReason.OTHER]
    return _REFUSALS[RefusalReason(reason)] if reason in _REFUSALS else str(reason)


def refusal_advice(reason: RefusalReason | None) -> str:
    """What the patient may do about a refusal."""
    return _REFUSAL_ADVICE[reason or RefusalReason.OTHER]


# --- services and phones ------------------------------------------------------------------------------------


def services_by_year(services: Iterable[BookedService]) -> list[tuple[int, list[BookedService]]]:
    """Services in their order, gathered by the local year in which they began."""

    def year(service: BookedService) -> int:
        return local(service.starts_at, service.time_zone).year

    return [(number, list(group)) for number, group in groupby(services, key=year)]


def service_place(service: BookedService) -> str:
    """«Поликлиника № 1, каб. 214»; the number of the room stays on the line of its word."""
    return f"{service.organization}, каб.\u00a0{service.room}" if service.room else service.organization


_LENGTH_WITH_EIGHT = 11


def phone_link(number: str) -> str:
    """What a phone dials: «tel:+78172500303»."""
    digits = re.sub(r"\D", "", number)
    if len(digits) == _LENGTH_WITH_EIGHT and digits[0] in "78":
        return f"tel:+7{digits[1:]}"
    return f"tel:{digits}"
