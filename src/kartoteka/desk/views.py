"""The moderator's desk: the queue, a request side by side with the registry, and what he does with it (C-07)."""

from abc import abstractmethod
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from kartoteka.desk import words
from kartoteka.desk.access import MODERATORS, DeskView, actor, may_work_here, moderator, today
from kartoteka.desk.forms import AgreementForm, ConfirmationForm, FilterForm, RefusalForm
from kartoteka.domain.accounts.types import Role
from kartoteka.domain.moderation import decisions, desk, undo
from kartoteka.domain.moderation.decisions import Confirmation
from kartoteka.domain.moderation.errors import ModerationError, OwnRequest, RequestNotFound
from kartoteka.domain.moderation.queue import queue_page
from kartoteka.domain.moderation.types import RefusalReason
from kartoteka.ui import notices
from kartoteka.wiring import insured_registry

_ANSWERED = "Письмо отправителю уйдёт через 10 минут. До этого решение можно отменить на странице заявки."
_STOOD_ALREADY = f"Этот человек уже есть в картотеке отправителя, осталась его прежняя запись. {_ANSWERED}"


class Queue(DeskView):
    """«Заявки на проверку»: what waits, the oldest first. The registrar sees how long it is, and opens nothing."""

    roles = (*MODERATORS, Role.REGISTRAR)

    def get(self, request: HttpRequest) -> HttpResponse:
        form = FilterForm(request.GET)
        wanted = form.wanted()
        page = queue_page(
            moderator=moderator(request),
            wanted=wanted,
            after=request.GET.get("after", ""),
            today=today(request),
            now=timezone.now(),
        )
        kept = {name: request.GET[name] for name in form.fields if request.GET.get(name)}
        following = urlencode(kept | {"after": page.after}) if page.after else ""
        context = {"queue": page, "wanted": wanted, "following": following, "words": words}
        return self.page("queue", context | {"may_open": may_work_here(request, MODERATORS)})


class OneRequest(DeskView):
    """A request beside the people of the registry who may be meant."""

    def get(self, request: HttpRequest, number: str) -> HttpResponse:
        return self.show(number, RefusalForm(), whole_surname="surname" in request.GET)

    def show(self, number: str, refusal: RefusalForm, *, whole_surname: bool = False) -> HttpResponse:
        try:
            on_desk = desk.open_request(
                number=number,
                registry=insured_registry(),
                whole_surname=whole_surname,
                today=today(self.request),
                by=actor(self.request),
                now=timezone.now(),
            )
        except RequestNotFound as error:
            raise Http404 from error
        except OwnRequest as error:
            _say_failure(self.request, error)
            return redirect("desk:queue")
        shown = {"desk": on_desk, "refusal": refusal, "words": words, "whole_surname": whole_surname}
        return self.page("request", shown | {"now": timezone.now()})


class _Act(OneRequest):
    """A form of the request's page: done, or said why not; then the request as it stands now."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest, number: str) -> HttpResponse:
        try:
            return self.act(request, number) or redirect("desk:request", number=number)
        except RequestNotFound as error:
            raise Http404 from error
        except ModerationError as error:
            _say_failure(request, error)
            return redirect("desk:request", number=number)

    @abstractmethod
    def act(self, request: HttpRequest, number: str) -> HttpResponse | None:
        """Do it and say so; the page to show, if it is not that of the request."""


class Take(_Act):
    """«Взять в работу»."""

    def act(self, request: HttpRequest, number: str) -> None:
        decisions.take_request(number=number, by=actor(request), now=timezone.now())
        notices.success(request, "Заявка у Вас в работе")


class GiveBack(_Act):
    """«Вернуть в очередь»."""

    def act(self, request: HttpRequest, number: str) -> HttpResponse:
        decisions.give_back(number=number, by=actor(request), now=timezone.now())
        notices.success(request, f"Заявка {number} снова в очереди")
        return redirect("desk:queue")


class Ask(_Act):
    """«Нужно уточнение»: the sender is asked to call."""

    def act(self, request: HttpRequest, number: str) -> None:
        decisions.ask_for_information(number=number, by=actor(request), now=timezone.now())
        notices.success(request, "Отправителю написали, что нужно уточнение", "Заявка ждёт его звонка.")


class Confirm(_Act):
    """«Подтвердить»: the person chosen by the moderator, never by the Portal (R16)."""

    def act(self, request: HttpRequest, number: str) -> HttpResponse | None:
        form = ConfirmationForm(request.POST)
        if not form.is_valid():
            notices.error(request, "Заявка не подтверждена", "Отметьте, что сверили данные с реестром.")
            return None
        confirmation = decisions.confirm_request(
            number=number,
            person_id=form.cleaned_data["person_id"],
            registry=insured_registry(),
            by=actor(request),
            now=timezone.now(),
        )
        if confirmation is None:
            notices.success(
                request,
                "Нужен второй модератор",
                "Данные отличаются от реестра. Заявка подтвердится, когда её посмотрит и подтвердит коллега.",
            )
            return redirect("desk:queue")
        return _confirmed(request, number, confirmation)


class Agree(_Act):
    """«Подтвердить вторым»: the other pair of eyes."""

    def act(self, request: HttpRequest, number: str) -> HttpResponse | None:
        if not AgreementForm(request.POST).is_valid():
            notices.error(request, "Заявка не подтверждена", "Отметьте, что сверили данные с реестром.")
            return None
        confirmation = decisions.agree_with_colleague(
            number=number, registry=insured_registry(), by=actor(request), now=timezone.now()
        )
        return _confirmed(request, number, confirmation)


class Undo(_Act):
    """«Отменить решение»: while the letter waits."""

    def act(self, request: HttpRequest, number: str) -> None:
        undo.undo_decision(number=number, by=actor(request), now=timezone.now())
        notices.success(request, "Решение отменено", "Письмо не уйдёт. Заявка снова у Вас в работе.")


class Refuse(_Act):
    """«Отказать»: with a reason, and a few words if they help."""

    def act(self, request: HttpRequest, number: str) -> HttpResponse:
        form = RefusalForm(request.POST)
        if not form.is_valid():
            return self.show(number, form)
        decisions.refuse_request(
            number=number,
            reason=RefusalReason(form.cleaned_data["reason"]),
            text=form.cleaned_data["text"],
            by=actor(request),
            now=timezone.now(),
        )
        notices.success(request, f"По заявке {number} отказано", _ANSWERED, **_way_back(number))
        return redirect("desk:queue")


def _confirmed(request: HttpRequest, number: str, confirmation: Confirmation) -> HttpResponse:
    told = _STOOD_ALREADY if confirmation.stood_already else _ANSWERED
    notices.success(request, f"Заявка {number} подтверждена", told, **_way_back(number))
    return redirect("desk:queue")


def _way_back(number: str) -> dict[str, str]:
    return {"link_text": f"К заявке {number}", "link_url": reverse("desk:request", args=[number])}


def _say_failure(request: HttpRequest, error: ModerationError) -> None:
    notices.error(request, *words.FAILURES[type(error)])
