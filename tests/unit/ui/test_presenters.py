from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kartoteka.domain.card_index.types import CardState, Kinship
from kartoteka.domain.moderation.types import RefusalReason, RequestState
from kartoteka.shared.identifiers import OmsPolicy, PolicyKind
from kartoteka.shared.sex import Sex
from kartoteka.ui import presenters

from .samples import DENTIST, DONE, PETR, THERAPIST, TODAY, VALENTINA

A_BIRTHDAY = date(1986, 3, 12)
A_MOMENT = datetime(2026, 11, 28, 7, 20, tzinfo=UTC)


class TestCounts:
    @pytest.mark.parametrize(
        ("number", "words"),
        [
            (0, "0 человек"),
            (1, "1 человек"),
            (2, "2 человека"),
            (4, "4 человека"),
            (5, "5 человек"),
            (6, "6 человек"),
            (11, "11 человек"),
            (12, "12 человек"),
            (14, "14 человек"),
            (21, "21 человек"),
            (22, "22 человека"),
            (50, "50 человек"),
            (111, "111 человек"),
            (112, "112 человек"),
        ],
    )
    def test_take_the_right_form_of_the_word(self, number: int, words: str) -> None:
        assert presenters.people_count(number) == words

    def test_name_the_limit(self) -> None:
        assert presenters.people_of_limit(6, 50) == "6 человек из 50 возможных"

    @given(st.integers(min_value=0, max_value=10_000))
    def test_depend_on_the_last_two_digits_only(self, number: int) -> None:
        assert presenters.plural(number, "год", "года", "лет") == presenters.plural(number % 100, "год", "года", "лет")


class TestAge:
    @pytest.mark.parametrize(
        ("birth_date", "words"),
        [
            (date(1986, 3, 12), "40 лет"),
            (date(1985, 3, 12), "41 год"),
            (date(1984, 11, 23), "42 года"),
            (date(1984, 11, 24), "41 год"),
            (date(1951, 11, 1), "75 лет"),
            (date(1915, 1, 1), "111 лет"),
            (date(2025, 11, 23), "1 год"),
            (date(2025, 11, 24), "11 месяцев"),
            (date(2026, 8, 23), "3 месяца"),
            (date(2026, 8, 24), "2 месяца"),
            (date(2026, 10, 23), "1 месяц"),
            (date(2026, 10, 24), "меньше месяца"),
            (TODAY, "меньше месяца"),
            (date(2026, 11, 24), ""),
        ],
    )
    def test_is_in_years_and_of_babies_in_months(self, birth_date: date, words: str) -> None:
        assert presenters.age(birth_date, TODAY) == words

    @given(st.dates(min_value=date(1900, 1, 1), max_value=TODAY))
    def test_is_told_of_everybody_who_was_born(self, birth_date: date) -> None:
        assert presenters.age(birth_date, TODAY)


class TestLifeWords:
    def test_are_the_birth_date_with_the_age(self) -> None:
        assert presenters.life_words(VALENTINA, TODAY) == "8 июля 1954 (72 года)"

    def test_are_two_dates_of_a_deceased_person(self) -> None:
        assert presenters.life_words(PETR, TODAY) == "2 февраля 1949 — 3 мая 2024"

    def test_have_no_age_before_the_birth(self) -> None:
        assert presenters.life_words(replace(VALENTINA, birth_date=date(2027, 1, 2)), TODAY) == "2 января 2027"


class TestMoments:
    def test_go_by_the_clocks_of_the_clinic(self) -> None:
        assert presenters.short_moment(A_MOMENT, "Europe/Moscow", TODAY) == "28 нояб, 10:20"
        assert presenters.short_moment(A_MOMENT, "Asia/Yekaterinburg", TODAY) == "28 нояб, 12:20"

    def test_may_fall_on_another_day_there(self) -> None:
        late = datetime(2026, 11, 28, 22, 5, tzinfo=UTC)

        assert presenters.short_moment(late, "Asia/Kamchatka", TODAY) == "29 нояб, 10:05"
        assert presenters.weekday(late, "Asia/Kamchatka") == "воскресенье"
        assert presenters.weekday(late, "UTC") == "суббота"

    def test_name_another_year(self) -> None:
        assert presenters.short_moment(DENTIST.starts_at, "Europe/Moscow", TODAY) == "14 янв 2027, 09:00"
        assert presenters.near_moment(DENTIST.starts_at, "Europe/Moscow", TODAY) == "14 января 2027, 09:00"

    def test_are_told_in_full(self) -> None:
        assert presenters.near_moment(A_MOMENT, "Europe/Moscow", TODAY) == "28 ноября, 10:20"
        assert presenters.long_moment(A_MOMENT, "Europe/Moscow") == "28 ноября 2026, 10:20"
        assert presenters.local_date(A_MOMENT, "Europe/Moscow") == "28 ноября 2026"
        assert presenters.local_day_and_month(A_MOMENT, "Europe/Moscow") == "28 ноября"

    def test_are_told_to_programs_with_their_offset(self) -> None:
        assert presenters.machine_moment(A_MOMENT, "Europe/Moscow") == "2026-11-28T10:20+03:00"


class TestDates:
    @pytest.mark.parametrize(
        ("day", "words"),
        [(A_BIRTHDAY, "12 марта 1986"), (date(2018, 5, 19), "19 мая 2018"), (date(2000, 1, 1), "1 января 2000")],
    )
    def test_are_told_in_full(self, day: date, words: str) -> None:
        assert presenters.long_date(day) == words


class TestKinship:
    @pytest.mark.parametrize(
        ("bond", "of_a_man", "of_a_woman"),
        [
            (Kinship.SELF, "Это Вы", "Это Вы"),
            (Kinship.SPOUSE, "муж", "жена"),
            (Kinship.CHILD, "сын", "дочь"),
            (Kinship.PARENT, "отец", "мать"),
            (Kinship.SIBLING, "брат", "сестра"),
            (Kinship.GRANDPARENT, "дедушка", "бабушка"),
            (Kinship.GRANDCHILD, "внук", "внучка"),
            (Kinship.SPOUSES_PARENT, "отец супруга", "мать супруга"),
            (Kinship.WARD, "подопечный", "подопечная"),
            (Kinship.OTHER, "другой родственник или близкий", "другой родственник или близкий"),
        ],
    )
    def test_is_named_by_sex(self, bond: Kinship, of_a_man: str, of_a_woman: str) -> None:
        assert presenters.kinship(bond, Sex.MALE) == of_a_man
        assert presenters.kinship(bond, Sex.FEMALE) == of_a_woman

    def test_begins_a_sentence_with_a_capital(self) -> None:
        assert presenters.kinship_at_start(Kinship.SPOUSES_PARENT, Sex.MALE) == "Отец супруга"

    @pytest.mark.parametrize("bond", Kinship)
    @pytest.mark.parametrize("sex", Sex)
    def test_has_a_word_for_each_bond(self, bond: Kinship, sex: Sex) -> None:
        assert presenters.kinship_at_start(bond, sex)[0].isupper()


class TestStates:
    @pytest.mark.manual("C-06", "C-07")
    def test_of_cards_are_in_words(self) -> None:
        assert presenters.card_state(CardState.AWAITING) == "Ожидает модерации"
        assert presenters.card_state(CardState.REFUSED) == "Отказано в проверке"
        assert presenters.card_state(CardState.CONFIRMED) == "Данные подтверждены"

    @pytest.mark.parametrize("state", RequestState)
    def test_of_requests_are_in_words_with_an_explanation(self, state: RequestState) -> None:
        assert presenters.request_state(state)
        assert presenters.request_explanation(state).endswith(".")

    @pytest.mark.manual("C-07")
    @pytest.mark.parametrize("reason", RefusalReason)
    def test_of_refusal_name_the_reason_and_what_to_do(self, reason: RefusalReason) -> None:
        assert presenters.refusal(reason) == presenters.refusal(reason.value)
        assert presenters.refusal_advice(reason)

    def test_of_refusal_are_kind_without_a_reason_too(self) -> None:
        assert presenters.refusal("") == presenters.refusal(None) == presenters.refusal(RefusalReason.OTHER)
        assert presenters.refusal_advice(None) == presenters.refusal_advice(RefusalReason.OTHER)

    def test_of_refusal_keep_words_of_a_moderator(self) -> None:
        assert presenters.refusal("Нет последней страницы полиса") == "Нет последней страницы полиса"


class TestDocuments:
    def test_show_the_end_of_a_policy_only(self) -> None:
        policy = OmsPolicy(PolicyKind.UNIFIED, "7700001122334455")

        assert presenters.policy_words(policy) == "единый номер, •••• 4455"

    @pytest.mark.parametrize("kind", PolicyKind)
    def test_have_a_word_for_each_kind(self, kind: PolicyKind) -> None:
        assert kind in dict(presenters.POLICY_KIND_CHOICES)
        assert presenters.policy_words(OmsPolicy(kind, "123456789")).endswith("•••• 6789")


class TestServices:
    def test_are_gathered_by_year_in_their_order(self) -> None:
        years = presenters.services_by_year(DONE)

        assert [year for year, _ in years] == [2026, 2025]
        assert [service for _, services in years for service in services] == list(DONE)

    def test_are_of_the_year_of_the_clinic(self) -> None:
        at_midnight = replace(THERAPIST, starts_at=datetime(2025, 12, 31, 22, tzinfo=UTC))

        assert presenters.services_by_year([at_midnight])[0][0] == 2026

    def test_have_a_room_where_there_is_one(self) -> None:
        assert presenters.service_place(THERAPIST) == "Поликлиника № 1, каб.\u00a0214"
        assert presenters.service_place(DENTIST) == "Стоматологическая поликлиника"


class TestPhones:
    @pytest.mark.parametrize(
        ("number", "link"),
        [
            ("8-800-555-03-03", "tel:+78005550303"),
            ("+7 (8172) 50-03-03", "tel:+78172500303"),
            ("122", "tel:122"),
            ("50-03-03", "tel:500303"),
        ],
    )
    def test_are_ready_to_be_dialled(self, number: str, link: str) -> None:
        assert presenters.phone_link(number) == link
