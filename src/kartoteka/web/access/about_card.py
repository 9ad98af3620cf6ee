"""What the pages about access have in common: the card in the address, and a refusal in kind words."""

from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.card_index.selectors import find_card
from kartoteka.domain.card_index.types import Card
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.ui.notices import Kind, Notice
from kartoteka.web.request import account_id
from kartoteka.web.views import PersonalView, today

TEMPLATES = "web/access/templates"


class CardView(PersonalView):
    """A page about somebody of the account's own index; whoever is not there is nowhere (law 2)."""

    # Whether the page is there only for whom the registry knows.
    needs_person = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:  # Django's own signature
        if request.method != "POST":
            # Before any proof is asked for: a stranger is told the same as of a card that never was. A form is looked
            # at first: one from another account's page is stale, whoever it is about (R13).
            _ = self.person_id if self.needs_person else self.card
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def card(self) -> Card:
        """The card that the address names."""
        try:
            return find_card(account_id=account_id(self.request), card_id=self.kwargs["card_id"])
        except CardNotFound as error:
            raise Http404 from error

    @property
    def is_child(self) -> bool:
        """Whether the card is of somebody under full age, by the birth date that the account knows."""
        day, born = today(self.request), self.card.birth_date
        return day >= born and age_on(born, day) < FULL_AGE

    @property
    def person_id(self) -> str:
        """Whose record it is about; whoever was not found in the registry has none."""
        if self.card.person_id is None:
            raise Http404
        return self.card.person_id

    def refused(self, words: str, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> HttpResponse:
        """A page that says no kindly, and where to go from it."""
        notice = Notice(Kind.WARNING, "Эта страница сейчас закрыта", words)
        return self.page(f"{TEMPLATES}/closed.html", {"card": self.card, "notice": notice}, status=status)
