"""The pages of the card index over HTTP: who sees what, how it is changed and removed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from cast import ANNA, DMITRY, MARIA
from factories.people import PERM, add, add_with_identity, make_region, stranger
from factories.verification import given_awaiting
from fakes.medical_system import FakeBookedServices, FakeInsuredRegistry
from kartoteka.domain.accounts.selectors import account
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.card_index.selectors import count_cards, find_card
from kartoteka.domain.card_index.types import Address, Card

from .conftest import Visitor, page_of

LIST = "/card-index/"
PAGES_OF_A_CARD = ("", "edit/", "remove/", "verification/")


class TestTheList:
    @pytest.mark.manual("C-01")
    @pytest.mark.usefixtures("maria")
    def test_shows_people_with_kinship_and_services(
        self, anna_visits: Visitor, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        booked_services.give(
            "person-103", at=now + timedelta(days=2), booked_by=anna_visits.account_id, title="Педиатр"
        )

        page = anna_visits.get(LIST).content.decode()

        for words in (str(ANNA.name), "Главный пользователь", str(MARIA.name), "Дочь", "Педиатр", "Еще"):
            assert words in page

    @pytest.mark.manual("C-02")
    def test_offers_no_removal_of_the_main_person(self, anna_visits: Visitor, maria: Card) -> None:
        page = anna_visits.get(LIST).content.decode()

        assert page.count("Удалить из картотеки") == 1
        assert f"{page_of(maria)}remove/" in page

    def test_says_when_services_are_not_known_rather_than_none(
        self, anna_visits: Visitor, booked_services: FakeBookedServices
    ) -> None:
        booked_services.is_down = True

        page = anna_visits.get(LIST).content.decode()

        assert "временно недоступны" in page
        assert "Предстоящих: 0" not in page


class TestAStranger:
    @pytest.mark.rule("R5")
    @pytest.mark.parametrize("name", PAGES_OF_A_CARD)
    def test_gets_the_same_404_for_anothers_card_as_for_none(
        self, maria: Card, darya: UUID, visit: Callable[[UUID], Visitor], name: str
    ) -> None:
        stranger = visit(darya)

        anothers = stranger.get(page_of(maria, name))
        nobodys = stranger.get(f"/card-index/{uuid4()}/{name}")

        assert (anothers.status_code, nobodys.status_code) == (404, 404)
        assert len(anothers.content) == len(nobodys.content)
        assert "Соколова" not in anothers.content.decode()

    @pytest.mark.rule("R5", "R13")
    @pytest.mark.parametrize("name", ["edit/", "remove/"])
    def test_changes_nothing_of_anothers_card(
        self, maria: Card, anna: UUID, darya: UUID, visit: Callable[[UUID], Visitor], name: str
    ) -> None:
        data: dict[str, object] = {"card": str(maria.card_id), "version": 1, "address_city": "Омск"}

        answer = visit(darya).post(page_of(maria, name), data)

        assert answer.status_code == 404
        assert find_card(account_id=anna, card_id=maria.card_id) == maria

    @pytest.mark.parametrize("card_id", ["1", "..%2f", "%00", "0" * 36, "A" * 5000])
    def test_finds_nothing_under_a_made_up_address(self, anna_visits: Visitor, card_id: str) -> None:
        assert anna_visits.get(f"/card-index/{card_id}/").status_code == 404


class TestEditing:
    @pytest.mark.manual("C-08")
    def test_saves_the_address_and_says_so(self, anna_visits: Visitor, maria: Card) -> None:
        answer = anna_visits.post(
            page_of(maria, "edit/"), {"version": maria.version, "address_city": "Пермь", "address_house": "10"}
        )
        page = anna_visits.get(answer["Location"]).content.decode()

        card = find_card(account_id=anna_visits.account_id, card_id=maria.card_id)
        assert card.address == Address(city="Пермь", house="10")
        assert "Изменения сохранены" in page

    @pytest.mark.manual("C-08")
    def test_shows_the_name_as_text_and_not_as_a_field(self, anna_visits: Visitor, maria: Card) -> None:
        page = anna_visits.get(page_of(maria, "edit/")).content.decode()

        assert str(MARIA.name) in page
        assert 'name="family"' not in page
        assert MARIA.snils.digits not in page.replace("-", "").replace(" ", "")

    @pytest.mark.rule("R9")
    @pytest.mark.parametrize("field", ["family", "birth_date", "sex", "policy_number", "is_main", "state"])
    def test_refuses_every_other_field(self, anna_visits: Visitor, maria: Card, field: str) -> None:
        data: dict[str, object] = {"version": maria.version, "address_city": "Пермь", field: "x"}

        answer = anna_visits.post(page_of(maria, "edit/"), data)

        assert answer.status_code == 422
        assert "Изменить можно только адрес" in answer.content.decode()
        assert find_card(account_id=anna_visits.account_id, card_id=maria.card_id) == maria

    @pytest.mark.rule("R75")
    def test_shows_a_conflict_and_keeps_what_was_typed(self, anna_visits: Visitor, maria: Card) -> None:
        anna_visits.post(page_of(maria, "edit/"), {"version": maria.version, "address_city": "Пермь"})

        late = anna_visits.post(page_of(maria, "edit/"), {"version": maria.version, "address_city": "Омск"})

        assert late.status_code == 409
        assert 'value="Омск"' in late.content.decode()
        assert find_card(account_id=anna_visits.account_id, card_id=maria.card_id).address.city == "Пермь"

    @pytest.mark.rule("R9")
    def test_takes_a_new_name_from_the_registry(
        self, anna_visits: Visitor, maria: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        registry.rename("person-103", DMITRY.name, now=now)

        answer = anna_visits.post(page_of(maria, "edit/"), {"action": "refresh"})

        assert answer.status_code == 302
        assert find_card(account_id=anna_visits.account_id, card_id=maria.card_id).name == DMITRY.name

    @pytest.mark.parametrize(
        ("changes", "message"),
        [({"address_city": "Г" * 101}, "не длиннее 100 знаков"), ({"address_city": "О\x00м"}, "уберите знаки")],
    )
    def test_says_what_is_wrong_with_an_address(
        self, anna_visits: Visitor, maria: Card, changes: dict[str, object], message: str
    ) -> None:
        answer = anna_visits.post(page_of(maria, "edit/"), {"version": maria.version} | changes)

        assert answer.status_code == 422
        assert message in answer.content.decode()


class TestRemoving:
    @pytest.mark.manual("C-09")
    @pytest.mark.rule("R6")
    def test_asks_first_and_says_what_happens_to_the_visits(
        self, anna_visits: Visitor, maria: Card, booked_services: FakeBookedServices, now: datetime
    ) -> None:
        booked_services.give(
            "person-103", at=now + timedelta(days=2), booked_by=anna_visits.account_id, title="Педиатр"
        )

        page = anna_visits.get(page_of(maria, "remove/")).content.decode()

        for words in (str(MARIA.name), "Педиатр", "Ок", "Отмена"):
            assert words in page

    @pytest.mark.manual("C-09")
    def test_removes_after_ok(self, anna_visits: Visitor, maria: Card) -> None:
        answer = anna_visits.post(page_of(maria, "remove/"), {"card": str(maria.card_id)})
        page = anna_visits.get(answer["Location"]).content.decode()

        assert "запись удалена из картотеки" in page
        assert count_cards(account_id=anna_visits.account_id) == 1

    @pytest.mark.manual("C-09")
    def test_answers_a_script_with_the_list_alone(self, anna_visits: Visitor, maria: Card) -> None:
        answer = anna_visits.post(page_of(maria, "remove/"), {"card": str(maria.card_id)}, HX_Request="true")
        page = answer.content.decode()

        assert answer.status_code == 200
        assert "<html" not in page
        assert str(ANNA.name) in page
        assert "запись удалена из картотеки" in page

    @pytest.mark.rule("R13")
    def test_refuses_a_form_about_another_person_than_its_address(
        self, anna_visits: Visitor, maria: Card, registry: FakeInsuredRegistry, now: datetime
    ) -> None:
        dmitry = add(anna_visits.account_id, DMITRY, registry, now)

        answer = anna_visits.post(page_of(maria, "remove/"), {"card": str(dmitry.card_id)})

        assert answer.status_code == 404
        assert count_cards(account_id=anna_visits.account_id) == 3

    @pytest.mark.manual("C-02")
    @pytest.mark.rule("R3")
    def test_leaves_the_main_person_even_by_a_direct_request(self, anna_visits: Visitor, anna: UUID) -> None:
        main = find_main(anna)

        answer = anna_visits.post(page_of(main, "remove/"), {"card": str(main.card_id)})
        page = anna_visits.get(answer["Location"]).content.decode()

        assert "Главного пользователя удалить нельзя" in page
        assert count_cards(account_id=anna) == 1

    @pytest.mark.rule("R12")
    def test_does_not_mind_being_asked_twice(self, anna_visits: Visitor, maria: Card) -> None:
        answers = [anna_visits.post(page_of(maria, "remove/"), {"card": str(maria.card_id)}) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [302, 302]


def find_main(account: UUID) -> Card:
    row = CardRow.objects.get(index_id=account, is_main=True)
    return find_card(account_id=account, card_id=row.pk)


@pytest.mark.rule("R13")
class TestAFormOfAnotherAccountsPage:
    def test_is_not_carried_out_and_says_why(
        self, maria: Card, anna: UUID, darya: UUID, visit: Callable[[UUID], Visitor]
    ) -> None:
        visitor = visit(darya)
        # The form was printed on Анна's page, in a tab that stayed open.
        visitor.account_id = anna

        answer = visitor.post(page_of(maria, "remove/"), {"card": str(maria.card_id)})

        assert answer.status_code == 403
        assert "другой учетной записью" in answer.content.decode()
        assert find_card(account_id=anna, card_id=maria.card_id) == maria


class TestThePersonPage:
    @pytest.mark.manual("C-06")
    @pytest.mark.rule("R20")
    def test_closes_extended_services_to_an_unconfirmed_person_and_says_why(
        self, anna_visits: Visitor, maria: Card, now: datetime
    ) -> None:
        awaiting = given_awaiting(anna_visits.account_id, stranger(1), now)

        open_to = {
            card.name: "Откроется после проверки данных" not in anna_visits.get(page_of(card)).content.decode()
            for card in (maria, awaiting)
        }

        assert open_to == {maria.name: True, awaiting.name: False}

    def test_tells_how_to_book(self, anna_visits: Visitor, maria: Card) -> None:
        page = anna_visits.get(page_of(maria)).content.decode()

        assert "Запись к врачу" in page
        assert PERM.phones[0].number in page

    @pytest.mark.rule("D2")
    def test_explains_whose_bookings_are_shown(self, anna_visits: Visitor, maria: Card) -> None:
        page = anna_visits.get(page_of(maria)).content.decode()

        assert "через эту учетную запись" in page


class TestListings:
    @pytest.mark.rule("R4", "R8")
    def test_let_a_person_take_himself_out(
        self,
        anna_visits: Visitor,
        dmitry: UUID,
        registry: FakeInsuredRegistry,
        now: datetime,
        visit: Callable[[UUID], Visitor],
    ) -> None:
        listing = add(anna_visits.account_id, DMITRY, registry, now)
        add_with_identity(dmitry, DMITRY, registry, now)
        visitor = visit(dmitry)
        before = visitor.get("/card-index/listings/").content.decode()

        visitor.post("/card-index/listings/", {"listing_id": str(listing.card_id)})

        assert "Анна С." in before
        assert count_cards(account_id=anna_visits.account_id) == 1

    @pytest.mark.rule("R4")
    def test_are_announced_until_they_are_looked_at(
        self,
        anna_visits: Visitor,
        dmitry: UUID,
        registry: FakeInsuredRegistry,
        now: datetime,
        visit: Callable[[UUID], Visitor],
    ) -> None:
        add_with_identity(dmitry, DMITRY, registry, now)
        add(anna_visits.account_id, DMITRY, registry, now)
        visitor = visit(dmitry)

        pages = [visitor.get(path).content.decode() for path in (LIST, "/card-index/listings/", LIST)]

        assert ["Вас добавили в чужую картотеку" in page for page in pages] == [True, False, False]
        assert "Вас добавили в чужую картотеку" not in anna_visits.get(LIST).content.decode()

    @pytest.mark.rule("R4", "D6")
    def test_stay_announced_to_who_is_shown_nobody(
        self,
        anna_visits: Visitor,
        dmitry: UUID,
        registry: FakeInsuredRegistry,
        now: datetime,
        visit: Callable[[UUID], Visitor],
    ) -> None:
        add_with_identity(dmitry, DMITRY, registry, now)
        add(anna_visits.account_id, DMITRY, registry, now)
        own = CardRow.objects.filter(index_id=dmitry, is_main=True)
        own.update(identity_confirmed_at=None, identity_ground="")

        visit(dmitry).get("/card-index/listings/")

        assert account(dmitry).listed_at == now

    @pytest.mark.rule("R4")
    @pytest.mark.parametrize("listing", ["", "x", "5e3c2f5e-0000-4000-8000-000000000000"])
    def test_know_nothing_of_a_made_up_listing(self, anna_visits: Visitor, listing: str) -> None:
        assert anna_visits.post("/card-index/listings/", {"listing_id": listing}).status_code == 404


@pytest.mark.rule("R72")
class TestAnAccountWhoseRegionClosed:
    @pytest.mark.usefixtures("maria")
    def test_still_sees_its_people(self, anna_visits: Visitor, now: datetime) -> None:
        make_region(now, replace(PERM, is_active=False))

        answer = anna_visits.get(LIST)

        assert answer.status_code == 200
        assert str(MARIA.name) in answer.content.decode()
