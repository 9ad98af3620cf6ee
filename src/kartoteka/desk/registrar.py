"""The registrar's desk: whoever comes with a document is found and proves who he is (D6)."""

from collections.abc import Collection
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from kartoteka.desk import words
from kartoteka.desk.access import MODERATORS, DeskView, actor
from kartoteka.desk.forms import IdentityForm, PatientForm, WithdrawForm
from kartoteka.domain.access.errors import AccessError
from kartoteka.domain.access.identity_withdrawal import withdraw_identity
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.card_index import kin_offers
from kartoteka.domain.card_index.types import IdentityGround
from kartoteka.domain.moderation import registrar
from kartoteka.domain.moderation.errors import ModerationError, PatientNotFound, TooManySought
from kartoteka.domain.regions.selectors import find_region
from kartoteka.shared.errors import Unavailable
from kartoteka.ui import notices
from kartoteka.ui.context import Page
from kartoteka.ui.notices import Kind, Notice
from kartoteka.wiring import insured_registry

_DENIALS_SHOWN = 100
_LETTER = "Мы написали человеку, если у него есть электронная почта."
SILENT = ("Регистр застрахованных сейчас не отвечает", "Ничего не изменилось. Повторите через несколько минут.")
NOT_FOUND = Notice(
    Kind.WARNING,
    "Человек с такими данными не найден",
    "Сверьте данные с документом. Если всё верно, человек может отправить их на проверку со своей учетной записи.",
)


class RegistrarView(DeskView):
    """A page for the registrar, and for the moderator, who may all that the registrar may."""

    roles: Collection[Role] = (*MODERATORS, Role.REGISTRAR)


class Search(RegistrarView):
    """«Регистратура»: the search. It is sent by POST, so that no address holds anything of a person."""

    def get(self, request: HttpRequest) -> HttpResponse:
        del request
        return self._page(PatientForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PatientForm(request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            found = registrar.find_patient(
                details=form.details(), registry=insured_registry(), by=actor(request), now=timezone.now()
            )
        except TooManySought as error:
            return self._page(form, notice=Notice(Kind.WARNING, *words.FAILURES[type(error)]), status=429)
        except Unavailable:
            return self._page(form, notice=Notice(Kind.MALFUNCTION, *SILENT), status=503)
        return self._page(form, found=found, notice=None if found.person else NOT_FOUND)

    def _page(
        self,
        form: PatientForm,
        *,
        found: registrar.FoundPatient | None = None,
        notice: Notice | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {"form": form, "found": found, "notice": notice, "words": words}
        return self.page("registrar", context, status=status)


class OnePatient(RegistrarView):
    """The main person of an account, and what can be done for him at the desk."""

    def get(self, request: HttpRequest, card_id: UUID) -> HttpResponse:
        del request
        return self.show(card_id, IdentityForm())

    def show(self, card_id: UUID, form: IdentityForm | WithdrawForm, *, status: int = 200) -> HttpResponse:
        try:
            patient = registrar.open_patient(card_id=card_id, by=actor(self.request), now=timezone.now())
        except PatientNotFound as error:
            raise Http404 from error
        # Of the two forms the one that fits: what was sent may be about a state that is over.
        wanted = WithdrawForm if patient.proved_by is IdentityGround.REGISTRAR else IdentityForm
        fitting = form if isinstance(form, wanted) else wanted()
        return self.page("patient", {"patient": patient, "form": fitting, "words": words}, status=status)


class Confirm(OnePatient):
    """«Подтвердить личность»."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, card_id: UUID) -> HttpResponse:
        form = IdentityForm(request.POST)
        if not form.is_valid():
            return self.show(card_id, form, status=422)
        try:
            is_new = registrar.confirm_in_person(
                card_id=card_id,
                login=form.cleaned_data["login"],
                document=form.shown(),
                registry=insured_registry(),
                by=actor(request),
                now=timezone.now(),
            )
        except PatientNotFound as error:
            raise Http404 from error
        except ModerationError as error:
            notices.error(request, *words.REGISTRAR_FAILURES[type(error)])
        except Unavailable:
            notices.malfunction(request, *SILENT)
        else:
            told = ("Личность подтверждена", _LETTER) if is_new else ("Личность уже подтверждена", "")
            notices.success(request, *told)
        return redirect("desk:patient", card_id=card_id)


class Withdraw(OnePatient):
    """«Отменить подтверждение»: the desk proved somebody by mistake."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, card_id: UUID) -> HttpResponse:
        form = WithdrawForm(request.POST)
        if not form.is_valid():
            return self.show(card_id, form, status=422)
        try:
            withdraw_identity(
                card_id=card_id, reason=form.cleaned_data["reason"], by=actor(request), now=timezone.now()
            )
        except AccessError as error:
            notices.error(request, "Ничего не изменилось", words.NOT_WITHDRAWN.get(type(error), error.words))
        else:
            notices.success(request, "Подтверждение отменено", f"Медкарты закрыты. {_LETTER}")
        return redirect("desk:patient", card_id=card_id)


class Slip(RegistrarView):
    """A slip to be printed and taken home. Its title, which becomes the name of a file, names nobody."""

    def get(self, request: HttpRequest, card_id: UUID) -> HttpResponse:
        try:
            patient = registrar.print_slip(card_id=card_id, by=actor(request), now=timezone.now())
        except PatientNotFound as error:
            raise Http404 from error
        except ModerationError as error:
            notices.error(request, *words.REGISTRAR_FAILURES[type(error)])
            return redirect("desk:patient", card_id=card_id)
        # Of the region where the clinic is, as on «Обратная связь».
        chosen = Page(request).region
        region = find_region(chosen.code) if chosen else None
        return self.page("slip", {"patient": patient, "region": region, "words": words})


class KinDenials(DeskView):
    """«Это не мой родственник»: what people say is wrong in the data, for those who see to them (R30)."""

    def get(self, request: HttpRequest) -> HttpResponse:
        denials = kin_offers.list_denials(at_most=_DENIALS_SHOWN, by=actor(request), now=timezone.now())
        return self.page("kin_denials", {"denials": denials, "words": words})
