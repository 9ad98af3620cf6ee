"""What the worker does for access by itself: terms that ran out, the registry's word, birthdays to come (R40, R74)."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from kartoteka.domain.access.ages import FIRST_ZONE, day_of_age
from kartoteka.domain.access.granting import end
from kartoteka.domain.access.models import AgeNoticeRow, DenialRow, GrantRow, PatientRow, RepresentationRow
from kartoteka.domain.access.notices import portal_link, tell
from kartoteka.domain.access.patients import lock_patient, take_over
from kartoteka.domain.access.staff import age_rules
from kartoteka.domain.access.types import AgeRules, BasisKind, GrantEnd
from kartoteka.domain.card_index import selectors as cards
from kartoteka.domain.card_index.ports import InsuredRegistry
from kartoteka.domain.messaging.templates.access import ChildsAgeComing, OwnAgeComing
from kartoteka.domain.regions.selectors import find_region_header
from kartoteka.shared.actor import Actor
from kartoteka.shared.dates import local_day

# How many days before an age is reached it is told of.
NOTICE_DAYS = (90, 30, 7, 0)
# The ages that a region may choose for either step.
_STEPS = range(14, 19)
_CHECKED_EVERY = timedelta(days=1)
_AT_ONCE = 500
_NOT_OF_CHILDREN = (BasisKind.COURT, BasisKind.POWER_OF_ATTORNEY)


def end_expired_grants(*, now: datetime) -> int:
    """
    Note that a term ran out; returns how many.

    Decisions know it without: the note is for the day on which somebody sets the clock back (R74).
    """
    due = GrantRow.objects.filter(ended_at=None, ends_at__lte=now).values_list("pk", "patient_id")
    ended = 0
    for grant_id, person_id in list(due[:_AT_ONCE]):
        with transaction.atomic():
            lock_patient(person_id)
            row = GrantRow.objects.filter(pk=grant_id, ended_at=None).first()
            if row is not None:
                end(row, GrantEnd.EXPIRED, by=Actor.system(), now=now)
                ended += 1
    return ended


def refresh_patients(*, registry: InsuredRegistry, now: datetime) -> int:
    """
    Ask the registry again about those to whose records others have rights: a death, a corrected birth date (R27, R42);
    returns how many were asked about. Each about once a day, those first who were not asked about for longest.

    :raises Unavailable: the registry does not answer; what was taken over stays
    """
    due = PatientRow.objects.filter(checked_at__lt=now - _CHECKED_EVERY).order_by("checked_at")
    asked = list(due.values_list("pk", flat=True)[:_AT_ONCE])
    for person_id in asked:
        person = registry.get(person_id)
        with transaction.atomic():
            row = lock_patient(person_id)
            if person is not None:
                take_over(row, person, now=now)
            else:
                # Whom the registry forgot, nobody may be shown by age any more (R38).
                # Once it knows of him again, another date is a correction like any other (R42).
                row.former_birth_date = row.former_birth_date or row.birth_date
                row.birth_date, row.checked_at = None, now
                row.save(update_fields=["birth_date", "former_birth_date", "checked_at"])
    return len(asked)


def announce_age_steps(*, now: datetime) -> int:
    """
    Tell the young patient first, then his representatives, that an age is coming at which access changes: 90, 30 and 7
    days before, and on the day (R40). Each step is told once; steps missed while nothing ran are left out.

    :returns: how many steps were told
    """
    return sum(_announce(row, now) for row in list(_near_a_birthday(now)))


def _near_a_birthday(now: datetime) -> Iterator[PatientRow]:
    today = now.date()
    first, last = today - timedelta(days=3), today + timedelta(days=NOTICE_DAYS[0] + 3)
    near = Q()
    for years in _STEPS:
        near |= Q(birth_date__range=(_years_before(first, years), _years_before(last, years)))
    return PatientRow.objects.filter(near, deceased_on=None, emancipated_on=None).iterator()


def _years_before(day: date, years: int) -> date:
    return day.replace(year=day.year - years, day=min(day.day, 28))


def _announce(row: PatientRow, now: datetime) -> int:
    assert row.birth_date is not None  # noqa: S101 - found by it
    region = find_region_header(row.region_code)
    today = local_day(now, region.time_zone if region else FIRST_ZONE)
    rules = age_rules(region_code=row.region_code, day=today)
    told = 0
    for years in sorted({rules.own_reading_from, rules.full_age}):
        days = (day_of_age(row.birth_date, years, rules) - today).days
        if 0 <= days <= NOTICE_DAYS[0]:
            told += _tell_step(row, years, days, rules, now)
    return told


@transaction.atomic
def _tell_step(row: PatientRow, years: int, days: int, rules: AgeRules, now: datetime) -> bool:
    step = min(one for one in NOTICE_DAYS if days <= one)
    lock_patient(row.pk)
    if AgeNoticeRow.objects.filter(patient=row, years=years, days_before__lte=step).exists():
        return False
    AgeNoticeRow.objects.create(patient=row, years=years, days_before=step, told_at=now)
    event = f"access-age {row.pk} {years} {step}"
    own = cards.accounts_of_people({row.pk})
    papers = RepresentationRow.objects.filter(patient=row, ended_at=None).exclude(basis__in=_NOT_OF_CHILDREN)
    parents = cards.accounts_of_people(set(papers.values_list("representative_id", flat=True)))
    shut_out = set(DenialRow.objects.filter(patient=row, lifted_at=None).values_list("account_id", flat=True))
    by = Actor.system()
    tell(own, lambda _: OwnAgeComing(portal_link(), days, years, rules.full_age), event=event, by=by, now=now)
    tell(
        [one for one in parents if one not in shut_out],
        lambda _: ChildsAgeComing(portal_link(), days, years, rules.full_age),
        event=event,
        by=by,
        now=now,
    )
    return True
