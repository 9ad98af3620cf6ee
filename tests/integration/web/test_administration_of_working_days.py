"""The administrator's list of a region's working days (A-02, R22)."""

from dataclasses import replace
from datetime import date, datetime
from http import HTTPStatus

import pytest

from factories.people import PERM
from kartoteka.domain.audit.models import AuditEvent
from kartoteka.domain.audit.types import Event
from kartoteka.domain.regions.selectors import working_calendar
from kartoteka.domain.regions.services import save_region
from kartoteka.domain.regions.working_days import WorkingCalendar
from kartoteka.shared.actor import Actor

from .conftest import Visitor

pytestmark = [pytest.mark.manual("A-02"), pytest.mark.rule("R22", "R72")]
PAGE = "/admin/administration/region/59/working-days/"
DAYS: dict[str, object] = {"days_off": "30.08.2027\n31.12.2026", "days_worked": "26.12.2026"}
KEPT = WorkingCalendar(frozenset({date(2026, 12, 31), date(2027, 8, 30)}), frozenset({date(2026, 12, 26)}))


class TestThePageOfWorkingDays:
    def test_is_linked_from_the_region_and_begins_with_what_is_known(self, nina: Visitor) -> None:
        assert 'href="../working-days/"' in nina.get("/admin/administration/region/59/change/").content.decode()
        nina.post(PAGE, DAYS)

        page = nina.get(PAGE).content.decode()

        assert "Рабочие дни: Пермский край" in page
        assert "31.12.2026\n30.08.2027" in page

    def test_writes_the_days_of_this_region_alone(self, nina: Visitor) -> None:
        answer = nina.post(PAGE, DAYS)

        assert answer.status_code == HTTPStatus.FOUND
        assert working_calendar("59") == KEPT
        assert working_calendar("35") == WorkingCalendar()
        assert AuditEvent.objects.filter(event=Event.WORKING_DAYS_SET, subject_id="59").exists()

    def test_outlasts_a_change_of_the_region(self, nina: Visitor, now: datetime) -> None:
        nina.post(PAGE, DAYS)

        save_region(replace(PERM, is_active=False), by=Actor.system(), now=now)

        assert working_calendar("59") == KEPT

    @pytest.mark.parametrize(
        ("sent", "told"),
        [
            ({"days_off": "30 августа"}, "не дата вида"),
            ({"days_off": "31.02.2027"}, "не дата вида"),
            ({"days_off": "30.08.2027", "days_worked": "30.08.2027"}, "И рабочий, и нерабочий: 30.08.2027"),
            ({"days_off": "30.08.2027 " * 201}, "Не больше 200 дней"),
        ],
    )
    def test_refuses_what_is_no_day(self, nina: Visitor, sent: dict[str, object], told: str) -> None:
        answer = nina.post(PAGE, sent)

        assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
        assert told in answer.content.decode()
        assert working_calendar("59") == WorkingCalendar()

    @pytest.mark.rule("R13")
    def test_is_not_carried_out_for_another_account(self, nina: Visitor) -> None:
        nina.post(PAGE, DAYS | {"acting_as": "somebody"})

        assert working_calendar("59") == WorkingCalendar()

    def test_of_no_region_is_not_found(self, nina: Visitor) -> None:
        assert nina.get(PAGE.replace("59", "99")).status_code == HTTPStatus.NOT_FOUND
