from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from cast import CastMember
from kartoteka.domain.card_index.slips import is_one_slip
from kartoteka.domain.card_index.types import (
    BookedService,
    InsuredPerson,
    PersonDetails,
    PersonServices,
    RegisteredPerson,
    ServiceScope,
    ServiceSummary,
)
from kartoteka.shared.dates import FULL_AGE, age_on
from kartoteka.shared.errors import Refused, Unavailable
from kartoteka.shared.identifiers import OmsPolicy, Snils
from kartoteka.shared.names import PersonName, comparable
from kartoteka.shared.phones import MobilePhone

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
FORMER_NAME_FOUND_FOR = timedelta(days=365)


@dataclass
class _Entry:
    person: InsuredPerson
    documents: set[Snils | OmsPolicy]
    former_names: list[tuple[PersonName, datetime]] = field(default_factory=list)

    def is_called(self, name: PersonName, now: datetime) -> bool:
        names = [self.person.name, *(former for former, until in self.former_names if until > now)]
        return any(_comparable(name) == _comparable(one) for one in names)

    def bore(self, details: PersonDetails) -> bool:
        names = [former for former, _ in self.former_names]
        return self.person.birth_date == details.birth_date and details.name in names

    def is_born_about(self, details: PersonDetails) -> bool:
        typed, known = f"{details.birth_date:%d%m%Y}", f"{self.person.birth_date:%d%m%Y}"
        name = self.person.name
        is_namesake = name.family == details.name.family or name.given == details.name.given
        return known in (typed, typed[2:4] + typed[:2] + typed[4:]) or (is_namesake and is_one_slip(typed, known))

    def has_document_like(self, details: PersonDetails) -> bool:
        typed = [_number(one) for one in (details.snils, details.policy) if one is not None]
        own = [_number(one) for one in self.documents]
        return any(one == other or is_one_slip(one, other) for one in typed for other in own)

    def registered(self, details: PersonDetails) -> RegisteredPerson:
        return RegisteredPerson(
            self.person,
            next((one for one in self.documents if isinstance(one, Snils)), None),
            tuple(one for one in self.documents if isinstance(one, OmsPolicy)),
            bore_this_name=self.bore(details),
        )


class FakeInsuredRegistry:
    """`InsuredRegistry` in memory. Searches are counted; `is_down` makes it fall silent."""

    def __init__(self, people: Iterable[CastMember] = ()) -> None:
        self._entries: dict[str, _Entry] = {}
        self._children: dict[str, set[str]] = {}
        self.searches = 0
        self.is_down = False
        for member in people:
            self.learn(member)

    def learn(self, member: CastMember, *, person_id: str | None = None) -> CastMember:
        person_id = person_id or f"person-{member.number}"
        person = InsuredPerson(person_id, member.name, member.birth_date, member.sex, "59", LONG_AGO)
        self._entries[person_id] = _Entry(person, {member.snils, member.policy})
        return member

    def rename(self, person_id: str, name: PersonName, *, now: datetime) -> None:
        entry = self._entries[person_id]
        entry.former_names.append((entry.person.name, now + FORMER_NAME_FOUND_FOR))
        entry.person = replace(entry.person, name=name, changed_at=now)

    def record_death(self, person_id: str, *, on: date) -> None:
        entry = self._entries[person_id]
        entry.person = replace(entry.person, deceased_on=on)

    def record_representation(self, *, representative_id: str, child_id: str) -> None:
        self._children.setdefault(representative_id, set()).add(child_id)

    def end_representation(self, *, representative_id: str, child_id: str) -> None:
        self._children[representative_id].discard(child_id)

    def find(self, details: PersonDetails, *, now: datetime) -> InsuredPerson | None:
        self._answer()
        self.searches += 1
        documents = {document for document in (details.snils, details.policy) if document is not None}
        found = [
            entry.person
            for entry in self._entries.values()
            if entry.is_called(details.name, now)
            and entry.person.birth_date == details.birth_date
            and documents
            and documents <= entry.documents
        ]
        return found[0] if len(found) == 1 else None

    def list_alike(self, details: PersonDetails, *, now: datetime) -> tuple[RegisteredPerson, ...]:
        self._answer()
        return tuple(
            entry.registered(details)
            for entry in self._entries.values()
            if entry.is_born_about(details) or entry.has_document_like(details) or entry.bore(details)
        )

    def list_namesakes(self, details: PersonDetails, *, now: datetime) -> tuple[RegisteredPerson, ...]:
        self._answer()
        family = comparable(details.name.family)
        return tuple(
            entry.registered(details)
            for entry in self._entries.values()
            if comparable(entry.person.name.family) == family
        )

    def get(self, person_id: str) -> InsuredPerson | None:
        self._answer()
        entry = self._entries.get(person_id)
        return entry.person if entry else None

    def represented_by(self, person_id: str, *, on: date) -> frozenset[str]:
        self._answer()
        children = self._children.get(person_id, set())
        return frozenset(one for one in children if age_on(self._entries[one].person.birth_date, on) < FULL_AGE)

    def _answer(self) -> None:
        if self.is_down:
            raise Unavailable


@dataclass(frozen=True)
class _Booking:
    person_id: str
    booked_by: UUID | None
    service: BookedService
    is_completed: bool


class FakeBookedServices:
    """`BookedServices` in memory; `is_down` makes it fall silent."""

    def __init__(self) -> None:
        self._bookings: list[_Booking] = []
        self.is_down = False

    def give(
        self,
        person_id: str,
        *,
        at: datetime,
        booked_by: UUID | None = None,
        is_completed: bool = False,
        title: str = "Терапевт участковый",
    ) -> None:
        service = BookedService(
            service_id=f"service-{len(self._bookings)}",
            title=title,
            practitioner="Петрова Ирина Олеговна",
            organization="Поликлиника № 1",
            room="214",
            starts_at=at,
            time_zone="Asia/Yekaterinburg",
        )
        self._bookings.append(_Booking(person_id, booked_by, service, is_completed))

    def summaries(self, scopes: Sequence[ServiceScope], *, now: datetime) -> Mapping[str, ServiceSummary]:
        self._answer()
        summaries = {}
        for scope in scopes:
            services = self._services(scope, now)
            first = services.upcoming[0] if services.upcoming else None
            summaries[scope.person_id] = ServiceSummary(len(services.upcoming), len(services.completed), first)
        return summaries

    def list_for(self, scope: ServiceScope, *, now: datetime) -> PersonServices:
        self._answer()
        return self._services(scope, now)

    def _services(self, scope: ServiceScope, now: datetime) -> PersonServices:
        seen = sorted(
            (
                booking
                for booking in self._bookings
                if booking.person_id == scope.person_id
                and (scope.booked_by is None or booking.booked_by == scope.booked_by)
            ),
            key=lambda booking: booking.service.starts_at,
        )
        return PersonServices(
            upcoming=tuple(one.service for one in seen if not one.is_completed and one.service.starts_at >= now),
            completed=tuple(one.service for one in reversed(seen) if one.is_completed),
        )

    def _answer(self) -> None:
        if self.is_down:
            raise Unavailable


@dataclass(frozen=True)
class _KnownPhone:
    phone: MobilePhone
    change_id: UUID
    changed_at: datetime


class FakePatientContacts:
    """`PatientContacts` in memory, of those whom it `learn`s; `is_down` makes it fall silent."""

    def __init__(self) -> None:
        self._phones: dict[str, _KnownPhone | None] = {}
        self.attempts = 0
        self.is_down = False

    def learn(self, person_id: str) -> None:
        self._phones.setdefault(person_id, None)

    def forget(self, person_id: str) -> None:
        """The person died, say: nothing about him is taken any more."""
        del self._phones[person_id]

    def phone_of(self, person_id: str) -> str:
        known = self._phones.get(person_id)
        return known.phone.number if known else ""

    def put_phone(self, *, person_id: str, phone: MobilePhone, change_id: UUID, changed_at: datetime) -> None:
        self.attempts += 1
        if self.is_down:
            raise Unavailable
        if person_id not in self._phones:
            raise Refused
        known = self._phones[person_id]
        if known is None or (known.changed_at < changed_at and known.change_id != change_id):
            self._phones[person_id] = _KnownPhone(phone, change_id, changed_at)


def _comparable(name: PersonName) -> tuple[str, str, str]:
    return comparable(name.family), comparable(name.given), comparable(name.patronymic)


def _number(document: Snils | OmsPolicy) -> str:
    return document.digits if isinstance(document, Snils) else document.number
