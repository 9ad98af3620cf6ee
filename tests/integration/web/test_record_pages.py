"""The pages of a health record as its owner reads them, over HTTP."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cast import VERA
from factories.people import add_with_identity, make_account
from factories.records import (
    HOSPITAL,
    SENSITIVE,
    a_case,
    a_document,
    a_prescription,
    a_record,
    a_result,
    a_visit,
    an_observation,
    in_words,
    measured,
)
from fakes.medical_system import FakeBookedServices, FakeInsuredRegistry
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.types import ItemState
from kartoteka.domain.health_record.types import (
    Benefit,
    CaseKind,
    Diagnosis,
    DiagnosisKind,
    Flag,
    PrescriptionState,
    ResultKind,
    Value,
)

from .record_reading import DAY, Reader, keep

pytestmark = [pytest.mark.django_db, pytest.mark.manual("F-11")]
SECTIONS = ("", "history/", "results/", "prescriptions/", "observation/", "documents/")


@pytest.fixture
def vera(db: None, registry: FakeInsuredRegistry, now: datetime) -> Reader:
    """Вера, whose identity is confirmed, before her own record."""
    account_id = make_account(VERA, now)
    return Reader(account_id, add_with_identity(account_id, VERA, registry, now - timedelta(hours=2)), now)


class TestTheFirstPage:
    def test_shows_whose_record_it_is_and_by_what_right(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        page = vera.read()

        assert str(VERA.name) in page
        assert VERA.policy.masked in page
        assert VERA.policy.number not in page
        assert VERA.snils.digits not in page
        assert ">это Ваша карта<" in page

    def test_shows_the_next_visit_the_last_events_and_the_patient(
        self, vera: Reader, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        booked_services.give(f"person-{VERA.number}", at=now + timedelta(days=3), title="Приём кардиолога")
        keep(VERA, a_record(a_case(DAY), results=(a_result(DAY, measured("6.4", flag=Flag.HIGH)),)), now)

        page = vera.read()

        for words in ("Приём кардиолога", "J06.9 — ОРВИ неуточнённая", "Глюкоза 6,4\u00a0ммоль/л — выше нормы",
                      "Пенициллин", "A(II) Rh+"):  # fmt: skip
            assert words in page

    def test_draws_how_indicators_went(self, vera: Reader, now: datetime) -> None:
        results = tuple(a_result(DAY - timedelta(days=30 * ago), measured(f"5.{ago}")) for ago in range(3))
        keep(VERA, a_record(results=results), now)

        page = vera.read()

        assert 'role="img" aria-label="Глюкоза: измерений — 3' in page

    def test_opens_while_nobody_tells_of_services(
        self, vera: Reader, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        booked_services.is_down = True
        keep(VERA, a_record(a_case(DAY)), now)

        assert "Сведения временно недоступны" in vera.read()

    def test_counts_the_entries_of_each_part(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY), a_case(DAY, label=SENSITIVE), results=(a_result(DAY),)), now)

        page = vera.read()

        assert page.count('class="record__count"') == 5
        assert '<span class="vh">, записей: </span>2<' in page


@pytest.mark.manual("F-11")
class TestTheHistory:
    def test_goes_by_years_and_shows_stays_as_stays(self, vera: Reader, now: datetime) -> None:
        stay = a_case(
            DAY.replace(year=2024), kind=CaseKind.INPATIENT, closed_on=DAY.replace(year=2024, day=20),
            title="Стационарное лечение", organization=HOSPITAL,
        )  # fmt: skip
        keep(VERA, a_record(a_case(DAY), stay), now)

        page = vera.read("history/")

        assert page.index('id="year-2026"') < page.index('id="year-2024"')
        assert "12 ноября\u00a0— 20 ноября" in page
        assert "Стационар" in page

    def test_is_given_twenty_at_a_time(self, vera: Reader, now: datetime) -> None:
        cases = [a_case(DAY - timedelta(days=number), title=f"Приём № {number}") for number in range(25)]
        keep(VERA, a_record(*cases), now)

        first = vera.read("history/")
        second = vera.read(f"history/?after={cases[19].heading.case_id}")

        assert "Приём № 19<" in first
        assert "Приём № 20<" not in first
        assert f"after={cases[19].heading.case_id}" in first
        assert "Приём № 20<" in second
        assert "Приём № 19<" not in second
        assert "Показать более ранние" not in second

    def test_is_sifted_by_what_the_page_offers(self, vera: Reader, now: datetime) -> None:
        heart = a_case(DAY, title="Приём кардиолога", speciality="Кардиология", organization=HOSPITAL)
        keep(VERA, a_record(heart, a_case(DAY.replace(year=2020), title="Приём терапевта")), now)
        options = vera.read("history/")
        mark = options[: options.index(">Кардиология<")].rsplit('value="', 1)[1].split('"')[0]

        by_speciality = vera.read(f"history/?speciality={mark}")
        by_years = vera.read("history/?from=2019&to=2021")
        by_kind = vera.read("history/?kind=inpatient")

        assert "Приём кардиолога<" in by_speciality
        assert "Приём терапевта<" not in by_speciality
        assert "Найдено: 1 случай" in by_speciality
        assert "Приём терапевта<" in by_years
        assert "Приём кардиолога<" not in by_years
        assert "Ничего не нашлось" in by_kind

    @pytest.mark.parametrize(
        "query", ["kind=none", "clinic=1", "speciality=zz", "from=year&to=99999", "after=nobody", "from=²"]
    )
    def test_takes_what_it_does_not_know_as_not_asked(self, vera: Reader, now: datetime, query: str) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        assert "Приём врача-терапевта<" in vera.read(f"history/?{query}")

    def test_is_searched_by_words_that_no_address_holds(self, vera: Reader, now: datetime) -> None:
        found = a_case(DAY, diagnosis=Diagnosis("J18.9", "Пневмония"), title="Стационар")
        keep(VERA, a_record(found, a_case(DAY)), now)

        page = vera.search("пневмо")

        assert "Найдено: 1 случай" in page
        assert "J18.9 — Пневмония" in page
        assert "ОРВИ" not in page
        assert "ОРВИ" in vera.read("history/?words=пневмо")

    def test_is_paged_within_a_search(self, vera: Reader, now: datetime) -> None:
        cases = [a_case(DAY - timedelta(days=number), title=f"Приём № {number}") for number in range(22)]
        keep(VERA, a_record(*cases, a_case(DAY, title="Другое")), now)

        second = vera.search("приём №", after=str(cases[19].heading.case_id))

        assert "Найдено: 22 случая" in second
        assert "Приём № 21<" in second
        assert "Приём № 19<" not in second

    def test_escapes_what_was_searched_for(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        page = vera.search('"><script>alert(1)</script>')

        assert "<script>alert" not in page

    def test_refuses_a_search_from_the_page_of_another_account(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        page = vera.search("приём", acting_as="somebody")

        assert "Страница устарела" in page
        assert JournalRow.objects.count() == 0


@pytest.mark.manual("F-11")
class TestACase:
    def test_shows_all_that_belongs_to_it(self, vera: Reader, now: datetime) -> None:
        newer = a_document(DAY, version=2)
        case = a_case(
            DAY,
            outcome="Выздоровление",
            diagnoses=(
                Diagnosis("J06.9", "ОРВИ неуточнённая"),
                Diagnosis("I10", "Гипертензивная болезнь", DiagnosisKind.CONCOMITANT, is_preliminary=True),
            ),
            visits=(a_visit(DAY),),
            results=(a_result(DAY, measured("5.6")),),
            prescriptions=(a_prescription(DAY, DAY, drug="Парацетамол"),),
            documents=(newer, a_document(DAY, replaced_by=newer.document_id)),
        )
        keep(VERA, a_record(case), now)

        page = vera.read(f"history/{case.heading.case_id}/")

        for words in (
            "Выздоровление", "Основной", "J06.9 — ОРВИ неуточнённая", "Сопутствующий",
            "I10 — Гипертензивная болезнь (предварительный)", "12 ноября 2026, 14:20", "Зев спокойный", "Глюкоза",
            "Парацетамол", "Протокол консультации", "версия 2",
            f'record/documents/{newer.document_id}/">Новая версия',
        ):  # fmt: skip
            assert words in page

    @pytest.mark.rule("R59")
    def test_marks_a_document_that_was_annulled(self, vera: Reader, now: datetime) -> None:
        case = a_case(DAY, documents=(a_document(DAY, state=ItemState.ANNULLED),))
        keep(VERA, a_record(case), now)

        assert "Аннулирован" in vera.read(f"history/{case.heading.case_id}/")

    def test_of_nobody_is_not_found(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), now)

        for path in (f"history/{uuid4()}/", f"results/{uuid4()}/", "trends/9999/"):
            assert vera.status(path) == 404


@pytest.mark.rule("R63")
class TestResults:
    @pytest.fixture
    def result(self, vera: Reader, now: datetime) -> UUID:
        told = a_result(
            DAY,
            measured("5.6", former=Value(measured("8.6").value.number), corrected_on=DAY + timedelta(days=2)),
            measured("0.01", code="2032", title="Тропонин", comparator="<"),
            measured("64", code="2030", title="Ферритин", low=None, high=None, flag=Flag.UNKNOWN),
            in_words("следы"),
            conclusion="Повторить через месяц",
        )
        older = a_result(DAY - timedelta(days=90), measured("108", unit="мг/дл"))
        oldest = a_result(DAY - timedelta(days=180), measured("6.2", flag=Flag.HIGH))
        keep(VERA, a_record(results=(told, older, oldest)), now)
        return told.result_id

    def test_show_a_correction_a_bound_words_and_a_missing_range(self, vera: Reader, result: UUID) -> None:
        page = vera.read(f"results/{result}/")

        for words in ("5,6\u00a0ммоль/л", "исправлено 14 ноября 2026, было <s>8,6</s>", "&lt;\u00a00,01", "следы",
                      "отличается от нормы", "не указана", "норма не указана", "Повторить через месяц"):  # fmt: skip
            assert words in page

    def test_draw_no_measurement_in_other_units(self, vera: Reader, result: UUID) -> None:
        page = vera.read("trends/2001/")

        assert "измерений — 2" in page
        assert "108\u00a0мг/дл" in page
        assert "Сделанные в других единицах — в таблице" in page

    def test_of_words_alone_have_a_table_and_no_drawing(self, vera: Reader, result: UUID) -> None:
        page = vera.read("trends/2040/")

        assert "следы" in page
        assert 'class="chart' not in page

    def test_are_sifted_by_kind(self, vera: Reader, now: datetime) -> None:
        picture = a_result(DAY, title="Рентгенография", kind=ResultKind.INSTRUMENTAL, conclusion="Без изменений")
        keep(VERA, a_record(results=(picture, a_result(DAY, title="Анализ мочи"))), now)

        page = vera.read("results/?kind=instrumental")

        assert "Без изменений" in page
        assert "Анализ мочи" not in page
        assert "Анализ мочи" in vera.read("results/?kind=strange")

    @pytest.mark.rule("R59")
    def test_that_were_annulled_say_so(self, vera: Reader, now: datetime) -> None:
        annulled = a_result(DAY, measured("9.9"), state=ItemState.ANNULLED, conclusion="Проба свернулась")
        keep(VERA, a_record(results=(annulled,)), now)

        assert "Аннулирован" in vera.read("results/")
        assert "Результат аннулирован" in vera.read(f"results/{annulled.result_id}/")


@pytest.mark.rule("R65")
class TestPrescriptions:
    def test_say_what_became_of_them(self, vera: Reader, now: datetime) -> None:
        today, later = now.date(), now.date() + timedelta(days=30)
        long_ago = today - timedelta(days=90)
        states = PrescriptionState
        keep(
            VERA,
            a_record(
                prescriptions=(
                    a_prescription(today, later, drug="Первое"),
                    a_prescription(today, later, state=states.PARTLY_DISPENSED, quantity=3, dispensed=1),
                    a_prescription(today, later, state=states.DISPENSED, dispensed=2),
                    a_prescription(today, later, state=states.CANCELLED, cancelled_because="Другой препарат"),
                    a_prescription(long_ago, long_ago, state=states.PARTLY_DISPENSED, dispensed=1),
                )
            ),
            now,
        )

        page = vera.read("prescriptions/")

        for words in ("Действует", "Отпущен частично", "3, отпущено 1", "Отменён врачом", "Другой препарат"):
            assert words in page
        assert page.count("Просрочен") == 1

    def test_show_the_benefit_to_the_patient(self, vera: Reader, now: datetime) -> None:
        one = a_prescription(DAY, DAY, benefit=Benefit("Сахарный диабет", 100), series="59-26", number="1234567")
        keep(VERA, a_record(prescriptions=(one,)), now)

        page = vera.read("prescriptions/")

        assert "59-26 1234567" in page
        assert "Сахарный диабет, 100 %" in page
        assert "видит только сам пациент" not in page


@pytest.mark.rule("R64")
@pytest.mark.manual("F-06")
class TestObservation:
    def test_tells_of_the_end_the_move_and_the_missed_visit_calmly(self, vera: Reader, now: datetime) -> None:
        today = now.date()
        keep(
            VERA,
            a_record(
                observations=(
                    an_observation(DAY.replace(year=2019), next_visit_on=today - timedelta(days=5)),
                    # Another illness with the same doctor.
                    an_observation(DAY.replace(year=2020), next_visit_on=today + timedelta(days=5)),
                    an_observation(DAY.replace(year=2021), ended_on=DAY, end_reason="Выздоровление"),
                    an_observation(DAY.replace(year=2022), ended_on=DAY, end_reason="Передано", moved_to=HOSPITAL),
                )
            ),
            now,
        )

        page = vera.read("observation/")

        for words in ("Приём просрочен", "Запишитесь, пожалуйста", "Продолжается", "Следующий приём —", "Завершено",
                      "Выздоровление", "Передано в другую поликлинику", HOSPITAL):  # fmt: skip
            assert words in page
        assert page.count("Приём просрочен") == 1


@pytest.mark.rule("R66")
class TestSilence:
    def test_is_no_empty_record(self, vera: Reader, now: datetime) -> None:
        empty = vera.read()
        keep(VERA, a_record(a_case(DAY)), now).is_down = True

        silent = [vera.visitor.get(f"/card-index/{vera.card.card_id}/record/{part}") for part in SECTIONS]

        assert "Записей в медкарте пока нет" in empty
        for answer in silent:
            page = answer.content.decode()
            assert answer.status_code == 503
            assert answer["Retry-After"]
            assert "Медицинская система сейчас не отвечает" in page
            assert "пока нет" not in page

    def test_leaves_the_last_good_copy_with_its_time(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(a_case(DAY)), DAY_OF_COPY, is_answering=False)

        page = vera.read()

        assert "Показаны сведения, полученные 1 ноября 2026, 14:20" in page
        assert "J06.9" in page

    def test_is_not_said_of_parts_that_have_nothing(self, vera: Reader, now: datetime) -> None:
        keep(VERA, a_record(), now)

        pages = {part: vera.read(part) for part in SECTIONS}

        assert "Событий пока нет" in pages[""]
        assert "Случаев лечения пока нет" in pages["history/"]
        assert "Исследований пока нет" in pages["results/"]
        assert "Рецептов пока нет" in pages["prescriptions/"]
        assert "не состоит" in pages["observation/"]


DAY_OF_COPY = datetime.fromisoformat("2026-11-01T09:20:00+00:00")
