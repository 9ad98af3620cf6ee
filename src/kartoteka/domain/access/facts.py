"""
Gathering what a decision stands on: two questions to the database, for one person or for fifty.

The first asks for the viewer and his index, the second for everything that stands between him and the people. It is
written in SQL because it joins eight tables into one answer, and composing that by the ORM takes longer than asking.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, models

from kartoteka.domain.access.ages import FIRST_ZONE
from kartoteka.domain.access.contacts import is_same_mailbox
from kartoteka.domain.access.document_types import SHOWN_BY_DEFAULT
from kartoteka.domain.access.types import (
    AgeRules,
    BasisKind,
    GivenAs,
    Grant,
    GrantSource,
    Patient,
    RecordPart,
    Representation,
    Viewer,
)
from kartoteka.domain.card_index.models import CardRow
from kartoteka.domain.regions.types import USUAL_TERM_OF_LOOKS
from kartoteka.shared.dates import local_day
from kartoteka.shared.names import PersonName

# The first line names the types, so that PostgreSQL knows those of the empty columns below it. An end that came already
# is looked for here and not in the decision: what has ended is no fact any more, whatever the clock says later (R74).
_FACTS = """
WITH people(person_id) AS (VALUES {people}),
patients AS (SELECT * FROM access_patient WHERE person_id IN (SELECT person_id FROM people)),
regions(code) AS (SELECT region_code FROM patients UNION SELECT %s)
SELECT 'patient' AS kind, person_id AS whose, CAST(NULL AS uuid) AS id, region_code AS word,
    COALESCE(CAST(former_birth_date AS text), '') AS more,
    birth_date AS first_day, deceased_on AS last_day, emancipated_on AS third_day,
    CAST(NULL AS timestamptz) AS since, journal_at AS until
FROM patients
UNION ALL SELECT 'representation', patient_id, id, basis, '', valid_from, valid_until, review_on, NULL, NULL
FROM access_representation
WHERE representative_id = %s AND ended_at IS NULL AND patient_id IN (SELECT person_id FROM people)
UNION ALL SELECT 'grant', patient_id, id,
    source || ' ' || given_as || CASE WHEN includes_sensitive THEN ' sensitive' ELSE '' END, parts,
    NULL, NULL, NULL, starts_at, ends_at
FROM access_grant WHERE account_id = %s AND ended_at IS NULL AND patient_id IN (SELECT person_id FROM people)
UNION ALL SELECT 'denial', patient_id, NULL, '', '', NULL, NULL, NULL, NULL, NULL
FROM access_denial WHERE account_id = %s AND lifted_at IS NULL AND patient_id IN (SELECT person_id FROM people)
UNION ALL SELECT 'dispute', patient_id, NULL, '', '', NULL, NULL, NULL, NULL, NULL
FROM access_dispute WHERE closed_at IS NULL AND patient_id IN (SELECT person_id FROM people)
UNION ALL SELECT 'contact', paper.patient_id, NULL, own.phone || ' ' || parent.phone, own.email || ' ' || parent.email,
    NULL, NULL, NULL, NULL, NULL
FROM access_representation AS paper
JOIN card_index_card AS card ON card.person_id = paper.representative_id AND card.is_main
JOIN accounts_account AS parent ON parent.id = card.index_id
JOIN accounts_account AS own ON own.id <> parent.id
WHERE own.id = %s AND paper.patient_id = %s AND paper.ended_at IS NULL
    AND paper.patient_id IN (SELECT person_id FROM people)
UNION ALL SELECT 'rules', region_code, NULL,
    own_reading_from || ' ' || full_age || ' ' || CASE WHEN reached_on_birthday THEN 1 ELSE 0 END
    || ' ' || CASE WHEN representatives_read_sensitive_of_teens THEN 1 ELSE 0 END
    || ' ' || CASE WHEN owner_reads_withheld THEN 1 ELSE 0 END || ' ' || longest_grant_months,
    CAST(id AS text), in_force_from, NULL, NULL, NULL, NULL
FROM access_age_rules WHERE region_code IN (SELECT code FROM regions)
UNION ALL SELECT 'types', region_code, NULL, shown, CAST(id AS text), NULL, NULL, NULL, NULL, NULL
FROM access_document_types WHERE id IN (SELECT max(id) FROM access_document_types GROUP BY region_code)
    AND region_code IN (SELECT code FROM regions)
UNION ALL SELECT 'zone', code, NULL, time_zone, CAST(looks_kept_years AS text), NULL, NULL, NULL, NULL, NULL
FROM regions_region WHERE code IN (SELECT code FROM regions)
"""
_NO_ACCOUNT = UUID(int=0)
_DEFAULTS = AgeRules()
_CARD_COLUMNS = (
    "person_id", "is_main", "identity_confirmed_at", "birth_date", "deceased_on", "added_at",
    "index__account__is_active", "index__account__region_id", "family", "given", "patronymic",
)  # fmt: skip


class _Card(NamedTuple):
    person_id: str | None
    is_main: bool
    identity_confirmed_at: datetime | None
    birth_date: date
    deceased_on: date | None
    added_at: datetime
    is_active: bool
    region_code: str
    family: str
    given: str
    patronymic: str


class _Fact(NamedTuple):
    """A row of the second question; what a column means depends on the kind."""

    kind: str
    whose: str
    id: UUID | None
    word: str
    more: str
    first_day: date | None
    last_day: date | None
    third_day: date | None
    since: datetime | None
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Facts:
    """A viewer, and the people whom he may want to read."""

    viewer: Viewer
    patients: Mapping[str, Patient]
    # Of the viewer's account, and how its main person is called.
    own_region: str = ""
    viewer_name: str = ""


def gather(*, viewer_id: UUID, person_ids: Collection[str], now: datetime) -> Facts:
    """All that decisions about these people stand on, in two questions. Who is unknown is there too, without rights."""
    # The whole index, for it has fifty cards at most: naming the wanted ones costs more than reading the others.
    rows = CardRow.objects.filter(index_id=viewer_id, removed_at=None)
    cards = [_Card(*row) for row in rows.values_list(*_CARD_COLUMNS)]
    main = next((card for card in cards if card.is_main), None)
    viewer = Viewer(
        account_id=viewer_id,
        person_id=main.person_id if main else None,
        identity_confirmed=main is not None and main.identity_confirmed_at is not None,
        is_active=main is None or main.is_active,
    )
    name = str(PersonName(main.family, main.given, main.patronymic)) if main else ""
    known = _Known(viewer, cards, main.region_code if main else "", now)
    if person_ids:
        known.learn(_ask(viewer, tuple(person_ids), known.own_region))
    return Facts(viewer, {person_id: known.patient(person_id) for person_id in person_ids}, known.own_region, name)


def gather_by_paper(*, representative_id: str, person_ids: Collection[str], now: datetime) -> Facts:
    """The same for a person who has no account, or is not asked for it: at the desk, where his passport was seen."""
    viewer = Viewer(_NO_ACCOUNT, representative_id, identity_confirmed=True)
    known = _Known(viewer, [], "", now)
    known.learn(_ask(viewer, tuple(person_ids), ""))
    return Facts(viewer, {person_id: known.patient(person_id) for person_id in person_ids})


def _ask(viewer: Viewer, person_ids: tuple[str, ...], own_region: str) -> Iterator[_Fact]:
    account = models.UUIDField().get_db_prep_value(viewer.account_id, connection)
    own = viewer.person_id or ""
    statement = _FACTS.format(people=", ".join(["(%s)"] * len(person_ids)))
    with connection.cursor() as cursor:
        cursor.execute(statement, [*person_ids, own_region, own, account, account, account, own])
        for kind, whose, row_id, word, more, first, last, third, since, until in cursor.fetchall():
            yield _Fact(
                kind, whose, _uuid(row_id), word, more, _day(first), _day(last), _day(third), _moment(since),
                _moment(until),
            )  # fmt: skip


# SQLite forgets types, in an answer that joins several tables, and zones.
def _uuid(value: UUID | str | None) -> UUID | None:
    return UUID(value) if isinstance(value, str) else value


def _day(value: date | str | None) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _moment(value: datetime | str | None) -> datetime | None:
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment.replace(tzinfo=UTC) if moment is not None and moment.tzinfo is None else moment


class _Known:
    """What the answers said, by person and by region."""

    def __init__(self, viewer: Viewer, cards: list[_Card], own_region: str, now: datetime) -> None:
        self.own_region = own_region
        self._viewer = viewer
        self._now = now
        self._cards = {card.person_id: card for card in cards if card.person_id}
        self._rows: dict[tuple[str, str], list[_Fact]] = defaultdict(list)

    def learn(self, facts: Iterator[_Fact]) -> None:
        for fact in facts:
            self._rows[fact.kind, fact.whose].append(fact)

    def patient(self, person_id: str) -> Patient:
        row = next(iter(self._rows["patient", person_id]), None)
        card = self._cards.get(person_id)
        # The registry's word beside the rights comes first. Of himself the viewer's own card says enough.
        own = card if card is not None and card.is_main else None
        birth_date = (row.first_day if row else None) or (own.birth_date if own else None)
        region = (row.word if row else "") or (self.own_region if own else "")
        home = next(iter(self._rows["zone", region]), None)
        zone = home.word if home else FIRST_ZONE
        return Patient(
            person_id=person_id,
            birth_date=birth_date,
            time_zone=zone,
            rules=self._rules(region, zone),
            shown_document_types=self._shown_types(region),
            former_birth_date=_day(row.more) if row and row.more else None,
            deceased_on=(row.last_day if row else None) or (card.deceased_on if card else None),
            emancipated_on=row.third_day if row else None,
            is_disputed=bool(self._rows["dispute", person_id]),
            shares_contact=any(_is_shared(fact) for fact in self._rows["contact", person_id]),
            is_forbidden=bool(self._rows["denial", person_id]),
            listed_since=card.added_at if card else None,
            representations=tuple(_representation(fact) for fact in self._rows["representation", person_id]),
            grants=tuple(_grant(fact) for fact in self._rows["grant", person_id]),
            not_before=row.until if row else None,
            looks_kept_years=int(home.more) if home else USUAL_TERM_OF_LOOKS,
        )

    def _shown_types(self, region: str) -> frozenset[str]:
        decided = next(iter(self._rows["types", region]), None)
        return frozenset(decided.word.split()) if decided else SHOWN_BY_DEFAULT

    def _rules(self, region: str, zone: str) -> AgeRules:
        if not self._rows["rules", region]:
            return _DEFAULTS
        day = local_day(self._now, zone)
        rows = [fact for fact in self._rows["rules", region] if fact.first_day is not None and fact.first_day <= day]
        latest = max(rows, key=lambda fact: (fact.first_day, int(fact.more)), default=None)
        if latest is None:
            return _DEFAULTS
        own, full, on_birthday, sensitive, withheld, months = (int(word) for word in latest.word.split())
        return AgeRules(own, full, bool(on_birthday), bool(sensitive), bool(withheld), months)


def _is_shared(contacts: _Fact) -> bool:
    """Whether a parent gets the codes and letters of the account: the number is his too, or the box (R41)."""
    own_phone, parents_phone = contacts.word.split(" ")
    own_email, parents_email = contacts.more.split(" ")
    return (own_phone != "" and own_phone == parents_phone) or is_same_mailbox(own_email, parents_email)


def _representation(fact: _Fact) -> Representation:
    assert fact.id is not None and fact.first_day is not None  # noqa: S101, PT018 - columns that are never empty
    return Representation(fact.id, BasisKind(fact.word), fact.first_day, fact.last_day, fact.third_day)


def _grant(fact: _Fact) -> Grant:
    assert fact.id is not None and fact.since is not None and fact.until is not None  # noqa: S101, PT018
    source, given_as, *sensitive = fact.word.split()
    return Grant(
        grant_id=fact.id,
        source=GrantSource(source),
        given_as=GivenAs(given_as),
        parts=parts_of(fact.more),
        starts_at=fact.since,
        ends_at=fact.until,
        includes_sensitive=bool(sensitive),
    )


def parts_of(words: str) -> frozenset[RecordPart]:
    """The parts of a record as they are kept in a column."""
    return frozenset(RecordPart(word) for word in words.split())


def words_of(parts: Collection[RecordPart]) -> str:
    """Parts of a record as a column keeps them."""
    return " ".join(part.value for part in RecordPart if part in parts)
