"""Which types of electronic medical documents a region shows to its patients (F-07)."""

from collections.abc import Collection
from typing import Any

from django import forms

from kartoteka.domain.access.document_types import DOCUMENT_TYPES, SHOWN_BY_DEFAULT

_BY_DEFAULT = " (в федеральном перечне)"


def _label(code: str, name: str) -> str:
    return f"{code}. {name}{_BY_DEFAULT if code in SHOWN_BY_DEFAULT else ''}"


class DocumentTypesForm(forms.Form):
    """The table of types; at first those are marked that the federal register shows to patients."""

    shown = forms.MultipleChoiceField(
        label="Пациенты видят документы этих видов",
        choices=[(code, _label(code, name)) for code, name in DOCUMENT_TYPES.items()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Остальные документы не видны никому: ни в списке, ни в числе, ни по ссылке",
    )

    def __init__(self, data: Any, *, known: Collection[str]) -> None:  # Django's own type of a form's data
        super().__init__(data, initial={"shown": [code for code in DOCUMENT_TYPES if code in known]})

    def types(self) -> frozenset[str]:
        """What was marked; only for a valid form."""
        return frozenset(self.cleaned_data["shown"])
