"""Using a child's access code: equal answers, counted misses, one winner (R48, R49)."""

import logging
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from kartoteka.domain.access.ages import months_later
from kartoteka.domain.access.code_symbols import read_code
from kartoteka.domain.access.codes import code_hash, is_switched_on
from kartoteka.domain.access.errors import CodeNotAccepted, NotInIndex, OpenAlready, ReaderUnknown, TooManyTries
from kartoteka.domain.access.facts import gather
from kartoteka.domain.access.granting import GrantView, NewGrant, give
from kartoteka.domain.access.managing import holds_for_child, list_managers
from kartoteka.domain.access.models import AccessCodeRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient
from kartoteka.domain.access.rules import decide
from kartoteka.domain.access.types import (
    USUAL_PARTS,
    Action,
    CodeEnd,
    GivenAs,
    GrantSource,
    Item,
    Patient,
    RecordPart,
)
from kartoteka.domain.audit import services as audit
from kartoteka.domain.audit.types import Event
from kartoteka.domain.limits import services as limits
from kartoteka.domain.limits.errors import LimitReached
from kartoteka.domain.limits.services import Place
from kartoteka.domain.messaging.templates.access import CodeRedeemed
from kartoteka.shared.actor import Actor

# So many wrong birth dates burn a code that was right (R48).
MOST_WRONG_DATES = 5

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class TypedCode:
    """What stands in the form, and where it came from."""

    code: str
    birth_date: date
    network_address: str = ""


def redeem_child_code(*, account_id: UUID, person_id: str, typed: TypedCode, by: Actor, now: datetime) -> GrantView:
    """
    Open a child's record to an account by an access code.

    Whatever is wrong with the code or the date, the answer and the work behind it are the same (R48).

    :raises CodeMistyped: the check symbol does not fit; not counted
    :raises NotInIndex: the child does not stand in the account's index, confirmed (R20)
    :raises ReaderUnknown: the account's own person is not known to the registry (R43)
    :raises OpenAlready: the account reads the record as it is; the code stays whole
    :raises CodeNotAccepted: everything else
    :raises TooManyTries: the misses of the account, or of its network, are used up
    """
    code = read_code(typed.code)
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    patient = facts.patients[person_id]
    if patient.listed_since is None:
        raise NotInIndex
    if facts.viewer.person_id is None:
        raise ReaderUnknown
    if decide(facts.viewer, patient, Item(RecordPart.PATIENT), Action.READ, now).is_allowed:
        raise OpenAlready
    # The places of misses are taken before the code is looked at, so a hundred parallel tries are a hundred tries.
    places = _take_places(account_id, typed.network_address, facts.own_region, now)
    with transaction.atomic():
        grant = _redeem(account_id, person_id, code, typed.birth_date, by, now)
        if grant is None:
            audit.record(
                Event.CODE_NOT_ACCEPTED,
                subject_type="patient",
                subject_id=person_id,
                account_id=account_id,
                by=by,
                now=now,
            )
    if grant is None:
        raise CodeNotAccepted
    for place in places:
        limits.give_back(place)
    return grant


def _redeem(
    account_id: UUID, person_id: str, code: str, birth_date: date, by: Actor, now: datetime
) -> GrantView | None:
    row = lock_patient(person_id)
    found = AccessCodeRow.objects.select_related("representation").filter(code_hash=code_hash(code)).first()
    facts = gather(viewer_id=account_id, person_ids=[person_id], now=now)
    if (
        found is None
        or found.patient_id != person_id
        or found.ended_at is not None
        or now >= found.expires_at
        or not is_switched_on(row)
        or not facts.viewer.is_active
        or facts.viewer.person_id is None
        or not _may_be_opened(facts.patients[person_id])
        or facts.viewer.person_id == person_id
        or not holds_for_child(found.representation, now=now)
    ):
        return None
    if row.birth_date != birth_date:
        _count_wrong_date(found, by, now)
        return None
    # The patient is locked, and still the database says who was first.
    won = AccessCodeRow.objects.filter(pk=found.pk, ended_at=None).update(
        ended_at=now, end=CodeEnd.REDEEMED, redeemed_by=account_id
    )
    if not won:
        return None
    audit.record(
        Event.CODE_REDEEMED, subject_type="patient", subject_id=person_id, account_id=account_id, by=by, now=now
    )
    grant = give(
        row,
        NewGrant(
            account_id=account_id,
            source=GrantSource.CODE,
            given_as=GivenAs.REPRESENTATIVE,
            given_by=found.issued_by,
            parts=USUAL_PARTS,
            ends_at=months_later(now, facts.patients[person_id].rules.longest_grant_months),
            code_id=found.pk,
        ),
        by=by,
        now=now,
    )
    tell(
        list_managers(person_id, now=now),
        lambda account: CodeRedeemed(portal_link(), now, account.region.time_zone),
        event=f"access-code-redeemed {found.pk}",
        by=by,
        now=now,
    )
    return grant


def _may_be_opened(patient: Patient) -> bool:
    return (
        patient.listed_since is not None
        and patient.deceased_on is None
        and not patient.is_forbidden
        and not patient.is_disputed
    )


def _count_wrong_date(found: AccessCodeRow, by: Actor, now: datetime) -> None:
    found.wrong_dates += 1
    if found.wrong_dates >= MOST_WRONG_DATES:
        found.ended_at, found.end = now, CodeEnd.BURNT
        audit.record(
            Event.CODE_BURNT, subject_type="patient", subject_id=found.patient_id, account_id=None, by=by, now=now
        )
    found.save(update_fields=["wrong_dates", "ended_at", "end"])


def _take_places(account_id: UUID, network_address: str, region_code: str, now: datetime) -> list[Place]:
    subject = str(account_id)
    wanted = [("access-code-misses-per-account", subject), ("access-code-misses-per-account-and-day", subject)]
    if network_address:
        wanted.append(("access-code-misses-per-address", network_address))
    places: list[Place] = []
    try:
        places += (limits.take(name, subject=of, now=now) for name, of in wanted)
        places.append(_take_place_of_region(account_id, region_code, now))
    except LimitReached as reached:
        for place in places:
            limits.give_back(place)
        raise TooManyTries(reached.again_at) from reached
    return places


def _take_place_of_region(account_id: UUID, region_code: str, now: datetime) -> Place:
    """The alarm of a region shuts nobody out: it only makes every account slow (R48)."""
    try:
        return limits.take("access-code-misses-per-region", subject=region_code, now=now)
    except LimitReached:
        logger.warning("Access codes are being guessed in region %s", region_code)
        audit.record(
            Event.CODE_ALARM,
            subject_type="region",
            subject_id=region_code,
            account_id=None,
            by=Actor.account(account_id),
            now=now,
        )
        return limits.take("access-code-misses-while-alarmed", subject=str(account_id), now=now)
