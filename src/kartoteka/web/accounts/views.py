from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from kartoteka import wiring
from kartoteka.ui.addresses import public_address
from kartoteka.web.accounts.proof import Proof, last_proof
from kartoteka.web.redirects import with_next


class SignIn(LoginView):
    """«Вход»: by login or e-mail and password (A-06, A-11)."""

    template_name = "web/accounts/templates/sign_in.html"
    esia_begins = "accounts:esia"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Past allauth's own addition: links to its pages of sign-up and reset, which the Portal has not opened.
        context: dict[str, Any] = super(LoginView, self).get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        begin = reverse(self.esia_begins) if wiring.has_identity_provider() else ""
        context["esia_link"] = begin and with_next(begin, context["redirect_field_value"])
        return context

    def form_invalid(self, form: Form) -> HttpResponse:
        context: dict[str, Any] = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context, status=422)
        return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """
    «Выход»: ends the session and leaves nothing of the account in the browser (P-09, R71).

    Who came by ESIA leaves there too, where the installation wants it: on a shared computer the next person would
    enter with one press otherwise.

    Of the storages of the browser the Portal's pages use that of a tab, where htmx notes an address: their script
    clears it. What else lies there is the app's: its key is of another session, perhaps of another person, and stays.
    """
    address = _logout_at_provider(request) or reverse("start:start")
    get_adapter(request).logout(request)
    response = redirect(address)
    response["Clear-Site-Data"] = '"cache"'
    return response


def _logout_at_provider(request: HttpRequest) -> str:
    proof = last_proof(request)
    if proof is None or proof.method is not Proof.ESIA or not wiring.has_identity_provider():
        return ""
    return wiring.identity_provider().logout_url(return_to=public_address(request, reverse("start:start")))
