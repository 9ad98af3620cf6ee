from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from kartoteka.adapters.mis_embedded.models import ServiceRow
from kartoteka.adapters.mis_embedded.types import ServiceStatus
from kartoteka.domain.card_index.types import BookedService, PersonServices, ServiceScope, ServiceSummary

_FIELDS = (
    "person_id", "id", "title", "practitioner", "organization__name", "room", "starts_at", "organization__time_zone",
)  # fmt: skip
_Row = tuple[object, ...]


class EmbeddedBookedServices:
    """`BookedServices` over the Portal's own tables; the promises stand in the port."""

    def summaries(self, scopes: Sequence[ServiceScope], *, now: datetime) -> Mapping[str, ServiceSummary]:
        if not scopes:
            return {}
        services = _within(scopes)
        upcoming: dict[str, list[_Row]] = {scope.person_id: [] for scope in scopes}
        for row in _upcoming(services, now):
            upcoming[str(row[0])].append(row)
        completed = {
            str(person): count
            for person, count in services.filter(status=ServiceStatus.COMPLETED)
            .order_by()
            .values_list("person_id")
            .annotate(count=Count("pk"))
        }
        return {
            person: ServiceSummary(len(rows), completed.get(person, 0), _service(rows[0]) if rows else None)
            for person, rows in upcoming.items()
        }

    def list_for(self, scope: ServiceScope, *, now: datetime) -> PersonServices:
        services = _within([scope])
        completed = services.filter(status=ServiceStatus.COMPLETED).order_by("-starts_at", "id")
        return PersonServices(
            upcoming=tuple(_service(row) for row in _upcoming(services, now)),
            completed=tuple(_service(row) for row in completed.values_list(*_FIELDS)),
        )


def _within(scopes: Sequence[ServiceScope]) -> QuerySet[ServiceRow]:
    """Services that the scopes allow: all of some people, and of others what one account booked (D2)."""
    whole = [scope.person_id for scope in scopes if scope.booked_by is None]
    allowed = Q(person_id__in=whole)
    for account_id in {scope.booked_by for scope in scopes if scope.booked_by is not None}:
        people = [scope.person_id for scope in scopes if scope.booked_by == account_id]
        allowed |= Q(person_id__in=people, booked_by=account_id)
    return ServiceRow.objects.filter(allowed)


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
