from dataclasses import replace
from datetime import datetime

import pytest

from cast import ANNA
from factories.people import PERM, make_account, make_region
from kartoteka.domain.accounts.services import change_region
from kartoteka.domain.regions.errors import RegionClosed
from kartoteka.domain.regions.selectors import active_region, find_region, list_active_regions
from kartoteka.shared.actor import Actor

pytestmark = [pytest.mark.django_db, pytest.mark.rule("R72")]

TOMSK = replace(PERM, code="70", name="Томская область", time_zone="Asia/Tomsk", is_active=False)


class TestARegion:
    def test_comes_back_with_its_services_and_phones_in_order(self, now: datetime) -> None:
        make_region(now)

        assert find_region("59") == PERM

    def test_replaces_what_was_known_of_it(self, now: datetime) -> None:
        make_region(now)
        fewer = replace(PERM, services=PERM.services[1:], phones=())

        make_region(now, fewer)

        assert find_region("59") == fewer

    def test_is_not_offered_once_it_is_closed(self, now: datetime) -> None:
        make_region(now)
        make_region(now, TOMSK)

        assert [region.code for region in list_active_regions()] == ["59"]

    @pytest.mark.parametrize("code", ["70", "99", "", "59 "])
    def test_can_not_be_chosen_when_closed_or_unknown(self, now: datetime, code: str) -> None:
        make_region(now)
        make_region(now, TOMSK)

        with pytest.raises(RegionClosed):
            active_region(code)


class TestChangeRegion:
    def test_moves_no_account_into_a_closed_region(self, now: datetime) -> None:
        anna = make_account(ANNA, now)
        make_region(now, TOMSK)

        with pytest.raises(RegionClosed):
            change_region(account_id=anna, region_code="70", by=Actor.account(anna), now=now)
