"""
«Доступ к карте пациента»: who may read it, a consent on paper, and what staff settle (R45, R53, R55).

A page is reached by looking for the patient, and its forms carry a signed mark of him: see `patient_mark`.
"""

from abc import abstractmethod
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from kartoteka.desk import words
from kartoteka.desk.access import MODERATORS, actor, may_work_here, moderator
from kartoteka.desk.forms import PatientForm
from kartoteka.desk.patient_mark import mark_of, person_of
from kartoteka.desk.registrar import NOT_FOUND, SILENT, RegistrarView
from kartoteka.desk.rights_forms import (
    BanForm,
    BirthDateForm,
    ConsentForm,
    DisputeForm,
    EmancipationForm,
    EndPaperForm,
    LiftForm,
    TakeBackForm,
)
from kartoteka.domain.access import representations, staff
from kartoteka.domain.access.errors import AccessError
from kartoteka.domain.access.granting import GrantView
from kartoteka.domain.access.paper_consents import find_reader, grant_on_paper, take_back_on_paper
from kartoteka.domain.access.rights_at_desk import PatientRights, patient_rights
from kartoteka.domain.card_index.types import InsuredPerson
from kartoteka.domain.moderation import registrar
from kartoteka.domain.moderation.errors import TooManySought
from kartoteka.shared.errors import Unavailable
from kartoteka.ui.notices import Kind, Notice
from kartoteka.wiring import insured_registry

_STALE = Notice(Kind.WARNING, "Найдите пациента ещё раз", "Страница открыта давно или в другом сеансе.")
_NOT_DONE = "Ничего не изменилось"
_ENDED_MEANWHILE = Notice(
    Kind.WARNING,
    "Доступ уже закрыт",
    "Согласие записано, но доступ в ту же минуту закрыли. Посмотрите, кто видит карту сейчас.",
)


class _RightsView(RegistrarView):
    """A page about the rights to one patient's record."""

    def search(self, form: PatientForm, *, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        return self.page("rights_search", {"form": form, "notice": notice}, status=status)

    def show(self, person: InsuredPerson, *, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        """All that is known of rights to the record, and what may be done."""
        rights = self.rights(person)
        context = {"rights": rights, "notice": notice, "may_settle": may_work_here(self.request, MODERATORS)}
        return self.about(rights, "rights", context, status=status)

    def rights(self, person: InsuredPerson) -> PatientRights:
        return patient_rights(person=person, registry=insured_registry(), by=actor(self.request), now=timezone.now())

    def about(
        self, rights: PatientRights, template: str, context: Mapping[str, object], *, status: int = 200
    ) -> HttpResponse:
        mark = mark_of(rights.person.person_id, employee=moderator(self.request))
        surroundings = {"rights": rights, "mark": mark, "words": words}
        return self.page(template, surroundings | dict(context), status=status)


class Rights(_RightsView):
    """The search, and the patient whom it finds."""

    def get(self, request: HttpRequest) -> HttpResponse:
        del request
        return self.search(PatientForm())

    def post(self, request: HttpRequest) -> HttpResponse:
        form = PatientForm(request.POST)
        if not form.is_valid():
            return self.search(form, status=422)
        try:
            found = registrar.find_patient(
                details=form.details(), registry=insured_registry(), by=actor(request), now=timezone.now()
            )
            if found.person is None:
                return self.search(form, notice=NOT_FOUND)
            return self.show(found.person)
        except TooManySought as error:
            return self.search(form, notice=Notice(Kind.WARNING, *words.FAILURES[type(error)]), status=429)
        except AccessError as error:
            return self.search(form, notice=Notice(Kind.ERROR, "Карта закрыта для Вас", error.words), status=409)
        except Unavailable:
            return self.search(form, notice=Notice(Kind.MALFUNCTION, *SILENT), status=503)


class _OnPatient(_RightsView):
    """Something done about a patient who was found before; then his rights as they stand now."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        person_id = person_of(request.POST.get("patient", ""), employee=moderator(request))
        try:
            person = insured_registry().get(person_id) if person_id else None
            if person is None:
                return self.search(PatientForm(), notice=_STALE, status=409)
            return self.carry_out(person)
        except Unavailable:
            return self.search(PatientForm(), notice=Notice(Kind.MALFUNCTION, *SILENT), status=503)

    def carry_out(self, person: InsuredPerson) -> HttpResponse:
        try:
            done = self.act(person, timezone.now())
        except AccessError as error:
            return self.refuse(person, error)
        return done if isinstance(done, HttpResponse) else self.show(person, notice=done)

    def refuse(self, person: InsuredPerson, error: AccessError) -> HttpResponse:
        notice = Notice(Kind.ERROR, _NOT_DONE, error.words)
        try:
            return self.show(person, notice=notice, status=409)
        except AccessError:
            # It is a case of his own: nothing of it is shown either.
            return self.search(PatientForm(), notice=notice, status=409)

    def wrong(self, person: InsuredPerson, form: forms.Form) -> HttpResponse:
        said = ". ".join(str(error) for errors in form.errors.values() for error in errors)
        return self.show(person, notice=Notice(Kind.ERROR, _NOT_DONE, f"{said}."), status=422)

    @abstractmethod
    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        """Do it, and say so; or the page to show instead."""


class Consent(_OnPatient):
    """«Согласие на бумаге»: the form first, then the slip that the patient takes home."""

    def act(self, person: InsuredPerson, now: datetime) -> HttpResponse:
        rights = self.rights(person)
        if "sent" not in self.request.POST:
            return self._form(rights, ConsentForm(rights=rights))
        form = ConsentForm(self.request.POST, rights=rights)
        if not form.is_valid():
            return self._form(rights, form, status=422)
        try:
            grant = self._give(person, form, now)
        except AccessError as error:
            return self._form(rights, form, notice=Notice(Kind.ERROR, "Доступ не открыт", error.words), status=409)
        readers = self.rights(person).readers
        given = next((one for one in readers if one.grant.grant_id == grant.grant_id), None)
        if given is None:
            # Somebody ended it in this very moment: a slip would promise what is over.
            return self.show(person, notice=_ENDED_MEANWHILE, status=409)
        return self.about(rights, "consent_slip", {"reader": given})

    def _give(self, person: InsuredPerson, form: ConsentForm, now: datetime) -> GrantView:
        by, named = actor(self.request), form.named()
        account_id = (
            UUID(form.cleaned_data["reader"])
            if named is None
            else find_reader(person_id=person.person_id, named=named, by=by, now=now)
        )
        return grant_on_paper(
            patient=person,
            account_id=account_id,
            terms=form.terms(),
            paper=form.paper(),
            form_key=form.cleaned_data["form_key"],
            by=by,
            now=now,
        )

    def _form(
        self, rights: PatientRights, form: ConsentForm, *, notice: Notice | None = None, status: int = 200
    ) -> HttpResponse:
        # Each page has a key of its own: what was refused may be sent again.
        return self.about(rights, "consent", {"form": form, "form_key": uuid4(), "notice": notice}, status=status)


class TakeBack(_OnPatient):
    """«Отзыв согласия на бумаге»: the form first."""

    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        rights = self.rights(person)
        form = TakeBackForm(self.request.POST, initial={"signed_by": str(person.name)})
        wanted = self.request.POST.get("grant_id", "")
        reader = next((one for one in rights.readers if str(one.grant.grant_id) == wanted), None)
        if reader is None:
            return Notice(Kind.WARNING, "Этот доступ уже закрыт")
        if "sent" not in self.request.POST:
            form = TakeBackForm(initial={"signed_by": str(person.name)})
        elif form.is_valid():
            take_back_on_paper(
                person_id=person.person_id,
                grant_id=reader.grant.grant_id,
                paper=form.paper(),
                by=actor(self.request),
                now=now,
            )
            return Notice(
                Kind.SUCCESS, "Доступ закрыт", "Открытые страницы карты у этого пользователя закроются сразу."
            )
        return self.about(rights, "take_back", {"form": form, "reader": reader}, status=422 if form.is_bound else 200)


class EndPaper(_OnPatient):
    """«Прекратить»: a representation is over (R31)."""

    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        form = EndPaperForm(self.request.POST)
        if not form.is_valid():
            return self.wrong(person, form)
        representations.end_representation(
            representation_id=form.cleaned_data["representation_id"],
            person_id=person.person_id,
            reason=form.cleaned_data["reason"],
            by=actor(self.request),
            now=now,
        )
        return Notice(
            Kind.SUCCESS, "Представительство прекращено", "Вместе с ним закончился и доступ, который оно давало."
        )


class Emancipation(_OnPatient):
    """«Полная дееспособность»: marriage, or emancipation (R35)."""

    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        form = EmancipationForm(self.request.POST)
        if not form.is_valid():
            return self.wrong(person, form)
        representations.record_emancipation(
            person_id=person.person_id,
            on=form.cleaned_data["on"],
            paper=form.cleaned_data["reason"],
            by=actor(self.request),
            now=now,
        )
        return Notice(Kind.SUCCESS, "Дееспособность записана", "С этого дня пациент решает о своей карте сам.")


class BirthDate(_OnPatient):
    """«Дата рождения верна»: a corrected date counts alone from now on (R42)."""

    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        form = BirthDateForm(self.request.POST)
        if not form.is_valid():
            return self.wrong(person, form)
        representations.confirm_birth_date(person_id=person.person_id, by=actor(self.request), now=now)
        return Notice(Kind.SUCCESS, "Дата рождения подтверждена", "Доступ теперь считается только по ней.")


class Dispute(_OnPatient):
    """«На рассмотрении»: everything is frozen, or works again (R55). For moderators."""

    roles = MODERATORS

    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        by = actor(self.request)
        if self.request.POST.get("is") == "over":
            staff.close_dispute(person_id=person.person_id, by=by, now=now)
            return Notice(Kind.SUCCESS, "Спор закрыт", "Доступ, который был приостановлен, снова действует.")
        form = DisputeForm(self.request.POST)
        if not form.is_valid():
            return self.wrong(person, form)
        staff.open_dispute(person_id=person.person_id, reason=form.cleaned_data["reason"], by=by, now=now)
        return Notice(Kind.SUCCESS, "Доступ приостановлен", "Запись к врачу работает как обычно.")


class Ban(_OnPatient):
    """«Запретить отображение» by a moderator, a legal representative included (R53, R55)."""

    roles = MODERATORS

    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        form = BanForm(self.request.POST)
        if not form.is_valid():
            return self.wrong(person, form)
        rights = self.rights(person)
        account_id = form.cleaned_data["account_id"]
        seen_by = {one.grant.account_id for one in rights.readers}
        seen_by |= {one for representative in rights.representatives for one in representative.account_ids}
        if account_id not in seen_by:
            return Notice(Kind.WARNING, "Этот пользователь карту уже не видит")
        staff.forbid_by_staff(
            person_id=person.person_id,
            account_id=account_id,
            reason=form.cleaned_data["reason"],
            by=actor(self.request),
            now=now,
        )
        return Notice(Kind.SUCCESS, "Отображение запрещено", "Решение суда и акт опеки запрет не отменяет.")


class Lift(_OnPatient):
    """«Снять запрет» by a moderator."""

    roles = MODERATORS

    def act(self, person: InsuredPerson, now: datetime) -> Notice | HttpResponse:
        form = LiftForm(self.request.POST)
        if not form.is_valid():
            return self.wrong(person, form)
        staff.allow_by_staff(
            person_id=person.person_id, account_id=form.cleaned_data["account_id"], by=actor(self.request), now=now
        )
        return Notice(Kind.SUCCESS, "Запрет снят", "То, что было дано на срок и закончилось, не возвращается.")
