"""«Регистрация»: the address and the region, a letter, then the password (3.3)."""

from allauth.account.adapter import get_adapter
from allauth.account.utils import perform_login
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_safe

from kartoteka.domain.accounts import sign_up
from kartoteka.domain.accounts.errors import LinkOver, TooManyLetters
from kartoteka.domain.accounts.selectors import future_user, user_to_sign_in
from kartoteka.domain.accounts.sign_up import SignUpAddresses
from kartoteka.domain.regions.errors import RegionClosed
from kartoteka.domain.regions.selectors import list_active_regions
from kartoteka.ui import notices
from kartoteka.ui.addresses import public_address
from kartoteka.ui.notices import Notice
from kartoteka.web.accounts import texts
from kartoteka.web.accounts.forms import NewPasswordForm, SignUpForm
from kartoteka.web.accounts.timing import no_sooner_than_others
from kartoteka.web.request import PortalRequest

_TEMPLATES = "web/accounts/templates"


@method_decorator(login_not_required, name="dispatch")
class AskToSignUp(View):
    """Asks where to send the letter. The answer is the same whether the address has an account or not."""

    def get(self, request: PortalRequest) -> HttpResponse:
        if request.user.is_authenticated:
            return redirect("card_index:list")
        return self._page(_empty_form(request))

    def post(self, request: PortalRequest) -> HttpResponse:
        form = SignUpForm(request.POST, regions=list_active_regions())
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            with no_sooner_than_others():
                sign_up.ask_to_sign_up(
                    email=form.cleaned_data["email"],
                    region_code=form.cleaned_data["region"],
                    client=get_adapter(request).get_client_ip(request),
                    addresses=_addresses(request),
                    now=timezone.now(),
                )
        except RegionClosed:
            form.add_error("region", "Этот регион больше не участвует. Выберите другой")
            return self._page(form, status=422)
        except TooManyLetters:
            return self._page(form, texts.TOO_MANY_LETTERS, status=429)
        return redirect("accounts:sign-up-sent")

    def _page(self, form: SignUpForm, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        return render(self.request, f"{_TEMPLATES}/sign_up.html", {"form": form, "notice": notice}, status=status)


@login_not_required
@require_safe
def letter_sent(request: HttpRequest) -> HttpResponse:
    """What to do now: look into the mail."""
    return render(request, f"{_TEMPLATES}/sign_up_sent.html")


@method_decorator(login_not_required, name="dispatch")
class FinishSignUp(View):
    """Where the link of the letter leads: the password is chosen, the account is made, and one is in."""

    request: PortalRequest

    def get(self, request: PortalRequest, word: str) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        try:
            found = sign_up.find_sign_up(word=word, now=timezone.now())
        except LinkOver:
            return self._over()
        return self._page(NewPasswordForm(), found.email)

    def post(self, request: PortalRequest, word: str) -> HttpResponse:
        now = timezone.now()
        try:
            found = sign_up.find_sign_up(word=word, now=now)
            form = NewPasswordForm(request.POST, owner=future_user(email=found.email))
            if not form.is_valid():
                return self._page(form, found.email, status=422)
            account_id = sign_up.complete_sign_up(word=word, password=form.cleaned_data["password"], now=now)
        except (LinkOver, RegionClosed):
            return self._over()
        if request.user.is_authenticated:
            get_adapter(request).logout(request)
        notices.add(request, texts.SIGNED_UP)
        user = user_to_sign_in(account_id=account_id)
        landing = resolve_url("card_index:add")
        response: HttpResponse = perform_login(request, user, email_verification="none", redirect_url=landing)
        return response

    def _page(self, form: NewPasswordForm, email: str, status: int = 200) -> HttpResponse:
        return render(self.request, f"{_TEMPLATES}/sign_up_finish.html", {"form": form, "email": email}, status=status)

    def _over(self) -> HttpResponse:
        if self.request.user.is_authenticated:
            return redirect("card_index:list")
        # On this very page, not on the next: a guest who opens an old letter needs no session.
        context = {"form": _empty_form(self.request), "notice": texts.SIGN_UP_LINK_OVER}
        return render(self.request, f"{_TEMPLATES}/sign_up.html", context, status=410)


def _empty_form(request: PortalRequest) -> SignUpForm:
    """The empty form, with the region that a guest has chosen."""
    region = request.region.code if request.region else ""
    return SignUpForm(regions=list_active_regions(), initial={"region": region})


def _addresses(request: HttpRequest) -> SignUpAddresses:
    return SignUpAddresses(
        confirmation=lambda word: public_address(request, reverse("accounts:sign-up-finish", args=[word])),
        sign_in=public_address(request, reverse("accounts:sign-in")),
        password_reset=public_address(request, reverse("accounts:reset")),
    )
