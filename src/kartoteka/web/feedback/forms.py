from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django import forms

from kartoteka.domain.feedback.rules import LONGEST_TEXT
from kartoteka.domain.feedback.types import NewTicket, TicketKind
from kartoteka.domain.feedback.words import TICKET_KINDS
from kartoteka.ui.incidents import read_incident
from kartoteka.web.accounts.forms import EmailForm
from kartoteka.web.fields import LineField, WordsField

_LONGEST_TYPED = 40


class FeedbackForm(EmailForm):
    """«Написать в техническую поддержку» (E-06)."""

    kind = forms.ChoiceField(
        choices=[("", "Выберите"), *((kind.value, words) for kind, words in TICKET_KINDS.items())],
        error_messages={"required": "Выберите, о чём Вы пишете", "invalid_choice": "Выберите тему из списка"},
    )
    text = WordsField(
        what="Сообщение", max_length=LONGEST_TEXT, error_messages={"required": "Напишите, чем Вам помочь"}
    )
    incident = LineField(what="Номер обращения", max_length=_LONGEST_TYPED)
    form_key = forms.UUIDField(widget=forms.HiddenInput, required=False)

    field_order = ("kind", "text", "incident", "email")

    def __init__(self, data: Mapping[str, Any] | None = None, *, incident: str = "", email: str = "") -> None:
        kind = TicketKind.MALFUNCTION.value if incident else ""
        super().__init__(data, initial={"form_key": uuid4(), "kind": kind, "incident": incident, "email": email})

    def clean_incident(self) -> str:
        typed: str = self.cleaned_data["incident"]
        incident = read_incident(typed)
        if typed and not incident:
            raise forms.ValidationError("Номер обращения: проверьте, он должен быть вида К-7F3Q-92KD")
        return incident

    def ticket(self) -> NewTicket:
        """What was written; only for a valid form."""
        data = self.cleaned_data
        return NewTicket(TicketKind(data["kind"]), data["text"], data["email"], data["incident"])

    def key(self) -> UUID:
        """The key of the form; a page without one is not protected from being sent twice, but works."""
        key: UUID | None = self.cleaned_data.get("form_key")
        return key or uuid4()
