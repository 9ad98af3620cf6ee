"""«Обратная связь»: the call centre's phones of the region, and a form to technical support (E-05, E-06)."""

from uuid import UUID

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from kartoteka.domain.accounts.selectors import account_view
from kartoteka.domain.feedback.errors import TooManyTickets
from kartoteka.domain.feedback.selectors import is_ticket
from kartoteka.domain.feedback.services import write_to_support
from kartoteka.domain.regions.selectors import find_region
from kartoteka.shared.actor import Actor
from kartoteka.ui.incidents import read_incident
from kartoteka.ui.notices import Kind, Notice
from kartoteka.web.feedback.forms import FeedbackForm
from kartoteka.web.request import PortalRequest, account_id
from kartoteka.web.views import PersonalView, render_page

TOO_MANY = Notice(
    Kind.WARNING,
    "Слишком много сообщений",
    "Ваше сообщение пока не отправлено, текст остался на странице. Попробуйте через час или позвоните нам.",
)


@method_decorator(login_not_required, name="dispatch")
class Feedback(PersonalView):
    """Phones for who wants to talk, a form for who wants to write; guests write too."""

    def get(self, request: PortalRequest) -> HttpResponse:
        # Only what our own pages print: nobody makes the Portal say his words.
        incident = read_incident(request.GET.get("incident", ""))
        email = account_view(request.user).email if request.user.is_authenticated else ""
        return self._page(FeedbackForm(incident=incident, email=email))

    def post(self, request: PortalRequest) -> HttpResponse:
        form = FeedbackForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        mine = _writer(request)
        try:
            number = write_to_support(
                form.ticket(),
                region_code=request.region.code if request.region else "",
                account_id=mine,
                form_key=form.key(),
                client=get_adapter(request).get_client_ip(request),
                by=Actor(mine),
                now=timezone.now(),
            )
        except TooManyTickets:
            return self._page(form, TOO_MANY, status=429)
        return redirect("feedback:sent", number)

    def _page(self, form: FeedbackForm, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        region = self.request.region
        context = {"region": find_region(region.code) if region else None, "form": form, "notice": notice}
        return self.page("web/feedback/templates/feedback.html", context, status=status)


@login_not_required
@require_safe
def sent(request: PortalRequest, number: str) -> HttpResponse:
    """That a message went out, its number, and what happens next. Of the message itself nothing is shown."""
    if not is_ticket(number):
        raise Http404
    return render_page(request, "web/feedback/templates/sent.html", {"number": number})


def _writer(request: PortalRequest) -> UUID | None:
    return account_id(request) if request.user.is_authenticated else None
