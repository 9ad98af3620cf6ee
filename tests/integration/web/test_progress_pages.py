"""«Ход проверки» and «Причина отказа» over HTTP."""

from datetime import datetime

import pytest

from factories.people import PERM, stranger
from factories.verification import given_awaiting, refuse
from kartoteka.domain.card_index.types import Card
from kartoteka.domain.moderation.selectors import card_progress

from .conftest import Visitor, page_of


class TestTheProgressOfACheck:
    @pytest.mark.manual("C-06")
    def test_shows_number_steps_and_the_last_day(self, anna_visits: Visitor, now: datetime) -> None:
        awaiting = given_awaiting(anna_visits.account_id, stranger(1), now)
        _, progress = card_progress(account_id=anna_visits.account_id, card_id=awaiting.card_id)

        page = anna_visits.get(page_of(awaiting, "verification/")).content.decode()

        assert progress.number in page
        assert str(awaiting.name) in page

    @pytest.mark.manual("C-05")
    def test_gives_the_reason_of_a_refusal_and_the_phones(self, anna_visits: Visitor, now: datetime) -> None:
        awaiting = given_awaiting(anna_visits.account_id, stranger(1), now)
        refuse(anna_visits.account_id, awaiting, now)

        page = anna_visits.get(page_of(awaiting, "verification/")).content.decode()

        for words in ("Дата рождения не совпала", PERM.phones[0].number, f"/card-index/add/?from={awaiting.card_id}"):
            assert words in page

    def test_leads_to_the_form_with_the_refused_data(self, anna_visits: Visitor, now: datetime) -> None:
        awaiting = given_awaiting(anna_visits.account_id, stranger(1), now)
        refuse(anna_visits.account_id, awaiting, now)

        page = anna_visits.get(f"/card-index/add/?from={awaiting.card_id}").content.decode()

        assert f'value="{stranger(1).name.family}"' in page
        assert f'value="{stranger(1).snils}"' in page

    @pytest.mark.parametrize("source", ["x", "5e3c2f5e-0000-4000-8000-000000000000"])
    def test_fills_no_form_from_a_made_up_card(self, anna_visits: Visitor, source: str) -> None:
        assert anna_visits.get(f"/card-index/add/?from={source}").status_code == 200

    def test_is_not_there_for_a_person_who_was_never_checked(self, anna_visits: Visitor, maria: Card) -> None:
        assert anna_visits.get(page_of(maria, "verification/")).status_code == 404
