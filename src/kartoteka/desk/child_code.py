"""A child's access code, given out at the desk (D4, F-09)."""

from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kartoteka.desk.access import actor
from kartoteka.desk.forms import ChildCodeForm
from kartoteka.desk.registrar import SILENT, RegistrarView
from kartoteka.domain.access.at_desk import issue_code_at_desk
from kartoteka.domain.access.errors import AccessError
from kartoteka.shared.errors import Unavailable
from kartoteka.ui.notices import Kind, Notice
from kartoteka.wiring import insured_registry


class ChildCode(RegistrarView):
    """«Код доступа к карте ребёнка»: the form and, once, the code itself, which no other page can show."""

    def get(self, request: HttpRequest) -> HttpResponse:
        del request
        return self._form(ChildCodeForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = ChildCodeForm(request.POST)
        if not form.is_valid():
            return self._form(form, status=422)
        try:
            issued = issue_code_at_desk(
                representative=form.parent(),
                child=form.child(),
                paper=form.basis(),
                switches_on=form.cleaned_data["switches_on"],
                form_key=form.cleaned_data["form_key"],
                registry=insured_registry(),
                by=actor(request),
                now=timezone.now(),
            )
        except AccessError as error:
            return self._form(form, notice=Notice(Kind.ERROR, "Код не выдан", error.words), status=409)
        except Unavailable:
            return self._form(form, notice=Notice(Kind.MALFUNCTION, *SILENT), status=503)
        context = {"issued": issued, "child": form.child().name.masked}
        return self.page("child_code_slip", context)

    def _form(self, form: ChildCodeForm, *, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        # Each page has a key of its own: what was refused may be sent again.
        context = {"form": form, "form_key": uuid4(), "notice": notice}
        return self.page("child_code", context, status=status)
