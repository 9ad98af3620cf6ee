"""The second factor of staff: without it there is nothing to do, and with it no password alone signs in."""

import re
from collections.abc import Iterator
from http import HTTPStatus

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from pytest_django import Settings

from cast import ANNA, GLEB, NINA, ROMAN
from factories.people import PASSWORD, account_row, make_account
from kartoteka.config.settings import base, dev
from kartoteka.domain.accounts import administration, consents, staff_roles
from kartoteka.domain.accounts.models import Account
from kartoteka.domain.accounts.types import BlockGround, Role
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.shared.actor import Actor

from .administrators_pages import page_of, words
from .conftest import Visitor
from .staff_at_work import START, STEP, Clock, Staff, title

pytestmark = pytest.mark.manual("A-02")


@pytest.fixture
def clock() -> Iterator[Clock]:
    with time_machine.travel(START, tick=False) as traveller:
        yield Clock(traveller)


@pytest.fixture(autouse=True)
def needed(neighbours: None, settings: Settings) -> None:
    settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = True


@pytest.fixture
def nina_works(clock: Clock, db: None) -> Staff:
    """An administrator without a second factor."""
    make_account(NINA, START)
    return Staff("nina", clock)


def events(staff: Staff) -> list[str]:
    account = Account.objects.get(login=staff.login)
    return list(AuditEvent.objects.filter(account_id=account.pk).order_by("id").values_list("event", flat=True))


class TestSettings:
    def test_ask_for_it_everywhere_but_in_the_demo(self) -> None:
        assert base.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR
        assert not dev.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR


class TestStaffWithoutIt:
    def test_are_led_to_set_it_up_wherever_they_go(self, nina_works: Staff) -> None:
        page = nina_works.give_password()
        assert title(page) == "Код при входе"
        assert "Сотрудники Портала входят только с паролем и кодом" in words(page)

        for path in ("/admin/", "/admin/administration/account/", "/card-index/", "/"):
            assert title(nina_works.get(path)) == "Код при входе", path

    @pytest.mark.parametrize("role", [Role.MODERATOR, Role.REGISTRAR])
    def test_are_all_who_are_no_patients(self, clock: Clock, db: None, role: Role) -> None:
        Account.objects.filter(pk=make_account(GLEB, START)).update(role=role)

        assert title(Staff("gleb", clock).give_password()) == "Код при входе"

    def test_carry_nothing_out(self, nina_works: Staff) -> None:
        darya = make_account(ANNA, START)
        nina_works.give_password()

        nina_works.post(page_of(darya, "block"), ground=BlockGround.OWNER_ASKED)

        assert account_row(darya).is_active

    def test_are_led_there_as_a_whole_page_where_htmx_asked_for_a_part(self, nina_works: Staff) -> None:
        nina_works.give_password()

        answer = nina_works.browser.get("/card-index/", headers={"HX-Request": "true"})

        assert answer.headers["HX-Redirect"] == "/second-factor/"
        assert answer.headers["Cache-Control"] == "no-store"

    def test_are_asked_for_their_consent_first(self, nina_works: Staff) -> None:
        consents.publish_text(text="Новый текст", by=Actor.system(), now=START)

        page = nina_works.give_password()
        assert title(page) == "Согласие на обработку персональных данных"
        fields = dict(re.findall(r'name="(acting_as|version)" value="(\w+)"', page.content.decode()))

        assert title(nina_works.post("/consent/", next="/admin/", **fields)) == "Код при входе"

    def test_can_sign_out(self, nina_works: Staff) -> None:
        nina_works.give_password()

        nina_works.post("/sign-out/")

        assert title(nina_works.get("/second-factor/")) == "Вход"


class TestSettingItUp:
    def test_lets_staff_work_and_gives_recovery_codes(self, nina_works: Staff) -> None:
        page = nina_works.set_up()

        assert title(page) == "Запасные коды"
        assert len(re.findall(r"<code>\d{8}</code>", page.content.decode())) == 10
        assert title(nina_works.get("/admin/")) == "Администрирование"
        assert Event.SECOND_FACTOR_SET_UP in events(nina_works)

    def test_wants_the_password_once_more(self, nina_works: Staff) -> None:
        nina_works.give_password()
        assert title(nina_works.get("/second-factor/set-up/")) == "Введите пароль ещё раз"

        page = nina_works.post("/second-factor/password/", password="wrong")

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert title(nina_works.get("/second-factor/set-up/")) == "Введите пароль ещё раз"

    def test_shows_a_picture_that_the_policy_allows(self, nina_works: Staff) -> None:
        nina_works.give_password()
        nina_works.post("/second-factor/password/?next=/", password=PASSWORD)

        page = nina_works.get("/second-factor/set-up/").content.decode()

        assert '<img src="data:image/svg+xml;base64,' in page
        assert "<svg:" not in page

    def test_wants_the_code_of_this_very_key(self, nina_works: Staff) -> None:
        nina_works.give_password()
        nina_works.post("/second-factor/password/?next=/", password=PASSWORD)
        nina_works.get("/second-factor/set-up/")

        page = nina_works.post("/second-factor/set-up/", code="000000")

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Код не подошёл" in words(page)
        assert not Authenticator.objects.exists()
        assert title(nina_works.get("/admin/")) == "Код при входе"

    def test_keeps_the_key_and_the_recovery_codes_encrypted(self, nina_works: Staff) -> None:
        nina_works.set_up()

        kept = [str(data) for data in Authenticator.objects.values_list("data", flat=True)]

        assert len(kept) == 2
        assert not [data for data in kept if nina_works.secret in data]
        assert all("gAAAA" in data for data in kept)

    def test_is_done_once(self, nina_works: Staff) -> None:
        nina_works.set_up()

        assert title(nina_works.get("/second-factor/set-up/")) == "Код при входе"

    def test_leads_back_to_the_profile_once_it_is_done(self, nina_works: Staff) -> None:
        assert 'class="crumbs"' not in nina_works.give_password().content.decode()

        nina_works.set_up()

        page = nina_works.get("/second-factor/").content.decode()
        assert '<a href="/profile/">Профиль</a>' in page
        assert "Вернуться в профиль" in page

    def test_is_no_page_of_patients(self, clock: Clock, anna: object) -> None:
        visitor = Staff("anna", clock)
        assert visitor.give_password().status_code == HTTPStatus.OK

        for path in ("", "set-up/", "recovery-codes/", "recovery-codes/new/", "password/", "code/"):
            assert visitor.get(f"/second-factor/{path}").status_code == HTTPStatus.NOT_FOUND, path


class TestSigningIn:
    def test_asks_for_the_code_and_signs_nobody_in_before(self, nina_works: Staff) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()

        assert title(other.give_password()) == "Код для входа"
        assert other.get("/admin/").status_code == HTTPStatus.NOT_FOUND
        assert title(other.post("/sign-in/code/", code=other.code)) == "Администрирование"

    def test_refuses_a_wrong_code_and_notes_it(self, nina_works: Staff) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()
        other.give_password()

        page = other.post("/sign-in/code/", code="000000")

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Код не подошёл" in words(page)
        assert events(other)[-1] == Event.SECOND_FACTOR_FAILED

    def test_takes_a_code_once(self, nina_works: Staff) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()
        other.give_password()
        used = other.code
        other.post("/sign-in/code/", code=used)
        thief = Staff("nina", nina_works.clock)
        thief.give_password()
        nina_works.clock.pass_by(STEP)

        page = thief.post("/sign-in/code/", code=used)

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY

    @pytest.mark.parametrize("mark", [" ", "-", ".", "\t"])
    def test_takes_a_code_once_however_it_is_written(self, nina_works: Staff, mark: str) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()
        other.give_password()
        used = other.code
        other.post("/sign-in/code/", code=used)
        # What the package itself remembers is the memory of one process, and shorter than a code lives.
        cache.clear()
        thief = Staff("nina", nina_works.clock)
        thief.give_password()

        page = thief.post("/sign-in/code/", code=f"{used[:3]}{mark}{used[3:]}")

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Этот код уже был введён" in words(page)

    def test_takes_the_code_of_the_step_before_and_no_older_one(self, nina_works: Staff) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()
        other.give_password()
        late = other.code
        nina_works.clock.pass_by(2 * STEP)
        assert other.post("/sign-in/code/", code=late).status_code == HTTPStatus.UNPROCESSABLE_ENTITY

        late = other.code
        nina_works.clock.pass_by(STEP)

        assert title(other.post("/sign-in/code/", code=late)) == "Администрирование"

    def test_stops_guessing(self, nina_works: Staff) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()
        other.give_password()
        for _ in range(10):
            other.post("/sign-in/code/", code="000000")

        page = other.post("/sign-in/code/", code=other.code)

        assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Слишком много неверных кодов" in words(page)

    def test_takes_a_recovery_code_once(self, nina_works: Staff) -> None:
        codes = re.findall(r"<code>(\d{8})</code>", nina_works.set_up().content.decode())
        for expected in ("Администрирование", "Код для входа"):
            other = nina_works.in_another_browser()
            other.give_password()

            assert title(other.post("/sign-in/code/", code=codes[0])) == expected

    def test_asks_nothing_of_patients(self, clock: Clock, anna: object) -> None:
        assert title(Staff("anna", clock).give_password()) == "Моя картотека"

    def test_can_be_given_up_for_another_account(self, nina_works: Staff, anna: object) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()
        other.give_password()
        assert title(other.get("/sign-in/")) == "Код для входа"

        other.post("/sign-out/")

        assert title(other.get("/sign-in/")) == "Вход"

    def test_without_a_password_leads_to_the_sign_in(self, clock: Clock, db: None) -> None:
        assert title(Staff("nina", clock).get("/sign-in/code/")) == "Вход"

    @pytest.mark.parametrize("act", ["block", "reset"])
    def test_ends_when_the_account_is_blocked_or_reset_before_the_code(self, nina_works: Staff, act: str) -> None:
        nina_works.set_up()
        other = nina_works.in_another_browser()
        other.give_password()
        roman = Actor.account(make_account(ROMAN, START))
        nina = Account.objects.get(login="nina").pk
        if act == "block":
            administration.block_account(
                account_id=nina,
                ground=BlockGround.STAFF_LEFT,
                note="",
                feedback_address="",
                by=roman,
                now=other.clock.now,
            )
        else:
            administration.reset_sign_in(account_id=nina, reset_address=str, by=roman, now=other.clock.now)

        assert title(other.post("/sign-in/code/", code=other.code)) == "Вход"


class TestASessionThatBeganWithoutIt:
    def test_is_ended_when_it_is_set_up_elsewhere_and_nobody_elses(self, nina_works: Staff, anna: object) -> None:
        elsewhere, annas = Staff("nina", nina_works.clock), Staff("anna", nina_works.clock)
        elsewhere.give_password()
        annas.give_password()

        nina_works.set_up()

        assert title(elsewhere.get("/second-factor/")) == "Вход"
        assert title(nina_works.get("/admin/")) == "Администрирование"
        assert title(annas.get("/card-index/")) == "Моя картотека"

    def test_is_asked_for_the_code(self, nina_works: Staff) -> None:
        elsewhere = nina_works.with_the_password_alone()

        assert title(elsewhere.get("/admin/administration/account/")) == "Подтвердите вход"
        page = elsewhere.post("/second-factor/code/?next=/admin/", code=elsewhere.code)

        assert title(page) == "Администрирование"

    @pytest.mark.parametrize("path", ["set-up/", "recovery-codes/", "recovery-codes/new/"])
    def test_does_not_come_to_codes_by_the_password(self, nina_works: Staff, path: str) -> None:
        thief = nina_works.with_the_password_alone()
        thief.post("/second-factor/password/?next=/second-factor/", password=PASSWORD)

        page = thief.get(f"/second-factor/{path}")

        assert title(page) == "Подтвердите вход"
        assert not re.search(r"<code>", page.content.decode())

    def test_makes_no_recovery_codes_of_its_own(self, nina_works: Staff) -> None:
        thief = nina_works.with_the_password_alone()
        thief.post("/second-factor/password/?next=/second-factor/", password=PASSWORD)

        page = thief.post("/second-factor/recovery-codes/new/")

        assert title(page) == "Подтвердите вход"
        assert Event.RECOVERY_CODES_MADE not in events(thief)

    def test_of_an_account_that_becomes_staff_is_ended(self, nina_works: Staff, anna: object) -> None:
        nina_works.set_up()
        annas = Staff("anna", nina_works.clock)
        annas.give_password()
        account = Account.objects.get(login="anna").pk
        nina = Actor.account(Account.objects.get(login="nina").pk)
        proposal = staff_roles.propose_role(account_id=account, role=Role.MODERATOR, by=nina, now=START)

        staff_roles.confirm_role(proposal_id=proposal, by=Actor.account(make_account(ROMAN, START)), now=START)

        assert title(annas.get("/card-index/")) == "Вход"
        assert title(annas.give_password()) == "Код при входе"


class TestRecoveryCodes:
    def test_are_replaced_and_the_former_ones_are_worth_nothing(self, nina_works: Staff) -> None:
        former = re.findall(r"<code>(\d{8})</code>", nina_works.set_up().content.decode())

        page = nina_works.post("/second-factor/recovery-codes/new/")

        codes = re.findall(r"<code>(\d{8})</code>", page.content.decode())
        assert len(codes) == 10
        assert not set(codes) & set(former)
        assert events(nina_works)[-1] == Event.RECOVERY_CODES_MADE
        other = nina_works.in_another_browser()
        other.give_password()
        assert title(other.post("/sign-in/code/", code=former[0])) == "Код для входа"

    def test_are_shown_only_after_the_password(self, nina_works: Staff) -> None:
        nina_works.set_up()
        nina_works.clock.pass_by(3600)

        assert title(nina_works.get("/second-factor/recovery-codes/")) == "Введите пароль ещё раз"


class TestTheAdministrator:
    def test_resets_the_factor_of_somebody_who_lost_it(self, nina_works: Staff, clock: Clock) -> None:
        nina_works.set_up()
        gleb = Staff("gleb", clock)
        account = make_account(GLEB, START)
        gleb.set_up()
        mark = re.search(r'name="acting_as" value="(\w+)"', nina_works.get(page_of(account, "role")).content.decode())
        assert mark

        page = nina_works.post(page_of(account, "reset-second-factor"), acting_as=mark[1])

        assert "Код при входе сброшен" in words(page)
        assert events(gleb)[-2:] == [Event.SECOND_FACTOR_RESET, Event.ACCOUNT_LOOKED_AT]
        assert title(gleb.get("/card-index/")) == "Вход"
        assert title(gleb.give_password()) == "Код при входе"

    def test_is_offered_it_only_where_there_is_one(self, nina_works: Staff) -> None:
        nina_works.set_up()
        gleb = make_account(GLEB, START)

        assert "Сбросить код при входе" not in words(nina_works.get(page_of(gleb)))


class TestTheDemo:
    def test_lets_staff_work_without_it(self, settings: Settings, db: None, clock: Clock) -> None:
        settings.KARTOTEKA_STAFF_NEEDS_SECOND_FACTOR = False

        assert Visitor(make_account(NINA, START)).get("/admin/").status_code == HTTPStatus.OK
