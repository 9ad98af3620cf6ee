"""Forms of the profile: the address and the telephone, and the code of its activation."""

from collections.abc import Mapping
from typing import Any

from django import forms

from kartoteka.domain.card_index.types import Address, Profile
from kartoteka.shared.phones import InvalidPhone, MobilePhone
from kartoteka.web.card_index.forms import AddressForm, SummaryForm, address_initial
from kartoteka.web.fields import LineField

_PHONE_ERRORS = {
    "shape": "Введите номер целиком: +7 и ещё десять цифр",
    "foreign": "Мы отправляем СМС только на номера российских операторов",
    "not-mobile": "Введите номер мобильного телефона: он начинается с +7 9",
}
_ADDRESS_FIELDS = ("address_region", "address_city", "address_street", "address_house", "address_flat")
_DRAFTED = (*_ADDRESS_FIELDS, "version", "copies_phone")


class ProfileForm(AddressForm):
    """The profile: only the address and the telephone are edited, and whether the number is copied (P-01, F-01)."""

    phone = LineField(what="Телефон", label="Телефон", max_length=40)
    copies_phone = forms.BooleanField(required=False)
    # A box that is not ticked sends nothing: this tells it from a page that had no box.
    copying_asked = forms.BooleanField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput)

    field_order = ("phone", *_ADDRESS_FIELDS)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        has_address: bool,
        has_copying: bool,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.has_address, self.has_copying = has_address, has_copying
        if not has_copying:
            del self.fields["copies_phone"], self.fields["copying_asked"]
        if not has_address:
            for name in _ADDRESS_FIELDS:
                del self.fields[name]

    @classmethod
    def of(cls, profile: Profile, draft: Mapping[str, object]) -> "ProfileForm":
        """The form as it was saved last, with the address that was being typed when the number was sent a code."""
        activation = profile.activation
        phone = activation.phone if activation and activation.is_activated else profile.account.phone
        copying = profile.copying
        saved: dict[str, object] = {"phone": str(phone) if phone else "", "copies_phone": copying.is_chosen}
        if profile.main is not None:
            saved |= address_initial(profile.main.address) | {"version": profile.main.version}
        return cls.for_profile(profile, initial=saved | dict(draft))

    @classmethod
    def for_profile(
        cls, profile: Profile, data: Mapping[str, Any] | None = None, *, initial: dict[str, object] | None = None
    ) -> "ProfileForm":
        """The form with the fields that this account is asked for."""
        return cls(
            data, has_address=profile.main is not None, has_copying=profile.copying.obstacle is None, initial=initial
        )

    def new_address(self) -> Address | None:
        """The address as typed; None where there is nobody to have one. Only for a valid form."""
        return self.address() if self.has_address else None

    def copies(self) -> bool | None:
        """Whether the number is to be copied; None where the page did not ask. Only for a valid form."""
        asked = self.has_copying and self.cleaned_data["copying_asked"]
        return bool(self.cleaned_data["copies_phone"]) if asked else None

    def draft(self) -> dict[str, object]:
        """What would be lost while the code is typed. Only for a valid form."""
        return {name: self.cleaned_data[name] for name in _DRAFTED if name in self.fields}

    def clean_phone(self) -> MobilePhone | None:
        typed = self.cleaned_data["phone"]
        try:
            return MobilePhone.parse(typed)
        except InvalidPhone as invalid:
            if str(invalid) == "empty":
                return None
            raise forms.ValidationError(_PHONE_ERRORS[str(invalid)]) from invalid


class CodeForm(SummaryForm):
    """«Код активации»."""

    code = LineField(what="Код", label="Код из СМС", max_length=20)

    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if not code:
            raise forms.ValidationError("Введите код из СМС")
        return code
