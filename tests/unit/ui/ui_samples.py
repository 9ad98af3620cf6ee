"""A family, its region and every page that the templates draw, as the views are going to pass them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid5

from django import forms

from kartoteka.domain.card_index.types import (
    Address,
    BookedService,
    Card,
    CardIndexView,
    CardState,
    CardWithServices,
    Kinship,
    ListedPerson,
    Listing,
    PersonPage,
    PersonServices,
    ServiceSummary,
)
from kartoteka.domain.moderation.types import RefusalReason, RequestState, RequestStep, VerificationProgress
from kartoteka.domain.regions.types import CallCentrePhone, Region, RegionService, ServiceAccess
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex
from kartoteka.ui.notices import Kind, Notice
from kartoteka.ui.presenters import POLICY_KIND_CHOICES, SEX_CHOICES

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
    plain = {
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


KINSHIP_CHOICES = [("", "Выберите"), (Kinship.CHILD, "Сын или дочь"), (Kinship.SPOUSE, "Муж или жена")]


class SamplePersonForm(forms.Form):
    """What the form of «Добавить человека» promises to its template."""

    family = forms.CharField()
    given = forms.CharField()
    patronymic = forms.CharField(required=False)
    no_patronymic = forms.BooleanField(required=False)
    birth_day = forms.CharField()
    birth_month = forms.CharField()
    birth_year = forms.CharField()
    sex = forms.ChoiceField(choices=SEX_CHOICES)
    kinship = forms.ChoiceField(choices=KINSHIP_CHOICES)
    snils = forms.CharField(required=False)
    policy_kind = forms.ChoiceField(choices=POLICY_KIND_CHOICES, required=False)
    policy_series = forms.CharField(required=False)
    policy_number = forms.CharField(required=False)
    no_documents = forms.BooleanField(required=False)
    address_region = forms.CharField(required=False)
    address_city = forms.CharField(required=False)
    address_street = forms.CharField(required=False)
    address_house = forms.CharField(required=False)
    address_flat = forms.CharField(required=False)
    version = forms.IntegerField(required=False)
    form_key = forms.CharField(required=False)
    mends = forms.CharField(required=False)

    def __init__(self, *args: Any, problems: Mapping[str, str] | None = None, **others: Any) -> None:
        super().__init__(*args, **others)
        self._problems = dict(problems or {})

    def error_of(self, name: str) -> str:
        return self._problems.get(name, "")

    @property
    def birth_date_error(self) -> str:
        return self.error_of("birth_date")

    @property
    def bad_date_parts(self) -> set[str]:
        return {"birth_year"} if self.birth_date_error else set()

    @property
    def summary(self) -> list[tuple[str, str]]:
        return [
            ("id_birth_year" if name == "birth_date" else f"id_{name}", words) for name, words in self._problems.items()
        ]


class SampleSignInForm(forms.Form):
    login = forms.CharField()
    password = forms.CharField()

    def clean(self) -> None:
        raise forms.ValidationError("Логин или пароль не подошли. Проверьте раскладку и Caps Lock.")


A_TYPED_PERSON = {
    "family": "Соколов",
    "given": "Артём",
    "patronymic": "Дмитриевич",
    "birth_day": "27",
    "birth_month": "1",
    "birth_year": "2034",
    "sex": "male",
    "kinship": "child",
    "snils": "112-233-445 96",
    "policy_kind": "unified",
    "policy_number": "",
    "form_key": "one-key",
}
PROBLEMS = {
    "birth_date": "Дата рождения не может быть в будущем",
    "snils": "СНИЛС: не сходится контрольная сумма, проверьте цифры",
    "kinship": "Выберите, кем Вам приходится этот человек",
}
MISSED = Notice(
    Kind.WARNING,
    "Человек с такими данными не найден",
    "В базе застрахованных нет точного совпадения. Проверьте данные или отправьте их модератору.",
)


def a_progress(state: RequestState, *passed: RequestState, **others: Any) -> VerificationProgress:
    steps = tuple(
        RequestStep(one, NOW - timedelta(days=3 - number, hours=number)) for number, one in enumerate([*passed, state])
    )
    plain: dict[str, Any] = {"refusal_reason": None, "refusal_text": ""}
    return VerificationProgress(
        card_id=ARTYOM.card_id,
        number="З-35-000417",
        state=state,
        sent_at=NOW - timedelta(days=3),
        decide_by=date(2026, 12, 1),
        steps=steps,
        **plain | others,
    )


ADD = {"form": SamplePersonForm(), "missed": False, "first_person": False, "free_places": 44}
LIST = {"index": INDEX, "today": TODAY, "now": NOW}
PERSON = {"region": REGION, "today": TODAY, "now": NOW}
LISTED = (
    ListedPerson(
        ANNA.card_id,
        ANNA.name,
        is_main=True,
        listings=(
            Listing(uuid5(FAMILY_ID, "listing-1"), "Валентина К.", NOW - timedelta(days=410)),
            Listing(uuid5(FAMILY_ID, "listing-2"), "Дмитрий С.", NOW - timedelta(days=32)),
        ),
    ),
    ListedPerson(MARIA.card_id, MARIA.name, is_main=False, listings=()),
)
SIGN_IN = {"redirect_field_name": "next", "redirect_field_value": "/people/"}

# Name of a sample: the template and what its view passes. A name that starts with "guest" is drawn for a guest.
PAGES: dict[str, tuple[str, dict[str, Any]]] = {
    "guest-start": ("web/start/templates/start.html", {"blocks": (), "signed_in": False}),
    "start": ("web/start/templates/start.html", {"blocks": (), "signed_in": True}),
    "guest-install": ("web/start/templates/install.html", {}),
    "guest-regions": (
        "web/regions/templates/choose.html",
        {"regions": REGIONS, "current": "35", "next": "/", "closed": False},
    ),
    "guest-regions-closed": (
        "web/regions/templates/choose.html",
        {"regions": REGIONS, "current": None, "next": "/", "closed": True},
    ),
    "services": ("web/regions/templates/services.html", {"region": REGION}),
    "feedback": ("web/feedback/templates/feedback.html", {"region": REGION, "incident": "К-7F3Q-92KD"}),
    "guest-feedback": ("web/feedback/templates/feedback.html", {"region": None, "incident": ""}),
    "guest-sign-in": ("web/accounts/templates/sign_in.html", {"form": SampleSignInForm(), **SIGN_IN}),
    "guest-sign-in-failed": (
        "web/accounts/templates/sign_in.html",
        {"form": SampleSignInForm({"login": "anna@example.org"}), **SIGN_IN},
    ),
    "list": ("web/card_index/templates/list.html", LIST),
    "list-notices": (
        "web/card_index/templates/list.html",
        LIST
        | {
            "notice": Notice(
                Kind.SUCCESS, "Соколова Мария Дмитриевна добавлена в картотеку", "Теперь её можно записать к врачу."
            )
        },
    ),
    "list-malfunction": (
        "web/card_index/templates/list.html",
        LIST
        | {
            "notice": Notice(
                Kind.MALFUNCTION,
                "Удалить человека не получилось",
                "Мы уже записали, что произошло. Картотека не изменилась.",
                "К-7F3Q-92KD",
            )
        },
    ),
    "list-no-answer": ("web/card_index/templates/list.html", LIST | {"index": NO_ANSWER_INDEX}),
    "list-archive": ("web/card_index/templates/list.html", LIST | {"index": ARCHIVE_INDEX}),
    "list-full": ("web/card_index/templates/list.html", LIST | {"index": a_full_index()}),
    "list-empty": ("web/card_index/templates/list.html", LIST | {"index": CardIndexView(())}),
    "people-fragment": (
        "web/card_index/templates/_people.html",
        {"index": INDEX, "today": TODAY, "live_text": "Соколова Мария Дмитриевна — запись удалена из картотеки"},
    ),
    "add": ("web/card_index/templates/add.html", ADD),
    "add-first": ("web/card_index/templates/add.html", ADD | {"first_person": True}),
    "add-errors": (
        "web/card_index/templates/add.html",
        ADD | {"form": SamplePersonForm(A_TYPED_PERSON | {"kinship": ""}, problems=PROBLEMS)},
    ),
    "add-missed": (
        "web/card_index/templates/add.html",
        ADD | {"form": SamplePersonForm(A_TYPED_PERSON | {"birth_year": "2024"}), "missed": True, "notice": MISSED},
    ),
    "edit": (
        "web/card_index/templates/edit.html",
        {
            "card": DMITRY,
            "form": SamplePersonForm(
                {
                    "address_region": "Вологодская область",
                    "address_city": "Вологда",
                    "address_street": "Зелёная",
                    "address_house": "12",
                    "address_flat": "34",
                    "version": "3",
                }
            ),
        },
    ),
    "edit-awaiting": ("web/card_index/templates/edit.html", {"card": ARTYOM, "form": SamplePersonForm()}),
    "edit-refused": ("web/card_index/templates/edit.html", {"card": VYACHESLAV, "form": SamplePersonForm()}),
    "remove": (
        "web/card_index/templates/remove.html",
        {"card": MARIA, "services": PersonServices((CHILD_DOCTOR,), DONE), "now": NOW},
    ),
    "remove-no-answer": ("web/card_index/templates/remove.html", {"card": MARIA, "services": None, "now": NOW}),
    "remove-fragment": (
        "web/card_index/templates/_remove_dialog.html",
        {"card": MARIA, "services": PersonServices((CHILD_DOCTOR, DENTIST), DONE), "now": NOW},
    ),
    "person": (
        "web/card_index/templates/person.html",
        PERSON | {"page_data": PersonPage(ANNA, PersonServices((THERAPIST, DENTIST), DONE), only_own_bookings=False)},
    ),
    "person-own-bookings": (
        "web/card_index/templates/person.html",
        PERSON | {"page_data": PersonPage(VALENTINA, PersonServices((CARDIOLOGIST,)), only_own_bookings=True)},
    ),
    "person-awaiting": (
        "web/card_index/templates/person.html",
        PERSON | {"page_data": PersonPage(ARTYOM, None, only_own_bookings=True)},
    ),
    "person-refused": (
        "web/card_index/templates/person.html",
        PERSON | {"page_data": PersonPage(VYACHESLAV, PersonServices(), only_own_bookings=True)},
    ),
    "person-no-answer": (
        "web/card_index/templates/person.html",
        PERSON | {"page_data": PersonPage(DMITRY, None, only_own_bookings=False), "region": None},
    ),
    "person-archive": (
        "web/card_index/templates/person.html",
        PERSON | {"page_data": PersonPage(PETR, PersonServices((), DONE), only_own_bookings=False)},
    ),
    "progress": (
        "web/moderation/templates/progress.html",
        {"card": ARTYOM, "progress": a_progress(RequestState.IN_WORK, RequestState.NEW), "region": REGION},
    ),
    "progress-refused": (
        "web/moderation/templates/progress.html",
        {
            "card": VYACHESLAV,
            "progress": a_progress(
                RequestState.REFUSED,
                RequestState.NEW,
                RequestState.IN_WORK,
                refusal_reason=RefusalReason.DATA_DIFFER,
                refusal_text="В полисе указана другая дата рождения.",
            ),
            "region": REGION,
        },
    ),
    "progress-expired": (
        "web/moderation/templates/progress.html",
        {"card": ARTYOM, "progress": a_progress(RequestState.EXPIRED, RequestState.NEW), "region": None},
    ),
    "listings": ("web/card_index/templates/listings.html", {"people": LISTED, "identity_confirmed": True}),
    "listings-unconfirmed": ("web/card_index/templates/listings.html", {"people": (), "identity_confirmed": False}),
    "listings-empty": ("web/card_index/templates/listings.html", {"people": (), "identity_confirmed": True}),
    **{
        f"error-{name}": (f"ui/templates/errors/{name}.html", {})
        for name in ("400", "403", "404", "405", "500", "503", "stale")
    },
}
SURROUNDINGS = SimpleNamespace(region=REGION, account_name="Соколова Анна", acting_as="anna")
