"""Every page that the templates draw, as the views pass it."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid5

from django import forms

from kartoteka.domain.card_index.kin_types import KinGround, KinInvitation, KinOffer, KinOfferState, KinPrompts
from kartoteka.domain.card_index.types import (
    CardIndexView,
    Kinship,
    ListedPerson,
    Listing,
    PersonPage,
    PersonServices,
)
from kartoteka.domain.moderation.types import RefusalReason, RequestState, RequestStep, VerificationProgress
from kartoteka.shared.sex import Sex
from kartoteka.ui.notices import Kind, Notice
from kartoteka.ui.presenters import POLICY_KIND_CHOICES, SEX_CHOICES
from kartoteka.web.feedback.forms import FeedbackForm

from .samples import (
    ANNA,
    ARCHIVE_INDEX,
    ARTYOM,
    CARDIOLOGIST,
    CHILD_DOCTOR,
    DENTIST,
    DMITRY,
    DONE,
    FAMILY_ID,
    INDEX,
    MARIA,
    NO_ANSWER_INDEX,
    NOW,
    PETR,
    REGION,
    REGIONS,
    THERAPIST,
    TODAY,
    VALENTINA,
    VYACHESLAV,
    a_full_index,
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
KIN_PROMPTS = KinPrompts(
    (
        KinOffer(UUID(int=7), "Мария", 2018, Sex.FEMALE, Kinship.CHILD, KinGround.MEDICAL, KinOfferState.OFFERED),
        KinOffer(UUID(int=8), "Пётр", 1950, Sex.MALE, Kinship.OTHER, KinGround.ESIA, KinOfferState.OFFERED),
    ),
    (KinInvitation(UUID(int=9), "Вера К."),),
)
LIST = {"prompts": KinPrompts(), "index": INDEX, "today": TODAY, "now": NOW}
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
SIGN_IN = {
    "redirect_field_name": "next",
    "redirect_field_value": "/people/",
    "esia_link": "/sign-in/esia/?next=%2Fpeople%2F",
}

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
    "feedback": (
        "web/feedback/templates/feedback.html",
        {"region": REGION, "form": FeedbackForm(incident="К-7F3Q-92KD", email="anna@example.org")},
    ),
    "guest-feedback": ("web/feedback/templates/feedback.html", {"region": None, "form": FeedbackForm()}),
    "guest-feedback-sent": ("web/feedback/templates/sent.html", {"number": "П-7F3Q-92KD"}),
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
    "list-kin": ("web/card_index/templates/list.html", LIST | {"prompts": KIN_PROMPTS}),
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
        {"card": MARIA, "services": PersonServices((CHILD_DOCTOR,), DONE), "now": NOW, "is_last": True},
    ),
    "remove-no-answer": (
        "web/card_index/templates/remove.html",
        {"card": MARIA, "services": None, "now": NOW, "is_last": False},
    ),
    "remove-fragment": (
        "web/card_index/templates/_remove_dialog.html",
        {"card": MARIA, "services": PersonServices((CHILD_DOCTOR, DENTIST), DONE), "now": NOW, "is_last": False},
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
        {
            "card": ARTYOM,
            "progress": a_progress(RequestState.IN_WORK, RequestState.NEW),
            "region": REGION,
            "today": TODAY,
        },
    ),
    "progress-overdue": (
        "web/moderation/templates/progress.html",
        {"card": ARTYOM, "progress": a_progress(RequestState.NEW), "region": REGION, "today": date(2026, 12, 2)},
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
            "today": TODAY,
        },
    ),
    "progress-expired": (
        "web/moderation/templates/progress.html",
        {
            "card": ARTYOM,
            "progress": a_progress(RequestState.EXPIRED, RequestState.NEW),
            "region": None,
            "today": TODAY,
        },
    ),
    "listings": ("web/card_index/templates/listings.html", {"people": LISTED, "identity_confirmed": True}),
    "listings-unconfirmed": ("web/card_index/templates/listings.html", {"people": (), "identity_confirmed": False}),
    "listings-empty": ("web/card_index/templates/listings.html", {"people": (), "identity_confirmed": True}),
    **{
        f"error-{name}": (f"ui/templates/errors/{name}.html", {})
        for name in ("400", "403", "404", "405", "500", "503", "stale")
    },
}
