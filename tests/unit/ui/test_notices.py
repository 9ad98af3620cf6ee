from typing import Any

import pytest
from django.contrib.messages import get_messages, info
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import HttpRequest
from django.template.loader import get_template
from django.test import RequestFactory

from kartoteka.ui import notices
from kartoteka.ui.notices import Kind, Notice

from .conftest import Draw


@pytest.fixture
def request_with_messages() -> HttpRequest:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
    return request


def shown(notice: Notice) -> str:
    """What the component makes of a notice."""
    template: Any = get_template("ui/templates/components/notice.html")
    return str(template.template.module.notice(notice))


class TestNotices:
    @pytest.mark.manual("E-05")
    def test_of_the_four_kinds_wait_for_the_next_page(self, request_with_messages: HttpRequest) -> None:
        request = request_with_messages
        notices.success(request, "Готово", "Запись добавлена")
        notices.warning(request, "Проверьте", link_text="Где", link_url="/people/")
        notices.error(request, "Не получилось")
        notices.malfunction(request, "Сломалось", incident="К-7F3Q-92KD")

        assert notices.read(request) == (
            Notice(Kind.SUCCESS, "Готово", "Запись добавлена"),
            Notice(Kind.WARNING, "Проверьте", link_text="Где", link_url="/people/"),
            Notice(Kind.ERROR, "Не получилось"),
            Notice(Kind.MALFUNCTION, "Сломалось", incident="К-7F3Q-92KD"),
        )

    def test_are_marked_by_their_kind(self, request_with_messages: HttpRequest) -> None:
        notices.success(request_with_messages, "Готово")

        assert [message.extra_tags for message in get_messages(request_with_messages)] == ["notice success"]

    @pytest.mark.rule("R78")
    def test_of_a_malfunction_take_the_number_of_the_request(self, request_with_messages: HttpRequest) -> None:
        request_with_messages.incident = "К-1111-2222"  # type: ignore[attr-defined]
        notices.malfunction(request_with_messages, "Сломалось")

        assert notices.read(request_with_messages)[0].incident == "К-1111-2222"

    def test_of_other_packages_keep_their_words(self, request_with_messages: HttpRequest) -> None:
        info(request_with_messages, "Слова чужого пакета")

        assert notices.read(request_with_messages) == (Notice(Kind.WARNING, "Слова чужого пакета"),)

    def test_are_lost_where_there_are_no_messages(self) -> None:
        request = RequestFactory().get("/")
        notices.success(request, "Готово")

        assert notices.read(request) == ()

    @pytest.mark.parametrize("kind", Kind)
    def test_are_urgent_when_something_failed(self, kind: Kind) -> None:
        assert Notice(kind, "Слова").is_urgent is (kind in {Kind.ERROR, Kind.MALFUNCTION})


class TestComponent:
    @pytest.mark.manual("E-05")
    @pytest.mark.parametrize(
        ("kind", "word", "role"),
        [
            (Kind.SUCCESS, "Готово", "status"),
            (Kind.WARNING, "Предупреждение", "status"),
            (Kind.ERROR, "Ошибка", "alert"),
            (Kind.MALFUNCTION, "Неисправность", "alert"),
        ],
    )
    def test_says_the_kind_by_a_word_and_an_icon(self, kind: Kind, word: str, role: str) -> None:
        html = shown(Notice(kind, "Заголовок", "Слова"))

        assert f'role="{role}"' in html
        assert f">{word}</p>" in html
        assert "<svg" in html
        assert "Заголовок" in html
        assert "Слова" in html

    @pytest.mark.manual("E-05")
    def test_of_a_malfunction_leads_to_the_feedback_with_the_number(self) -> None:
        html = shown(Notice(Kind.MALFUNCTION, "Сломалось", incident="К-7F3Q-92KD"))

        assert "К-7F3Q-92KD" in html
        assert 'href="/feedback/?incident=%D0%9A-7F3Q-92KD"' in html

    def test_escapes_what_it_shows(self) -> None:
        html = shown(Notice(Kind.ERROR, "<b>x</b>", '"><script>'))

        assert "<b>" not in html
        assert "<script>" not in html

    def test_stands_on_the_page(self, draw: Draw) -> None:
        page = draw("list-malfunction")

        assert page.count('class="notice notice--malfunction"') == 1
        assert "К-7F3Q-92KD" in page
