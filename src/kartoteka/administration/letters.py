"""Letters and SMS: those that were given up, with «Отправить снова», and what was sent to an address."""

from typing import Any
from uuid import UUID

from django.contrib import admin, messages
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html

from kartoteka.administration import searching
from kartoteka.administration.models import Letter
from kartoteka.administration.pages import Choice, ThingAdmin
from kartoteka.administration.site import actor, site
from kartoteka.administration.words import CHANNELS, TEMPLATES, TROUBLES, letter_state, moment
from kartoteka.domain.messaging import services as messaging
from kartoteka.domain.messaging.errors import CannotSendAgain, MessageNotFound
from kartoteka.domain.messaging.selectors import find_message, view_of, without_words
from kartoteka.domain.messaging.types import Channel, MessageView
from kartoteka.domain.outbox.types import DeliveryState, Trouble
from kartoteka.shared.phones import InvalidPhone, MobilePhone

_NAMES = "admin:administration_letter"


class ChannelFilter(Choice):
    title = "Как отправляли"
    parameter_name = "channel"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(channel.value, words) for channel, words in CHANNELS.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        return queryset.filter(channel=self.chosen) if self.chosen else queryset


class TroubleFilter(Choice):
    title = "Почему не дошло"
    parameter_name = "trouble"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(trouble.value, words) for trouble, words in TROUBLES.items()]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Letter]) -> QuerySet[Letter]:
        return queryset.filter(trouble=self.chosen) if self.chosen else queryset


class LetterList(searching.FoundList):
    """A page of the list; a message is known by the id that the journal has, not by the counter of its row."""

    def url_for_result(self, result: Model) -> str:
        assert isinstance(result, Letter)  # noqa: S101 - tells the type checker which row it is
        return reverse(f"{_NAMES}_change", args=[result.message_id])


@admin.register(Letter, site=site)
class LetterAdmin(ThingAdmin[Letter]):
    list_display = (
        "shown_what",
        "shown_channel",
        "shown_to",
        "shown_state",
        "shown_attempts",
        "shown_when",
        "shown_act",
    )
    list_filter = (ChannelFilter, TroubleFilter)
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("recipient_key",)
    search_help_text = "Электронная почта или телефон целиком: покажем всё, что на них отправляли"
    sortable_by = ()
    ordering = ("-finished_at", "-pk")
    change_list_template = "administration/letters.html"

    @admin.display(description="Что")
    def shown_what(self, letter: Letter) -> str:
        return TEMPLATES.get(letter.template, letter.template)

    @admin.display(description="Как")
    def shown_channel(self, letter: Letter) -> str:
        return CHANNELS[Channel(letter.channel)]

    @admin.display(description="Кому")
    def shown_to(self, letter: Letter) -> str:
        return view_of(letter).masked_to or "Уже стёрто"

    @admin.display(description="Состояние")
    def shown_state(self, letter: Letter) -> str:
        return letter_state(view_of(letter))

    @admin.display(description="Попыток")
    def shown_attempts(self, letter: Letter) -> int:
        return letter.attempts

    @admin.display(description="Когда")
    def shown_when(self, letter: Letter) -> str:
        return moment(letter.finished_at or letter.created_at)

    @admin.display(description="Что можно сделать")
    def shown_act(self, letter: Letter) -> str:
        if not view_of(letter).can_go_again(timezone.now()):
            return "Ничего"
        # The list is a form of Django's own, so the button belongs to another one, beside it.
        address = reverse(f"{_NAMES}_send_again", args=[letter.message_id])
        return format_html(
            '<button class="button" form="send-again" formaction="{}">Отправить снова<span class="visually-hidden">: '
            "{}, {}</span></button>",
            address,
            self.shown_what(letter),
            self.shown_when(letter),
        )

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Letter]:
        return without_words(super().get_queryset(request))

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return LetterList

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Letter], search_term: str
    ) -> tuple[QuerySet[Letter], bool]:
        words = searching.words_of(request, search_term)
        if not words:
            dead = queryset.filter(state=DeliveryState.DEAD)
            # What its sender took back in time is nobody's worry: it is shown to who asks for it.
            asked = request.GET.get(TroubleFilter.parameter_name) == Trouble.WITHDRAWN
            return dead if asked else dead.exclude(trouble=Trouble.WITHDRAWN), False
        keys = [messaging.recipient_key(channel, to) for channel, to in _recipients(words)]
        return queryset.filter(recipient_key__in=keys), False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        if request.method == "POST":
            messaging.record_search(by=actor(request), now=timezone.now())
            return searching.found_at(request)
        return super().changelist_view(request, {"title": "Письма и СМС", "search_label": "Что отправляли человеку"})

    def get_urls(self) -> list[URLPattern]:
        view, one, prefix = self.admin_site.admin_view, "<uuid:object_id>", "administration_letter"
        return [
            path("", view(self.changelist_view), name=f"{prefix}_changelist"),
            path(f"{one}/change/", view(self.change_view), name=f"{prefix}_change"),
            path(f"{one}/send-again/", view(self.send_again_view), name=f"{prefix}_send_again"),
        ]

    def change_view(
        self, request: HttpRequest, object_id: Any, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The way of one message; never what it says."""
        letter = find_message(object_id)
        if letter is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": TEMPLATES.get(letter.template, letter.template),
            "list_url": reverse(f"{_NAMES}_changelist"),
            "letter": letter,
            "facts": _facts(letter),
            "can_go_again": letter.can_go_again(timezone.now()),
        }
        return TemplateResponse(request, "administration/letter.html", context)

    def send_again_view(self, request: HttpRequest, object_id: UUID) -> HttpResponse:
        """«Отправить снова»; pressed twice, it sends once."""
        if request.method == "POST":
            try:
                messaging.send_again(message_id=object_id, by=actor(request), now=timezone.now())
            except MessageNotFound as error:
                raise Http404 from error
            except CannotSendAgain:
                messages.info(request, "Отправлять нечего: сообщение уже в пути, или его срок вышел")
            else:
                messages.success(request, "Сообщение снова в пути")
        return redirect(f"{_NAMES}_change", object_id)


def _recipients(words: str) -> list[tuple[Channel, str]]:
    """Whom the words may name: an address, a number however it is typed."""
    try:
        return [(Channel.EMAIL, words), (Channel.SMS, MobilePhone.parse(words).number)]
    except InvalidPhone:
        return [(Channel.EMAIL, words)]


def _facts(letter: MessageView) -> list[tuple[str, str]]:
    facts = [
        ("Состояние", letter_state(letter)),
        ("Как", CHANNELS[letter.channel]),
        ("Кому", letter.masked_to or "Портал уже не помнит: сообщение ушло, отозвано, или его срок вышел"),
        ("Попыток", str(letter.attempts)),
        ("Поставлено в очередь", moment(letter.created_at)),
        ("Имеет смысл до", moment(letter.useful_until)),
    ]
    if letter.finished_at is not None:
        facts.insert(5, ("Закончилось", moment(letter.finished_at)))
    return facts
