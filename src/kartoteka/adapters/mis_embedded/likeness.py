"""Insured people who may be meant by mistaken data: each question is answered by an index."""

from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from kartoteka.adapters.mis_embedded.models import DocumentRow, InsuredPersonRow, MatchKeyRow
from kartoteka.domain.card_index.slips import near_dates, near_numbers, spellings, swapped_date
from kartoteka.domain.card_index.types import PersonDetails
from kartoteka.shared.identity_key import document_keys

# On one day some hundred people of a large region were born.
MOST_ALIKE = 1000
# As many namesakes as a page can rank at once.
MOST_NAMESAKES = 300


def people_alike(details: PersonDetails, former: frozenset[UUID]) -> list[InsuredPersonRow]:
    """The people, at most a thousand, with their documents read along."""
    # Whom a document or a former name points to comes before those of the day, should there be more than a thousand.
    wanted = dict.fromkeys([*former, *bearers_of_numbers_alike(details), *born_about(details)])
    rows = InsuredPersonRow.objects.filter(pk__in=list(wanted)[:MOST_ALIKE])
    return list(rows.prefetch_related("documents"))


def namesakes(details: PersonDetails) -> list[InsuredPersonRow]:
    """The people who bear the surname, at most three hundred, with their documents read along."""
    surname = Q(family__in=spellings(details.name.family))
    both = surname & Q(given__in=spellings(details.name.given))
    whole = both & Q(patronymic__in=spellings(details.name.patronymic))
    # The likest first, because a common surname is borne by tens of thousands.
    wanted = dict.fromkeys([*bearers(whole), *bearers(both), *bearers(surname)])
    rows = InsuredPersonRow.objects.filter(pk__in=list(wanted)[:MOST_NAMESAKES])
    return list(rows.prefetch_related("documents"))


def bearers(name: Q) -> QuerySet[InsuredPersonRow, UUID]:
    """Who bears a name, of whatever age."""
    return InsuredPersonRow.objects.filter(name).values_list("pk", flat=True)[:MOST_NAMESAKES]


def former_bearers(details: PersonDetails) -> frozenset[UUID]:
    """Who bears the typed name, or bore it however long ago, with this birth date and one of these documents."""
    keys = document_keys(
        settings.KARTOTEKA_IDENTITY_SECRET, details.name, details.birth_date, details.snils, details.policy
    )
    return frozenset(MatchKeyRow.objects.filter(key__in=list(keys)).values_list("person_id", flat=True))


def born_about(details: PersonDetails) -> QuerySet[InsuredPersonRow, UUID]:
    """Who was born on that day or with day and month swapped; on a near day, namesakes alone."""
    exact = [day for day in (details.birth_date, swapped_date(details.birth_date)) if day is not None]
    namesake = Q(family=details.name.family) | Q(given=details.name.given)
    about = Q(birth_date__in=exact) | (Q(birth_date__in=near_dates(details.birth_date)) & namesake)
    days = [*exact, *near_dates(details.birth_date)]
    # The days are named once more outside, so that the plan begins with their index.
    people = InsuredPersonRow.objects.filter(about, birth_date__in=days)
    return people.values_list("pk", flat=True)[:MOST_ALIKE]


def bearers_of_numbers_alike(details: PersonDetails) -> QuerySet[DocumentRow, UUID]:
    """Who has a document whose number is at most one slip away."""
    numbers = set(near_numbers(details.snils.digits)) if details.snils else set()
    numbers |= near_numbers(details.policy.number) if details.policy else set()
    return DocumentRow.objects.filter(number__in=numbers).values_list("person_id", flat=True)[:MOST_ALIKE]
