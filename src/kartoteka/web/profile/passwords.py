"""«Изменить пароль»: chapter 4.7 of the manual."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka.domain.accounts import passwords
from kartoteka.domain.accounts.selectors import account, user_to_sign_in
from kartoteka.ui import notices
from kartoteka.ui.addresses import public_address
from kartoteka.web.accounts.forms import NewPasswordForm
from kartoteka.web.accounts.proof import is_proof_fresh
from kartoteka.web.profile import texts
from kartoteka.web.redirects import with_next
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import PersonalView


class ChangePassword(PersonalView):
    """The two fields of P-08; who was not asked for the password lately is asked first (R69)."""

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not account(account_id(request)).has_password:
            notices.add(request, texts.NO_PASSWORD)
            return redirect("profile:profile")
        if not is_proof_fresh(request, timezone.now()):
            return redirect(with_next(reverse("accounts:prove"), reverse("profile:password")))
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: PortalRequest) -> HttpResponse:  # noqa: ARG002 - Django's own signature
        return self._page(NewPasswordForm())

    def post(self, request: PortalRequest) -> HttpResponse:
        mine = account_id(request)
        form = NewPasswordForm(request.POST, owner=user_to_sign_in(account_id=mine))
        if not form.is_valid():
            return self._page(form, status=422)
        passwords.change_password(
            account_id=mine,
            password=form.cleaned_data["password"],
            keep_session=request.session.session_key,
            reset_address=public_address(request, reverse("accounts:reset")),
            by=actor(request),
            now=timezone.now(),
        )
        # This session goes on, under a new key.
        update_session_auth_hash(request, user_to_sign_in(account_id=mine))
        notices.add(request, texts.PASSWORD_CHANGED)
        return redirect("profile:profile")

    def _page(self, form: NewPasswordForm, status: int = 200) -> HttpResponse:
        return self.page("web/profile/templates/password.html", {"form": form}, status=status)
