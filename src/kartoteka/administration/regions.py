"""Regions: their time zone, whether they take part, their services and the phones of their call centres."""

from dataclasses import asdict, dataclass
from http import HTTPStatus
from typing import Any, cast

from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from kartoteka.administration.age_rules import AgeRulesForm
from kartoteka.administration.document_types import DocumentTypesForm
from kartoteka.administration.history import history_of_region
from kartoteka.administration.models import Region as RegionEntry
from kartoteka.administration.pages import ThingAdmin
from kartoteka.administration.region_forms import Lines, PhoneFormSet, RegionForm, ServiceFormSet, region_of
from kartoteka.administration.site import actor, site
from kartoteka.administration.words import TIME_ZONES
from kartoteka.administration.working_days import WorkingDaysForm
from kartoteka.domain.access.shown_documents import set_shown_document_types, shown_document_types
from kartoteka.domain.access.staff import age_rules, set_age_rules
from kartoteka.domain.regions import services as regions
from kartoteka.domain.regions.errors import RegionChanged, RegionNameTaken
from kartoteka.domain.regions.rules import fingerprint
from kartoteka.domain.regions.selectors import find_region, working_calendar
from kartoteka.domain.regions.types import Region
from kartoteka.shared.dates import local_day

_NAMES = "admin:administration_region"
CODE_TAKEN = "Регион с таким кодом уже есть"
NAME_TAKEN = "Регион с таким названием уже есть"
CHANGED_MEANWHILE = "Этот регион только что изменил кто-то другой. Откройте страницу заново и повторите свои изменения"


@dataclass(frozen=True, slots=True)
class RegionPage:
    """The three parts of the page of a region."""

    form: RegionForm
    services: Lines
    phones: Lines

    @classmethod
    def of(cls, request: HttpRequest, known: Region | None) -> "RegionPage":
        sent = request.POST if request.method == "POST" else None
        facts = asdict(known) if known else {"services": (), "phones": ()}
        return cls(
            RegionForm(sent, known=known, initial={"seen": fingerprint(known), **facts}),
            cast("Lines", ServiceFormSet(sent, prefix="services", initial=_lines(facts["services"]))),
            cast("Lines", PhoneFormSet(sent, prefix="phones", initial=_lines(facts["phones"]))),
        )

    @property
    def parts(self) -> tuple[RegionForm, Lines, Lines]:
        return self.form, self.services, self.phones

    @property
    def is_valid(self) -> bool:
        return all(part.is_valid() for part in self.parts)

    @property
    def has_mistakes(self) -> bool:
        return any(part.is_bound and not part.is_valid() for part in self.parts)


def _lines(facts: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    return [{**line, "ORDER": number} for number, line in enumerate(facts, start=1)]


@admin.register(RegionEntry, site=site)
class RegionAdmin(ThingAdmin[RegionEntry]):
    list_display = ("shown_name", "shown_code", "shown_zone", "shown_state")
    sortable_by = ()
    ordering = ("name",)
    change_list_template = "administration/regions.html"

    @admin.display(description="Регион")
    def shown_name(self, region: RegionEntry) -> str:
        return region.name

    @admin.display(description="Код")
    def shown_code(self, region: RegionEntry) -> str:
        return region.code

    @admin.display(description="Часовой пояс")
    def shown_zone(self, region: RegionEntry) -> str:
        return TIME_ZONES.get(region.time_zone, region.time_zone)

    @admin.display(description="Участвует")
    def shown_state(self, region: RegionEntry) -> str:
        return "Да" if region.is_active else "Нет"

    def get_urls(self) -> list[URLPattern]:
        view, prefix = self.admin_site.admin_view, "administration_region"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path("add/", view(self.add_view), name=f"{prefix}_add"),
            path("<str:object_id>/history/", view(self.history_view), name=f"{prefix}_history"),
            path("<str:object_id>/ages/", view(self.ages_view), name=f"{prefix}_ages"),
            path("<str:object_id>/documents/", view(self.documents_view), name=f"{prefix}_documents"),
            path("<str:object_id>/working-days/", view(self.working_days_view), name=f"{prefix}_working_days"),
            path("<str:object_id>/change/", view(self.change_view), name=f"{prefix}_change"),
        ]

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return super().changelist_view(request, {"title": "Регионы"})

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._edit(request, None)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        return self._edit(request, _known(object_id))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        known = _known(object_id)
        own = {"title": f"История: {known.name}", "region": known, "history": history_of_region(known.code)}
        return self._page(request, "administration/region_history.html", own)

    def ages_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """From what age on patients read their records themselves, and what others see of them then (D1)."""
        known, now = _known(object_id), timezone.now()
        today = local_day(now, known.time_zone)
        sent = request.POST if request.method == "POST" else None
        form = AgeRulesForm(sent, known=age_rules(region_code=known.code, day=today), today=today)
        if form.is_valid():
            since = form.cleaned_data["in_force_from"]
            set_age_rules(region_code=known.code, rules=form.rules(), in_force_from=since, by=actor(request), now=now)
            messages.success(request, "Возрастные правила сохранены")
            return redirect(f"{_NAMES}_changelist")
        own = {"title": f"Возрастные правила: {known.name}", "region": known, "form": form}
        return self._page(request, "administration/region_ages.html", own, has_mistakes=bool(form.errors))

    def documents_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Which types of medical documents its patients see (F-07)."""
        known = _known(object_id)
        sent = request.POST if request.method == "POST" else None
        form = DocumentTypesForm(sent, known=shown_document_types(region_code=known.code))
        if form.is_valid():
            set_shown_document_types(region_code=known.code, types=form.types(), by=actor(request), now=timezone.now())
            messages.success(request, "Виды документов сохранены")
            return redirect(f"{_NAMES}_changelist")
        own = {"title": f"Документы пациентов: {known.name}", "region": known, "form": form}
        return self._page(request, "administration/region_documents.html", own, has_mistakes=bool(form.errors))

    def working_days_view(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Its own holidays, and days that a decree moved: deadlines count working days (R22)."""
        known = _known(object_id)
        sent = request.POST if request.method == "POST" else None
        form = WorkingDaysForm(sent, known=working_calendar(known.code))
        if form.is_valid():
            regions.set_working_calendar(
                region_code=known.code, calendar=form.calendar(), by=actor(request), now=timezone.now()
            )
            messages.success(request, "Рабочие дни сохранены")
            return redirect(f"{_NAMES}_changelist")
        own = {"title": f"Рабочие дни: {known.name}", "region": known, "form": form}
        return self._page(request, "administration/region_working_days.html", own, has_mistakes=bool(form.errors))

    def _edit(self, request: HttpRequest, known: Region | None) -> HttpResponse:
        page = RegionPage.of(request, known)
        if request.method == "POST" and page.is_valid and self._save(request, page):
            messages.success(request, "Регион сохранён")
            return redirect(f"{_NAMES}_changelist")
        own = {"title": known.name if known else "Новый регион", "page": page, "region": known}
        return self._page(request, "administration/region.html", own, has_mistakes=page.has_mistakes)

    def _save(self, request: HttpRequest, page: RegionPage) -> bool:
        region = region_of(page.form, page.services, page.phones)
        seen = page.form.cleaned_data["seen"]
        try:
            regions.change_region_as_seen(region, seen=seen, by=actor(request), now=timezone.now())
        except RegionChanged:
            if page.form.known is None:
                page.form.add_error("code", CODE_TAKEN)
            else:
                page.form.add_error(None, CHANGED_MEANWHILE)
            return False
        except RegionNameTaken:
            page.form.add_error("name", NAME_TAKEN)
            return False
        return True

    def _page(
        self, request: HttpRequest, template: str, own: dict[str, Any], *, has_mistakes: bool = False
    ) -> TemplateResponse:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if has_mistakes else HTTPStatus.OK
        context = self.admin_site.each_context(request) | {"list_url": reverse(f"{_NAMES}_changelist")}
        return TemplateResponse(request, template, context | own, status=status)


def _known(code: str) -> Region:
    region = find_region(code)
    if region is None:
        raise Http404
    return region
