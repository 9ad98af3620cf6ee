"""The administrator's page of a region's rules about ages (A-02, D1)."""

from datetime import datetime, timedelta
from http import HTTPStatus

import pytest

from factories.people import PERM
from kartoteka.domain.access.models import AgeRulesRow
from kartoteka.domain.access.staff import age_rules
from kartoteka.domain.access.types import AgeRules
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.shared.dates import local_day

from .conftest import Visitor

pytestmark = [pytest.mark.manual("A-02"), pytest.mark.rule("D1")]
PAGE = "/admin/administration/region/59/ages/"


def form(now: datetime, **changes: object) -> dict[str, object]:
    """What the law says, as the form sends it."""
    return {
        "own_reading_from": "15",
        "full_age": "18",
        "reached_on_birthday": "on",
        "representatives_read_sensitive_of_teens": "on",
        "longest_grant_months": "12",
        "in_force_from": local_day(now, PERM.time_zone).isoformat(),
    } | changes


class TestThePageOfAges:
    def test_is_linked_from_the_region_and_begins_with_the_law(self, nina: Visitor) -> None:
        assert 'href="../ages/"' in nina.get("/admin/administration/region/59/change/").content.decode()

        page = nina.get(PAGE).content.decode()

        assert "Возрастные правила: Пермский край" in page
        assert 'name="own_reading_from" value="15"' in page

    def test_writes_a_row_that_decisions_read(self, nina: Visitor, now: datetime) -> None:
        answer = nina.post(PAGE, form(now, own_reading_from="16", longest_grant_months="6", owner_reads_withheld="on"))

        assert answer.status_code == HTTPStatus.FOUND
        assert age_rules(region_code="59", day=local_day(now, PERM.time_zone)) == AgeRules(
            own_reading_from=16, owner_reads_withheld=True, longest_grant_months=6
        )
        assert AuditEvent.objects.filter(event=Event.AGE_RULES_SET).exists()

    def test_leaves_today_as_it_is_where_the_day_is_to_come(self, nina: Visitor, now: datetime) -> None:
        today = local_day(now, PERM.time_zone)

        nina.post(PAGE, form(now, own_reading_from="16", in_force_from=(today + timedelta(days=9)).isoformat()))

        assert age_rules(region_code="59", day=today).own_reading_from == 15
        assert age_rules(region_code="59", day=today + timedelta(days=9)).own_reading_from == 16

    @pytest.mark.rule("R34")
    @pytest.mark.parametrize(
        "wrong",
        [
            {"own_reading_from": "13"},
            {"full_age": "19"},
            {"own_reading_from": "18", "full_age": "17"},
            {"longest_grant_months": "13"},
            {"longest_grant_months": "0"},
            {"in_force_from": "2020-01-01"},
            {"in_force_from": "завтра"},
            {"own_reading_from": "пятнадцать"},
        ],
    )
    def test_takes_nothing_that_the_law_does_not_leave(
        self, nina: Visitor, now: datetime, wrong: dict[str, object]
    ) -> None:
        answer = nina.post(PAGE, form(now) | wrong)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert "Проверьте, что отмечено ниже" in answer.content.decode()
        assert not AgeRulesRow.objects.exists()

    def test_is_not_carried_out_for_another_account(self, nina: Visitor, now: datetime) -> None:
        nina.post(PAGE, form(now, own_reading_from="16", acting_as="0" * 32))

        assert not AgeRulesRow.objects.exists()

    def test_of_no_region_is_not_found(self, nina: Visitor) -> None:
        assert nina.get("/admin/administration/region/99/ages/").status_code == HTTPStatus.NOT_FOUND
