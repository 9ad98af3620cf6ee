"""Where one is signed in, and how to end it (R69)."""

from typing import cast
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.domain.accounts import sessions
from kartoteka.domain.accounts.app_devices.binding import end_device
from kartoteka.domain.accounts.app_devices.selectors import list_devices
from kartoteka.ui import notices
from kartoteka.web.profile import texts
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.sessions import SessionStore
from kartoteka.web.views import PersonalView, time_zone


class SessionsPage(PersonalView):
    """«Где выполнен вход»: browsers and telephones on which the account is signed in, and the way to sign them out."""

    def get(self, request: PortalRequest) -> HttpResponse:
        now = timezone.now()
        found = sessions.list_sessions(account_id=account_id(request), current_key=_key(request), now=now)
        telephones = list_devices(account_id=account_id(request))
        context = {
            "sessions": found,
            "telephones": telephones,
            "this_telephone": _telephone(request),
            "zone": time_zone(request),
            "has_others": len(found) + len(telephones) > 1,
        }
        return self.page("web/profile/templates/sessions.html", context)

    def post(self, request: PortalRequest) -> HttpResponse:
        mine, now = account_id(request), timezone.now()
        if request.POST.get("action") == "end-others":
            sessions.end_other_sessions(account_id=mine, current_key=_key(request), by=actor(request), now=now)
            notices.add(request, texts.OTHERS_ENDED)
        elif request.POST.get("action") == "end-telephone":
            device_id = _identifier(request.POST.get("telephone", ""))
            end_device(account_id=mine, device_id=device_id, by=actor(request), now=now)
            notices.add(request, texts.TELEPHONE_ENDED)
        else:
            session_id = _identifier(request.POST.get("session", ""))
            sessions.end_one_session(account_id=mine, session_id=session_id, by=actor(request), now=now)
            notices.add(request, texts.SESSION_ENDED)
        return redirect("profile:sessions")


def _telephone(request: PortalRequest) -> UUID | None:
    """The telephone on which this page is read, in the app."""
    stored = cast("SessionStore", request.session).stored
    return stored.app_device if stored else None


def _key(request: PortalRequest) -> str:
    return request.session.session_key or ""


def _identifier(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error
