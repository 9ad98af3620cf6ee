from typing import Any

from django import forms

from kartoteka.web.card_index.forms import SummaryForm
from kartoteka.web.fields import LineField

_LONGEST_TYPED = 40


class CodeForm(SummaryForm):
    """The verification code of a paper (F-12)."""

    code = LineField(what="Код", label="Код проверки", max_length=_LONGEST_TYPED)

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        if not data.get("code") and "code" not in self.errors:
            self.add_error("code", "Введите код проверки")
        return data

    def refuse(self) -> None:
        """Say that no paper has this code: one answer to whatever was typed."""
        self.add_error("code", forms.ValidationError("Документа с таким кодом Портал не выдавал. Проверьте код"))
