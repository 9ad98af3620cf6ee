from uuid import UUID

from django.http import Http404, HttpResponse

from kartoteka.domain.card_index.errors import CardNotFound
from kartoteka.domain.moderation.errors import RequestNotFound
from kartoteka.domain.moderation.selectors import card_progress
from kartoteka.domain.regions.selectors import find_region
from kartoteka.web.request import PortalRequest, account_id
from kartoteka.web.views import PersonalView, today


class Progress(PersonalView):
    """«Ход проверки» and «Причина отказа»: where the check of a person's data stands (C-06, C-07)."""

    def get(self, request: PortalRequest, card_id: UUID) -> HttpResponse:
        try:
            card, progress = card_progress(account_id=account_id(request), card_id=card_id)
        except (CardNotFound, RequestNotFound) as error:
            raise Http404 from error
        context = {
            "card": card,
            "progress": progress,
            "region": find_region(request.region.code) if request.region else None,
            "today": today(request),
        }
        return self.page("web/moderation/templates/progress.html", context)
