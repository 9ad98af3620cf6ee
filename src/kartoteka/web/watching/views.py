"""The question of a page that lies open, where it can't listen to events."""

from http import HTTPStatus
from uuid import UUID

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from kartoteka.domain.access.types import RecordPart
from kartoteka.domain.access.watching import look_again


@login_not_required
@never_cache
@require_GET
def still_open(request: HttpRequest, card_id: UUID, part: str) -> HttpResponse:
    """
    204 while the page may stay, 410 once its right has ended; to a guest too, who has none.

    The session is looked at from aside: a page that asks by itself is nobody who is there.
    """
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    may_stay = (
        part in set(RecordPart)
        and look_again(session_key=key, card_id=card_id, part=RecordPart(part), now=timezone.now()).is_allowed
    )
    return HttpResponse(status=HTTPStatus.NO_CONTENT if may_stay else HTTPStatus.GONE)
