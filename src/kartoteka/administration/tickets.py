"""Messages to technical support: read, and marked as answered or closed (E-06)."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from kartoteka.administration import searching
from kartoteka.administration.models import Ticket
from kartoteka.administration.pages import Choice, RegionFilter, ThingAdmin
from kartoteka.administration.site import actor, site
from kartoteka.administration.words import TICKET_ACTS, TICKET_STATES, moment
from kartoteka.domain.accounts.selectors import logins
from kartoteka.domain.feedback import services as feedback
from kartoteka.domain.feedback.errors import TicketNotFound
from kartoteka.domain.feedback.rules import LAWFUL_MOVES
from kartoteka.domain.feedback.selectors import find_ticket
from kartoteka.domain.feedback.types import TicketKind, TicketState, TicketView
from kartoteka.domain.feedback.words import TICKET_KINDS
from kartoteka.domain.regions.selectors import list_region_names

_NAMES = "admin:administration_ticket"


class StateFilter(Choice):
    title = "Состояние"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(state.value, words) for state, words in TICKET_STATES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        return queryset.filter(state=self.chosen) if self.chosen else queryset


class KindFilter(Choice):
    title = "О чём"
    parameter_name = "kind"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(kind.value, words) for kind, words in TICKET_KINDS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Ticket]) -> QuerySet[Ticket]:
        return queryset.filter(kind=self.chosen) if self.chosen else queryset


class TicketRegionFilter(RegionFilter):
    field = "region_code"


@admin.register(Ticket, site=site)
class TicketAdmin(ThingAdmin[Ticket]):
    list_display = ("shown_number", "shown_sent", "shown_kind", "shown_incident", "shown_state")
    list_filter = (StateFilter, KindFilter, TicketRegionFilter)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("number", "incident", "reply_to")
    search_help_text = "Номер сообщения, номер обращения или электронная почта отправителя"
    sortable_by = ()
    ordering = ("-sent_at", "pk")
    change_list_template = "administration/tickets.html"

    @admin.display(description="Номер")
    def shown_number(self, ticket: Ticket) -> str:
        return ticket.number

    @admin.display(description="Отправлено")
    def shown_sent(self, ticket: Ticket) -> str:
        return moment(ticket.sent_at)

    @admin.display(description="О чём")
    def shown_kind(self, ticket: Ticket) -> str:
        return TICKET_KINDS[TicketKind(ticket.kind)]

    @admin.display(description="Номер обращения")
    def shown_incident(self, ticket: Ticket) -> str:
        return ticket.incident or "Нет"

    @admin.display(description="Состояние")
    def shown_state(self, ticket: Ticket) -> str:
        return TICKET_STATES[TicketState(ticket.state)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ticket]:
        # The list says nothing of what was written: opening a message leaves a trace, the list does not.
        return super().get_queryset(request).defer("text", "reply_to")

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return searching.FoundList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Ticket], search_term: str
    ) -> tuple[QuerySet[Ticket], bool]:
        words = searching.words_of(request, search_term)
        wanted = Q(reply_to__iexact=words) | Q(number__contains=words.upper()) | Q(incident__contains=words.upper())
        return (queryset.filter(wanted) if words else queryset), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST":
            return searching.found_at(request)
        return super().changelist_view(request, {"title": "Сообщения в поддержку", "search_label": "Найти сообщение"})

    def get_urls(self) -> list[URLPattern]:
        view, one, prefix = self.admin_site.admin_view, "<uuid:object_id>", "administration_ticket"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path(f"{one}/change/", view(self.change_view), name=f"{prefix}_change"),
        ]

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A message whole, with what can be done; a press on one of the buttons comes here too."""
        if request.method == "POST":
            return self._settle(request, object_id)
        try:
            feedback.record_look(ticket_id=object_id, by=actor(request), now=timezone.now())
        except TicketNotFound as error:
            raise Http404 from error
        ticket = find_ticket(object_id)
        if ticket is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": f"Сообщение {ticket.number}",
            "list_url": reverse(f"{_NAMES}_changelist"),
            "ticket": ticket,
            "facts": _facts(ticket),
            "acts": [
                (state.value, *TICKET_ACTS[state]) for state in TicketState if state in LAWFUL_MOVES[ticket.state]
            ],
        }
        return TemplateResponse(request, "administration/ticket.html", context)

    def _settle(self, request: HttpRequest, ticket_id: UUID) -> HttpResponse:
        wanted = request.POST.get("state", "")
        if wanted not in set(TicketState):
            raise Http404
        state = TicketState(wanted)
        try:
            is_done = feedback.settle_ticket(ticket_id=ticket_id, state=state, by=actor(request), now=timezone.now())
        except TicketNotFound as error:
            raise Http404 from error
        if is_done:
            messages.success(request, TICKET_ACTS[state][1])
        else:
            messages.info(request, "Это уже сделано: посмотрите состояние сообщения")
        return redirect(f"{_NAMES}_change", ticket_id)


def _facts(ticket: TicketView) -> list[tuple[str, str]]:
    facts = [
        ("Состояние", TICKET_STATES[ticket.state]),
        ("Отправлено", moment(ticket.sent_at)),
        ("О чём", TICKET_KINDS[ticket.kind]),
        ("Регион", dict(list_region_names()).get(ticket.region_code, "Не выбран")),
        ("Номер обращения", ticket.incident or "Не указан"),
        ("Адрес для ответа", ticket.reply_to),
    ]
    if ticket.settled_at is not None:
        names = logins([ticket.settled_by]) if ticket.settled_by else {}
        who = names.get(ticket.settled_by, "Портал") if ticket.settled_by else "Портал"
        facts.insert(1, ("Отмечено", f"{moment(ticket.settled_at)}, {who}"))
    return facts
