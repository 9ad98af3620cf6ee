"""Many requests at the same moment, over real connections, on both databases."""

from collections import Counter
from http import HTTPStatus
from uuid import uuid4

import pytest

from e2e.portal import Portal
from e2e.visitor import Answer
from kartoteka.devtools.people import snils_of

ADD, SIGN_IN, PEOPLE = "/card-index/add/", "/sign-in/", "/card-index/"
KIN, FEEDBACK = "/card-index/kin/", "/feedback/"


def statuses(answers: list[Answer]) -> Counter[int]:
    return Counter(answer.status for answer in answers)


class TestLastPlaceOfACardIndex:
    @pytest.mark.manual("C-03")
    @pytest.mark.rule("R10")
    def test_is_given_to_exactly_one_of_twenty_people_added_at_once(self, crowded_portal: Portal) -> None:
        people = crowded_portal.seed_account("crowded", in_index=49, free=20)
        visitor = crowded_portal.visitor("crowded")
        forms = [visitor.form(ADD) | person for person in people]

        answers = visitor.post_at_once(ADD, forms)

        assert statuses(answers) == {HTTPStatus.FOUND: 1, HTTPStatus.CONFLICT: 19}
        refused = [answer.words for answer in answers if answer.status == HTTPStatus.CONFLICT]
        assert all("осталось 0 мест" in words for words in refused)
        assert "50 человек из 50 возможных" in visitor.get(PEOPLE).words


class TestFormOfAdding:
    @pytest.mark.rule("R12")
    def test_makes_one_card_however_often_it_is_sent_at_once(self, crowded_portal: Portal) -> None:
        person = crowded_portal.seed_account("hasty", in_index=1, free=1)[0]
        visitor = crowded_portal.visitor("hasty")
        form = visitor.form(ADD) | person

        answers = visitor.post_at_once(ADD, [form] * 20)

        assert {(answer.status, answer.location) for answer in answers} == {(HTTPStatus.FOUND, PEOPLE)}
        assert "2 человека из 50 возможных" in visitor.get(PEOPLE).words

    @pytest.mark.rule("R2")
    def test_makes_one_card_of_a_person_even_from_many_windows(self, crowded_portal: Portal) -> None:
        person = crowded_portal.seed_account("many-windows", in_index=1, free=1)[0]
        visitor = crowded_portal.visitor("many-windows")
        windows = [visitor.form(ADD) | person | {"form_key": str(uuid4())} for _ in range(10)]

        answers = visitor.post_at_once(ADD, windows)

        assert statuses(answers) == {HTTPStatus.FOUND: 1, HTTPStatus.CONFLICT: 9}
        refused = [answer.words for answer in answers if answer.status == HTTPStatus.CONFLICT]
        assert all("Этот человек уже в картотеке" in words for words in refused)
        assert "2 человека из 50 возможных" in visitor.get(PEOPLE).words


class TestDataSentForChecking:
    @pytest.mark.manual("C-05")
    @pytest.mark.rule("R18")
    def test_make_one_request_even_from_many_windows(self, crowded_portal: Portal) -> None:
        known = crowded_portal.seed_account("insistent", in_index=1, free=1)[0]
        visitor = crowded_portal.visitor("insistent")
        unknown = known | {"family": "Небывалов"}
        assert visitor.post(ADD, visitor.form(ADD) | unknown).status == HTTPStatus.UNPROCESSABLE_ENTITY
        windows = [visitor.form(ADD) | unknown | {"form_key": str(uuid4()), "action": "verify"} for _ in range(10)]

        answers = visitor.post_at_once(ADD, windows)

        assert statuses(answers) == {HTTPStatus.FOUND: 1, HTTPStatus.CONFLICT: 9}
        assert visitor.get(PEOPLE).words.count("Ожидает модерации") == 1


class TestFirstPerson:
    @pytest.mark.manual("C-02")
    @pytest.mark.rule("R3")
    def test_is_one_main_user_though_ten_are_added_at_once(self, crowded_portal: Portal) -> None:
        people = crowded_portal.seed_account("first", in_index=0, free=10)
        visitor = crowded_portal.visitor("first")
        forms = [visitor.form(ADD) | person for person in people]

        answers = visitor.post_at_once(ADD, forms)

        assert statuses(answers) == {HTTPStatus.FOUND: 10}
        words = visitor.get(PEOPLE).words
        assert words.count("Главный пользователь") == 1
        assert "10 человек из 50 возможных" in words


class TestOfferedRelative:
    @pytest.mark.manual("F-05")
    @pytest.mark.rule("R12")
    def test_gets_one_card_however_often_it_is_added_at_once(self, crowded_portal: Portal) -> None:
        visitor = crowded_portal.visitor("vera")
        crowded_portal.deliver_messages()
        form = visitor.form(KIN) | {"action": "add"}

        answers = visitor.post_at_once(KIN, [form] * 10)

        assert {(answer.status, answer.location) for answer in answers} == {(HTTPStatus.FOUND, PEOPLE)}
        assert "2 человека из 50 возможных" in visitor.get(PEOPLE).words

    @pytest.mark.manual("F-05")
    @pytest.mark.rule("R30")
    def test_is_added_or_denied_but_not_both(self, crowded_portal: Portal) -> None:
        visitor = crowded_portal.visitor("anna")
        crowded_portal.deliver_messages()
        form = visitor.form(KIN)

        visitor.post_at_once(KIN, [form | {"action": "add"}, form | {"deny": form["offer"]}] * 5)

        is_added = "Кузнецова Таисия Викторовна" in visitor.get(PEOPLE).words
        is_denied = "Это не мой родственник" in visitor.get(KIN).words
        assert is_added != is_denied


class TestLimitOfMisses:
    @pytest.mark.rule("R17")
    def test_is_exact_for_twenty_guesses_at_one_persons_documents(self, crowded_portal: Portal) -> None:
        person = crowded_portal.seed_account("curious", in_index=1, free=1)[0]
        visitor = crowded_portal.visitor("curious")
        guesses = [visitor.form(ADD) | person | {"snils": str(snils_of(70_000 + number))} for number in range(20)]

        answers = visitor.post_at_once(ADD, guesses)

        assert statuses(answers) == {HTTPStatus.UNPROCESSABLE_ENTITY: 3, HTTPStatus.TOO_MANY_REQUESTS: 17}
        missed = [answer.words for answer in answers if answer.status == HTTPStatus.UNPROCESSABLE_ENTITY]
        assert all("Человек с такими данными не найден" in words for words in missed)
        assert visitor.post(ADD, visitor.form(ADD) | person).status == HTTPStatus.TOO_MANY_REQUESTS


class TestLimitOfWrongPasswords:
    @pytest.mark.manual("A-06")
    def test_is_exact_for_a_hundred_guesses_at_once(self, crowded_portal: Portal) -> None:
        visitor = crowded_portal.visitor()
        form = visitor.form(SIGN_IN) | {"login": "darya", "password": "guessed"}

        answers = visitor.post_at_once(SIGN_IN, [form] * 100)

        assert statuses(answers) == {HTTPStatus.UNPROCESSABLE_ENTITY: 100}
        heard = Counter("Неверный логин или пароль" in answer.words for answer in answers)
        assert heard == {True: 10, False: 90}
        assert sum("Слишком много попыток входа" in answer.words for answer in answers) == 90


class TestMessageToSupport:
    @pytest.mark.manual("E-06")
    @pytest.mark.rule("R12")
    def test_is_one_message_however_often_its_form_is_sent_at_once(self, crowded_portal: Portal) -> None:
        crowded_portal.seed_account("writer", in_index=1, free=0)
        visitor = crowded_portal.visitor("writer")
        form = visitor.form(FEEDBACK) | {"kind": "other", "text": "Помогите, пожалуйста", "email": "writer@example.org"}

        answers = visitor.post_at_once(FEEDBACK, [form] * 20)

        assert statuses(answers) == {HTTPStatus.FOUND: 20}
        assert len({answer.location for answer in answers}) == 1
