"""
Counts and next services of many people in one query: the heart of «Моя картотека», measured in benchmarks/.

Written in SQL because the object-relational mapper takes longer to compose such a query than the database takes to
answer it. It is the same for both databases but for the way to pass a list as one parameter.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.timezone import make_aware

from kartoteka.adapters.mis_embedded.types import ServiceStatus
from kartoteka.domain.card_index.types import BookedService, ServiceScope, ServiceSummary

_ONE_OF = {"postgresql": "= ANY(%s::uuid[])", "sqlite": "IN (SELECT value FROM json_each(%s))"}

_QUERY = """
SELECT service.person_id, upcoming, completed, is_upcoming,
       service.id, title, practitioner, organization.name, room, starts_at, time_zone
FROM (
    SELECT *,
           sum(is_upcoming) OVER (PARTITION BY person_id) AS upcoming,
           sum(CASE WHEN status = %s THEN 1 ELSE 0 END) OVER (PARTITION BY person_id) AS completed,
           row_number() OVER (PARTITION BY person_id ORDER BY is_upcoming DESC, starts_at, id) AS place
    FROM (
        SELECT *, CASE WHEN status = %s AND starts_at >= %s THEN 1 ELSE 0 END AS is_upcoming
        FROM mis_service
        WHERE person_id {one_of} AND (booked_by = %s OR person_id {one_of}) AND status <> %s
    ) AS shown
) AS service
JOIN mis_organization AS organization ON organization.id = service.organization_id
WHERE place = 1
"""


def summarise(scopes: Sequence[ServiceScope], *, now: datetime) -> dict[str, ServiceSummary]:
    """
    Summary of each person of `scopes`, by person identifier; every scope has a value.

    :raises ValueError: the scopes name bookings of more than one account
    """
    accounts = {scope.booked_by for scope in scopes if scope.booked_by is not None}
    if len(accounts) > 1:
        raise ValueError("one page belongs to one account")
    people = _list([UUID(scope.person_id) for scope in scopes])
    whole = _list([UUID(scope.person_id) for scope in scopes if scope.booked_by is None])
    query = _QUERY.format(one_of=_ONE_OF[connection.vendor])
    with connection.cursor() as cursor:
        cursor.execute(
            query,
            [
                ServiceStatus.COMPLETED.value,
                ServiceStatus.BOOKED.value,
                connection.ops.adapt_datetimefield_value(now),
                people,
                _identifier(accounts.pop() if accounts else None),
                whole,
                ServiceStatus.CANCELLED.value,
            ],
        )
        rows = cursor.fetchall()
    summaries = {scope.person_id: ServiceSummary() for scope in scopes}
    for person_id, upcoming, completed, is_upcoming, *service in rows:
        summaries[str(_uuid(person_id))] = ServiceSummary(
            int(upcoming), int(completed), _service(service) if is_upcoming else None
        )
    return summaries


def _service(columns: list[Any]) -> BookedService:  # as the driver gives them
    service_id, title, practitioner, organization, room, starts_at, time_zone = columns
    return BookedService(str(_uuid(service_id)), title, practitioner, organization, room, _moment(starts_at), time_zone)


def _list(people: list[UUID]) -> list[UUID] | str:
    """Many identifiers as one parameter."""
    return people if connection.vendor == "postgresql" else json.dumps([one.hex for one in people])


def _identifier(identifier: UUID | None) -> UUID | str | None:
    return identifier if identifier is None or connection.vendor == "postgresql" else identifier.hex


def _uuid(value: UUID | str) -> UUID:
    return value if isinstance(value, UUID) else UUID(value)


def _moment(value: datetime) -> datetime:
    # SQLite keeps no time zone: its moments are those of the connection.
    return value if value.tzinfo else make_aware(value, connection.timezone)
