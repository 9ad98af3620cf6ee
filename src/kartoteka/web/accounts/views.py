from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView
from django.contrib.auth.decorators import login_not_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST


class SignIn(LoginView):
    """«Вход»: by login or e-mail and password (A-06, A-11)."""

    template_name = "web/accounts/templates/sign_in.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Past allauth's own addition: links to its pages of sign-up and reset, which the Portal has not opened.
        context: dict[str, Any] = super(LoginView, self).get_context_data(**kwargs)  # type: ignore[no-untyped-call]
        return context

    def form_invalid(self, form: Form) -> HttpResponse:
        context: dict[str, Any] = self.get_context_data(form=form)
        response: HttpResponse = self.render_to_response(context, status=422)
        return response


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """«Выход»: ends the session and leaves nothing of the account in the browser (P-09, R71)."""
    get_adapter(request).logout(request)
    response = redirect("start:start")
    response["Clear-Site-Data"] = '"cache", "storage"'
    return response
