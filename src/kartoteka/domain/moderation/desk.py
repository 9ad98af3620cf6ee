"""What a moderator sees: the queue, and one request beside the people who may be meant (C-07)."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery

from kartoteka.domain.accounts.selectors import accounts_of_region, logins, region_codes
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.card_index import likeness
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.likeness import Candidate
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.card_index.rows import card_of
from kartoteka.domain.card_index.types import Card, details_of
from kartoteka.domain.moderation import rules
from kartoteka.domain.moderation.decisions import check_impartial
from kartoteka.domain.moderation.errors import RequestNotFound
from kartoteka.domain.moderation.models import VerificationRequestRow, VerificationStepRow
from kartoteka.domain.moderation.moves import holding_of, record
from kartoteka.domain.moderation.types import (
    EarlierRequest,
    QueueCounts,
    QueuedRequest,
    QueueFilter,
    QueuePage,
    RefusalReason,
    RequestOnDesk,
    RequestState,
)
from kartoteka.domain.regions.selectors import list_region_names
from kartoteka.shared.actor import Actor
from kartoteka.shared.errors import Unavailable

PAGE_SIZE = 25
# Numbers come from addresses, with anything in them that a database refuses.
_NUMBER = re.compile("[0-9A-Z]{4}-[0-9A-Z]{4}")


def queue_page(*, moderator: UUID, wanted: QueueFilter, after: str, today: date) -> QueuePage:
    """
    Open requests, the oldest first, with the counts above them.

    :param after: the number of the last request seen; an unknown one begins anew
    :param today: where the moderator is, to count working days
    """
    in_region = _open_requests()
    if wanted.region_code:
        in_region = in_region.filter(account_id__in=accounts_of_region(wanted.region_code))
    seen = VerificationRequestRow.objects.filter(number=after).first() if _NUMBER.fullmatch(after) else None
    rows = list(_part(in_region, moderator, wanted, seen, today)[: PAGE_SIZE + 1])
    regions = tuple(list_region_names())
    requests = _queued(rows[:PAGE_SIZE], moderator, dict(regions), today)
    following = requests[-1].number if len(rows) > PAGE_SIZE else None
    return QueuePage(requests, _counts(in_region, moderator, today), regions, following)


def open_request(*, number: str, registry: InsuredRegistry, today: date, by: Actor, now: datetime) -> RequestOnDesk:
    """
    Open a request: what was typed, and ranked candidates of the registry. Who looked stays in the journal.

    While the registry does not answer, the request opens without candidates (R66).

    :raises RequestNotFound: no request has this number
    :raises OwnRequest: it is about the moderator, or about people close to him: he does not even see it (R19)
    """
    row = _with_holder(VerificationRequestRow.objects.select_related("card")).filter(number=number).first()
    if row is None:
        raise RequestNotFound
    with transaction.atomic():
        check_impartial(row, by)
        record(Event.VERIFICATION_LOOKED_AT, row, by, now)
    card = card_of(row.card)
    candidates = _candidates(card, registry, now) if row.state in rules.OPEN_STATES else None
    (request,) = _queued([row], by.account_id, dict(list_region_names()), today)
    return RequestOnDesk(
        request=request,
        card=card,
        candidates=candidates,
        may_take=_may_take(row, by, now),
        has_twins=_has_twins(candidates or ()),
        alike_elsewhere=cards.count_alike(card_id=card.card_id),
        earlier=_earlier(row),
    )


def record_refusal(*, by: Actor, now: datetime) -> None:
    """Note that somebody who is no moderator tried a page of the desk."""
    audit.record(Event.DESK_REFUSED, subject_type="desk", subject_id="pages", account_id=by.account_id, by=by, now=now)


def _open_requests() -> QuerySet[VerificationRequestRow]:
    return _with_holder(VerificationRequestRow.objects.filter(state__in=sorted(rules.OPEN_STATES)))


def _with_holder(rows: QuerySet[VerificationRequestRow]) -> QuerySet[VerificationRequestRow]:
    takings = VerificationStepRow.objects.filter(request=OuterRef("pk"), state=RequestState.IN_WORK).order_by("-id")
    return rows.annotate(holder=Subquery(takings.values("by_account")[:1]))


def _part(
    rows: QuerySet[VerificationRequestRow],
    moderator: UUID,
    wanted: QueueFilter,
    seen: VerificationRequestRow | None,
    today: date,
) -> QuerySet[VerificationRequestRow]:
    if wanted.only_mine:
        rows = rows.filter(_mine(moderator))
    if wanted.only_overdue:
        rows = rows.filter(decide_by__lt=today)
    if seen is not None:
        rows = rows.filter(Q(sent_at__gt=seen.sent_at) | Q(sent_at=seen.sent_at, id__gt=seen.pk))
    return rows.order_by("sent_at", "id")


def _mine(moderator: UUID) -> Q:
    return Q(state__in=sorted(rules.HELD_STATES), holder=moderator)


def _counts(rows: QuerySet[VerificationRequestRow], moderator: UUID, today: date) -> QueueCounts:
    counted = rows.aggregate(
        new=Count("pk", filter=Q(state=RequestState.NEW)),
        in_work=Count("pk", filter=Q(state=RequestState.IN_WORK)),
        needs_information=Count("pk", filter=Q(state=RequestState.NEEDS_INFORMATION)),
        mine=Count("pk", filter=_mine(moderator)),
        overdue=Count("pk", filter=Q(decide_by__lt=today)),
    )
    return QueueCounts(**counted)


def _queued(
    rows: Sequence[VerificationRequestRow], moderator: UUID | None, region_names: dict[str, str], today: date
) -> tuple[QueuedRequest, ...]:
    held_by = {row.pk: _holder(row) for row in rows}
    names = logins({one for one in held_by.values() if one is not None})
    codes = region_codes({row.account_id for row in rows})
    return tuple(
        QueuedRequest(
            number=row.number,
            state=RequestState(row.state),
            sent_at=row.sent_at,
            decide_by=row.decide_by,
            days_left=rules.working_days_left(today, row.decide_by),
            region_name=region_names.get(codes.get(row.account_id, ""), ""),
            holder=names.get(holder, "") if (holder := held_by[row.pk]) else "",
            is_mine=held_by[row.pk] is not None and held_by[row.pk] == moderator,
        )
        for row in rows
    )


def _holder(row: VerificationRequestRow) -> UUID | None:
    # Given back, it is nobody's, whoever had it before.
    holder: UUID | None = row.holder if row.state in rules.HELD_STATES else None  # type: ignore[attr-defined]  # annotated
    return holder


def _may_take(row: VerificationRequestRow, by: Actor, now: datetime) -> bool:
    holding = holding_of(row)
    is_at_work = row.state == RequestState.IN_WORK and holding is not None and holding.moderator == by.account_id
    return not is_at_work and rules.may_take(RequestState(row.state), holding.since if holding else None, now)


def _candidates(card: Card, registry: InsuredRegistry, now: datetime) -> tuple[Candidate, ...] | None:
    details = details_of(card)
    try:
        return likeness.rank(details, registry.list_alike(details, now=now))
    except Unavailable:
        return None


def _has_twins(candidates: Sequence[Candidate]) -> bool:
    return any(likeness.are_twins(one.person, other.person) for one in candidates for other in candidates)


def _earlier(row: VerificationRequestRow) -> tuple[EarlierRequest, ...]:
    others = VerificationRequestRow.objects.filter(card_id=row.card_id, sent_at__lt=row.sent_at).order_by("-sent_at")
    return tuple(
        EarlierRequest(
            number=one.number,
            state=RequestState(one.state),
            sent_at=one.sent_at,
            refusal_reason=RefusalReason(one.refusal_reason) if one.refusal_reason else None,
        )
        for one in others
    )
