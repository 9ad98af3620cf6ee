"""Pages about somebody of the account's own index: whoever is not there is nowhere (law 2)."""

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase

from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.card_index.selectors import card_and_main_name
from kartoteka.domain.card_index.types import Card
from kartoteka.web.request import account_id
from kartoteka.web.views import PersonalView


class OwnCardView(PersonalView):
    """A page whose address names a card; to be stood before a view that asks for a proof of who is there."""

    # Whether the page is there only for whom the registry knows.
    needs_person = False

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
            card, self.request.main_name = card_and_main_name(
                account_id=account_id(self.request), card_id=self.kwargs["card_id"]
            )
        except CardNotFound as error:
            raise Http404 from error
        return card

    @property
    def person_id(self) -> str:
        """Whose record it is about; whoever was not found in the registry has none."""
        if self.card.person_id is None:
            raise Http404
        return self.card.person_id
