"""Forms of the card index. They check what one field can tell; what the registry knows is the domain's."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms

from kartoteka.domain.card_index.opening import NewCard
from kartoteka.domain.card_index.types import Address, Card, Kinship, PersonDetails
from kartoteka.shared.identifiers import InvalidIdentifier, OmsPolicy, PolicyKind, Snils
from kartoteka.shared.names import PersonName
from kartoteka.shared.sex import Sex
from kartoteka.web.birth_date import BIRTH_DATE_PARTS, WrongBirthDate, read_birth_date
from kartoteka.web.fields import LineField, NamePartField

_LONGEST_TYPED = 40

_POLICY_ERRORS = {
    (PolicyKind.UNIFIED, "shape"): "Единый номер полиса состоит из 16 цифр",
    (PolicyKind.UNIFIED, "checksum"): "Номер полиса: не сходится контрольная цифра, проверьте номер",
    (PolicyKind.TEMPORARY, "shape"): "Номер временного свидетельства состоит из 9 цифр",
    (PolicyKind.OLD, "shape"): "Номер полиса: введите цифры и буквы так, как они напечатаны в полисе",
}
# Before a person's sex is typed, each bond is named for both.
_KINSHIP_CHOICES = [
    ("", "Выберите"),
    (Kinship.CHILD.value, "Сын или дочь"),
    (Kinship.SPOUSE.value, "Муж или жена"),
    (Kinship.PARENT.value, "Мать или отец"),
    (Kinship.SIBLING.value, "Брат или сестра"),
    (Kinship.GRANDPARENT.value, "Бабушка или дедушка"),
    (Kinship.GRANDCHILD.value, "Внук или внучка"),
    (Kinship.SPOUSES_PARENT.value, "Мать или отец супруга"),
    (Kinship.WARD.value, "Подопечный"),
    (Kinship.OTHER.value, "Другой родственник или близкий"),
]
_POLICY_SERIES_ERROR = "Серия полиса: введите цифры и буквы так, как они напечатаны в полисе"


class SummaryForm(forms.Form):
    """A form whose errors are listed on top of the page with links to their fields."""

    use_required_attribute = False

    @property
    def summary(self) -> list[tuple[str, str]]:
        """Identifier of the field and its message, in the order of the fields."""
        return [(str(self[name].auto_id), str(self.errors[name][0])) for name in self.fields if name in self.errors]

    def error_of(self, name: str) -> str:
        """Message at a field, empty when all is well."""
        return str(self.errors[name][0]) if name in self.errors else ""


class AddressForm(SummaryForm):
    """The address block: all of it optional (C-08)."""

    address_region = LineField(what="Регион", label="Регион", max_length=100)
    address_city = LineField(what="Город", label="Город или посёлок", max_length=100)
    address_street = LineField(what="Улица", label="Улица", max_length=100)
    address_house = LineField(what="Дом", label="Дом", max_length=20)
    address_flat = LineField(what="Квартира", label="Квартира", max_length=20)

    def address(self) -> Address:
        """The address as typed; only for a valid form."""
        data = self.cleaned_data
        return Address(
            data["address_region"],
            data["address_city"],
            data["address_street"],
            data["address_house"],
            data["address_flat"],
        )


class EditForm(AddressForm):
    """«Изменить данные»: the address and the version it was made from (R75)."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    # Sent by hand only: the page has no such fields, and they are never taken (R9).
    forbidden = frozenset({
        "family", "given", "patronymic", "birth_day", "birth_month", "birth_year", "birth_date", "sex", "snils",
        "policy_kind", "policy_series", "policy_number", "state", "is_main", "person_id", "account_id", "id",
    })  # fmt: skip

    @property
    def asks_for_the_forbidden(self) -> bool:
        return any(name in self.data for name in self.forbidden)

    @classmethod
    def of(cls, card: Card) -> "EditForm":
        return cls(initial=address_initial(card.address) | {"version": card.version})


class PersonForm(AddressForm):
    """«Добавить человека»: everything by which a person is found, or checked by a moderator (C-04)."""

    family = NamePartField(what="Фамилия", ask="Укажите фамилию", label="Фамилия")
    given = NamePartField(what="Имя", ask="Укажите имя", label="Имя")
    patronymic = NamePartField(what="Отчество", ask="", label="Отчество", required=False)
    no_patronymic = forms.BooleanField(label="Нет отчества", required=False)
    birth_day = forms.CharField(label="День", required=False)
    birth_month = forms.CharField(label="Месяц", required=False)
    birth_year = forms.CharField(label="Год", required=False)
    sex = forms.ChoiceField(
        label="Пол",
        choices=[(Sex.MALE.value, "Мужской"), (Sex.FEMALE.value, "Женский")],
        error_messages={"required": "Укажите пол", "invalid_choice": "Укажите пол"},
    )
    kinship = forms.ChoiceField(
        label="Кем Вам приходится",
        error_messages={
            "required": "Укажите, кем Вам приходится этот человек",
            "invalid_choice": "Укажите, кем Вам приходится этот человек",
        },
    )
    snils = LineField(what="СНИЛС", label="СНИЛС", max_length=_LONGEST_TYPED)
    policy_kind = forms.ChoiceField(
        label="Вид полиса",
        required=False,
        initial=PolicyKind.UNIFIED.value,
        choices=[
            (PolicyKind.UNIFIED.value, "Единый номер (16 цифр)"),
            (PolicyKind.OLD.value, "Старого образца"),
            (PolicyKind.TEMPORARY.value, "Временное свидетельство"),
        ],
        error_messages={"invalid_choice": "Выберите вид полиса"},
    )
    policy_series = LineField(what="Серия полиса", label="Серия", max_length=_LONGEST_TYPED)
    policy_number = LineField(what="Номер полиса", label="Номер полиса ОМС", max_length=_LONGEST_TYPED)
    no_documents = forms.BooleanField(label="Полиса и СНИЛС пока нет", required=False)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    # The refused entry whose data are mended here.
    mends = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = (
        "family", "given", "patronymic", "no_patronymic", *BIRTH_DATE_PARTS, "sex", "kinship", "snils", "policy_kind",
        "policy_series", "policy_number", "no_documents",
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        today: date,
        first_person: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial={"form_key": uuid4()} | (initial or {}))
        self.today = today
        self.first_person = first_person
        self.bad_date_parts: set[str] = set()
        self._details: PersonDetails | None = None
        if first_person:
            del self.fields["kinship"]
        else:
            kinship = self.fields["kinship"]
            assert isinstance(kinship, forms.ChoiceField)  # noqa: S101 - tells the type checker which field it is
            kinship.choices = _KINSHIP_CHOICES

    @property
    def birth_date_error(self) -> str:
        """Message at the three fields of the birth date."""
        return next((error for name in BIRTH_DATE_PARTS if (error := self.error_of(name))), "")

    def new_card(self) -> NewCard:
        """What the person filled in; only for a valid form."""
        assert self._details is not None, "asked of an invalid form"  # noqa: S101 - a mistake of ours
        kinship = Kinship.SELF if self.first_person else Kinship(self.cleaned_data["kinship"])
        return NewCard(self._details, kinship, self.address(), self.cleaned_data.get("mends"))

    def key(self) -> UUID:
        """The key printed in the form; a form without one is always new (R12)."""
        key: UUID | None = self.cleaned_data.get("form_key")
        return key or uuid4()

    def clean_policy_kind(self) -> PolicyKind:
        return PolicyKind(self.cleaned_data["policy_kind"] or PolicyKind.UNIFIED)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        self._check_patronymic()
        birth_date = self._birth_date()
        snils, policy = self._snils(), self._policy()
        self._check_documents(snils, policy)
        if not self.errors and birth_date is not None:
            name = PersonName(data["family"], data["given"], data["patronymic"])
            self._details = PersonDetails(name, birth_date, Sex(data["sex"]), snils, policy)
        return data

    def _check_patronymic(self) -> None:
        given, none = self.cleaned_data.get("patronymic"), self.cleaned_data.get("no_patronymic")
        if "patronymic" in self.errors:
            return
        if given and none:
            self.add_error("patronymic", "Уберите отчество или снимите отметку «Нет отчества»")
        if not given and not none:
            self.add_error("patronymic", "Укажите отчество или отметьте «Нет отчества»")

    def _birth_date(self) -> date | None:
        try:
            return read_birth_date(self.cleaned_data, today=self.today)
        except WrongBirthDate as wrong:
            self._bad_date(wrong.words, *wrong.parts)
            return None

    def _bad_date(self, message: str, *parts: str) -> None:
        self.bad_date_parts = set(parts)
        self.add_error(parts[0], message)

    def _snils(self) -> Snils | None:
        typed = self.cleaned_data.get("snils")
        if not typed:
            return None
        try:
            return Snils.parse(typed)
        except InvalidIdentifier as invalid:
            wrong_sum = str(invalid) == "checksum"
            self.add_error(
                "snils",
                "СНИЛС: не сходится контрольная сумма, проверьте цифры"
                if wrong_sum
                else "СНИЛС состоит из 11 цифр, например 112-233-445 95",
            )
            return None

    def _policy(self) -> OmsPolicy | None:
        number, series = self.cleaned_data.get("policy_number"), self.cleaned_data.get("policy_series", "")
        kind = self.cleaned_data.get("policy_kind")
        if kind is None:
            return None
        if not number:
            if series and kind is PolicyKind.OLD:
                self.add_error("policy_number", "Укажите номер полиса ОМС")
            return None
        try:
            # The field of the series is hidden unless the policy is old, so what is left in it means nothing.
            return OmsPolicy.parse(kind, number, series if kind is PolicyKind.OLD else "")
        except InvalidIdentifier as invalid:
            if str(invalid) == "series":
                self.add_error("policy_series", _POLICY_SERIES_ERROR)
            else:
                self.add_error("policy_number", _POLICY_ERRORS[kind, str(invalid)])
            return None

    def _check_documents(self, snils: Snils | None, policy: OmsPolicy | None) -> None:
        if {"snils", "policy_number", "policy_series"} & set(self.errors):
            return
        has_document = snils is not None or policy is not None
        none_yet = self.cleaned_data.get("no_documents")
        if has_document and none_yet:
            self.add_error(
                "snils" if snils else "policy_number",
                "Уберите номер документа или снимите отметку «Полиса и СНИЛС пока нет»",
            )
        if not has_document and not none_yet:
            self.add_error("snils", "Укажите СНИЛС или полис ОМС")


def address_initial(address: Address) -> dict[str, object]:
    return {
        "address_region": address.region,
        "address_city": address.city,
        "address_street": address.street,
        "address_house": address.house,
        "address_flat": address.flat,
    }


def person_initial(card: Card) -> dict[str, object]:
    """The data of a refused entry, to be mended and sent again (R22)."""
    return {
        "family": card.name.family,
        "given": card.name.given,
        "patronymic": card.name.patronymic,
        "no_patronymic": not card.name.patronymic,
        "birth_day": card.birth_date.day,
        "birth_month": card.birth_date.month,
        "birth_year": card.birth_date.year,
        "sex": card.sex.value,
        "kinship": card.kinship.value,
        "snils": str(card.snils) if card.snils else "",
        "policy_kind": card.policy.kind.value if card.policy else PolicyKind.UNIFIED.value,
        "policy_series": card.policy.series if card.policy else "",
        "policy_number": card.policy.number if card.policy else "",
        "no_documents": card.snils is None and card.policy is None,
        "mends": card.card_id,
    } | address_initial(card.address)
