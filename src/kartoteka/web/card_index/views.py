"""«Моя картотека»: chapters 4.2 to 4.5 of the manual."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka import wiring
from kartoteka.domain.access.managing import is_last_representative
from kartoteka.domain.card_index import kin_offers, selectors, services
from kartoteka.domain.card_index.errors import (
    AddressChangedMeanwhile,
    CardIndexError,
    CardNotFound,
    PersonNotFound,
    SearchLimitReached,
)
from kartoteka.domain.card_index.listing_news import note_listings_seen
from kartoteka.domain.card_index.types import MAX_CARDS, Card, CardState
from kartoteka.domain.card_index.types import PersonPage as PersonPageData
from kartoteka.domain.health_record.downloads.services import find_download
from kartoteka.domain.moderation import services as moderation
from kartoteka.domain.moderation.errors import ModerationError
from kartoteka.domain.regions.selectors import find_region
from kartoteka.shared.errors import DomainError
from kartoteka.ui import notices
from kartoteka.ui.notices import Notice
from kartoteka.web.card_index import texts
from kartoteka.web.card_index.forms import EditForm, PersonForm, person_initial
from kartoteka.web.request import PortalRequest, account_id, actor
from kartoteka.web.views import PersonalView, time_zone, today

_TEMPLATES = "web/card_index/templates"


class CardIndexPage(PersonalView):
    """The people of the account with their services (C-01)."""

    def get(self, request: PortalRequest) -> HttpResponse:
        now = timezone.now()
        index = selectors.card_index(account_id=account_id(request), booked_services=wiring.booked_services(), now=now)
        request.main_name = index.main_name
        prompts = kin_offers.prompts(account_id=account_id(request), prompts_from=request.prompts_from, now=now)
        context = {"index": index, "prompts": prompts, "today": today(request), "now": now}
        return self.page(f"{_TEMPLATES}/list.html", context)


class AddPerson(PersonalView):
    """«Добавить человека»: the search, the warning when nobody is found, and the way to the moderator (C-04, C-05)."""

    def get(self, request: PortalRequest) -> HttpResponse:
        form = self._form(request, initial=self._refused_data(request))
        return self._page(form)

    def post(self, request: PortalRequest) -> HttpResponse:
        form = self._form(request, data=request.POST)
        if not form.is_valid():
            return self._page(form, status=422)
        try:
            return self._verify(form) if request.POST.get("action") == "verify" else self._add(form)
        except (CardIndexError, ModerationError) as error:
            return self._explain(form, error)

    def _add(self, form: PersonForm) -> HttpResponse:
        card = moderation.add_person(
            account_id=account_id(self.request),
            new=form.new_card(),
            registry=wiring.insured_registry(),
            form_key=form.key(),
            by=actor(self.request),
            now=timezone.now(),
        )
        notices.success(self.request, *texts.added(card))
        return redirect("card_index:list")

    def _verify(self, form: PersonForm) -> HttpResponse:
        card = moderation.send_for_verification(
            account_id=account_id(self.request),
            new=form.new_card(),
            form_key=form.key(),
            time_zone=time_zone(self.request),
            by=actor(self.request),
            now=timezone.now(),
        )
        notices.success(self.request, *texts.sent(card))
        return redirect("card_index:list")

    def _explain(self, form: PersonForm, error: DomainError) -> HttpResponse:
        notice, status = texts.explain(error, timezone.now())
        if isinstance(error, PersonNotFound) and not form.new_card().details.has_document:
            notice = texts.NO_DOCUMENTS
        may_verify = isinstance(error, PersonNotFound | SearchLimitReached)
        return self._page(form, notice=notice, missed=may_verify, status=status)

    def _form(
        self,
        request: PortalRequest,
        *,
        data: QueryDict | None = None,
        initial: dict[str, object] | None = None,
    ) -> PersonForm:
        taken = selectors.count_cards(account_id=account_id(request))
        self.free_places = MAX_CARDS - taken
        return PersonForm(data, today=today(request), first_person=taken == 0, initial=initial)

    def _refused_data(self, request: PortalRequest) -> dict[str, object] | None:
        try:
            card = selectors.find_card(account_id=account_id(request), card_id=UUID(request.GET.get("from", "")))
        except (CardNotFound, ValueError):
            return None
        return person_initial(card) if card.state is CardState.REFUSED else None

    def _page(
        self, form: PersonForm, *, notice: Notice | None = None, missed: bool = False, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form,
            "notice": notice,
            "missed": missed,
            "first_person": form.first_person,
            "free_places": self.free_places,
        }
        return self.page(f"{_TEMPLATES}/add.html", context, status=status)


class PersonPage(PersonalView):
    """One person: upcoming and completed services, and what the region offers him (C-01, C-06)."""

    def get(self, request: PortalRequest, card_id: UUID) -> HttpResponse:
        now = timezone.now()
        shown = _person_page(request, card_id, now)
        context = {
            "page_data": shown,
            "notice": _archive_notice(request, shown.card, now),
            "region": find_region(request.region.code) if request.region else None,
            "today": today(request),
            "now": now,
        }
        return self.page(f"{_TEMPLATES}/person.html", context)


def _archive_notice(request: PortalRequest, card: Card, now: datetime) -> Notice | None:
    """That an archive of the record waits to be fetched; the letter that tells of it names nobody and leads here."""
    if card.person_id is None:
        return None
    found = find_download(account_id=account_id(request), person_id=card.person_id, now=now)
    return texts.archive_ready(reverse("record:download", args=[card.card_id])) if found and found.is_ready else None


class EditPerson(PersonalView):
    """«Изменить данные»: the address by hand, everything else from the registry (C-08, R9)."""

    def get(self, request: PortalRequest, card_id: UUID) -> HttpResponse:
        card = _own_card(request, card_id)
        return self._page(card, EditForm.of(card))

    def post(self, request: PortalRequest, card_id: UUID) -> HttpResponse:
        card = _own_card(request, card_id)
        try:
            return self._refresh(card) if request.POST.get("action") == "refresh" else self._save(card)
        except AddressChangedMeanwhile as error:
            # The typed address stays in the form; the fresh version lets the next «Сохранить» through.
            data = request.POST.copy()
            data["version"] = str(_own_card(request, card_id).version)
            return self._page(card, EditForm(data), *texts.explain(error, timezone.now()))
        except CardIndexError as error:
            return self._page(card, EditForm.of(card), *texts.explain(error, timezone.now()))

    def _save(self, card: Card) -> HttpResponse:
        form = EditForm(self.request.POST)
        if form.asks_for_the_forbidden:
            return self._page(card, EditForm.of(card), texts.ONLY_ADDRESS, 422)
        if not form.is_valid():
            return self._page(card, form, status=422)
        services.change_address(
            account_id=account_id(self.request),
            card_id=card.card_id,
            address=form.address(),
            version=form.cleaned_data["version"],
            by=actor(self.request),
            now=timezone.now(),
        )
        notices.success(self.request, "Изменения сохранены", f"Адрес: {str(form.address()) or 'не указан'}")
        return redirect("card_index:list")

    def _refresh(self, card: Card) -> HttpResponse:
        fresh = services.refresh_from_registry(
            account_id=account_id(self.request),
            card_id=card.card_id,
            registry=wiring.insured_registry(),
            by=actor(self.request),
            now=timezone.now(),
        )
        notices.success(self.request, "Данные обновлены из реестра", str(fresh.name))
        return redirect("card_index:edit", card_id=card.card_id)

    def _page(self, card: Card, form: EditForm, notice: Notice | None = None, status: int = 200) -> HttpResponse:
        return self.page(f"{_TEMPLATES}/edit.html", {"card": card, "form": form, "notice": notice}, status=status)


class RemovePerson(PersonalView):
    """«Удалить из картотеки»: asks first, says what happens to the visits, then removes (C-09, R6)."""

    def get(self, request: PortalRequest, card_id: UUID) -> HttpResponse:
        now = timezone.now()
        found = _person_page(request, card_id, now)
        if found.card.is_main:
            return self._main_stays()
        template = "_remove_dialog.html" if request.htmx else "remove.html"
        whose = found.card.person_id
        is_last = whose is not None and is_last_representative(whose, account_id=account_id(request), now=now)
        context = {"card": found.card, "services": found.services, "now": now, "is_last": is_last}
        return self.page(f"{_TEMPLATES}/{template}", context)

    def post(self, request: PortalRequest, card_id: UUID) -> HttpResponse:
        if request.POST.get("card") != str(card_id):
            # The page asked about one person and the address names another: nothing is done (R13).
            raise Http404
        try:
            card = moderation.remove_card(
                account_id=account_id(request), card_id=card_id, by=actor(request), now=timezone.now()
            )
        except CardNotFound as error:
            raise Http404 from error
        except CardIndexError:
            return self._main_stays()
        if request.htmx:
            return self._list_without(texts.removed(card))
        notices.success(request, texts.removed(card))
        return redirect("card_index:list")

    def _list_without(self, live_text: str) -> HttpResponse:
        now = timezone.now()
        index = selectors.card_index(
            account_id=account_id(self.request), booked_services=wiring.booked_services(), now=now
        )
        context = {"index": index, "today": today(self.request), "now": now, "live_text": live_text}
        return self.page(f"{_TEMPLATES}/_people.html", context)

    def _main_stays(self) -> HttpResponse:
        notices.error(self.request, texts.MAIN_STAYS.title, texts.MAIN_STAYS.text)
        return redirect("card_index:list")


class Listings(PersonalView):
    """«Кто добавил меня в свою картотеку»: the accounts that list this person, and the way out of them (R4, R8)."""

    def get(self, request: PortalRequest) -> HttpResponse:
        people = selectors.list_listings(
            account_id=account_id(request),
            registry=wiring.insured_registry(),
            time_zone=time_zone(request),
            now=timezone.now(),
        )
        # Who has not proved who he is, sees nobody here.
        if people and request.listed_at is not None:
            note_listings_seen(account_id=account_id(request), up_to=request.listed_at)
            request.listed_at = None
        # Only a confirmed main person speaks for anybody, himself first of all.
        return self.page(f"{_TEMPLATES}/listings.html", {"people": people, "identity_confirmed": bool(people)})

    def post(self, request: PortalRequest) -> HttpResponse:
        try:
            services.leave_index(
                account_id=account_id(request),
                listing_id=UUID(request.POST.get("listing_id", "")),
                by=actor(request),
                now=timezone.now(),
            )
        except (CardNotFound, ValueError) as error:
            raise Http404 from error
        notices.success(
            request, "Запись убрана из чужой картотеки", "Снова добавить её смогут только с Вашего согласия."
        )
        return redirect(reverse("card_index:listings"))


def _person_page(request: HttpRequest, card_id: UUID, now: datetime) -> PersonPageData:
    try:
        return selectors.person_page(
            account_id=account_id(request), card_id=card_id, booked_services=wiring.booked_services(), now=now
        )
    except CardNotFound as error:
        raise Http404 from error


def _own_card(request: HttpRequest, card_id: UUID) -> Card:
    try:
        return selectors.find_card(account_id=account_id(request), card_id=card_id)
    except CardNotFound as error:
        raise Http404 from error
