from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from kartoteka.adapters.mis_embedded.models import ServiceRow
from kartoteka.adapters.mis_embedded.summaries import summarise
from kartoteka.adapters.mis_embedded.types import ServiceStatus
from kartoteka.domain.card_index.types import BookedService, PersonServices, ServiceScope, ServiceSummary

_FIELDS = (
    "person_id", "id", "title", "practitioner", "organization__name", "room", "starts_at", "organization__time_zone",
)  # fmt: skip
_Row = tuple[object, ...]


class EmbeddedBookedServices:
    """`BookedServices` over the Portal's own tables; the promises stand in the port."""

    def summaries(self, scopes: Sequence[ServiceScope], *, now: datetime) -> Mapping[str, ServiceSummary]:
        return summarise(scopes, now=now) if scopes else {}

    def list_for(self, scope: ServiceScope, *, now: datetime) -> PersonServices:
        services = _within(scope)
        completed = services.filter(status=ServiceStatus.COMPLETED).order_by("-starts_at", "id")
        return PersonServices(
            upcoming=tuple(_service(row) for row in _upcoming(services, now)),
            completed=tuple(_service(row) for row in completed.values_list(*_FIELDS)),
        )


def _within(scope: ServiceScope) -> QuerySet[ServiceRow]:
    """Services that the scope allows: all of a person, or those that one account booked (D2)."""
    services = ServiceRow.objects.filter(person_id=UUID(scope.person_id))
    return services if scope.booked_by is None else services.filter(booked_by=scope.booked_by)


def _upcoming(services: QuerySet[ServiceRow], now: datetime) -> QuerySet[ServiceRow, _Row]:
    return (
        services.filter(status=ServiceStatus.BOOKED, starts_at__gte=now)
        .order_by("starts_at", "id")
        .values_list(*_FIELDS)
    )


def _service(row: _Row) -> BookedService:
    _, service_id, title, practitioner, organization, room, starts_at, time_zone = row
    assert isinstance(starts_at, datetime)  # noqa: S101 - tells the type checker what the column holds
    return BookedService(
        service_id=str(service_id),
        title=str(title),
        practitioner=str(practitioner),
        organization=str(organization),
        room=str(room),
        starts_at=starts_at,
        time_zone=str(time_zone),
    )
