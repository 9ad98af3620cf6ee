"""The screens of the app: the Portal's rooms in its frame, with its words, under its addresses."""

import json
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.conf import settings
from django.test import Client

from cast import ANNA, DMITRY, MARIA, VERA
from factories.access import represent
from factories.people import PERM, add, add_with_identity
from factories.records import a_case, a_record
from factories.verification import given_awaiting
from fakes.medical_system import FakeBookedServices, FakeInsuredRegistry
from integration.web.phone import Phone
from integration.web.record_reading import keep
from integration.web.test_profile_pages import newest_code
from kartoteka.domain.access.models import JournalRow
from kartoteka.domain.access.types import Channel
from kartoteka.domain.accounts.models import AccountSession
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.types import Card
from kartoteka.shared.actor import Actor

LIST = "/m/card-index/"


@pytest.fixture
def own(anna: UUID, registry: FakeInsuredRegistry, now: datetime) -> Card:
    """Анна's own card; she showed her passport."""
    return add_with_identity(anna, ANNA, registry, now - timedelta(hours=2))


@pytest.fixture
def daughter(anna: UUID, own: Card, registry: FakeInsuredRegistry, now: datetime) -> Card:
    return add(anna, MARIA, registry, now - timedelta(hours=1))


@pytest.fixture
def phone(anna: UUID, own: Card) -> Phone:
    return Phone(anna)


def page_of(card: Card, name: str = "") -> str:
    return f"{LIST}{card.card_id}/{name}"


class TestTheFrame:
    @pytest.mark.manual("P-02", "P-09")
    def test_has_the_profile_on_top_of_the_side_panel_and_the_way_out(self, phone: Phone) -> None:
        page = phone.read("/m/")

        panel = page[page.index('id="side"') :]
        assert panel.index('href="/m/profile/"') < panel.index("Соколова Анна") < panel.index('href="/m/card-index/"')
        assert "Выйти" in panel
        assert 'action="/m/sign-out/"' in page

    @pytest.mark.parametrize(
        ("path", "tab"),
        [(LIST, "Картотека"), ("/m/", "Главная"), ("/m/services/", "Запись"), ("/m/records/", "Медкарта")],
    )
    def test_marks_the_tab_of_the_page(self, phone: Phone, path: str, tab: str) -> None:
        page = phone.read(path)

        tabs = page[page.index('class="tabs"') :]
        marked = tabs[tabs.index('aria-current="page"') :]
        assert marked[: marked.index("</a>")].endswith(f'<span class="tabs__word">{tab}</span>')

    def test_leads_nowhere_out_of_the_app(self, phone: Phone, daughter: Card) -> None:
        paths = ("/m/", LIST, page_of(daughter), "/m/services/", "/m/profile/", "/m/feedback/", "/m/access-requests/")

        for path in paths:
            links = {one.split('"')[0] for one in phone.read(path).split('href="')[1:]}
            # The files of the pages, telephones, places of the page, and services of the region on sites of their own.
            outside = {one for one in links if not one.startswith(("/m/", "/static/", "#", "tel:", "https://"))}
            assert outside == set(), path

    def test_stands_around_a_page_that_is_nowhere(self, phone: Phone) -> None:
        answer = phone.get(f"{LIST}{uuid4()}/")

        assert answer.status_code == 404
        assert 'class="tabs"' in answer.content.decode()

    def test_is_not_that_of_the_portal(self, phone: Phone) -> None:
        assert "Версия для слабовидящих" not in phone.read(LIST)


class TestTheCardIndex:
    @pytest.mark.manual("C-01")
    def test_shows_people_with_their_services(
        self, phone: Phone, daughter: Card, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        booked_services.give("person-103", at=now + timedelta(days=2), booked_by=phone.account_id, title="Педиатр")

        page = phone.read(LIST)

        for words in ("Картотека", str(ANNA.name), "Главный пользователь", str(MARIA.name), "Дочь", "Педиатр"):
            assert words in page
        assert "Моя картотека" not in page

    @pytest.mark.manual("C-08", "C-09")
    def test_has_the_context_menu_of_the_manual(self, phone: Phone, daughter: Card) -> None:
        page = phone.read(LIST)

        menu = page[page.index(f'id="menu-{daughter.card_id}"') :]
        for label, path in (
            ("Редактировать данные пациента", page_of(daughter, "edit/")),
            ("Удалить из картотеки", page_of(daughter, "remove/")),
        ):
            link = menu[menu.index(f'href="{path}"') :]
            assert label in link[: link.index("</a>")]

    @pytest.mark.manual("C-02")
    def test_offers_no_removal_of_the_main_person(self, phone: Phone, daughter: Card) -> None:
        assert phone.read(LIST).count("Удалить из картотеки") == 1

    @pytest.mark.manual("C-09", "F-04")
    def test_removes_after_a_yes(self, phone: Phone, daughter: Card) -> None:
        question = phone.read(page_of(daughter, "remove/"))
        answer = phone.post(page_of(daughter, "remove/"), {"card": str(daughter.card_id)})

        assert ">Да</button>" in question
        assert ">Нет</a>" in question
        assert answer.headers["Location"] == LIST
        assert CardRow.objects.get(pk=daughter.card_id).removed_at is not None

    @pytest.mark.manual("C-09")
    def test_renews_itself_where_the_sheet_asked(self, phone: Phone, daughter: Card) -> None:
        data: dict[str, object] = {"card": str(daughter.card_id)}

        fragment = phone.post(page_of(daughter, "remove/"), data, **{"HX-Request": "true"}).content.decode()

        assert "1 человек из 50 возможных" in fragment
        assert "запись удалена из картотеки" in fragment
        assert 'href="/m/card-index/add/"' in fragment

    @pytest.mark.manual("C-04", "F-03")
    def test_adds_who_is_found(self, phone: Phone) -> None:
        data: dict[str, object] = {
            "family": "Соколов", "given": "Дмитрий", "patronymic": "Павлович", "birth_day": "3", "birth_month": "8",
            "birth_year": "1984", "sex": "male", "kinship": "spouse", "snils": str(DMITRY.snils), "action": "add",
            "policy_kind": "unified", "form_key": str(uuid4()),
        }  # fmt: skip

        answer = phone.post("/m/card-index/add/", data)

        assert answer.headers["Location"] == LIST
        assert str(DMITRY.name) in phone.read(LIST)

    @pytest.mark.manual("C-04")
    def test_adds_by_the_button_of_the_manual(self, phone: Phone) -> None:
        form = phone.read("/m/card-index/add/")

        assert "Добавить человека" in form
        assert "Добавить в картотеку" not in form
        assert 'value="add">' in form
        assert form.count("Добавить</button>") == 1

    @pytest.mark.manual("C-05", "C-06")
    def test_sends_to_the_moderator_whom_it_did_not_find(self, phone: Phone) -> None:
        data: dict[str, object] = {
            "family": "Неизвестный", "given": "Павел", "no_patronymic": "on", "birth_day": "1", "birth_month": "2",
            "birth_year": "1990", "sex": "male", "kinship": "other", "snils": "112-233-445 95", "action": "add",
            "policy_kind": "unified", "form_key": str(uuid4()),
        }  # fmt: skip

        missed = phone.post("/m/card-index/add/", data)
        sent = phone.post("/m/card-index/add/", data | {"action": "verify", "form_key": str(uuid4())})

        assert "Отправить на проверку" in missed.content.decode()
        assert sent.headers["Location"] == LIST
        assert "Ожидает модерации" in phone.read(LIST)

    @pytest.mark.manual("C-08")
    def test_calls_the_form_as_the_menu_does(self, phone: Phone, daughter: Card) -> None:
        assert "<h1" in (page := phone.read(page_of(daughter, "edit/")))
        assert "Редактировать данные пациента" in page
        assert "Изменить данные" not in page

    def test_shows_the_progress_of_a_check(self, phone: Phone, now: datetime) -> None:
        card = given_awaiting(phone.account_id, DMITRY, now)

        assert f'href="{page_of(card, "verification/")}"' in phone.read(LIST)
        assert phone.get(page_of(card, "verification/")).status_code == 200


class TestTheFirstScreen:
    def test_shows_the_next_visit_of_each_the_soonest_first(
        self, phone: Phone, daughter: Card, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        booked_services.give("person-101", at=now + timedelta(days=3), booked_by=phone.account_id, title="Терапевт")
        booked_services.give("person-103", at=now + timedelta(days=2), booked_by=phone.account_id, title="Педиатр")

        page = phone.read("/m/")

        assert page.index("Педиатр") < page.index("Терапевт")

    @pytest.mark.rule("R66")
    def test_says_when_visits_are_not_known(self, phone: Phone, booked_services: FakeBookedServices) -> None:
        booked_services.is_down = True

        assert "временно недоступны" in phone.read("/m/")


@pytest.mark.manual("F-06", "F-11")
class TestTheRecord:
    def test_is_chosen_among_those_that_are_open(
        self, phone: Phone, own: Card, daughter: Card, anna: UUID, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        vera = add(anna, VERA, registry, now)
        represent(ANNA, MARIA, now - timedelta(hours=1), by=Actor.account(uuid4()))

        page = phone.read("/m/records/")

        assert f'href="{page_of(own, "record/")}"' in page
        assert f'href="{page_of(daughter, "record/")}"' in page
        assert f'href="{page_of(vera, "access/")}"' in page
        assert f'href="{page_of(vera, "record/")}"' not in page
        assert not JournalRow.objects.exists()

    @pytest.mark.rule("R73")
    @pytest.mark.parametrize(
        "part", ["", "history/", "results/", "prescriptions/", "observation/"], ids=lambda part: part or "overview"
    )
    def test_is_read_from_the_app_and_the_journal_says_so(
        self, phone: Phone, own: Card, now: datetime, part: str
    ) -> None:
        keep(ANNA, a_record(a_case(date(2026, 11, 12))), now)

        answer = phone.get(page_of(own, f"record/{part}"))

        assert answer.status_code == 200
        assert JournalRow.objects.get().channel == Channel.APP
        assert "в приложении" in phone.read(page_of(own, "access/journal/"))

    def test_watches_its_right_by_the_session_of_the_app(self, phone: Phone, own: Card, now: datetime) -> None:
        keep(ANNA, a_record(a_case(date(2026, 11, 12))), now)

        page = phone.read(page_of(own, "record/"))

        assert f'data-stream="/events/app/record/{own.card_id}/patient/"' in page
        assert f'data-ask="/m/still-open/{own.card_id}/patient/"' in page
        assert phone.get(f"/m/still-open/{own.card_id}/patient/").status_code == 204

    @pytest.mark.rule("R82")
    def test_opens_by_the_session_of_the_app_nowhere_else(self, phone: Phone, own: Card, now: datetime) -> None:
        keep(ANNA, a_record(a_case(date(2026, 11, 12))), now)
        phone.client.cookies[settings.SESSION_COOKIE_NAME] = phone.session_key

        answer = phone.get(f"/card-index/{own.card_id}/record/")

        assert answer.status_code == 302
        assert answer.headers["Location"].startswith("/sign-in/")
        assert not JournalRow.objects.exists()

    @pytest.mark.rule("R82")
    def test_that_lies_open_is_nobody_who_is_there(self, phone: Phone, own: Card, now: datetime) -> None:
        """Its page asks by itself: were that use, the app would never lock."""
        long_ago = now - timedelta(hours=1)
        AccountSession.objects.update(seen_at=long_ago)

        phone.get(f"/m/still-open/{own.card_id}/patient/")

        assert AccountSession.objects.get().seen_at == long_ago
        assert phone.get(page_of(own, "record/")).headers["Location"].startswith("/m/unlock/")

    def test_has_the_kinds_of_cases_one_press_away(self, phone: Phone, own: Card, now: datetime) -> None:
        keep(ANNA, a_record(a_case(date(2026, 11, 12))), now)

        assert 'class="chips" aria-label="Вид"' in phone.read(page_of(own, "record/history/"))

    @pytest.mark.manual("F-09")
    def test_of_a_child_opens_by_code(self, phone: Phone, daughter: Card) -> None:
        assert f'href="{page_of(daughter, "access/redeem/")}"' in phone.read(page_of(daughter, "access/"))
        assert "Код доступа" in phone.read(page_of(daughter, "access/redeem/"))


class TestTheProfile:
    @pytest.mark.manual("P-01")
    def test_changes_the_address_and_nothing_else(self, phone: Phone, own: Card) -> None:
        page = phone.read("/m/profile/")
        phone.post("/m/profile/", {"action": "save", "phone": "", "version": own.version, "address_city": "Вологда"})

        assert 'name="family"' not in page
        assert 'value="Вологда"' in phone.read("/m/profile/")

    @pytest.mark.manual("P-03", "P-05")
    def test_sends_a_code_and_offers_another_after_a_wrong_one(self, phone: Phone, own: Card) -> None:
        form = {"phone": "+7 (921) 118-00-16", "action": "confirm", "version": own.version}

        sent = phone.post("/m/profile/", form)
        code = f"{(int(newest_code()) + 1) % 10**6:06d}"
        wrong = phone.post("/m/profile/phone/", {"code": code, "action": "activate"})

        assert sent.headers["Location"] == "/m/profile/phone/"
        assert wrong.status_code == 422
        assert "Получить SMS" in wrong.content.decode()

    @pytest.mark.manual("P-08")
    def test_leads_to_a_new_password(self, phone: Phone) -> None:
        assert 'href="/m/profile/password/"' in phone.read("/m/profile/")
        assert phone.get("/m/profile/password/").headers["Location"].startswith("/m/proof/?")

    @pytest.mark.manual("P-04")
    def test_activates_the_telephone_by_the_button_of_the_manual(self, phone: Phone) -> None:
        phone.post("/m/profile/", {"phone": "+7 (921) 118-00-16", "action": "confirm", "version": "1"})

        page = phone.read("/m/profile/phone/")

        assert "Ввести код</button>" in page
        assert "Активировать</button>" not in page


class TestTheRegion:
    @pytest.mark.manual("A-05")
    def test_is_changed_and_leads_back(self, phone: Phone, perm: None) -> None:
        link = "/m/region/?next=/m/services/"
        assert f'href="{link}"' in phone.read("/m/services/")

        page = phone.read(link)
        answer = phone.post("/m/region/", {"region": PERM.code, "next": "/m/services/"})

        assert 'href="/m/services/" aria-label="Назад"' in page
        assert answer.headers["Location"] == "/m/services/"
        assert PERM.name in phone.read("/m/services/")


class TestTheSettings:
    def test_change_size_and_contrast_and_come_back(self, phone: Phone) -> None:
        answer = phone.client.post("/appearance/", {"mode": "on", "next": "/m/settings/"})

        assert answer.headers["Location"] == "/m/settings/"
        assert 'aria-label="Настройка версии для слабовидящих"' in phone.read("/m/settings/")
        # The panel stands on the page of settings alone.
        assert 'aria-label="Настройка версии для слабовидящих"' not in phone.read(LIST)


class TestTheShell:
    @pytest.mark.manual("A-04", "A-05")
    def test_is_installed_by_its_manifest(self, client: Client) -> None:
        answer = client.get("/m/manifest.webmanifest")
        manifest = answer.json()

        assert answer["Content-Type"] == "application/manifest+json"
        assert (manifest["name"], manifest["lang"], manifest["display"]) == ("К врачу", "ru", "standalone")
        assert (manifest["id"], manifest["scope"], manifest["start_url"]) == ("/m/", "/m/", "/m/start/")
        assert {one["sizes"] for one in manifest["icons"] if one["purpose"] == "maskable"} == {"192x192", "512x512"}
        assert {one["url"] for one in manifest["shortcuts"]} == {
            LIST, "/m/card-index/add/", "/m/services/", "/m/records/",
        }  # fmt: skip

    def test_keeps_files_and_the_page_without_network_alone(self, client: Client) -> None:
        answer = client.get("/m/service-worker.js")
        script = answer.content.decode()

        assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/javascript; charset=utf-8", "no-cache")
        facts = json.loads(script.partition("const facts = ")[2].partition(";\n")[0])
        assert facts["offline"] == "/m/offline/"
        assert facts["shell"]
        assert [path for path in facts["shell"] if not path.startswith("/static/")] == []

    def test_says_nothing_of_anybody_without_network(self, phone: Phone, client: Client) -> None:
        page = phone.read("/m/offline/")

        assert page == client.get("/m/offline/").content.decode()
        assert "Нет связи" in page
        assert "csrfmiddlewaretoken" not in page

    def test_shows_how_to_install_it(self, client: Client) -> None:
        page = client.get("/m/install/").content.decode()

        assert page.count('class="install-picture"') == 3
        assert "Установить сейчас" in page


class TestTheWords:
    def test_of_the_way_to_the_card_index_are_the_apps(self, anna: UUID) -> None:
        page = Phone(anna).read("/m/records/")

        assert "В картотеке пока никого нет" in page
        assert "Моя картотека" not in page
