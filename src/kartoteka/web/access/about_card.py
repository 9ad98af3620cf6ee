"""What the pages about access have in common: the card in the address, and a refusal in kind words."""

from http import HTTPStatus

from django.http import HttpResponse

from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.ui.notices import Kind, Notice
from kartoteka.web.own_card import OwnCardView
from kartoteka.web.views import today

TEMPLATES = "web/access/templates"


class CardView(OwnCardView):
    """A page about access to the record of somebody of the account's own index."""

    needs_person = True

    @property
    def is_child(self) -> bool:
        """Whether the card is of somebody under full age, by the birth date that the account knows."""
        day, born = today(self.request), self.card.birth_date
        return day >= born and age_on(born, day) < FULL_AGE

    def refused(self, words: str, status: HTTPStatus = HTTPStatus.FORBIDDEN) -> HttpResponse:
        """A page that says no kindly, and where to go from it."""
        notice = Notice(Kind.WARNING, "Эта страница сейчас закрыта", words)
        return self.page(f"{TEMPLATES}/closed.html", {"card": self.card, "notice": notice}, status=status)
