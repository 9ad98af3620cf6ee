"""«Войти через портал Госуслуг РФ (ЕСИА)»: chapter 3.4.1 of the manual, its second way (A-06, A-08)."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from kartoteka import wiring
from kartoteka.domain.accounts import esia
from kartoteka.domain.accounts.errors import RegionNotChosen, SignInError, SignInNotExpected
from kartoteka.domain.accounts.selectors import user_to_sign_in
from kartoteka.domain.accounts.types import ProviderAnswer, SignInAttempt
from kartoteka.domain.card_index import esia as story
from kartoteka.domain.card_index.esia import EsiaSignIn
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Refused, Unavailable
from kartoteka.ui import notices
from kartoteka.ui.addresses import public_address
from kartoteka.ui.logs import describe
from kartoteka.ui.notices import Notice
from kartoteka.web.accounts import texts
from kartoteka.web.accounts.allauth_adapter import remember_beginning
from kartoteka.web.accounts.proof import Proof, is_proof_fresh, last_proof, remember_proof
from kartoteka.web.consent import is_asked
from kartoteka.web.redirects import inside, with_next
from kartoteka.web.request import PortalRequest, account_id, actor

# A cookie with this prefix can't be set by a neighbour site under the same domain.
_COOKIE = "__Host-esia" if settings.SESSION_COOKIE_SECURE else "esia"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Doors:
    """Where a sign-in by ESIA begins, ends and fails, by the names of addresses: the app has its own."""

    begins: str
    returns: str
    lands: str
    fails: str
    region: str
    # Why an account may not come in by these doors; nothing where it may.
    objection: Callable[[UUID], Notice | None] = lambda _: None


PORTAL_DOORS = Doors(
    "accounts:esia", "accounts:esia-return", settings.LOGIN_REDIRECT_URL, settings.LOGIN_URL, "regions:choose"
)


@login_not_required
@require_GET
def begin(request: HttpRequest) -> HttpResponse:
    """Leads to ESIA. Only a press on the link comes here: the sign-in page itself asks ESIA nothing."""
    require_provider()
    next_path = inside(request, request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(_landing(next_path, PORTAL_DOORS))
    return to_provider(request, next_path)


@require_GET
def again(request: HttpRequest) -> HttpResponse:
    """The owner of a session shows once more that it is he: before a health record (R82)."""
    require_provider()
    return to_provider(request, inside(request, request.GET.get("next", "")))


@require_GET
def link(request: HttpRequest) -> HttpResponse:
    """«Привязать Госуслуги»: from then on the owner of this account enters by ESIA too (R68)."""
    require_provider()
    if is_asked(request):
        return redirect(with_next(reverse("accounts:consent"), reverse("profile:profile")))
    proof = last_proof(request)
    if proof is None or proof.method is not Proof.PASSWORD or not is_proof_fresh(request, timezone.now()):
        return redirect(with_next(reverse("accounts:prove"), reverse("accounts:esia-link")))
    return to_provider(request, "", account_id(request))


@login_not_required
@require_GET
def come_back(request: PortalRequest) -> HttpResponse:
    """Where ESIA sends the browser."""
    require_provider()
    return finish(request, PORTAL_DOORS)


def finish(request: PortalRequest, doors: Doors) -> HttpResponse:
    """Take ESIA's answer. Answers with a redirect always: no page of ours has the code in its address."""
    next_path = ""
    try:
        attempt = esia.take_attempt(
            state=request.GET.get("state", ""), browser=request.COOKIES.get(_COOKIE, ""), now=timezone.now()
        )
        next_path = attempt.next_path
        if attempt.for_account:
            return _finish_linking(request, attempt)
        return _finish_sign_in(request, attempt, doors)
    except SignInNotExpected as failure:
        if request.user.is_authenticated:
            # The button «Назад», or the second of two answers, after a sign-in that went well.
            return redirect(_landing(next_path, doors))
        return _explained(request, failure, next_path, doors)
    except Exception as failure:
        # All of them: a page of failure would stand at this very address.
        return _explained(request, failure, next_path, doors)


def to_provider(
    request: HttpRequest, next_path: str, for_account: UUID | None = None, doors: Doors = PORTAL_DOORS
) -> HttpResponse:
    """Begin a sign-in at ESIA."""
    browser = request.COOKIES.get(_COOKIE) or secrets.token_urlsafe(32)
    try:
        address = esia.begin_sign_in(
            provider=wiring.identity_provider(),
            browser=browser,
            client=get_adapter(request).get_client_ip(request),
            next_path=next_path,
            return_to=_return_to(request, doors),
            for_account=for_account,
            now=timezone.now(),
        )
    except Exception as failure:
        # All of them, wrong settings too: whoever has a password gets in by it meanwhile.
        return _explained(request, failure, next_path, doors)
    response = redirect(address)
    response.set_cookie(
        _COOKIE,
        browser,
        max_age=esia.ATTEMPT_LIVES,
        samesite="Lax",
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
    )
    return response


def _finish_sign_in(request: PortalRequest, attempt: SignInAttempt, doors: Doors) -> HttpResponse:
    done = story.finish_sign_in(
        answer=_answer(request),
        attempt=attempt,
        return_to=_return_to(request, doors),
        region_code=request.region.code if request.region else "",
        provider=wiring.identity_provider(),
        registry=wiring.insured_registry(),
        by=Actor.system(),
        now=timezone.now(),
    )
    if objection := doors.objection(done.account_id):
        notices.add(request, objection)
        return redirect(doors.fails)
    return _signed_in(request, done, _landing(attempt.next_path, doors))


def _finish_linking(request: PortalRequest, attempt: SignInAttempt) -> HttpResponse:
    if not request.user.is_authenticated:
        raise SignInNotExpected
    if is_asked(request):
        # The text changed while he was away: ESIA's data are taken after the consent, or not at all.
        return redirect(with_next(reverse("accounts:consent"), reverse("profile:profile")))
    story.finish_linking(
        account_id=account_id(request),
        answer=_answer(request),
        attempt=attempt,
        return_to=_return_to(request, PORTAL_DOORS),
        provider=wiring.identity_provider(),
        registry=wiring.insured_registry(),
        by=actor(request),
        now=timezone.now(),
    )
    # The session may more than before, so it gets another key.
    request.session.cycle_key()
    remember_proof(request, Proof.ESIA, timezone.now())
    notices.success(request, *texts.LINKED)
    return redirect("profile:profile")


def require_provider() -> None:
    """
    Only where somebody vouches for people.

    :raises Http404: nobody does
    """
    if not wiring.has_identity_provider():
        raise Http404


def _answer(request: HttpRequest) -> ProviderAnswer:
    given = request.GET
    return ProviderAnswer(
        state=given.get("state", ""),
        code=given.get("code", ""),
        error=given.get("error", ""),
        error_description=given.get("error_description", ""),
        issuer=given.get("iss", ""),
    )


def _signed_in(request: HttpRequest, done: EsiaSignIn, landing: str) -> HttpResponse:
    user = user_to_sign_in(account_id=done.account_id)
    remember_beginning(request, user, Proof.ESIA)
    response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=landing)
    if done.is_new:
        notices.success(request, *(texts.WELCOME if done.is_listed else texts.WELCOME_UNLISTED))
    if done.email_is_taken:
        notices.warning(request, *texts.EMAIL_IS_TAKEN)
    response.delete_cookie(_COOKIE, samesite="Lax")
    return response


def _explained(request: HttpRequest, failure: Exception, next_path: str, doors: Doors) -> HttpResponse:
    """Back to where it began with what happened; where the person wanted to go is kept."""
    if isinstance(failure, SignInError):
        notices.add(request, texts.explain(failure))
    else:
        level = logging.WARNING if isinstance(failure, Unavailable | Refused) else logging.ERROR
        logger.log(level, "sign-in by ESIA failed: %s", describe(failure))
        notices.malfunction(
            request, *(texts.SILENT_ESIA if isinstance(failure, Unavailable) else texts.REFUSED_BY_ESIA)
        )
    if isinstance(failure, RegionNotChosen):
        return redirect(with_next(reverse(doors.region), with_next(reverse(doors.begins), next_path)))
    if request.user.is_authenticated:
        return redirect("profile:profile")
    return redirect(with_next(reverse(doors.fails), next_path))


def _landing(next_path: str, doors: Doors) -> str:
    return next_path or reverse(doors.lands)


def _return_to(request: HttpRequest, doors: Doors) -> str:
    return public_address(request, reverse(doors.returns))
