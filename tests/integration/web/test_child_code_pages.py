"""«Код доступа к карте ребёнка» at the registrar's desk over HTTP: D4, F-09."""

import re
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.http import HttpResponse

from cast import ANNA, MARIA
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.domain.access.code_symbols import read_code
from kartoteka.domain.access.codes import code_hash
from kartoteka.domain.access.models import AccessCodeRow, RepresentationRow

from .conftest import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-09"), pytest.mark.rule("D4")]

PAGE = "/desk/registrar/child-code/"
FORM: dict[str, object] = {
    "parent_family": "Соколова",
    "parent_given": "Анна",
    "parent_patronymic": "Викторовна",
    "parent_born": "12.03.1986",
    "parent_sex": "female",
    "parent_document": str(ANNA.snils),
    "seen": "on",
    "child_family": "Соколова",
    "child_given": "Мария",
    "child_patronymic": "Дмитриевна",
    "child_born": "19.05.2018",
    "child_sex": "female",
    "child_document": str(MARIA.snils),
    "paper": "birth-record",
    "paper_number": "II-ВГ 123456",
    "issued_on": "01.06.2018",
    "switches_on": "on",
}


def send(visitor: Visitor, **changes: object) -> HttpResponse:
    return visitor.post(PAGE, {**FORM, "form_key": str(uuid4()), **changes})


def text_of(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


class TestTheForm:
    def test_is_nobodys_but_the_desks(self, darya: object, anna_visits: Visitor) -> None:
        assert anna_visits.get(PAGE).status_code == HTTPStatus.NOT_FOUND
        assert send(anna_visits).status_code == HTTPStatus.NOT_FOUND
        assert not AccessCodeRow.objects.exists()

    def test_shows_the_code_once_with_its_picture(self, inna: Visitor, registry: FakeInsuredRegistry) -> None:
        answer = send(inna)

        shown = re.search(r"<code>([^<]+)</code>", answer.content.decode())
        assert shown is not None
        assert bytes(AccessCodeRow.objects.get().code_hash) == code_hash(read_code(shown[1]))
        assert 'src="data:image/svg+xml' in answer.content.decode()
        assert shown[1] not in text_of(inna.get(PAGE))

    def test_has_no_name_in_what_becomes_the_name_of_a_file(self, inna: Visitor, registry: FakeInsuredRegistry) -> None:
        page = send(inna).content.decode()

        assert "<title>Код доступа — Портал пациента</title>" in page
        assert "Мария С." in page
        assert "Соколова" not in page
        assert "19.05.2018" not in page

    def test_is_not_kept_by_the_browser(self, inna: Visitor, registry: FakeInsuredRegistry) -> None:
        assert "no-store" in send(inna).headers["Cache-Control"]

    @pytest.mark.rule("R12")
    def test_sent_twice_makes_one_code_and_says_what_to_do(self, inna: Visitor, registry: FakeInsuredRegistry) -> None:
        key = str(uuid4())
        send(inna, form_key=key)

        again = send(inna, form_key=key)

        assert again.status_code == HTTPStatus.CONFLICT
        assert "Код по этой форме уже выдан" in text_of(again)
        assert AccessCodeRow.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"seen": ""}, "Сличите представителя с фотографией"),
            ({"paper": ""}, "Выберите документ-основание"),
            ({"paper": "power-of-attorney"}, "Выберите документ из списка"),
            ({"paper_number": ""}, "Укажите серию и номер документа"),
            ({"issued_on": "31.02.2018"}, "Дата выдачи: введите в виде"),
            ({"valid_until": "never"}, "Действует по: введите в виде"),
            ({"child_family": "Sokolova"}, "Фамилия ребёнка: введите русскими буквами"),
            ({"parent_document": "1"}, "СНИЛС или полис представителя: в СНИЛС 11 цифр"),
        ],
    )
    def test_says_what_is_wrong(
        self, inna: Visitor, registry: FakeInsuredRegistry, changes: dict[str, object], words: str
    ) -> None:
        answer = send(inna, **changes)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert words in text_of(answer)
        assert not RepresentationRow.objects.exists()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"switches_on": ""}, "Доступ по коду для этого ребёнка выключен"),
            ({"child_born": "19.05.2019"}, "Ребёнок с такими данными не найден"),
            ({"parent_given": "Алла"}, "Представитель с такими данными не найден"),
            ({"valid_until": "01.01.2010"}, "Этот документ не подходит"),
        ],
    )
    def test_says_what_stands_in_the_way(
        self, inna: Visitor, registry: FakeInsuredRegistry, changes: dict[str, object], words: str
    ) -> None:
        answer = send(inna, **changes)

        assert answer.status_code == HTTPStatus.CONFLICT
        assert words in text_of(answer)
        assert not AccessCodeRow.objects.exists()

    def test_while_the_registry_is_silent_says_so(self, inna: Visitor, registry: FakeInsuredRegistry) -> None:
        registry.is_down = True

        answer = send(inna)

        assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert "Регистр застрахованных сейчас не отвечает" in text_of(answer)
