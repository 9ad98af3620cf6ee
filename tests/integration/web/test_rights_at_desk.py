"""«Доступ к карте пациента» at the desk over HTTP: R45, R53, R55."""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from http import HTTPStatus
from uuid import UUID, uuid4

import pytest
from django.core import signing
from django.db import connection
from django.http import HttpResponse
from django.utils import timezone
from pytest_django import Settings

from cast import ANNA, DARYA, DMITRY, GLEB, MARIA, CastMember
from factories.access import CHILD, as_insured, ask, consent, decision, person_id, represent
from factories.people import add, add_with_identity, make_account
from fakes.medical_system import FakeInsuredRegistry
from kartoteka.desk.patient_mark import mark_of
from kartoteka.domain.access.models import ConsentPaperRow, DisputeRow, GrantRow, PatientRow, RepresentationRow
from kartoteka.domain.access.types import GrantEnd, Ground, Refusal
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.shared.actor import Actor
from kartoteka.shared.sex import Sex

from .conftest import Visitor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R45")]

PAGE = "/desk/registrar/rights/"
ACTS = ("consent/", "take-back/", "end-paper/", "emancipation/", "birth-date/", "dispute/", "ban/", "lift/")
WHOSE = person_id(DARYA)
PAPER: dict[str, object] = {
    "kind": "written", "number": "17-05", "signed_on": "01.11.2026", "signed_by": "Попова Дарья", "seen": "on",
    "sent": "yes",
}  # fmt: skip


def text_of(answer: HttpResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def search(one: CastMember) -> dict[str, object]:
    return {
        "family": one.name.family,
        "given": one.name.given,
        "patronymic": one.name.patronymic,
        "born": f"{one.birth_date:%d.%m.%Y}",
        "sex": "male" if one.sex is Sex.MALE else "female",
        "document": str(one.snils),
    }


def on(visitor: Visitor, act: str, whose: str, **fields: object) -> HttpResponse:
    """An act of the page about a patient whom this employee found."""
    return visitor.post(f"{PAGE}{act}/", {"patient": mark_of(whose, employee=visitor.account_id), **fields})


def consent_to(account_id: UUID | None, **changes: object) -> dict[str, object]:
    whom: dict[str, object] = {"reader": str(account_id)} if account_id else {
        "reader": "named", "login": DMITRY.email, "family": DMITRY.name.family, "given": DMITRY.name.given,
    }  # fmt: skip
    return {**PAPER, **whom, "parts": ["history"], "months": "3", "form_key": str(uuid4()), **changes}


@pytest.fixture
def gleb(db: None, now: datetime) -> Visitor:
    """The moderator, signed in."""
    return Visitor(make_account(GLEB, now))


@pytest.fixture
def friend(dmitry: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Дмитрий's account: Дарья, who has none of her own, stands in his index."""
    add_with_identity(dmitry, DMITRY, registry, now - timedelta(hours=2))
    add(dmitry, DARYA, registry, now - timedelta(hours=2))
    return dmitry


@pytest.fixture
def mother(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> UUID:
    """Анна's account: Мария is hers by a certificate of birth."""
    add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))
    add(anna, MARIA, registry, now - timedelta(hours=2))
    represent(ANNA, MARIA, now - timedelta(hours=2), by=Actor.account(uuid4()))
    return anna


class TestAPatient:
    def test_is_found_by_his_documents_and_nothing_of_him_is_in_the_address(
        self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry
    ) -> None:
        page = inna.post(PAGE, search(DARYA))

        assert page.status_code == HTTPStatus.OK
        assert str(DARYA.name) in text_of(page)
        assert "<title>Доступ к карте пациента" in page.content.decode()
        assert "no-store" in page.headers["Cache-Control"]
        assert AuditEvent.objects.get(event="registrar.rights-looked-at").subject_id == WHOSE

    def test_who_is_not_found_opens_no_page(self, inna: Visitor, registry: FakeInsuredRegistry) -> None:
        answer = inna.post(PAGE, search(DARYA) | {"given": "Алла"})

        assert "Человек с такими данными не найден" in text_of(answer)

    @pytest.mark.rule("R19")
    def test_of_the_registrars_own_is_a_colleagues(
        self, inna: Visitor, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        add(inna.account_id, DARYA, registry, now)

        answers = [inna.post(PAGE, search(DARYA)), on(inna, "consent", WHOSE)]

        assert {one.status_code for one in answers} == {HTTPStatus.CONFLICT}
        assert all("Попросите коллегу" in text_of(one) for one in answers)
        assert not any("Кому открыта карта" in text_of(one) for one in answers)

    @pytest.mark.parametrize("what", ["none", "another's", "forged", "old"])
    def test_is_sought_anew_where_the_mark_says_nothing(
        self, what: str, inna: Visitor, friend: UUID, settings: Settings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        marks = {
            "none": "",
            "another's": mark_of(WHOSE, employee=uuid4()),
            "forged": signing.dumps([str(inna.account_id), WHOSE], key="another", salt="kartoteka.desk.patient"),
        }
        if what == "old":
            monkeypatch.setattr("django.core.signing.time.time", lambda: 1_700_000_000)
            marks["old"] = mark_of(WHOSE, employee=inna.account_id)
            monkeypatch.undo()

        for act in ACTS[:5]:
            answer = inna.post(f"{PAGE}{act}", {"patient": marks[what], **consent_to(friend)})
            assert answer.status_code == HTTPStatus.CONFLICT, act
            assert "Найдите пациента ещё раз" in text_of(answer)
        assert not GrantRow.objects.exists()

    def test_while_the_registry_is_silent_is_not_shown(
        self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry
    ) -> None:
        registry.is_down = True

        for answer in (inna.post(PAGE, search(DARYA)), on(inna, "consent", WHOSE, **consent_to(friend))):
            assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
        assert not GrantRow.objects.exists()


class TestTheSecondFactor:
    def test_is_asked_for_before_anything(self, inna: Visitor, gleb: Visitor, friend: UUID, settings: Settings) -> None:
        settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = True

        for visitor in (inna, gleb):
            for act in ("", *ACTS):
                answer = visitor.post(f"{PAGE}{act}", {"patient": mark_of(WHOSE, employee=visitor.account_id)})
                assert "/second-factor/" in answer.headers.get("Location", ""), act


class TestConsentOnPaper:
    def test_opens_the_record_to_whom_the_patient_names(
        self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        form = on(inna, "consent", WHOSE)
        answer = on(inna, "consent", WHOSE, **consent_to(None))

        assert "Логин или Электронная почта" in text_of(form)
        assert "Памятка: Вы открыли свою медкарту" in text_of(answer)
        assert str(DMITRY.name) in text_of(answer)
        assert "<title>Доступ открыт" in answer.content.decode()
        assert decision(friend, now + timedelta(seconds=5), WHOSE).ground is Ground.GRANT
        assert ConsentPaperRow.objects.get().recorded_by == inna.account_id

    @pytest.mark.rule("R46")
    def test_that_is_closed_in_the_same_moment_is_said_in_words(
        self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry
    ) -> None:
        def carry_out(execute: Callable[..., object], sql: str, *arguments: object) -> object:
            answer = execute(sql, *arguments)
            if sql.startswith('INSERT INTO "access_consent_paper'):
                GrantRow.objects.filter(ended_at=None).update(
                    ended_at=timezone.now(), ended_by=friend, end=GrantEnd.GIVEN_UP
                )
            return answer

        with connection.execute_wrapper(carry_out):
            answer = on(inna, "consent", WHOSE, **consent_to(None))

        assert answer.status_code == HTTPStatus.CONFLICT
        assert "Доступ уже закрыт" in text_of(answer)

    def test_opens_it_to_whoever_asks_on_the_portal(
        self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        ask(friend, DARYA, registry, now - timedelta(hours=1))

        form = on(inna, "consent", WHOSE)
        on(inna, "consent", WHOSE, **consent_to(friend))

        assert f"{DMITRY.name} — просит доступ на Портале: помогаю следить за здоровьем" in text_of(form)
        assert GrantRow.objects.get().account_id == friend

    @pytest.mark.rule("R12")
    def test_sent_twice_makes_one_right(self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry) -> None:
        fields = consent_to(None)
        on(inna, "consent", WHOSE, **fields)

        again = on(inna, "consent", WHOSE, **fields)

        assert "Это согласие уже записано" in text_of(again)
        assert GrantRow.objects.count() == 1

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"login": ""}, "Спросите логин или почту"),
            ({"family": ""}, "Спросите его фамилию"),
            ({"parts": []}, "Выберите хотя бы один раздел"),
            ({"months": "24"}, "Выберите срок из списка"),
            ({"kind": ""}, "Выберите документ"),
            ({"number": ""}, "Укажите номер документа"),
            ({"signed_on": "31.02.2026"}, "Дата подписи: введите в виде"),
            ({"signed_by": ""}, "Укажите, кто подписал"),
            ({"seen": ""}, "Сличите документы"),
            ({"reader": str(UUID(int=1))}, "Выберите, кому открыть карту"),
        ],
    )
    def test_says_what_is_wrong(
        self, changes: dict[str, object], words: str, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry
    ) -> None:
        answer = on(inna, "consent", WHOSE, **consent_to(None, **changes))

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert words in text_of(answer)
        assert not GrantRow.objects.exists()

    def test_tells_nothing_of_an_account_that_does_not_fit(
        self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry
    ) -> None:
        known = on(inna, "consent", WHOSE, **consent_to(None, given="Пётр"))
        unknown = on(inna, "consent", WHOSE, **consent_to(None, given="Пётр", login="nobody@example.org"))

        said = [text_of(one).replace(DMITRY.email, "").replace("nobody@example.org", "") for one in (known, unknown)]
        assert said[0] == said[1]
        assert known.status_code == unknown.status_code == HTTPStatus.CONFLICT

    def test_is_not_offered_for_a_child_nor_for_whom_the_portal_knows(
        self, inna: Visitor, mother: UUID, registry: FakeInsuredRegistry
    ) -> None:
        child, adult = inna.post(PAGE, search(MARIA)), inna.post(PAGE, search(ANNA))

        assert "Пациент — ребёнок" in text_of(child)
        assert "доступ он открывает и закрывает на Портале сам" in text_of(adult)
        assert "Записать согласие" not in text_of(child) + text_of(adult)

    @pytest.mark.rule("R53")
    def test_is_taken_back_by_another_paper(
        self, inna: Visitor, friend: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        grant = consent(friend, as_insured(DARYA), Actor.account(uuid4()), now - timedelta(hours=1))
        which = {"grant_id": str(grant.grant_id)}

        form = on(inna, "take-back", WHOSE, **which)
        wrong = on(inna, "take-back", WHOSE, **which, sent="yes")
        answer = on(inna, "take-back", WHOSE, **which, **PAPER)

        assert str(DMITRY.name) in text_of(form)
        assert "Укажите номер документа" in text_of(wrong)
        assert "Доступ закрыт" in text_of(answer)
        assert decision(friend, now + timedelta(seconds=5), WHOSE).refusal is Refusal.NO_RIGHT
        assert "Этот доступ уже закрыт" in text_of(on(inna, "take-back", WHOSE, **which, **PAPER))


class TestWhatTheRegistrarSettles:
    @pytest.mark.rule("R31")
    def test_a_representation_that_is_over(
        self, inna: Visitor, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        which = {"representation_id": str(RepresentationRow.objects.get().pk)}

        page = inna.post(PAGE, search(MARIA))
        nameless = on(inna, "end-paper", CHILD, **which)
        answer = on(inna, "end-paper", CHILD, **which, reason="Решение суда 2-15")

        assert str(ANNA.name) in text_of(page)
        assert "Укажите основание" in text_of(nameless)
        assert "Представительство прекращено" in text_of(answer)
        assert decision(mother, now + timedelta(seconds=5)).refusal is Refusal.NO_RIGHT
        assert RepresentationRow.objects.get().end_reason == "Решение суда 2-15"

    @pytest.mark.rule("R57")
    def test_the_last_representative_with_a_warning_and_no_loss(
        self, inna: Visitor, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        words = "Это последний законный представитель ребёнка"
        alone = text_of(inna.post(PAGE, search(MARIA)))
        represent(DMITRY, MARIA, now, by=Actor.account(uuid4()))

        assert words in alone
        assert words not in text_of(inna.post(PAGE, search(MARIA)))
        for paper in RepresentationRow.objects.all():
            on(inna, "end-paper", CHILD, representation_id=str(paper.pk), reason="Ошибка")
        assert PatientRow.objects.filter(pk=CHILD).exists()

    @pytest.mark.rule("R31")
    def test_but_none_of_another_patient_nor_of_the_registrys(
        self, inna: Visitor, mother: UUID, friend: UUID, registry: FakeInsuredRegistry
    ) -> None:
        which = {"representation_id": str(RepresentationRow.objects.get().pk), "reason": "Ошибка"}

        on(inna, "end-paper", WHOSE, **which)
        RepresentationRow.objects.update(basis="registry")
        answer = on(inna, "end-paper", CHILD, **which)

        assert "Это сведения медицинской системы" in text_of(answer)
        assert RepresentationRow.objects.get().ended_at is None

    @pytest.mark.rule("R35")
    def test_full_capacity_of_a_minor(
        self, inna: Visitor, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        PatientRow.objects.filter(pk=CHILD).update(birth_date=date(2010, 5, 19))
        assert "Укажите основание" in text_of(on(inna, "emancipation", CHILD, on="20.11.2026"))

        answer = on(inna, "emancipation", CHILD, on="20.11.2026", reason="Свидетельство о браке 7")

        assert "Дееспособность записана" in text_of(answer)
        assert decision(mother, now + timedelta(seconds=5)).refusal is Refusal.CAME_OF_AGE
        assert PatientRow.objects.get(pk=CHILD).emancipation_paper == "Свидетельство о браке 7"
        assert AuditEvent.objects.filter(event="access.emancipation-recorded").exists()

    @pytest.mark.rule("R42")
    def test_a_birth_date_that_the_registry_corrected(
        self, inna: Visitor, mother: UUID, registry: FakeInsuredRegistry
    ) -> None:
        PatientRow.objects.filter(pk=CHILD).update(former_birth_date=date(2008, 1, 1))

        page = inna.post(PAGE, search(MARIA))
        unseen = on(inna, "birth-date", CHILD)
        on(inna, "birth-date", CHILD, compared="on")

        assert "Дата рождения исправлена" in text_of(page)
        assert "Сличите дату рождения с документом" in text_of(unseen)
        assert PatientRow.objects.get(pk=CHILD).former_birth_date is None


@pytest.mark.rule("R53", "R55")
class TestWhatAModeratorSettles:
    def test_is_no_registrars(self, inna: Visitor, mother: UUID, registry: FakeInsuredRegistry) -> None:
        page = text_of(inna.post(PAGE, search(MARIA)))
        answers = [on(inna, act, CHILD, reason="Спор", account_id=str(mother)) for act in ("dispute", "ban", "lift")]

        assert {one.status_code for one in answers} == {HTTPStatus.NOT_FOUND}
        assert "Спор о доступе" not in page
        assert "Запретить отображение" not in page
        assert not DisputeRow.objects.exists()

    def test_a_dispute_freezes_and_frees(
        self, gleb: Visitor, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        later = now + timedelta(seconds=5)
        assert "Укажите основание" in text_of(on(gleb, "dispute", CHILD))

        opened = on(gleb, "dispute", CHILD, reason="Обращение 12-7")
        frozen = decision(mother, later).refusal
        closed = on(gleb, "dispute", CHILD, **{"is": "over"})

        assert "Основание: Обращение 12-7" in text_of(opened)
        assert frozen is Refusal.DISPUTED
        assert "Спор закрыт" in text_of(closed)
        assert decision(mother, later).is_allowed

    def test_a_ban_reaches_a_parent_and_is_lifted(
        self, gleb: Visitor, mother: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        later, whom = now + timedelta(seconds=5), {"account_id": str(mother)}
        assert "Укажите основание" in text_of(on(gleb, "ban", CHILD, **whom))

        banned = on(gleb, "ban", CHILD, **whom, reason="Определение суда 3")
        shut = decision(mother, later).refusal
        lifted = on(gleb, "lift", CHILD, **whom)

        assert "Определение суда 3" in text_of(banned)
        assert shut is Refusal.FORBIDDEN
        assert "Запрет снят" in text_of(lifted)
        assert decision(mother, later).is_allowed

    def test_a_ban_is_for_whom_the_page_shows(
        self, gleb: Visitor, mother: UUID, friend: UUID, registry: FakeInsuredRegistry
    ) -> None:
        answer = on(gleb, "ban", CHILD, account_id=str(friend), reason="Определение суда 3")

        assert "Этот пользователь карту уже не видит" in text_of(answer)
        assert "access.forbidden" not in AuditEvent.objects.values_list("event", flat=True)
