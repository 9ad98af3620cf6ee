"""Forgotten passwords, and the password asked for once more before what only the owner may do (R69)."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.http import require_safe

from kartoteka.domain.accounts import passwords
from kartoteka.domain.accounts.errors import LinkOver, TooManyLetters
from kartoteka.domain.accounts.selectors import account, user_to_sign_in
from kartoteka.ui import notices
from kartoteka.ui.addresses import public_address
from kartoteka.ui.notices import Notice
from kartoteka.web.accounts import texts
from kartoteka.web.accounts.forms import EmailForm, NewPasswordForm, ProofForm
from kartoteka.web.accounts.proof import Proof, remember_proof
from kartoteka.web.accounts.timing import no_sooner_than_others
from kartoteka.web.redirects import inside
from kartoteka.web.request import PortalRequest, account_id
from kartoteka.web.views import PersonalView

_TEMPLATES = "web/accounts/templates"


@method_decorator(login_not_required, name="dispatch")
class AskForReset(View):
    """«Забыли пароль?»: a letter goes out; the answer does not tell whether the address has an account."""

    def get(self, request: HttpRequest) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        return self._page(EmailForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = EmailForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            with no_sooner_than_others():
                passwords.ask_for_reset(
                    email=form.cleaned_data["email"],
                    client=get_adapter(request).get_client_ip(request),
                    reset_address=lambda word: public_address(request, reverse("accounts:reset-finish", args=[word])),
                    sign_up_address=public_address(request, reverse("accounts:sign-up")),
                    now=timezone.now(),
                )
        except TooManyLetters:
            return self._page(form, texts.TOO_MANY_LETTERS, status=429)
        return redirect("accounts:reset-sent")

    def _page(self, form: EmailForm, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        return render(self.request, f"{_TEMPLATES}/reset.html", {"form": form, "notice": notice}, status=status)


@login_not_required
@require_safe
def letter_sent(request: HttpRequest) -> HttpResponse:
    """What to do now: look into the mail."""
    return render(request, f"{_TEMPLATES}/reset_sent.html")


@method_decorator(login_not_required, name="dispatch")
class FinishReset(View):
    """Where the link of the letter leads: a new password. One signs in with it as always, second factor and all."""

    def get(self, request: HttpRequest, word: str) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        try:
            passwords.find_reset(word=word, now=timezone.now())
        except LinkOver:
            return self._over()
        return self._page(NewPasswordForm())

    def post(self, request: HttpRequest, word: str) -> HttpResponse:
        now = timezone.now()
        try:
            owner = user_to_sign_in(account_id=passwords.find_reset(word=word, now=now))
            form = NewPasswordForm(request.POST, owner=owner)
            if not form.is_valid():
                return self._page(form, status=422)
            passwords.reset_password(
                word=word,
                password=form.cleaned_data["password"],
                reset_address=public_address(request, reverse("accounts:reset")),
                now=now,
            )
        except LinkOver:
            return self._over()
        notices.add(request, texts.PASSWORD_SET)
        return redirect("accounts:sign-in")

    def _page(self, form: NewPasswordForm, status: int = 200) -> HttpResponse:
        return render(self.request, f"{_TEMPLATES}/reset_finish.html", {"form": form}, status=status)

    def _over(self) -> HttpResponse:
        # On this very page, not on the next: a guest who opens an old letter needs no session.
        context = {"form": EmailForm(), "notice": texts.RESET_LINK_OVER}
        return render(self.request, f"{_TEMPLATES}/reset.html", context, status=410)


class ProvePassword(PersonalView):
    """The password once more; then on to where the person wanted to go."""

    def get(self, request: PortalRequest) -> HttpResponse:
        return self._page(ProofForm(), inside(request, request.GET.get("next", "")))

    def post(self, request: PortalRequest) -> HttpResponse:
        next_path = inside(request, request.POST.get("next", ""))
        form = ProofForm(request.POST)
        if form.is_valid() and self._is_right(form):
            remember_proof(request, Proof.PASSWORD, timezone.now())
            return redirect(next_path or resolve_url("profile:profile"))
        return self._page(form, next_path, status=422)

    def _is_right(self, form: ProofForm) -> bool:
        login = account(account_id(self.request)).login
        try:
            # Counted with the guesses at the sign-in page, so that an open session is no way round their limit.
            user = get_adapter(self.request).authenticate(
                self.request, username=login, password=form.cleaned_data["password"]
            )
        except ValidationError as wait:
            form.add_error("password", wait)
            return False
        if user is None:
            form.add_error("password", "Пароль не подходит. Проверьте раскладку клавиатуры и попробуйте ещё раз")
        return user is not None

    def _page(self, form: ProofForm, next_path: str, status: int = 200) -> HttpResponse:
        return self.page(f"{_TEMPLATES}/prove.html", {"form": form, "next": next_path}, status=status)
