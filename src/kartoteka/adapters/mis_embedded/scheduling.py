"""What the embedded medical system is told of healthcare organizations and the services they give."""

from collections.abc import Sequence
from uuid import UUID

from kartoteka.adapters.mis_embedded.models import OrganizationRow, ServiceRow
from kartoteka.adapters.mis_embedded.types import NewOrganization, NewService, ServiceStatus


def open_organization(organization: NewOrganization) -> UUID:
    """Add a healthcare organization; returns its identifier."""
    return OrganizationRow.objects.create(name=organization.name, time_zone=organization.time_zone).pk


def book_services(services: Sequence[NewService]) -> tuple[UUID, ...]:
    """Add services, upcoming or completed; returns their identifiers in the same order."""
    rows = ServiceRow.objects.bulk_create(
        (
            ServiceRow(
                person_id=service.person_id,
                organization_id=service.organization_id,
                title=service.title,
                practitioner=service.practitioner,
                room=service.room,
                starts_at=service.starts_at,
                status=service.status,
                booked_by=service.booked_by,
            )
            for service in services
        ),
        batch_size=1000,
    )
    return tuple(row.pk for row in rows)


def cancel_service(service_id: UUID) -> None:
    """Cancel a booked service."""
    ServiceRow.objects.filter(pk=service_id, status=ServiceStatus.BOOKED).update(status=ServiceStatus.CANCELLED)
