"""A family, its region and every page that the templates draw, as the views are going to pass them."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from kartoteka.domain.card_index.types import (
    Address,
    BookedService,
    Card,
    CardIndexView,
    CardState,
    CardWithServices,
    Kinship,
    ServiceSummary,
)
from kartoteka.domain.moderation.types import RefusalReason
from kartoteka.domain.regions.types import CallCentrePhone, Region, RegionService, ServiceAccess
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
ZONE = "Europe/Moscow"
FAMILY_ID = UUID("5b0c8a52-3f06-4f43-9d53-0f6d1cf7f0aa")

PHONES = (
    CallCentrePhone("8-800-555-03-03", "Запись к врачу и вопросы о картотеке", "ежедневно, 7:00–21:00"),
    CallCentrePhone("+7 (8172) 50-03-03", "Проверка данных и заявки модератору", "по будням, 8:00–17:00"),
    CallCentrePhone("122", "Вызов врача на дом", "круглосуточно"),
)
SERVICES = (
    RegionService("call", "Вызов врача на дом", "Если нет сил прийти в поликлинику.", ServiceAccess.BASIC),
    RegionService(
        "therapist", "Запись к участковому врачу", "Терапевт или педиатр Вашей поликлиники.", ServiceAccess.EXTENDED
    ),
    RegionService(
        "checkup",
        "Диспансеризация",
        "Осмотр раз в год и анализы по возрасту.",
        ServiceAccess.EXTENDED,
        "https://example.org/checkup/",
    ),
    RegionService("vaccine", "Прививка от гриппа", "Без направления, в день обращения.", ServiceAccess.BASIC),
)
REGION = Region("35", "Вологодская область", ZONE, is_active=True, services=SERVICES, phones=PHONES)
REGIONS = tuple(
    replace(REGION, code=code, name=name)
    for code, name in [
        ("29", "Архангельская область"),
        ("35", "Вологодская область"),
        ("40", "Калужская область"),
        ("43", "Кировская область"),
        ("59", "Пермский край"),
        ("10", "Республика Карелия"),
        ("11", "Республика Коми"),
        ("66", "Свердловская область"),
        ("76", "Ярославская область"),
    ]
)


def a_card(
    family: str,
    given: str,
    patronymic: str,
    birth_date: date,
    sex: Sex,
    kinship: Kinship,
    state: CardState = CardState.CONFIRMED,
    **others: Any,
) -> Card:
    name = PersonName(family, given, patronymic)
    plain: dict[str, Any] = {
        "card_id": uuid5(FAMILY_ID, str(name)),
        "account_id": FAMILY_ID,
        "is_main": False,
        "refusal_reason": "",
        "identity_confirmed": False,
        "deceased_on": None,
        "person_id": str(uuid5(FAMILY_ID, given)),
        "snils": Snils("11223344595"),
        "policy": OmsPolicy(PolicyKind.UNIFIED, "7700001122334455"),
        "address": Address("Вологодская область", "Вологда", "Зелёная", "12", "34"),
        "version": 3,
        "added_at": NOW - timedelta(days=200),
    }
    return Card(name=name, birth_date=birth_date, sex=sex, kinship=kinship, state=state, **plain | others)


def a_service(title: str, organization: str, room: str, starts_at: datetime, practitioner: str = "") -> BookedService:
    return BookedService(f"service-{starts_at:%Y%m%d%H%M}", title, practitioner, organization, room, starts_at, ZONE)


ANNA = a_card(
    "Соколова", "Анна", "Викторовна", date(1986, 3, 12), Sex.FEMALE, Kinship.SELF, is_main=True, identity_confirmed=True
)
DMITRY = a_card("Соколов", "Дмитрий", "Павлович", date(1984, 8, 3), Sex.MALE, Kinship.SPOUSE)
MARIA = a_card("Соколова", "Мария", "Дмитриевна", date(2018, 5, 19), Sex.FEMALE, Kinship.CHILD)
ARTYOM = a_card(
    "Соколов", "Артём", "Дмитриевич", date(2026, 8, 27), Sex.MALE, Kinship.CHILD, CardState.AWAITING, policy=None
)
VALENTINA = a_card("Кузнецова", "Валентина", "Петровна", date(1954, 7, 8), Sex.FEMALE, Kinship.PARENT)
VYACHESLAV = a_card(
    "Константинопольский-Преображенский",
    "Вячеслав",
    "Александрович",
    date(1951, 11, 1),
    Sex.MALE,
    Kinship.SPOUSES_PARENT,
    CardState.REFUSED,
    refusal_reason=RefusalReason.DATA_DIFFER,
)
PETR = a_card(
    "Кузнецов",
    "Пётр",
    "Ильич",
    date(1949, 2, 2),
    Sex.MALE,
    Kinship.PARENT,
    deceased_on=date(2024, 5, 3),
)
FAMILY = (ANNA, DMITRY, MARIA, ARTYOM, VALENTINA, VYACHESLAV)

THERAPIST = a_service(
    "Терапевт участковый", "Поликлиника № 1", "214", datetime(2026, 11, 28, 7, 20, tzinfo=UTC), "Петрова Ирина Олеговна"
)
DENTIST = a_service(
    "Стоматолог", "Стоматологическая поликлиника", "", datetime(2027, 1, 14, 6, 0, tzinfo=UTC), "Ким Олег Сергеевич"
)
CHILD_DOCTOR = a_service(
    "Педиатр", "Детская поликлиника № 3", "12", datetime(2026, 12, 2, 6, 0, tzinfo=UTC), "Ли Мария Ивановна"
)
CARDIOLOGIST = a_service("Кардиолог", "Областная больница", "305", datetime(2026, 12, 4, 11, 40, tzinfo=UTC))
DONE = (
    a_service(
        "Приём терапевта", "Поликлиника № 1", "214", datetime(2026, 7, 2, 9, 0, tzinfo=UTC), THERAPIST.practitioner
    ),
    a_service("Биохимический анализ крови", "Лаборатория поликлиники № 1", "", datetime(2026, 6, 29, 5, 0, tzinfo=UTC)),
    a_service(
        "Прививка от гриппа", "Поликлиника № 1", "101", datetime(2025, 10, 14, 8, 30, tzinfo=UTC), "Дёмина Ольга"
    ),
    a_service("Флюорография", "Поликлиника № 1", "8", datetime(2025, 2, 20, 8, 30, tzinfo=UTC)),
)
SUMMARIES: dict[Card, ServiceSummary] = {
    ANNA: ServiceSummary(2, 14, THERAPIST),
    DMITRY: ServiceSummary(0, 5),
    MARIA: ServiceSummary(1, 31, CHILD_DOCTOR),
    ARTYOM: ServiceSummary(),
    VALENTINA: ServiceSummary(1, 48, CARDIOLOGIST),
    VYACHESLAV: ServiceSummary(),
    PETR: ServiceSummary(0, 112),
}
INDEX = CardIndexView(tuple(CardWithServices(card, SUMMARIES[card]) for card in FAMILY))
ARCHIVE_INDEX = CardIndexView(tuple(CardWithServices(card, SUMMARIES[card]) for card in (ANNA, PETR)))
NO_ANSWER_INDEX = CardIndexView(tuple(CardWithServices(card, None) for card in FAMILY), services_available=False)


def a_full_index(people: int = 50) -> CardIndexView:
    cards = [
        replace(card, card_id=uuid5(FAMILY_ID, str(number)), is_main=number == 0)
        for number, card in ((number, FAMILY[number % len(FAMILY)]) for number in range(people))
    ]
    return CardIndexView(
        tuple(CardWithServices(card, SUMMARIES[FAMILY[number % len(FAMILY)]]) for number, card in enumerate(cards))
    )
