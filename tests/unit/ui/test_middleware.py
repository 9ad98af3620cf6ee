import logging
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import cast

import pytest
from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.test import Client, RequestFactory
from django_htmx.middleware import HtmxDetails
from pytest_django import Settings

from kartoteka.shared.errors import Unavailable
from kartoteka.ui import errors
from kartoteka.ui.incidents import current_incident
from kartoteka.ui.logs import LineFormatter
from kartoteka.ui.middleware import IncidentMiddleware, PageMiddleware

from . import addresses
from .addresses import SECRET_WORDS
from .conftest import a_request

PAGE = HttpResponse("<p>страница</p>")


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.fixture(autouse=True)
def only_the_middleware_of_pages(settings: Settings) -> None:
    settings.MIDDLEWARE = [
        "kartoteka.ui.middleware.IncidentMiddleware",
        "django_htmx.middleware.HtmxMiddleware",
        "kartoteka.ui.middleware.PageMiddleware",
    ]


def answered(
    answer: HttpResponseBase | Callable[[HttpRequest], HttpResponseBase],
    *,
    method: str = "GET",
    signed_in: bool = False,
    session_read: bool = True,
    headers: Mapping[str, str] | None = None,
) -> HttpResponseBase:
    """What PageMiddleware makes of an answer."""
    request = RequestFactory().generic(method, "/people/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    request.session = SimpleNamespace(accessed=session_read)  # type: ignore[assignment]
    request.user = SimpleNamespace(is_authenticated=signed_in)  # type: ignore[assignment]
    return PageMiddleware(answer if callable(answer) else lambda _: answer)(request)


class TestIncidentMiddleware:
    def test_gives_each_request_a_number(self) -> None:
        seen: list[tuple[str, str]] = []

        def view(request: HttpRequest) -> HttpResponse:
            seen.append((request.incident, current_incident.get()))  # type: ignore[attr-defined]
            return HttpResponse()

        for _ in range(2):
            IncidentMiddleware(view)(RequestFactory().get("/"))

        assert seen[0][0] == seen[0][1]
        assert seen[0] != seen[1]
        assert current_incident.get() == ""

    @pytest.mark.manual("E-05")
    @pytest.mark.rule("R78")
    def test_answers_a_malfunction_with_its_number(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        answer = client.get("/broken/")
        number = caplog.records[0].getMessage() if caplog.records else ""

        assert answer.status_code == 500
        assert "Неисправность на Портале" in answer.content.decode()
        assert "К-" in answer.content.decode()
        assert "malfunction: builtins.ValueError at " in number

    def test_logs_a_malfunction_once_and_without_personal_data(
        self, client: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        client.get(f"/broken/?snils={SECRET_WORDS}")

        assert [record.levelno for record in caplog.records] == [logging.ERROR]
        assert SECRET_WORDS not in caplog.text
        assert caplog.records[0].exc_info is None

    def test_answers_a_malfunction_outside_of_the_views_too(
        self, client: Client, settings: Settings, caplog: pytest.LogCaptureFixture
    ) -> None:
        settings.MIDDLEWARE = [settings.MIDDLEWARE[0], f"{addresses.__name__}.broken_middleware"]
        answer = client.get("/people/")
        lines = [LineFormatter().format(record) for record in caplog.records]

        assert answer.status_code == 500
        assert "Номер обращения" in answer.content.decode()
        assert len(lines) == 1
        assert "exception=" in lines[0]
        assert SECRET_WORDS not in lines[0]

    def test_tells_the_watchers_of_malfunctions(self, client: Client) -> None:
        heard: list[object] = []

        def hear(**_: object) -> None:
            heard.append(True)

        got_request_exception.connect(hear)
        try:
            client.get("/broken/")
        finally:
            got_request_exception.disconnect(hear)

        assert heard

    def test_tells_that_a_neighbour_is_silent(self, client: Client, caplog: pytest.LogCaptureFixture) -> None:
        answer = client.get("/neighbour-silent/")

        assert answer.status_code == 503
        assert answer["Retry-After"] == "60"
        assert "Система медицинских организаций не отвечает" in answer.content.decode()
        assert [record.levelno for record in caplog.records] == [logging.WARNING]
        assert SECRET_WORDS not in caplog.text

    @pytest.mark.parametrize("exception", [Http404("x"), PermissionDenied("x")])
    def test_leaves_the_answers_of_django_to_it(self, exception: Exception) -> None:
        assert IncidentMiddleware(lambda _: PAGE).process_exception(a_request(), exception) is None

    def test_shows_the_page_of_development_where_it_is_asked_for(self, settings: Settings) -> None:
        settings.DEBUG = True
        middleware = IncidentMiddleware(lambda _: PAGE)

        assert middleware.process_exception(a_request(), ValueError("x")) is None
        assert middleware.process_exception(a_request(), Unavailable("x")) is not None


class TestFailuresOfPagesThemselves:
    def test_end_in_a_page_without_the_account(self, caplog: pytest.LogCaptureFixture) -> None:
        class Broken:
            def __str__(self) -> str:
                raise ValueError(SECRET_WORDS)

        request = a_request()
        request.account_name = Broken()  # type: ignore[attr-defined]
        page = errors.server_error(request)

        assert page.status_code == 500
        assert "К-7F3Q-92KD" in page.content.decode()
        assert "<nav" in page.content.decode()
        assert SECRET_WORDS not in caplog.text

    def test_end_in_bare_words_at_the_worst(self, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
        request = a_request()
        settings.ROOT_URLCONF = "kartoteka.operations.urls"
        page = errors.server_error(request)

        assert page.status_code == 500
        assert "Страница сейчас не открывается" in page.content.decode()
        assert "К-7F3Q-92KD" in page.content.decode()
        assert len(caplog.records) == 2


class TestErrorPages:
    def test_are_served_for_an_unknown_address(self, client: Client) -> None:
        answer = client.get("/nowhere/")

        assert answer.status_code == 404
        assert "Страница не найдена" in answer.content.decode()

    @pytest.mark.parametrize(
        ("failure", "status", "words"),
        [
            (errors.bad_request, 400, "Запрос не получился"),
            (errors.permission_denied, 403, "Эта страница для Вас закрыта"),
            (errors.page_not_found, 404, "Страница не найдена"),
        ],
    )
    def test_say_what_happened(
        self, failure: Callable[[HttpRequest, Exception], HttpResponse], status: int, words: str
    ) -> None:
        answer = failure(a_request(), ValueError(SECRET_WORDS))

        assert answer.status_code == status
        assert words in answer.content.decode()
        assert SECRET_WORDS not in answer.content.decode()

    @pytest.mark.rule("R13")
    def test_explain_a_form_of_another_account(self) -> None:
        answer = errors.stale_page(a_request(), reason="CSRF token missing")
        words = answer.content.decode()

        assert answer.status_code == 403
        assert "Страница устарела" in words
        assert "Возможно, Вы вошли под другой учетной записью" in words
        assert "CSRF" not in words


class TestPageMiddleware:
    @pytest.mark.rule("R71")
    def test_keeps_no_page_of_an_account(self) -> None:
        assert answered(HttpResponse("x"), signed_in=True)["Cache-Control"] == "no-store"

    def test_keeps_no_data_of_an_account_either(self) -> None:
        assert answered(JsonResponse({}), signed_in=True)["Cache-Control"] == "no-store"

    def test_keeps_no_answer_to_a_form(self) -> None:
        assert answered(HttpResponse("x"), method="POST")["Cache-Control"] == "no-store"

    def test_keeps_no_page_of_failure_and_asks_nothing_of_the_session(self) -> None:
        assert answered(HttpResponse("x", status=500), session_read=False)["Cache-Control"] == "no-store"

    def test_lets_a_guests_page_be_asked_for_anew(self) -> None:
        assert answered(HttpResponse("x"))["Cache-Control"] == "private, no-cache"

    def test_leaves_what_is_not_a_page_alone(self) -> None:
        assert "Cache-Control" not in answered(JsonResponse({}), signed_in=True, session_read=False)

    def test_keeps_the_rule_that_a_view_set(self) -> None:
        page = HttpResponse("x", headers={"Cache-Control": "public, max-age=60"})

        assert answered(page)["Cache-Control"] == "public, max-age=60"

    def test_works_where_there_are_no_sessions(self) -> None:
        answer = PageMiddleware(lambda _: HttpResponse("x"))(RequestFactory().get("/"))

        assert answer["Cache-Control"] == "private, no-cache"

    def test_tells_caches_of_htmx(self) -> None:
        assert answered(HttpResponse("x"))["Vary"] == "HX-Request"
        assert "Vary" not in answered(JsonResponse({}))

    def test_leads_a_person_whose_session_ended_to_the_sign_in_page(self) -> None:
        answer = answered(
            HttpResponseRedirect("/account/sign-in/?next=/people/1/remove/"),
            headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/people/?page=1"},
        )

        assert answer.status_code == 200
        assert answer["HX-Redirect"] == "/account/sign-in/?next=/people/%3Fpage%3D1"
        assert "Location" not in answer

    def test_leads_htmx_to_any_other_page_as_a_whole(self) -> None:
        answer = answered(HttpResponseRedirect("/people/"), headers={"HX-Request": "true"})

        assert answer["HX-Redirect"] == "/people/"

    def test_leaves_redirects_of_ordinary_requests(self) -> None:
        assert answered(HttpResponseRedirect("/people/")).status_code == 302

    def test_explains_an_address_that_takes_forms_only(self) -> None:
        answer = answered(lambda _: HttpResponseNotAllowed(["POST"]))

        assert answer.status_code == 405
        assert answer["Allow"] == "POST"
        assert "не открывается по ссылке" in cast("HttpResponse", answer).content.decode()
