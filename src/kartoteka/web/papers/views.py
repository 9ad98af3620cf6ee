"""«Проверка документа»: whoever holds a paper from the Portal asks whether it is one (F-12)."""

from http import HTTPStatus

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator

from kartoteka.domain.health_record.errors import CodeUnknown, TooManyChecks
from kartoteka.domain.health_record.issuing import check_paper
from kartoteka.domain.health_record.papers import CheckedPaper
from kartoteka.ui.notices import Kind, Notice
from kartoteka.web.papers.forms import CodeForm
from kartoteka.web.request import PortalRequest
from kartoteka.web.views import PersonalView

_TOO_MANY = Notice(
    Kind.WARNING, "Слишком много проверок", "С этого адреса в интернете проверили много кодов. Попробуйте через час."
)


@method_decorator(login_not_required, name="dispatch")
class CheckPaper(PersonalView):
    """Says when a paper was issued and in which version; of the patient nothing, whoever asks."""

    def get(self, request: PortalRequest, code: str = "") -> HttpResponse:
        del request
        return self._page(CodeForm(initial={"code": code[:40]}))

    def post(self, request: PortalRequest, code: str = "") -> HttpResponse:
        del code
        form = CodeForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        client = get_adapter(request).get_client_ip(request)
        try:
            paper = check_paper(typed=form.cleaned_data["code"], client=client, now=timezone.now())
        except CodeUnknown:
            form.refuse()
            return self._page(form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        except TooManyChecks:
            return self._page(form, notice=_TOO_MANY, status=HTTPStatus.TOO_MANY_REQUESTS)
        return self._page(form, paper=paper)

    def _page(
        self,
        form: CodeForm,
        *,
        paper: CheckedPaper | None = None,
        notice: Notice | None = None,
        status: HTTPStatus = HTTPStatus.OK,
    ) -> HttpResponse:
        context = {"form": form, "paper": paper, "notice": notice}
        return self.page("web/papers/templates/check.html", context, status=status)
