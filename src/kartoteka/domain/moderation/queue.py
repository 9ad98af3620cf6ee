"""The queue of open requests: filters, counts, and the part of it that a page shows (C-07)."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypeAlias
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kartoteka.domain.accounts.selectors import accounts_of_region, logins, region_codes
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.types import (
    Age,
    Deadline,
    QueueCounts,
    QueuedRequest,
    QueueFilter,
    QueuePage,
    RequestState,
)
from kartoteka.domain.regions.selectors import list_regions_at_work
from kartoteka.domain.regions.types import RegionAtWork
from kartoteka.domain.regions.working_days import WorkingCalendar

PAGE_SIZE = 25
# Numbers come from addresses, with anything in them that a database refuses.
_NUMBER = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")
_SOON = 2
_WITHOUT_REGION = RegionAtWork("", "", "", WorkingCalendar())
# Today, and the last day that is soon.
_Days: TypeAlias = tuple[date, date]
_AGES = {Age.DAY: timedelta(days=1), Age.THREE_DAYS: timedelta(days=3), Age.WEEK: timedelta(days=7)}


def queue_page(*, moderator: UUID, wanted: QueueFilter, after: str, today: date, now: datetime) -> QueuePage:
    """
    Open requests, the oldest first, with the counts above them.

    :param after: the number of the last request seen; an unknown one begins anew
    :param today: where the moderator is, to count working days
    """
    in_region = open_requests()
    if wanted.region_code:
        in_region = in_region.filter(account_id__in=accounts_of_region(wanted.region_code))
    seen = VerificationRequestRow.objects.filter(number=after).first() if _NUMBER.fullmatch(after) else None
    regions = list_regions_at_work()
    calendar = next((one.calendar for one in regions if one.code == wanted.region_code), WorkingCalendar())
    soon = calendar.after(today, _SOON)
    rows = list(_part(in_region, moderator, wanted, seen, (today, soon), now)[: PAGE_SIZE + 1])
    requests = queued(rows[:PAGE_SIZE], moderator, regions, today)
    following = requests[-1].number if len(rows) > PAGE_SIZE else None
    names = tuple((one.code, one.name) for one in regions)
    return QueuePage(requests, _counts(in_region, moderator, (today, soon), now), names, following)


def open_requests() -> QuerySet[VerificationRequestRow]:
    """What waits for a decision."""
    return with_holder(VerificationRequestRow.objects.filter(state__in=sorted(rules.OPEN_STATES)))


def with_holder(rows: QuerySet[VerificationRequestRow]) -> QuerySet[VerificationRequestRow]:
    """Requests with who took each last."""
    takings = VerificationStepRow.objects.filter(request=OuterRef("pk"), state=RequestState.IN_WORK).order_by("-id")
    return rows.annotate(holder=Subquery(takings.values("by_account")[:1]))


def _part(
    rows: QuerySet[VerificationRequestRow],
    moderator: UUID,
    wanted: QueueFilter,
    seen: VerificationRequestRow | None,
    days: _Days,
    now: datetime,
) -> QuerySet[VerificationRequestRow]:
    if wanted.only_mine:
        rows = rows.filter(_mine(moderator))
    if wanted.deadline is not None:
        rows = rows.filter(_due(wanted.deadline, days))
    if wanted.older_than is not None:
        rows = rows.filter(sent_at__lte=now - _AGES[wanted.older_than])
    if seen is not None:
        rows = rows.filter(Q(sent_at__gt=seen.sent_at) | Q(sent_at=seen.sent_at, id__gt=seen.pk))
    return rows.order_by("sent_at", "id")


def _mine(moderator: UUID) -> Q:
    return Q(state__in=sorted(rules.HELD_STATES), holder=moderator)


def _due(deadline: Deadline, days: _Days) -> Q:
    today, soon = days
    if deadline is Deadline.OVERDUE:
        return Q(decide_by__lt=today)
    last_day = today if deadline is Deadline.TODAY else soon
    return Q(decide_by__gte=today, decide_by__lte=last_day)


def _counts(rows: QuerySet[VerificationRequestRow], moderator: UUID, days: _Days, now: datetime) -> QueueCounts:
    of_states = {state.name: Q(state=state) for state in rules.OPEN_STATES}
    by_deadline = {deadline.name: _due(deadline, days) for deadline in Deadline}
    by_age = {age.name: Q(sent_at__lte=now - length) for age, length in _AGES.items()}
    wanted = {"mine": _mine(moderator)} | of_states | by_deadline | by_age
    counted = rows.aggregate(**{name: Count("pk", filter=condition) for name, condition in wanted.items()})
    return QueueCounts(
        new=counted[RequestState.NEW.name],
        in_work=counted[RequestState.IN_WORK.name],
        needs_information=counted[RequestState.NEEDS_INFORMATION.name],
        second_look=counted[RequestState.SECOND_LOOK.name],
        mine=counted["mine"],
        by_deadline={deadline: counted[deadline.name] for deadline in Deadline},
        by_age={age: counted[age.name] for age in Age},
    )


def queued(
    rows: Sequence[VerificationRequestRow], moderator: UUID | None, regions: Sequence[RegionAtWork], today: date
) -> tuple[QueuedRequest, ...]:
    """Lines of the queue, in the order of the rows, which know their holders."""
    held_by = {row.pk: _holder(row) for row in rows}
    names = logins({one for one in held_by.values() if one is not None})
    codes = region_codes({row.account_id for row in rows})
    at_work = {region.code: region for region in regions}
    of_rows = ((row, at_work.get(codes.get(row.account_id, ""), _WITHOUT_REGION)) for row in rows)
    return tuple(
        QueuedRequest(
            number=row.number,
            state=RequestState(row.state),
            sent_at=row.sent_at,
            decide_by=row.decide_by,
            days_left=region.calendar.days_left(today, row.decide_by),
            region_name=region.name,
            holder=names.get(holder, "") if (holder := held_by[row.pk]) else "",
            is_mine=held_by[row.pk] is not None and held_by[row.pk] == moderator,
        )
        for row, region in of_rows
    )


def _holder(row: VerificationRequestRow) -> UUID | None:
    # Given back, it is nobody's, whoever had it before.
    holder: UUID | None = row.holder if row.state in rules.HELD_STATES else None  # type: ignore[attr-defined]  # annotated
    return holder
